/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * LpaTestCertificate:
 * @name: common name
 * @alternative_names: (nullable): as OpenSSL's configuration writes them,
 *   `DNS:localhost,IP:127.0.0.1`
 * @from: days from now to the first day of validity
 * @to: days from now to the last
 * @is_issuer: whether it may issue others
 * @key_usage: (nullable): as OpenSSL's configuration writes it; fits its role by itself when %NULL
 * @extended_key_usage: (nullable): likewise
 *
 * What a certificate of a test network says.
 */
typedef struct
{
  const char *name;
  const char *alternative_names;
  int from;
  int to;
  gboolean is_issuer;
  const char *key_usage;
  const char *extended_key_usage;
} LpaTestCertificate;

/**
 * LpaTestIdentity:
 * @certificate: the certificate
 * @key: its private key
 *
 * Free with lpa_test_identity_free().
 */
typedef struct
{
  X509 *certificate;
  EVP_PKEY *key;
} LpaTestIdentity;

LpaTestIdentity *lpa_test_pki_issue (const LpaTestIdentity *issuer,
                                     const LpaTestCertificate *wanted);
LpaTestIdentity *lpa_test_pki_forge (const LpaTestIdentity *issuer,
                                     const LpaTestCertificate *wanted);
LpaTestIdentity *lpa_test_pki_root (const char *name);
GBytes *lpa_test_identity_get_key_id (const LpaTestIdentity *self);
char *lpa_test_identity_to_pem (const LpaTestIdentity *self);
char *lpa_test_identity_save (const LpaTestIdentity *self);
GTlsCertificate *lpa_test_identity_to_chain (const LpaTestIdentity *self, GTlsCertificate *issuer);
GTlsCertificate *lpa_test_identity_to_server (const LpaTestIdentity *self,
                                              const LpaTestIdentity *issuer);
void lpa_test_identity_free (LpaTestIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaTestIdentity, lpa_test_identity_free)

G_END_DECLS
