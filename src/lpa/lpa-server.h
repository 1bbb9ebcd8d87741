/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-server-answer.h"
#include "lpa/lpa-trace.h"
#include "lpa/lpa-trust.h"

G_BEGIN_DECLS

#define LPA_TYPE_SERVER (lpa_server_get_type ())
G_DECLARE_FINAL_TYPE (LpaServer, lpa_server, LPA, SERVER, GObject)

/*
 * One SM-DP+ or SM-DS, spoken to over ES9+ (SGP.22 5.6, 6.5) or ES11 (5.8), on one TLS connection.
 * All calls block and belong on one thread. Errors: LPA_HTTP_ERROR, LPA_TRUST_ERROR,
 * LPA_SERVER_ERROR, G_IO_ERROR_CANCELLED. No call is repeated by itself but those that are
 * idempotent (initiateAuthentication, handleNotification).
 */
LpaServer *lpa_server_new (const char *address,
                           LpaTrust *trust,
                           GPtrArray *card_keys) G_GNUC_WARN_UNUSED_RESULT;
void lpa_server_set_trace (LpaServer *self, LpaTrace *trace);
const char *lpa_server_get_address (LpaServer *self);
const LpaTrustVerdict *lpa_server_get_verdict (LpaServer *self);
GDateTime *lpa_server_get_date (LpaServer *self);

LpaServerAuthentication *lpa_server_initiate_authentication (LpaServer *self,
                                                             GBytes *challenge,
                                                             GBytes *info1,
                                                             GCancellable *cancellable,
                                                             GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
LpaServerOffer *lpa_server_authenticate_client (LpaServer *self,
                                                const LpaServerAuthentication *authentication,
                                                GBytes *response,
                                                GCancellable *cancellable,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lpa_server_authenticate_client_events (LpaServer *self,
                                                  const LpaServerAuthentication *authentication,
                                                  GBytes *response,
                                                  GCancellable *cancellable,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_server_get_bound_profile_package (LpaServer *self,
                                              const LpaServerAuthentication *authentication,
                                              GBytes *response,
                                              GCancellable *cancellable,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_server_handle_notification (LpaServer *self,
                                         GBytes *notification,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean lpa_server_cancel_session (LpaServer *self,
                                    const LpaServerAuthentication *authentication,
                                    GBytes *response,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
