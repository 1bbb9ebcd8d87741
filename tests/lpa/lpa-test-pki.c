/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-test-pki.h"

#include <glib/gstdio.h>
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY (24 * 60 * 60)

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  CONF *configuration = NCONF_new (NULL); /* policies want one, empty or not */
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  X509V3_set_nconf (&context, configuration);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
  NCONF_free (configuration);
}

static void
add_extensions (X509 *certificate, X509 *issuer, const LpaTestCertificate *wanted)
{
  const char *role =
      wanted->is_issuer ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature";
  const char *policy =
      wanted->is_issuer ? "critical,2.23.146.1.2.1.0" : "critical,2.23.146.1.2.1.3";

  add_extension (certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension (certificate, issuer, NID_authority_key_identifier, "keyid:always");
  add_extension (certificate, issuer, NID_basic_constraints,
                 wanted->is_issuer ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension (certificate, issuer, NID_key_usage, wanted->key_usage ? wanted->key_usage : role);
  add_extension (certificate, issuer, NID_certificate_policies, policy);
  if (!wanted->is_issuer)
    add_extension (certificate, issuer, NID_ext_key_usage,
                   wanted->extended_key_usage ? wanted->extended_key_usage
                                              : "critical,serverAuth,clientAuth");
  if (wanted->alternative_names)
    add_extension (certificate, issuer, NID_subject_alt_name, wanted->alternative_names);
}

static X509_NAME *
set_name (X509 *certificate, const char *text)
{
  X509_NAME *name = X509_get_subject_name (certificate);

  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) text, -1, -1, 0);
  return name;
}

static LpaTestIdentity *
make (const LpaTestIdentity *issuer, EVP_PKEY *signing_key, const LpaTestCertificate *wanted)
{
  static long serial = 1;
  LpaTestIdentity *self = g_new0 (LpaTestIdentity, 1);
  X509 *certificate = X509_new ();
  X509_NAME *name = set_name (certificate, wanted->name);

  self->key = EVP_EC_gen ("P-256");
  self->certificate = certificate;
  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), serial++);
  X509_gmtime_adj (X509_getm_notBefore (certificate), (long) wanted->from * DAY);
  X509_gmtime_adj (X509_getm_notAfter (certificate), (long) wanted->to * DAY);
  X509_set_issuer_name (certificate, issuer ? X509_get_subject_name (issuer->certificate) : name);
  X509_set_pubkey (certificate, self->key);
  add_extensions (certificate, issuer ? issuer->certificate : certificate, wanted);
  g_assert_cmpint (X509_sign (certificate, signing_key ? signing_key : self->key, EVP_sha256 ()), >,
                   0);
  return self;
}

/* A certificate; without an issuer it signs itself. */
LpaTestIdentity *
lpa_test_pki_issue (const LpaTestIdentity *issuer, const LpaTestCertificate *wanted)
{
  return make (issuer, issuer ? issuer->key : NULL, wanted);
}

/* A certificate that says that @issuer issued it, signed with another key. */
LpaTestIdentity *
lpa_test_pki_forge (const LpaTestIdentity *issuer, const LpaTestCertificate *wanted)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  LpaTestIdentity *self = make (issuer, key, wanted);

  EVP_PKEY_free (key);
  return self;
}

LpaTestIdentity *
lpa_test_pki_root (const char *name)
{
  const LpaTestCertificate wanted = { .name = name, .from = -10, .to = 10, .is_issuer = TRUE };

  return lpa_test_pki_issue (NULL, &wanted);
}

GBytes *
lpa_test_identity_get_key_id (const LpaTestIdentity *self)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length;

  g_assert_cmpint (X509_pubkey_digest (self->certificate, EVP_sha1 (), digest, &length), ==, 1);
  return g_bytes_new (digest, length);
}

static char *
take_bio (BIO *bio)
{
  char *data;
  long length = BIO_get_mem_data (bio, &data);
  char *text = g_strndup (data, (gsize) length);

  BIO_free (bio);
  return text;
}

char *
lpa_test_identity_to_pem (const LpaTestIdentity *self)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_X509 (bio, self->certificate);
  return take_bio (bio);
}

static char *
key_to_pem (const LpaTestIdentity *self)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_PrivateKey (bio, self->key, NULL, NULL, 0, NULL, NULL);
  return take_bio (bio);
}

/* Writes the certificate into a file of its own; the caller removes it. */
char *
lpa_test_identity_save (const LpaTestIdentity *self)
{
  g_autofree char *pem = lpa_test_identity_to_pem (self);
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("issuer-XXXXXX.pem", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, pem, -1, &error);
  g_assert_no_error (error);
  return path;
}

/*
 * As a client sees it: the certificate with what was presented above it, whether that fits or
 * not.
 */
GTlsCertificate *
lpa_test_identity_to_chain (const LpaTestIdentity *self, GTlsCertificate *issuer)
{
  GByteArray *der = g_byte_array_new ();
  guchar *data = NULL;
  int length = i2d_X509 (self->certificate, &data);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *chain;

  g_byte_array_append (der, data, (guint) length);
  OPENSSL_free (data);
  chain = g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), NULL,
                          &error, "certificate", der, "issuer", issuer, NULL);
  g_assert_no_error (error);
  g_byte_array_unref (der);
  return chain;
}

/*
 * As a server has it: with its key, and with its issuer's certificate to present when there is
 * one.
 */
GTlsCertificate *
lpa_test_identity_to_server (const LpaTestIdentity *self, const LpaTestIdentity *issuer)
{
  g_autofree char *certificate = lpa_test_identity_to_pem (self);
  g_autofree char *key = key_to_pem (self);
  g_autofree char *above = issuer ? lpa_test_identity_to_pem (issuer) : g_strdup ("");
  g_autofree char *pem = g_strconcat (certificate, key, above, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *server = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  return server;
}

void
lpa_test_identity_free (LpaTestIdentity *self)
{
  if (!self)
    return;
  X509_free (self->certificate);
  EVP_PKEY_free (self->key);
  g_free (self);
}
