/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-certificate-builder.h"

#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"

#define SECONDS_A_DAY (24 * 60 * 60)

static gboolean
add_name_entry (X509_NAME *name, const char *field, const char *value)
{
  return value == NULL || X509_NAME_add_entry_by_txt (name, field, MBSTRING_UTF8,
                                                      (const guint8 *) value, -1, -1, 0) == 1;
}

static gboolean
set_names (X509 *certificate, const SimCertificateTemplate *template, X509 *issuer)
{
  X509_NAME *name = X509_get_subject_name (certificate);

  return add_name_entry (name, "O", template->organisation) &&
         add_name_entry (name, "CN", template->common_name) &&
         add_name_entry (name, "serialNumber", template->serial_number) &&
         X509_set_issuer_name (certificate, X509_get_subject_name (issuer)) == 1;
}

static gboolean
set_serial (X509 *certificate)
{
  guint8 random[16];
  g_autoptr (BIGNUM) number = NULL;

  sim_crypto_random (random, sizeof random);
  random[0] = (random[0] & 0x7F) | 0x40;
  number = BN_bin2bn (random, sizeof random, NULL);

  return BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
}

/* "No end" is written as RFC 5280 4.1.2.5 says. */
static gboolean
set_dates (X509 *certificate, const SimCertificateTemplate *template)
{
  ASN1_TIME *end = X509_getm_notAfter (certificate);
  gint64 from = (gint64) template->from * SECONDS_A_DAY;

  return X509_gmtime_adj (X509_getm_notBefore (certificate), from) != NULL &&
         (template->days == 0
              ? ASN1_TIME_set_string (end, "99991231235959Z") == 1
              : X509_gmtime_adj (end, from + (gint64) template->days * SECONDS_A_DAY) != NULL);
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  g_autoptr (X509_EXTENSION) extension = NULL;
  g_autoptr (CONF) empty = NULL;
  X509V3_CTX context;

  if (value == NULL)
    return TRUE;

  /* Policies are only read with a configuration at hand, even when they refer to nothing in it. */
  empty = NCONF_new (NULL);
  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  X509V3_set_nconf (&context, empty);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);

  return extension != NULL && X509_add_ext (certificate, extension, -1) == 1;
}

static gboolean
add_critical (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  g_autofree char *critical = value == NULL ? NULL : g_strconcat ("critical,", value, NULL);

  return add_extension (certificate, issuer, nid, critical);
}

/* SGP.22 4.5.2.1.0.3: an EUM's certificate permits subjects with its own name and EIDs that begin
 * with its prefix. */
static gboolean
add_name_constraints (X509 *certificate, const SimCertificateTemplate *template)
{
  g_autoptr (NAME_CONSTRAINTS) constraints = NULL;
  GENERAL_SUBTREE *subtree;
  X509_NAME *name;

  if (template->prefix == NULL)
    return TRUE;

  constraints = NAME_CONSTRAINTS_new ();
  subtree = GENERAL_SUBTREE_new ();
  name = X509_NAME_new ();
  constraints->permittedSubtrees = sk_GENERAL_SUBTREE_new_null ();
  sk_GENERAL_SUBTREE_push (constraints->permittedSubtrees, subtree);
  GENERAL_NAME_set0_value (subtree->base, GEN_DIRNAME, name);

  return add_name_entry (name, "O", template->organisation) &&
         add_name_entry (name, "serialNumber", template->prefix) &&
         X509_add1_ext_i2d (certificate, NID_name_constraints, constraints, 1, 0) == 1;
}

static gboolean
add_extensions (X509 *certificate, const SimCertificateTemplate *template, X509 *issuer)
{
  return add_extension (certificate, issuer, NID_subject_key_identifier, "hash") &&
         add_extension (certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         add_critical (certificate, issuer, NID_key_usage, template->key_usage) &&
         add_critical (certificate, issuer, NID_basic_constraints, template->constraints) &&
         add_critical (certificate, issuer, NID_certificate_policies, template->policy) &&
         add_critical (certificate, issuer, NID_ext_key_usage, template->extended_usage) &&
         add_extension (certificate, issuer, NID_subject_alt_name, template->names) &&
         add_name_constraints (certificate, template);
}

/**
 * sim_certificate_build:
 * @template: what is to stand in it
 * @key: the subject's key
 * @issuer: (nullable): the issuer's certificate, or %NULL for a self-signed one
 * @issuer_key: the key to sign with
 *
 * Returns: (transfer full) (nullable): the certificate, or %NULL when libcrypto cannot make it and
 * has the reason in its queue
 */
X509 *
sim_certificate_build (const SimCertificateTemplate *template,
                       EVP_PKEY *key,
                       X509 *issuer,
                       EVP_PKEY *issuer_key)
{
  g_autoptr (X509) certificate = X509_new ();
  X509 *signer = issuer != NULL ? issuer : certificate;

  if (certificate == NULL || X509_set_version (certificate, X509_VERSION_3) != 1 ||
      !set_serial (certificate) || !set_names (certificate, template, signer) ||
      !set_dates (certificate, template) || X509_set_pubkey (certificate, key) != 1 ||
      !add_extensions (certificate, template, signer) ||
      X509_sign (certificate, issuer_key, EVP_sha256 ()) <= 0)
    return NULL;

  return g_steal_pointer (&certificate);
}
