/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-trust.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-trust-anchors.h"
#include "lpa/lpa-x509.h"

#define MAX_ISSUER_FILE (1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

typedef enum
{
  ISSUER_ADDED,
  ISSUER_PRODUCTION,
  ISSUER_TEST,
  ISSUER_PRESENTED,
} IssuerOrigin;

/* An issuer that chains are checked against. */
typedef struct
{
  IssuerOrigin origin;
  char *name;
  GBytes *key_id;
  EVP_PKEY *key;
} Issuer;

struct _LpaTrust
{
  GObject parent_instance;

  GPtrArray *issuers; /* Issuer; the added ones in front */
  GPtrArray *added_names;
  guint n_added;
  gboolean web_allowed;
};

G_DEFINE_FINAL_TYPE (LpaTrust, lpa_trust, G_TYPE_OBJECT)

static void
issuer_free (Issuer *self)
{
  g_free (self->name);
  g_bytes_unref (self->key_id);
  EVP_PKEY_free (self->key);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Issuer, issuer_free)

static gboolean
list_has (GPtrArray *keys, GBytes *key_id)
{
  return keys && g_ptr_array_find_with_equal_func (keys, key_id, g_bytes_equal, NULL);
}

static gboolean
signed_by (X509 *certificate, EVP_PKEY *key)
{
  gboolean good = X509_verify (certificate, key) == 1;

  ERR_clear_error ();
  return good;
}

/* A root that the server presents itself is worth as much as its key: the card must name it. */
static Issuer *
presented_root (X509 *certificate, GPtrArray *card_keys)
{
  g_autoptr (GBytes) key_id = lpa_x509_dup_key_id (certificate);
  const LpaTrustAnchor *known = lpa_trust_anchors_find (key_id);
  Issuer *issuer;

  if (X509_self_signed (certificate, 1) != 1 || (!known && !list_has (card_keys, key_id)))
    {
      ERR_clear_error ();
      return NULL;
    }
  issuer = g_new0 (Issuer, 1);
  issuer->origin = known && known->is_test ? ISSUER_TEST : ISSUER_PRESENTED;
  issuer->name = lpa_x509_dup_name (X509_get_subject_name (certificate));
  issuer->key_id = g_steal_pointer (&key_id);
  return issuer;
}

static const Issuer *
signing_issuer (LpaTrust *self, X509 *certificate)
{
  for (guint i = 0; i < self->issuers->len; i++)
    {
      const Issuer *issuer = g_ptr_array_index (self->issuers, i);

      if (signed_by (certificate, issuer->key))
        return issuer;
    }
  return NULL;
}

static Issuer *
issuer_copy (const Issuer *issuer)
{
  Issuer *copy = g_new0 (Issuer, 1);

  copy->origin = issuer->origin;
  copy->name = g_strdup (issuer->name);
  copy->key_id = g_bytes_ref (issuer->key_id);
  return copy;
}

/*
 * The lowest certificate of the chain that a known issuer signed, or that is a root the card
 * names. @top is its place in the chain. Names are not compared: whose key signed is the question,
 * and it is answered by the key.
 */
static Issuer *
find_issuer (LpaTrust *self, X509Stack *chain, GPtrArray *card_keys, int *top)
{
  for (int i = 0; i < sk_X509_num (chain); i++)
    {
      X509 *certificate = sk_X509_value (chain, i);
      const Issuer *known = signing_issuer (self, certificate);
      Issuer *root = known ? NULL : presented_root (certificate, card_keys);

      *top = i;
      if (known)
        return issuer_copy (known);
      if (root)
        return root;
    }
  return NULL;
}

typedef struct
{
  int flaw;
  LpaTrustError code;
  const char *sentence;
} Flaw;

/* What OpenSSL finds on the way up, as our reasons. */
static const Flaw flaws[] = {
  { X509_V_ERR_CERT_SIGNATURE_FAILURE, LPA_TRUST_ERROR_BAD_SIGNATURE,
    "a signature in the server's certificates is wrong" },
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, LPA_TRUST_ERROR_BAD_SIGNATURE,
    "the server's certificates do not form a chain" },
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, LPA_TRUST_ERROR_BAD_SIGNATURE,
    "the server's certificates do not form a chain" },
  { X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, LPA_TRUST_ERROR_BAD_SIGNATURE,
    "the server's certificates do not form a chain" },
  { X509_V_ERR_CERT_HAS_EXPIRED, LPA_TRUST_ERROR_EXPIRED, NULL },
  { X509_V_ERR_CERT_NOT_YET_VALID, LPA_TRUST_ERROR_NOT_YET_VALID, NULL },
  { X509_V_ERR_HOSTNAME_MISMATCH, LPA_TRUST_ERROR_WRONG_HOST,
    "the certificate is for another server" },
  { X509_V_ERR_IP_ADDRESS_MISMATCH, LPA_TRUST_ERROR_WRONG_HOST,
    "the certificate is for another server" },
};

static void
set_path_error (X509_STORE_CTX *context, GError **error)
{
  int flaw = X509_STORE_CTX_get_error (context);
  X509 *certificate = X509_STORE_CTX_get_current_cert (context);
  const Flaw *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (flaws) && !found; i++)
    if (flaws[i].flaw == flaw)
      found = &flaws[i];

  if (found && !found->sentence && certificate)
    {
      gboolean expired = found->code == LPA_TRUST_ERROR_EXPIRED;
      g_autofree char *name = lpa_x509_dup_name (X509_get_subject_name (certificate));
      g_autofree char *date = lpa_x509_dup_date (expired ? X509_get0_notAfter (certificate)
                                                         : X509_get0_notBefore (certificate));

      lpa_error_set (error, LPA_TRUST_ERROR, (int) found->code, NULL,
                     expired ? "The certificate of %s expired on %s"
                             : "The certificate of %s is not valid before %s",
                     name, date);
    }
  else
    lpa_error_set (
        error, LPA_TRUST_ERROR, found ? (int) found->code : LPA_TRUST_ERROR_WRONG_PURPOSE, NULL,
        "The server's certificates were refused: %s",
        found && found->sentence ? found->sentence : X509_verify_cert_error_string (flaw));
}

/*
 * Everything between the server's certificate and the one that the issuer signed: signatures,
 * order, CA flags, path lengths, name constraints, key sizes, dates, and the leaf's purpose.
 * Policies are allowed and not asked for (SGP.22 roles are the card's business).
 */
static gboolean
check_path (X509Stack *chain, int top, GError **error)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  X509 *leaf = sk_X509_value (chain, 0);
  X509_VERIFY_PARAM *parameters;
  gboolean good;

  if (X509_check_ca (leaf) == 1)
    {
      lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_WRONG_PURPOSE, NULL,
                     "The server shows an issuer's certificate as its own");
      return FALSE;
    }
  X509_STORE_add_cert (store, sk_X509_value (chain, top));
  if (X509_STORE_CTX_init (context, store, leaf, chain) != 1)
    g_error ("OpenSSL is out of memory");
  parameters = X509_STORE_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_purpose (parameters, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_depth (parameters, LPA_X509_MAX_CHAIN);
  X509_VERIFY_PARAM_set_auth_level (parameters, 2);

  good = X509_verify_cert (context) == 1;
  if (!good)
    set_path_error (context, error);
  ERR_clear_error ();
  return good;
}

static LpaTrustVerdict *
verdict_new (LpaTrustKind kind, const char *issuer)
{
  LpaTrustVerdict *verdict = g_new0 (LpaTrustVerdict, 1);

  verdict->kind = kind;
  verdict->issuer = g_strdup (issuer);
  return verdict;
}

static LpaTrustVerdict *
judge_known (const Issuer *issuer, GPtrArray *card_keys)
{
  if (issuer->origin == ISSUER_ADDED)
    return verdict_new (LPA_TRUST_KIND_ADDED, issuer->name);
  if (list_has (card_keys, issuer->key_id))
    return verdict_new (LPA_TRUST_KIND_CARD_ISSUER, issuer->name);
  return verdict_new (LPA_TRUST_KIND_PRODUCTION_ISSUER, issuer->name);
}

static LpaTrustVerdict *
judge_web (X509Stack *chain)
{
  X509 *last = sk_X509_value (chain, sk_X509_num (chain) - 1);
  const X509_NAME *name = X509_get_issuer_name (last);
  g_autofree char *organisation = lpa_x509_dup_name_part (name, NID_organizationName);
  g_autofree char *common = lpa_x509_dup_name (name);

  return verdict_new (LPA_TRUST_KIND_WEB, organisation ? organisation : common);
}

/*
 * Whether a certificate names a key as its issuer's that is known, although that key did not
 * sign it.
 */
static gboolean
claims_known_issuer (LpaTrust *self, X509 *certificate)
{
  const ASN1_OCTET_STRING *claimed = X509_get0_authority_key_id (certificate);
  g_autoptr (GBytes) key_id = NULL;

  if (!claimed)
    return FALSE;
  key_id = g_bytes_new (ASN1_STRING_get0_data (claimed), (gsize) ASN1_STRING_length (claimed));
  for (guint i = 0; i < self->issuers->len; i++)
    if (g_bytes_equal (((Issuer *) g_ptr_array_index (self->issuers, i))->key_id, key_id))
      return TRUE;
  return FALSE;
}

static gboolean
has_broken_link (X509Stack *chain)
{
  for (int i = 0; i + 1 < sk_X509_num (chain); i++)
    if (!signed_by (sk_X509_value (chain, i), X509_get0_pubkey (sk_X509_value (chain, i + 1))))
      return TRUE;
  return FALSE;
}

/* No issuer is believed: the most telling reason. */
static void
set_unknown_error (LpaTrust *self, X509Stack *chain, GTlsCertificateFlags flags, GError **error)
{
  X509 *leaf = sk_X509_value (chain, 0);
  X509 *last = sk_X509_value (chain, sk_X509_num (chain) - 1);
  g_autofree char *issuer = lpa_x509_dup_name (X509_get_issuer_name (last));
  g_autofree char *before = lpa_x509_dup_date (X509_get0_notBefore (leaf));
  g_autofree char *after = lpa_x509_dup_date (X509_get0_notAfter (leaf));
  gboolean web = self->web_allowed && !(flags & G_TLS_CERTIFICATE_UNKNOWN_CA);

  if (X509_self_signed (leaf, 0) == 1)
    lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_SELF_SIGNED, NULL,
                   "The server vouches for itself: its certificate has no issuer");
  else if (claims_known_issuer (self, last) || has_broken_link (chain))
    lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_BAD_SIGNATURE, NULL,
                   "The certificate says that %s issued it, but the signature is wrong", issuer);
  else if (web && (flags & G_TLS_CERTIFICATE_EXPIRED))
    lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_EXPIRED, NULL,
                   "The server's certificate expired on %s", after);
  else if (web && (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED))
    lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_NOT_YET_VALID, NULL,
                   "The server's certificate is not valid before %s", before);
  else
    lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_UNKNOWN_ISSUER, NULL,
                   "The server's certificate was issued by %s, which is not trusted here%s", issuer,
                   flags == 0 ? " because issuers of the web are switched off" : "");
}

static void
add_known_issuers (LpaTrust *self)
{
  gsize count;
  const LpaTrustAnchor *anchors = lpa_trust_anchors_get (&count);

  for (gsize i = 0; i < count; i++)
    {
      EVP_PKEY *key = lpa_trust_anchor_load_key (&anchors[i]);
      Issuer *issuer;

      if (!key)
        continue;
      issuer = g_new0 (Issuer, 1);
      issuer->origin = anchors[i].is_test ? ISSUER_TEST : ISSUER_PRODUCTION;
      issuer->name = g_strdup (anchors[i].name);
      issuer->key_id = lpa_hex_decode (anchors[i].key_id);
      issuer->key = key;
      g_ptr_array_add (self->issuers, issuer);
    }
  ERR_clear_error ();
}

static void
lpa_trust_finalize (GObject *object)
{
  LpaTrust *self = LPA_TRUST (object);

  g_ptr_array_unref (self->issuers);
  g_ptr_array_unref (self->added_names);

  G_OBJECT_CLASS (lpa_trust_parent_class)->finalize (object);
}

static void
lpa_trust_class_init (LpaTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_trust_finalize;
}

static void
lpa_trust_init (LpaTrust *self)
{
  self->issuers = g_ptr_array_new_with_free_func ((GDestroyNotify) issuer_free);
  self->added_names = g_ptr_array_new_with_free_func (g_free);
  self->web_allowed = TRUE;
  add_known_issuers (self);
}

/**
 * lpa_trust_new:
 *
 * Returns: (transfer full): trust in the production issuers, in the issuers that a card names, and
 *   in those of the web until lpa_trust_set_web_allowed() says otherwise
 */
LpaTrust *
lpa_trust_new (void)
{
  return g_object_new (LPA_TYPE_TRUST, NULL);
}

static gboolean
fail_file (GError **error, const char *path, const char *reason)
{
  lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_ISSUER_FILE, NULL, "%s: %s", path, reason);
  return FALSE;
}

/* Every certificate of a PEM text; %NULL when there is none or one that is no issuer's. */
static GPtrArray *
read_issuers (const char *pem, gsize length, const char *path, GError **error)
{
  g_autoptr (GPtrArray) issuers = g_ptr_array_new_with_free_func ((GDestroyNotify) issuer_free);
  BIO *bio = BIO_new_mem_buf (pem, (int) length);
  gboolean good = TRUE;
  X509 *next;

  while (good && (next = PEM_read_bio_X509 (bio, NULL, NULL, NULL)))
    {
      g_autoptr (X509) certificate = next;
      Issuer *issuer;

      good = X509_check_ca (certificate) != 0 && X509_get0_pubkey (certificate) != NULL;
      if (!good)
        break;
      issuer = g_new0 (Issuer, 1);
      issuer->origin = ISSUER_ADDED;
      issuer->name = lpa_x509_dup_name (X509_get_subject_name (certificate));
      issuer->key_id = lpa_x509_dup_key_id (certificate);
      issuer->key = X509_get_pubkey (certificate);
      g_ptr_array_add (issuers, issuer);
    }
  BIO_free (bio);
  ERR_clear_error ();

  if (!good)
    fail_file (error, path, "a certificate in it is not an issuer's");
  else if (issuers->len == 0)
    fail_file (error, path, "there is no certificate in PEM form in it");
  return good && issuers->len > 0 ? g_steal_pointer (&issuers) : NULL;
}

/**
 * lpa_trust_add_issuers:
 * @self: a trust
 * @path: (type filename): a file with one or more issuers' certificates in PEM form
 * @error: return location for %LPA_TRUST_ERROR_ISSUER_FILE
 *
 * Adds issuers for test networks. Servers under them are believed as %LPA_TRUST_KIND_ADDED.
 * Nothing is added when a certificate in the file is not an issuer's.
 *
 * Returns: whether they were added
 */
gboolean
lpa_trust_add_issuers (LpaTrust *self, const char *path, GError **error)
{
  g_autofree char *pem = NULL;
  g_autoptr (GPtrArray) issuers = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;

  if (!g_file_get_contents (path, &pem, &length, &cause))
    return fail_file (error, path, cause->message);
  if (length > MAX_ISSUER_FILE)
    return fail_file (error, path, "the file is too large");
  issuers = read_issuers (pem, length, path, error);
  if (!issuers)
    return FALSE;

  for (guint i = 0; i < issuers->len; i++)
    {
      Issuer *issuer = g_ptr_array_index (issuers, i);

      g_ptr_array_add (self->added_names, g_strdup (issuer->name));
      g_ptr_array_insert (self->issuers, (int) self->n_added++, issuer);
    }
  g_ptr_array_set_free_func (issuers, NULL);
  return TRUE;
}

/**
 * lpa_trust_get_added_issuers:
 * @self: a trust
 *
 * Returns: (transfer none) (element-type utf8): names of the issuers added by hand
 */
GPtrArray *
lpa_trust_get_added_issuers (LpaTrust *self)
{
  return self->added_names;
}

/**
 * lpa_trust_set_web_allowed:
 * @self: a trust
 * @allowed: whether issuers of the web are believed too
 *
 * Newer servers have certificates of the web. Allowed at first.
 */
void
lpa_trust_set_web_allowed (LpaTrust *self, gboolean allowed)
{
  self->web_allowed = allowed;
}

/**
 * lpa_trust_get_web_allowed:
 * @self: a trust
 *
 * Returns: whether issuers of the web are believed
 */
gboolean
lpa_trust_get_web_allowed (LpaTrust *self)
{
  return self->web_allowed;
}

/**
 * lpa_trust_verify:
 * @self: a trust
 * @chain: (nullable): what the server presented, its own certificate first
 * @system_flaws: what the system's store of web issuers finds wrong with it
 * @host: the server asked; a port is passed over
 * @card_keys: (nullable) (element-type GBytes): key identifiers, 20 bytes each, of the issuers
 *   that the card names for verification
 * @error: return location for a %LPA_TRUST_ERROR
 *
 * Decides whether a server is believed, and on whose word (SGP.22 2.6.6, 4.5.2). Any thread.
 *
 * Returns: (transfer full) (nullable): on whose word, or %NULL with @error set
 */
LpaTrustVerdict *
lpa_trust_verify (LpaTrust *self,
                  GTlsCertificate *chain,
                  GTlsCertificateFlags system_flaws,
                  const char *host,
                  GPtrArray *card_keys,
                  GError **error)
{
  g_autoptr (X509Stack) certificates = lpa_x509_load_chain (chain);
  g_autoptr (Issuer) issuer = NULL;
  int top = 0;

  if (!certificates)
    {
      lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_NO_CERTIFICATE, NULL,
                     "The server showed no certificate that can be read");
      return NULL;
    }
  if (!lpa_x509_check_host (sk_X509_value (certificates, 0), host, error))
    return NULL;

  issuer = find_issuer (self, certificates, card_keys, &top);
  if (issuer && issuer->origin == ISSUER_TEST)
    {
      lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_TEST_ISSUER, NULL,
                     "The server's certificate comes from a test issuer: %s", issuer->name);
      return NULL;
    }
  if (issuer)
    return check_path (certificates, top, error) ? judge_known (issuer, card_keys) : NULL;
  if (self->web_allowed && system_flaws == 0)
    return judge_web (certificates);
  set_unknown_error (self, certificates, system_flaws, error);
  return NULL;
}

/**
 * lpa_trust_issuer_name:
 * @key_id: a subject key identifier, 20 bytes
 *
 * Returns: (transfer full): the issuer's name for people; issuers without a known name are told
 *   apart by the first six digits
 */
char *
lpa_trust_issuer_name (GBytes *key_id)
{
  const char *name = lpa_trust_anchors_find_name (key_id);
  gsize length;
  const guint8 *data = g_bytes_get_data (key_id, &length);
  g_autofree char *digits = lpa_hex_encode (data, MIN (length, 3));

  return name ? g_strdup (name) : g_strdup (digits);
}

/**
 * lpa_trust_issuer_is_test:
 * @key_id: a subject key identifier, 20 bytes
 *
 * Returns: whether it is an issuer for tests, whose servers are never believed by themselves
 */
gboolean
lpa_trust_issuer_is_test (GBytes *key_id)
{
  const LpaTrustAnchor *anchor = lpa_trust_anchors_find (key_id);

  return anchor && anchor->is_test;
}

/**
 * lpa_trust_issuer_is_production:
 * @key_id: a subject key identifier, 20 bytes
 *
 * Returns: whether it is one of the production issuers of consumer eSIM
 */
gboolean
lpa_trust_issuer_is_production (GBytes *key_id)
{
  const LpaTrustAnchor *anchor = lpa_trust_anchors_find (key_id);

  return anchor && !anchor->is_test;
}

/**
 * lpa_trust_verdict_copy:
 * @self: a verdict
 *
 * Returns: (transfer full): a copy
 */
LpaTrustVerdict *
lpa_trust_verdict_copy (const LpaTrustVerdict *self)
{
  return verdict_new (self->kind, self->issuer);
}

/**
 * lpa_trust_verdict_free:
 * @self: (nullable): a verdict
 *
 * Frees a verdict.
 */
void
lpa_trust_verdict_free (LpaTrustVerdict *self)
{
  if (!self)
    return;
  g_free (self->issuer);
  g_free (self);
}
