/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-pki.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-certificate-builder.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"
#include "sim/sim-pki-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define EID_DIGITS 32
#define PREFIX_DIGITS 8
#define TEN_YEARS 3650
#define TEST_NAMES "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:" SIM_PKI_TEST_HOST

G_DEFINE_FINAL_TYPE (SimPki, sim_pki, G_TYPE_OBJECT)
G_DEFINE_QUARK (sim_pki_error, sim_pki_error)

static const char *const role_names[SIM_PKI_N_ROLES] = {
  "ci", "eum", "euicc", "dpauth", "dppb", "dptls",
};

static const SimCertificateTemplate templates[SIM_PKI_N_ROLES] = {
  [SIM_PKI_CI] = {
    .common_name = "Tern Test CI",
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_CI,
    .key_usage = "keyCertSign,cRLSign",
    .constraints = "CA:TRUE",
    .names = "RID:2.999.1",
    .from = -1,
    .days = 3 * TEN_YEARS,
  },
  [SIM_PKI_EUM] = {
    .common_name = "Tern Test EUM",
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_EUM,
    .key_usage = "keyCertSign",
    .constraints = "CA:TRUE,pathlen:0",
    .names = "RID:2.999.5",
    .from = -1,
    .days = 2 * TEN_YEARS,
  },
  [SIM_PKI_EUICC] = {
    .common_name = "Tern Test eUICC",
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_EUICC,
    .key_usage = "digitalSignature",
    .from = -1,
  },
  [SIM_PKI_DPAUTH] = {
    .common_name = "Tern Test SM-DP+ Authentication",
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_DP_AUTH,
    .key_usage = "digitalSignature",
    .names = "RID:2.999.10",
    .from = -1,
    .days = TEN_YEARS,
  },
  [SIM_PKI_DPPB] = {
    .common_name = "Tern Test SM-DP+ Profile Binding",
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_DP_PB,
    .key_usage = "digitalSignature",
    .names = "RID:2.999.10",
    .from = -1,
    .days = TEN_YEARS,
  },
  [SIM_PKI_DPTLS] = {
    .common_name = SIM_PKI_TEST_HOST,
    .organisation = "Tern Simulation",
    .policy = SIM_ROLE_DP_TLS,
    .key_usage = "digitalSignature",
    .extended_usage = "serverAuth,clientAuth",
    .names = "RID:2.999.10," TEST_NAMES,
    .from = -1,
    .days = TEN_YEARS,
  },
};

static const char *const flaw_nicks[SIM_TLS_N_FLAWS] = {
  "none", "expired", "not-yet-valid", "other-host", "self-signed", "other-issuer", "wrong-usage",
};

/**
 * sim_pki_fail:
 * @error: return location for an error of %SIM_PKI_ERROR
 * @code: which
 * @message: a sentence, to which the reason that OpenSSL gives is added
 *
 * Returns: %FALSE
 */
gboolean
sim_pki_fail (GError **error, SimPkiError code, const char *message)
{
  g_set_error (error, SIM_PKI_ERROR, (int) code, "%s (%s)", message,
               ERR_reason_error_string (ERR_peek_last_error ()) ?: "no reason given");
  ERR_clear_error ();
  return FALSE;
}

static void
sim_pki_finalize (GObject *object)
{
  SimPki *self = SIM_PKI (object);

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    {
      X509_free (self->certificates[role]);
      EVP_PKEY_free (self->keys[role]);
      g_clear_pointer (&self->ders[role], g_bytes_unref);
    }
  g_free (self->eid);
  g_clear_pointer (&self->eid_bytes, g_bytes_unref);
  g_clear_pointer (&self->ci_id, g_bytes_unref);
  g_clear_pointer (&self->smdp_oid, g_bytes_unref);

  G_OBJECT_CLASS (sim_pki_parent_class)->finalize (object);
}

static void
sim_pki_class_init (SimPkiClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_pki_finalize;
}

static void
sim_pki_init (SimPki *self)
{
}

static guint
remainder_97 (const char *digits)
{
  guint rest = 0;

  for (; *digits != '\0'; digits++)
    rest = (rest * 10 + (guint) g_ascii_digit_value (*digits)) % 97;

  return rest;
}

/**
 * sim_pki_check_eid:
 * @eid: a text
 * @error: return location for %SIM_PKI_ERROR_EID
 *
 * Returns: whether @eid is 32 digits of which the last two are right (SGP.29, ISO/IEC 7064 MOD
 * 97-10)
 */
gboolean
sim_pki_check_eid (const char *eid, GError **error)
{
  if (strspn (eid, "0123456789") == EID_DIGITS && eid[EID_DIGITS] == '\0' &&
      remainder_97 (eid) == 1)
    return TRUE;

  g_set_error (error, SIM_PKI_ERROR, SIM_PKI_ERROR_EID,
               "%s is no EID: that is 32 digits, the last two of them check digits", eid);
  return FALSE;
}

/**
 * sim_pki_complete_eid:
 * @digits: the first 30 digits of an EID
 *
 * Returns: (transfer full): the EID, with its check digits
 */
char *
sim_pki_complete_eid (const char *digits)
{
  g_autofree char *shifted = g_strconcat (digits, "00", NULL);

  return g_strdup_printf ("%s%02u", digits, 98 - remainder_97 (shifted));
}

/**
 * sim_pki_role_get_name:
 * @role: a role
 *
 * Returns: the name of its files, without ".pem" or ".key"
 */
const char *
sim_pki_role_get_name (SimPkiRole role)
{
  return role_names[role];
}

/**
 * sim_tls_flaw_from_nick:
 * @nick: for example "expired"
 * @flaw: (out caller-allocates): the flaw of that name
 *
 * Returns: whether there is one
 */
gboolean
sim_tls_flaw_from_nick (const char *nick, SimTlsFlaw *flaw)
{
  for (int i = 0; i < SIM_TLS_N_FLAWS; i++)
    if (g_str_equal (flaw_nicks[i], nick))
      {
        *flaw = (SimTlsFlaw) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * sim_pki_put:
 * @self: a test network that is being made
 * @role: a role
 * @certificate: (transfer full): its certificate
 * @key: (transfer full) (nullable): its key
 */
void
sim_pki_put (SimPki *self, SimPkiRole role, X509 *certificate, EVP_PKEY *key)
{
  self->certificates[role] = certificate;
  self->ders[role] = sim_certificate_dup_der (certificate);
  self->keys[role] = key;
}

/**
 * sim_pki_complete:
 * @self: a test network with all its certificates
 * @error: return location for an error of %SIM_PKI_ERROR
 *
 * Takes what others ask for from the certificates, once.
 *
 * Returns: whether everything was found
 */
gboolean
sim_pki_complete (SimPki *self, GError **error)
{
  self->eid = sim_certificate_dup_serial_number (self->certificates[SIM_PKI_EUICC]);
  if (self->eid == NULL || strspn (self->eid, "0123456789") != EID_DIGITS ||
      self->eid[EID_DIGITS] != '\0')
    return sim_pki_fail (error, SIM_PKI_ERROR_EID,
                         "The eUICC's certificate has no EID in its subject");
  self->eid_bytes = lpa_hex_decode (self->eid);

  self->ci_id = sim_certificate_dup_key_id (self->certificates[SIM_PKI_CI]);
  if (self->ci_id == NULL)
    return sim_pki_fail (error, SIM_PKI_ERROR_CERTIFICATE,
                         "The issuer has no subject key identifier");

  self->smdp_oid = sim_certificate_dup_registered_id (self->certificates[SIM_PKI_DPAUTH]);
  if (self->smdp_oid == NULL)
    return sim_pki_fail (error, SIM_PKI_ERROR_CERTIFICATE,
                         "The SM-DP+'s certificate has no object identifier");

  return TRUE;
}

static gboolean
issue_role (SimPki *self, SimPkiRole role, const char *eid, GError **error)
{
  SimCertificateTemplate template = templates[role];
  SimPkiRole signer = role == SIM_PKI_EUICC ? SIM_PKI_EUM : SIM_PKI_CI;
  g_autofree char *prefix = g_strndup (eid, PREFIX_DIGITS);
  g_autoptr (EVP_PKEY) key = sim_crypto_generate_key ("P-256", error);
  g_autoptr (X509) certificate = NULL;

  if (key == NULL)
    return FALSE;
  if (role == SIM_PKI_EUICC)
    template.serial_number = eid;
  if (role == SIM_PKI_EUM)
    template.prefix = prefix;

  certificate = sim_certificate_build (&template, key, self->certificates[signer],
                                       role == SIM_PKI_CI ? key : self->keys[signer]);
  if (certificate == NULL)
    return sim_pki_fail (error, SIM_PKI_ERROR_FAILED, "A certificate could not be made");

  sim_pki_put (self, role, g_steal_pointer (&certificate), g_steal_pointer (&key));
  return TRUE;
}

/**
 * sim_pki_new:
 * @eid: (nullable): the EID of the card, or %NULL for %SIM_PKI_DEFAULT_EID
 * @error: return location for an error of %SIM_PKI_ERROR or %SIM_CRYPTO_ERROR
 *
 * Makes a fresh issuer and everything under it, in memory.
 *
 * Returns: (transfer full) (nullable): the new test network
 */
SimPki *
sim_pki_new (const char *eid, GError **error)
{
  g_autoptr (SimPki) self = g_object_new (SIM_TYPE_PKI, NULL);

  if (eid == NULL)
    eid = SIM_PKI_DEFAULT_EID;
  if (!sim_pki_check_eid (eid, error))
    return NULL;

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    if (!issue_role (self, (SimPkiRole) role, eid, error))
      return NULL;

  return sim_pki_complete (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * sim_pki_derive:
 * @self: a test network with the card maker's key
 * @eid: the EID of another card
 * @error: return location for an error of %SIM_PKI_ERROR or %SIM_CRYPTO_ERROR
 *
 * Makes the same test network with another card, whose certificate is issued by the same maker even
 * when the EID is not in the maker's range.
 *
 * Returns: (transfer full) (nullable): the test network of the other card
 */
SimPki *
sim_pki_derive (SimPki *self, const char *eid, GError **error)
{
  g_autoptr (SimPki) derived = g_object_new (SIM_TYPE_PKI, NULL);

  if (!sim_pki_check_eid (eid, error))
    return NULL;
  if (self->keys[SIM_PKI_EUM] == NULL)
    {
      sim_pki_fail (error, SIM_PKI_ERROR_KEY, "Another card needs eum.key");
      return NULL;
    }

  for (int role = 0; role < SIM_PKI_N_ROLES; role++)
    {
      if (role == SIM_PKI_EUICC)
        continue;
      X509_up_ref (self->certificates[role]);
      if (self->keys[role] != NULL)
        EVP_PKEY_up_ref (self->keys[role]);
      sim_pki_put (derived, (SimPkiRole) role, self->certificates[role], self->keys[role]);
    }

  if (!issue_role (derived, SIM_PKI_EUICC, eid, error) || !sim_pki_complete (derived, error))
    return NULL;

  return g_steal_pointer (&derived);
}

/**
 * sim_pki_get_eid:
 * @self: a test network
 *
 * Returns: the 32 digits of the card's EID
 */
const char *
sim_pki_get_eid (SimPki *self)
{
  return self->eid;
}

/**
 * sim_pki_get_eid_bytes:
 * @self: a test network
 *
 * Returns: (transfer none): the 16 bytes of the card's EID
 */
GBytes *
sim_pki_get_eid_bytes (SimPki *self)
{
  return self->eid_bytes;
}

/**
 * sim_pki_get_certificate:
 * @self: a test network
 * @role: whose
 *
 * Returns: (transfer none): the certificate
 */
X509 *
sim_pki_get_certificate (SimPki *self, SimPkiRole role)
{
  return self->certificates[role];
}

/**
 * sim_pki_get_der:
 * @self: a test network
 * @role: whose
 *
 * Returns: (transfer none): the DER encoding of the certificate
 */
GBytes *
sim_pki_get_der (SimPki *self, SimPkiRole role)
{
  return self->ders[role];
}

/**
 * sim_pki_dup_pem:
 * @self: a test network
 * @role: whose
 *
 * Returns: (transfer full): the certificate as PEM, for example the issuer's for a list of trusted
 * ones
 */
char *
sim_pki_dup_pem (SimPki *self, SimPkiRole role)
{
  return sim_certificate_dup_pem (self->certificates[role]);
}

/**
 * sim_pki_get_key:
 * @self: a test network
 * @role: whose
 *
 * Returns: (transfer none) (nullable): the private key; %NULL only for an issuer's that was not in
 * the folder
 */
EVP_PKEY *
sim_pki_get_key (SimPki *self, SimPkiRole role)
{
  return self->keys[role];
}

/**
 * sim_pki_get_ci_id:
 * @self: a test network
 *
 * Returns: (transfer none): the issuer's subject key identifier, as it stands in
 * euiccCiPKIdToBeUsed
 */
GBytes *
sim_pki_get_ci_id (SimPki *self)
{
  return self->ci_id;
}

/**
 * sim_pki_get_smdp_oid:
 * @self: a test network
 *
 * Returns: (transfer none): the content bytes of the SM-DP+'s object identifier
 */
GBytes *
sim_pki_get_smdp_oid (SimPki *self)
{
  return self->smdp_oid;
}

/**
 * sim_pki_verify_server:
 * @self: a test network
 * @certificate: a certificate from a server
 * @role: the role it must have, for example %SIM_ROLE_DP_PB
 *
 * Returns: whether the issuer of @self issued @certificate for @role
 */
gboolean
sim_pki_verify_server (SimPki *self, X509 *certificate, const char *role)
{
  return sim_certificate_is_issued_by (certificate, self->certificates[SIM_PKI_CI]) &&
         sim_certificate_has_role (certificate, role) &&
         (X509_get_key_usage (certificate) & KU_DIGITAL_SIGNATURE) != 0;
}

/**
 * sim_pki_verify_euicc:
 * @self: a test network
 * @euicc: a card's certificate
 * @eum: its maker's
 *
 * Verifies the chain from the card to the issuer of @self, roles and the maker's range of EIDs
 * included. Dates are left to the caller.
 *
 * Returns: whether the chain is good
 */
gboolean
sim_pki_verify_euicc (SimPki *self, X509 *euicc, X509 *eum)
{
  g_autofree char *eid = sim_certificate_dup_serial_number (euicc);

  return eid != NULL && sim_certificate_is_issued_by (eum, self->certificates[SIM_PKI_CI]) &&
         sim_certificate_is_issued_by (euicc, eum) &&
         sim_certificate_has_role (eum, SIM_ROLE_EUM) &&
         sim_certificate_has_role (euicc, SIM_ROLE_EUICC) && sim_certificate_allows_eid (eum, eid);
}

static void
apply_flaw (SimCertificateTemplate *template, SimTlsFlaw flaw)
{
  if (flaw == SIM_TLS_FLAW_EXPIRED)
    {
      template->from = -30;
      template->days = 29;
    }
  if (flaw == SIM_TLS_FLAW_NOT_YET_VALID)
    template->from = 1;
  if (flaw == SIM_TLS_FLAW_OTHER_HOST)
    template->names = "RID:2.999.10,DNS:other.example.org";
  if (flaw == SIM_TLS_FLAW_WRONG_USAGE)
    template->extended_usage = "clientAuth";
}

static X509 *
build_flawed (SimPki *self, SimTlsFlaw flaw, EVP_PKEY *key, GError **error)
{
  SimCertificateTemplate template = templates[SIM_PKI_DPTLS];
  g_autoptr (SimPki) other = flaw == SIM_TLS_FLAW_OTHER_ISSUER ? sim_pki_new (NULL, error) : NULL;
  SimPki *issuer = other != NULL ? other : self;
  gboolean self_signed = flaw == SIM_TLS_FLAW_SELF_SIGNED;

  if (flaw == SIM_TLS_FLAW_OTHER_ISSUER && other == NULL)
    return NULL;
  if (!self_signed && issuer->keys[SIM_PKI_CI] == NULL)
    {
      sim_pki_fail (error, SIM_PKI_ERROR_KEY, "Another certificate needs ci.key");
      return NULL;
    }

  apply_flaw (&template, flaw);
  return sim_certificate_build (&template, key,
                                self_signed ? NULL : issuer->certificates[SIM_PKI_CI],
                                self_signed ? key : issuer->keys[SIM_PKI_CI]);
}

/**
 * sim_pki_issue_tls:
 * @self: a test network
 * @flaw: what is to be wrong; with %SIM_TLS_FLAW_NONE the certificate of the role "dptls" is given
 * as it is
 * @error: return location for an error of %SIM_PKI_ERROR, %SIM_CRYPTO_ERROR or %G_TLS_ERROR
 *
 * Returns: (transfer full) (nullable): a certificate and key for a TLS server
 */
GTlsCertificate *
sim_pki_issue_tls (SimPki *self, SimTlsFlaw flaw, GError **error)
{
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) certificate = NULL;
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *pem = NULL;
  GTlsCertificate *tls;

  if (flaw == SIM_TLS_FLAW_NONE)
    {
      EVP_PKEY_up_ref (self->keys[SIM_PKI_DPTLS]);
      X509_up_ref (self->certificates[SIM_PKI_DPTLS]);
      key = self->keys[SIM_PKI_DPTLS];
      certificate = self->certificates[SIM_PKI_DPTLS];
    }
  else
    {
      key = sim_crypto_generate_key ("P-256", error);
      certificate = key == NULL ? NULL : build_flawed (self, flaw, key, error);
    }

  if (certificate == NULL)
    {
      if (error != NULL && *error == NULL)
        sim_pki_fail (error, SIM_PKI_ERROR_FAILED, "A certificate could not be made");
      return NULL;
    }

  certificate_pem = sim_certificate_dup_pem (certificate);
  key_pem = sim_crypto_dup_key_pem (key);
  pem = g_strconcat (certificate_pem, key_pem, NULL);
  tls = g_tls_certificate_new_from_pem (pem, -1, error);
  if (tls == NULL)
    g_prefix_error (error, "dptls.pem and dptls.key cannot be used for TLS on this computer: ");
  return tls;
}

/**
 * sim_pki_issue:
 * @self: a test network with the issuer's key
 * @role: the role to start from, one that the CI signs itself
 * @key: the key to certify
 * @policy: (nullable): another policy than the role's
 * @oid: (nullable): another object identifier than the role's
 * @error: return location for an error of %SIM_PKI_ERROR
 *
 * Makes a variant of a certificate, for tests of what a card or server refuses.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
X509 *
sim_pki_issue (SimPki *self,
               SimPkiRole role,
               EVP_PKEY *key,
               const char *policy,
               const char *oid,
               GError **error)
{
  SimCertificateTemplate template = templates[role];
  g_autofree char *names = oid == NULL ? NULL : g_strconcat ("RID:", oid, NULL);
  X509 *certificate;

  if (self->keys[SIM_PKI_CI] == NULL)
    {
      sim_pki_fail (error, SIM_PKI_ERROR_KEY, "Another certificate needs ci.key");
      return NULL;
    }

  if (policy != NULL)
    template.policy = policy;
  if (names != NULL)
    template.names = names;
  certificate = sim_certificate_build (&template, key, self->certificates[SIM_PKI_CI],
                                       self->keys[SIM_PKI_CI]);
  if (certificate == NULL)
    sim_pki_fail (error, SIM_PKI_ERROR_FAILED, "A certificate could not be made");

  return certificate;
}
