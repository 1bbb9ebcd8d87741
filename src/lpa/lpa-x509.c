/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-x509.h"

#include <string.h>

#include "lpa/lpa-error.h"

#define MAX_NAMES_TOLD 5

static void
general_names_free (GENERAL_NAMES *names)
{
  sk_GENERAL_NAME_pop_free (names, GENERAL_NAME_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, general_names_free)

/**
 * lpa_x509_stack_free:
 * @stack: (transfer full): certificates
 */
void
lpa_x509_stack_free (X509Stack *stack)
{
  sk_X509_pop_free (stack, X509_free);
}

/**
 * lpa_x509_dup_key_id:
 * @certificate: a certificate
 *
 * Returns: (transfer full): the identifier of its key, SHA-1 of it (RFC 5280 4.2.1.2)
 */
GBytes *
lpa_x509_dup_key_id (const X509 *certificate)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  X509_pubkey_digest (certificate, EVP_sha1 (), digest, &length);
  return g_bytes_new (digest, length);
}

/**
 * lpa_x509_dup_name_part:
 * @name: a name in a certificate
 * @nid: which part of it
 *
 * Returns: (transfer full) (nullable): that part, valid UTF-8
 */
char *
lpa_x509_dup_name_part (const X509_NAME *name, int nid)
{
  int index = X509_NAME_get_index_by_NID (name, nid, -1);
  guchar *utf8 = NULL;
  char *text = NULL;
  int length;

  if (index < 0)
    return NULL;
  length =
      ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index)));
  if (length > 0)
    text = g_utf8_make_valid ((const char *) utf8, length);
  OPENSSL_free (utf8);
  return text;
}

/**
 * lpa_x509_dup_name:
 * @name: a name in a certificate
 *
 * Returns: (transfer full): the common name, else the organisation, else a question mark
 */
char *
lpa_x509_dup_name (const X509_NAME *name)
{
  char *text = lpa_x509_dup_name_part (name, NID_commonName);

  if (!text)
    text = lpa_x509_dup_name_part (name, NID_organizationName);
  return text ? text : g_strdup ("?");
}

/**
 * lpa_x509_dup_date:
 * @time: a time in a certificate
 *
 * Returns: (transfer full): the day, a question mark where it cannot be read
 */
char *
lpa_x509_dup_date (const ASN1_TIME *time)
{
  g_autoptr (GDateTime) date = NULL;
  struct tm tm = { 0 };

  if (ASN1_TIME_to_tm (time, &tm) != 1)
    return g_strdup ("?");
  date = g_date_time_new_utc (tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                              tm.tm_sec);
  return date ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("?");
}

static X509 *
load_certificate (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  const guint8 *data;

  g_object_get (certificate, "certificate", &der, NULL);
  if (!der)
    return NULL;
  data = der->data;
  return d2i_X509 (NULL, &data, (long) der->len);
}

/**
 * lpa_x509_load_chain:
 * @chain: what a server showed
 *
 * Returns: (transfer full) (nullable): its first certificates, the server's own in front; %NULL
 * when that cannot be read
 */
X509Stack *
lpa_x509_load_chain (GTlsCertificate *chain)
{
  g_autoptr (X509Stack) stack = sk_X509_new_null ();

  for (GTlsCertificate *c = chain; c && sk_X509_num (stack) < LPA_X509_MAX_CHAIN;
       c = g_tls_certificate_get_issuer (c))
    {
      g_autoptr (X509) certificate = load_certificate (c);

      if (!certificate || !sk_X509_push (stack, certificate))
        break;
      certificate = NULL;
    }
  return sk_X509_num (stack) > 0 ? g_steal_pointer (&stack) : NULL;
}

/* The host without port and brackets. */
static char *
bare_host (const char *host)
{
  const char *colon = strrchr (host, ':');

  if (*host == '[' && strchr (host, ']'))
    return g_strndup (host + 1, (gsize) (strchr (host, ']') - host - 1));
  if (colon && strchr (host, ':') == colon)
    return g_strndup (host, (gsize) (colon - host));
  return g_strdup (host);
}

static char *
names_in_certificate (X509 *certificate)
{
  g_autoptr (GENERAL_NAMES) names =
      X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int told = 0;

  for (int i = 0; names && i < sk_GENERAL_NAME_num (names) && told < MAX_NAMES_TOLD; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
      g_autofree char *raw = NULL;
      g_autofree char *valid = NULL;

      if (name->type != GEN_DNS)
        continue;
      raw = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                       (gsize) ASN1_STRING_length (name->d.dNSName));
      valid = g_utf8_make_valid (raw, -1);
      g_string_append_printf (text, "%s%s", told++ > 0 ? ", " : "", valid);
    }
  return told > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup ("no name at all");
}

/**
 * lpa_x509_check_host:
 * @leaf: the server's own certificate
 * @host: the address asked, with its port or without
 * @error: return location for %LPA_TRUST_ERROR_WRONG_HOST
 *
 * Returns: whether it is for that host
 */
gboolean
lpa_x509_check_host (X509 *leaf, const char *host, GError **error)
{
  unsigned int flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  g_autofree char *bare = bare_host (host);
  g_autofree char *names = NULL;
  int match;

  match = g_hostname_is_ip_address (bare) ? X509_check_ip_asc (leaf, bare, 0)
                                          : X509_check_host (leaf, bare, 0, flags, NULL);
  if (match == 1)
    return TRUE;
  names = names_in_certificate (leaf);
  lpa_error_set (error, LPA_TRUST_ERROR, LPA_TRUST_ERROR_WRONG_HOST, NULL,
                 "The certificate is not for %s but for: %s", bare, names);
  return FALSE;
}
