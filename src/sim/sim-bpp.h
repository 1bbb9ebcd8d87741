/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/**
 * SimBppInput:
 * @transaction_id: of the download
 * @host_id: the server's share of the key derivation, up to 16 bytes
 * @eid: 16 bytes
 * @server_otsk: the server's one-time key pair
 * @signing_key: the key of CERT.DPpb
 * @euicc_otpk: the card's one-time public key, an uncompressed point
 * @metadata: the BF25 that was announced
 * @profile: the unprotected profile package
 * @session_keys: protect the profile with the session keys instead of keys of its own
 *
 * What goes into a bound profile package.
 */
typedef struct
{
  GBytes *transaction_id;
  GBytes *host_id;
  GBytes *eid;
  EVP_PKEY *server_otsk;
  EVP_PKEY *signing_key;
  GBytes *euicc_otpk;
  GBytes *metadata;
  GBytes *profile;
  gboolean session_keys;
} SimBppInput;

GBytes *sim_bpp_build (const SimBppInput *input, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
