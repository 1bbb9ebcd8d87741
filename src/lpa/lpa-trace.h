/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define LPA_TYPE_TRACE (lpa_trace_get_type ())
G_DECLARE_FINAL_TYPE (LpaTrace, lpa_trace, LPA, TRACE, GObject)

/*
 * A record of what was said to cards and servers, one JSON object a line, redacted as it is
 * written. lpa_trace_wrap() gives a channel that records what passes; lpa_replay_channel_new()
 * serves a record back. Any thread.
 */
LpaTrace *lpa_trace_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaChannel *lpa_trace_wrap (LpaTrace *self, LpaChannel *channel) G_GNUC_WARN_UNUSED_RESULT;
void lpa_trace_http (LpaTrace *self,
                     const char *url,
                     const char *request,
                     guint status,
                     const char *response);

G_END_DECLS
