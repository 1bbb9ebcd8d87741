/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"
#include "sim/sim-orders.h"
#include "sim/sim-pki.h"
#include "sim/sim-smdp-options.h"
#include "sim/sim-smdp-refusal.h"

G_BEGIN_DECLS

#define SIM_SMDP_CHALLENGE_SIZE 16

/**
 * SimSmdpSession:
 * @id: the transaction ID, hexadecimal, upper case
 * @transaction_id: the same as bytes
 * @challenge: the server's
 * @certificate: (nullable): of the eUICC, once it is authenticated
 * @eid: (nullable): of the eUICC, once it is authenticated
 * @order: (nullable): what is downloaded; borrowed from the books
 * @signature2: (nullable): smdpSignature2 as a whole object
 *
 * One download from initiateAuthentication until it is cancelled, refused or reported.
 */
typedef struct
{
  char *id;
  GBytes *transaction_id;
  guint8 challenge[SIM_SMDP_CHALLENGE_SIZE];
  X509 *certificate;
  char *eid;
  SimOrder *order;
  GBytes *signature2;
} SimSmdpSession;

/**
 * SimSmdpCore:
 * @pki: the test network
 * @orders: the books
 * @options: how it behaves; borrowed
 * @address: the server's own
 * @auth_certificate: CERT.DPauth or CERT.DSauth
 * @pb_certificate: CERT.DPpb
 * @oid: the content of the server's object identifier
 * @sessions: (element-type utf8 SimSmdpSession): by ID
 * @one_time_keys: (element-type SimOrder EVP_PKEY): the server's key of the last package of an
 * order
 *
 * What the functions of the server work on. One thread at a time.
 */
typedef struct
{
  SimPki *pki;
  SimOrders *orders;
  const SimSmdpOptions *options;
  char *address;
  X509 *auth_certificate;
  X509 *pb_certificate;
  GBytes *oid;
  GHashTable *sessions;
  GHashTable *one_time_keys;
} SimSmdpCore;

SimSmdpCore *sim_smdp_core_new (SimPki *pki,
                                SimOrders *orders,
                                const SimSmdpOptions *options,
                                const char *address,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sim_smdp_core_free (SimSmdpCore *self);
JsonObject *sim_smdp_core_call (SimSmdpCore *self,
                                SimSmdpFunction function,
                                JsonObject *request,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The functions: each takes the members of @request and adds its own to @reply. */
gboolean sim_smdp_initiate_authentication (SimSmdpCore *self,
                                           JsonObject *request,
                                           JsonObject *reply,
                                           GError **error);
gboolean sim_smdp_authenticate_client (SimSmdpCore *self,
                                       JsonObject *request,
                                       JsonObject *reply,
                                       GError **error);
gboolean sim_smdp_get_bound_profile_package (SimSmdpCore *self,
                                             JsonObject *request,
                                             JsonObject *reply,
                                             GError **error);
gboolean sim_smdp_handle_notification (SimSmdpCore *self,
                                       JsonObject *request,
                                       JsonObject *reply,
                                       GError **error);
gboolean sim_smdp_cancel_session (SimSmdpCore *self,
                                  JsonObject *request,
                                  JsonObject *reply,
                                  GError **error);

/* What they share. */
const char *sim_smdp_get_string (JsonObject *request, const char *key, GError **error);
GBytes *sim_smdp_get_bytes (JsonObject *request,
                            const char *key,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sim_smdp_set_bytes (JsonObject *reply, const char *key, const guint8 *data, gsize length);
void sim_smdp_set_certificate (JsonObject *reply, const char *key, X509 *certificate);
SimSmdpSession *sim_smdp_core_add_session (SimSmdpCore *self);
SimSmdpSession *sim_smdp_core_find_session (SimSmdpCore *self, JsonObject *request, GError **error);
void sim_smdp_core_end_session (SimSmdpCore *self, SimSmdpSession *session);
gboolean sim_smdp_check_transaction (SimSmdpSession *session, const LpaTlv *tlv, GError **error);
gboolean sim_smdp_check_order_refusal (const SimOrder *order,
                                       SimSmdpFunction function,
                                       GError **error);
GBytes *sim_smdp_core_make_metadata (SimSmdpCore *self,
                                     const SimOrder *order,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_smdp_sign (EVP_PKEY *key, const guint8 *data, gsize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void sim_smdp_append_tlv (GByteArray *out, const LpaTlv *tlv);
X509 *sim_smdp_verify_euicc (SimPki *pki,
                             const LpaTlv *euicc,
                             const LpaTlv *eum,
                             char **eid,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSmdpCore, sim_smdp_core_free)

G_END_DECLS
