/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * SimCertificateTemplate:
 * @common_name: CN of the subject
 * @organisation: O of the subject
 * @serial_number: (nullable): serialNumber of the subject
 * @policy: (nullable): the role, in dotted form
 * @key_usage: key usage in libcrypto's words
 * @extended_usage: (nullable): extended key usage in libcrypto's words
 * @constraints: (nullable): basic constraints in libcrypto's words
 * @names: (nullable): subject alternative names in libcrypto's words
 * @prefix: (nullable): the beginning of the EIDs this maker may give out
 * @from: days from now at which it becomes valid
 * @days: for how many days, or 0 for "no end"
 *
 * What is to stand in a certificate.
 */
typedef struct
{
  const char *common_name;
  const char *organisation;
  const char *serial_number;
  const char *policy;
  const char *key_usage;
  const char *extended_usage;
  const char *constraints;
  const char *names;
  const char *prefix;
  int from;
  int days;
} SimCertificateTemplate;

X509 *sim_certificate_build (const SimCertificateTemplate *template,
                             EVP_PKEY *key,
                             X509 *issuer,
                             EVP_PKEY *issuer_key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
