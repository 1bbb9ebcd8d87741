/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-forward-channel.h"
#include "lpa/lpa-trace.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define LPA_TYPE_TRACE_CHANNEL (lpa_trace_channel_get_type ())
G_DECLARE_FINAL_TYPE (LpaTraceChannel, lpa_trace_channel, LPA, TRACE_CHANNEL, LpaForwardChannel)

/* A channel that writes down what passes through it to another. Made by lpa_trace_wrap(). */
LpaChannel *lpa_trace_channel_new (LpaTrace *trace, LpaChannel *inner) G_GNUC_WARN_UNUSED_RESULT;

/* The kinds of card records, as in the member "kind". */
#define LPA_TRACE_CONNECT "connect"
#define LPA_TRACE_RESET "reset"
#define LPA_TRACE_DISCONNECT "disconnect"
#define LPA_TRACE_APDU "apdu"

void lpa_trace_write (LpaTrace *self, JsonObject *record);

G_END_DECLS
