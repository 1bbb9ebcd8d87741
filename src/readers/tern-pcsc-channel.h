/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_PCSC_CHANNEL (tern_pcsc_channel_get_type ())
G_DECLARE_FINAL_TYPE (TernPcscChannel, tern_pcsc_channel, TERN, PCSC_CHANNEL, GObject)

/* The card in a PC/SC reader, held exclusively while connected and left alone in between. */
LpaChannel *tern_pcsc_channel_new (const char *reader) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
