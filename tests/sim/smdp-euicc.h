/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pki.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a card says to a server, made directly out of TLVs, and made wrong where a test asks for it.
 */
typedef struct
{
  SimPki *pki;
  EVP_PKEY *otsk;
  GBytes *transaction_id;
  GBytes *signature1; /* 5F37 as a whole object */
  GBytes *otpk;

  guint8 version;      /* major, in EUICCInfo1 */
  guint32 free_memory; /* in EUICCInfo2 */
  const char *tac;     /* 8 digits */
  GBytes *euicc_der;   /* sent instead of its own; borrowed */
  GBytes *eum_der;     /* sent instead of its maker's; borrowed */
  gboolean bad_signature;
  gboolean bad_challenge;
  gboolean bad_transaction;
} SmdpEuicc;

SmdpEuicc *smdp_euicc_new (SimPki *pki);
void smdp_euicc_free (SmdpEuicc *self);
GBytes *smdp_euicc_info1 (SmdpEuicc *self, SimPki *issuer);
GBytes *smdp_euicc_authenticate (SmdpEuicc *self, JsonObject *initiated, const char *matching_id);
GBytes *smdp_euicc_authenticate_error (SmdpEuicc *self, gint64 code);
GBytes *smdp_euicc_prepare (SmdpEuicc *self, JsonObject *authenticated, const char *code);
GBytes *smdp_euicc_cancel (SmdpEuicc *self, GBytes *oid, gint64 reason);
GBytes *smdp_euicc_result (SmdpEuicc *self, GBytes *oid, const char *iccid, gint64 failure);
GBytes *smdp_euicc_notify (SmdpEuicc *self, guint type, gint64 sequence, const char *iccid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmdpEuicc, smdp_euicc_free)

G_END_DECLS
