/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"
#include "sim/sim-pki.h"

G_BEGIN_DECLS

#define SIM_CHALLENGE_SIZE 16

/**
 * SimRspState:
 *
 * How far a session with a server has come.
 */
typedef enum
{
  SIM_RSP_STATE_NONE,
  SIM_RSP_STATE_CHALLENGED,
  SIM_RSP_STATE_AUTHENTICATED,
  SIM_RSP_STATE_PREPARED,
} SimRspState;

/**
 * SimRspSession:
 * @pki: the card's own certificates and keys
 * @state: how far it has come
 * @challenge: the challenge given out last
 * @transaction_id: (nullable): the server's transaction ID
 * @server_address: (nullable): the server's address, as the server wrote it
 * @smdp_oid: (nullable): the object identifier in the server's certificate
 * @signature1: (nullable): euiccSignature1, with its tag 5F37
 * @binding_key: (nullable): the public key that signs the package
 * @otsk: (nullable): the one-time key; kept after a session ended without a package, so that the
 * server may use it again
 *
 * The card's side of a session with a server: authentication, download preparation, cancelling
 * (SGP.22 5.7). No session outlives a loss of power.
 */
typedef struct
{
  SimPki *pki;
  SimRspState state;
  guint8 challenge[SIM_CHALLENGE_SIZE];
  GBytes *transaction_id;
  char *server_address;
  GBytes *smdp_oid;
  GBytes *signature1;
  EVP_PKEY *binding_key;
  EVP_PKEY *otsk;
} SimRspSession;

SimRspSession *sim_rsp_session_new (SimPki *pki) G_GNUC_WARN_UNUSED_RESULT;
void sim_rsp_session_free (SimRspSession *self);
void sim_rsp_session_clear (SimRspSession *self);
void sim_rsp_session_forget_key (SimRspSession *self);
GBytes *sim_rsp_session_get_challenge (SimRspSession *self) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_rsp_session_authenticate (SimRspSession *self,
                                      const LpaTlv *request,
                                      GBytes *info2) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_rsp_session_prepare (SimRspSession *self,
                                 const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_rsp_session_cancel (SimRspSession *self,
                                const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;

void sim_append_signature (GByteArray *out, EVP_PKEY *key, const guint8 *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimRspSession, sim_rsp_session_free)

G_END_DECLS
