/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <openssl/evp.h>

G_BEGIN_DECLS

/**
 * LpaTrustAnchor:
 * @name: for people
 * @key_id: the subject key identifier: SHA-1 of the public point, 40 hexadecimal digits
 * @curve: OpenSSL's name of the curve
 * @point: the public point, uncompressed, hexadecimal
 * @is_test: whether its private key is public or it exists for tests alone; never trusted by itself
 *
 * A certificate issuer as a trust anchor: a name and a public key (RFC 5280, 6.1.1 d).
 */
typedef struct
{
  const char *name;
  const char *key_id;
  const char *curve;
  const char *point;
  gboolean is_test;
} LpaTrustAnchor;

const LpaTrustAnchor *lpa_trust_anchors_get (gsize *count);
const LpaTrustAnchor *lpa_trust_anchors_find (GBytes *key_id);
EVP_PKEY *lpa_trust_anchor_load_key (const LpaTrustAnchor *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lpa_trust_anchors_find_name (GBytes *key_id);

G_END_DECLS
