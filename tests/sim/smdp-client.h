/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-smdp.h"
#include "smdp-euicc.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A server, a card that is made of TLVs, and a plain HTTPS client between them that trusts the test
 * issuer only. */
typedef struct
{
  SimPki *pki;
  SimOrders *orders;
  SimSmdp *smdp;
  SmdpEuicc *euicc;
  SoupSession *session;
  GBytes *oid; /* the server's */
  char *ci_path;

  /* What came back last. */
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
  JsonObject *reply; /* NULL when it was no JSON object */
  GError *error;     /* set when there was no reply at all */
} SmdpClient;

SmdpClient *smdp_client_new (const char *orders, const SimSmdpOptions *options);
void smdp_client_free (SmdpClient *self);
void smdp_client_restart (SmdpClient *self);
void smdp_client_post (SmdpClient *self, const char *path, const char *body);
JsonObject *smdp_client_call (SmdpClient *self, SimSmdpFunction function, const char *body);
JsonObject *smdp_client_call_with (SmdpClient *self,
                                   SimSmdpFunction function,
                                   const char *transaction_id,
                                   const char *key,
                                   GBytes *value);
const char *smdp_client_get_figure (SmdpClient *self);
void smdp_client_assert_figure (SmdpClient *self, const char *figure);

JsonObject *smdp_client_initiate_with (SmdpClient *self, GBytes *challenge, GBytes *info1);
JsonObject *smdp_client_initiate (SmdpClient *self);
JsonObject *smdp_client_authenticate (SmdpClient *self, const char *matching_id);
JsonObject *smdp_client_get_package (SmdpClient *self, const char *code);
void smdp_client_cancel (SmdpClient *self, gint64 reason);
void smdp_client_send_notification (SmdpClient *self, GBytes *notification);
void smdp_client_send_result (SmdpClient *self, const char *iccid, gint64 failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmdpClient, smdp_client_free)

G_END_DECLS
