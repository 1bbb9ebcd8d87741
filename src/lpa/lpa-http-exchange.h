/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "lpa/lpa-http.h"
#include "lpa/lpa-tls-judge.h"

G_BEGIN_DECLS

/**
 * LpaHttpLine:
 * @address: of the server, for sentences
 * @judge: whether it is believed
 * @context: libsoup's own, run only while an exchange runs, so that a deadline can end a call that
 *   blocks
 * @session: libsoup's, of @context
 *
 * What a request goes out on. Borrowed.
 */
typedef struct
{
  const char *address;
  LpaTlsJudge *judge;
  GMainContext *context;
  SoupSession *session;
} LpaHttpLine;

/* One request and its reply, in time, bounded, and cancelled at any moment. */
GBytes *lpa_http_exchange (const LpaHttpLine *line,
                           SoupMessage *message,
                           const LpaHttpBounds *bounds,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
