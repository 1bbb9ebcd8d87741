/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error.h"
#include "lpa/lpa-trace.h"
#include "lpa/lpa-trust.h"

G_BEGIN_DECLS

/**
 * LpaHttpBounds:
 * @connect_timeout: milliseconds until the connection must stand, TLS included
 * @reply_timeout: milliseconds from then until the last byte of the reply
 * @max_reply: bytes that a reply may have
 * @idempotent: whether the call may be repeated: when the connection was lost, and when the server
 *   asks to come back later
 *
 * What a call may cost.
 */
typedef struct
{
  guint connect_timeout;
  guint reply_timeout;
  gsize max_reply;
  gboolean idempotent;
} LpaHttpBounds;

#define LPA_TYPE_HTTP (lpa_http_get_type ())
G_DECLARE_FINAL_TYPE (LpaHttp, lpa_http, LPA, HTTP, GObject)

/*
 * One HTTPS server, asked on one connection (SGP.22 6.2). Calls block; all of them belong on the
 * thread that made the object.
 */
LpaHttp *lpa_http_new (const char *address,
                       LpaTrust *trust,
                       GPtrArray *card_keys) G_GNUC_WARN_UNUSED_RESULT;
void lpa_http_set_trace (LpaHttp *self, LpaTrace *trace);
const LpaTrustVerdict *lpa_http_get_verdict (LpaHttp *self);
GDateTime *lpa_http_get_date (LpaHttp *self);
GBytes *lpa_http_post (LpaHttp *self,
                       const char *path,
                       const char *json,
                       const LpaHttpBounds *bounds,
                       guint *status,
                       GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaHttpError lpa_http_classify_failure (const GError *cause);

G_END_DECLS
