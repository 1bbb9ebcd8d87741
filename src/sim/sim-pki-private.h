/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pki.h"

#include <openssl/x509.h>

G_BEGIN_DECLS

/* What making a test network and keeping it in a folder share. */

struct _SimPki
{
  GObject parent_instance;

  X509 *certificates[SIM_PKI_N_ROLES];
  GBytes *ders[SIM_PKI_N_ROLES];
  EVP_PKEY *keys[SIM_PKI_N_ROLES];
  char *eid;
  GBytes *eid_bytes;
  GBytes *ci_id;
  GBytes *smdp_oid;
};

gboolean sim_pki_fail (GError **error, SimPkiError code, const char *message);
void sim_pki_put (SimPki *self, SimPkiRole role, X509 *certificate, EVP_PKEY *key);
gboolean sim_pki_complete (SimPki *self, GError **error);

G_END_DECLS
