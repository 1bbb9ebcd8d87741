/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define FAKE_TYPE_CHANNEL (fake_channel_get_type ())
G_DECLARE_FINAL_TYPE (FakeChannel, fake_channel, FAKE, CHANNEL, GObject)

/*
 * A reader with a card that follows a script and fails the test at anything else. A line of the
 * script is one of "COMMAND -> RESPONSE"    in hexadecimal "COMMAND ! NICK"         an error of
 * LPA_CHANNEL_ERROR by its nick "connect", "reset" or "disconnect"; the first two also with "!
 * NICK" "cancel"                 cancels what fake_channel_set_cancellable() was given, just before
 * the next line
 */
FakeChannel *fake_channel_new (void) G_GNUC_WARN_UNUSED_RESULT;
void fake_channel_set_atr (FakeChannel *self, const char *hex);
void fake_channel_set_protocol (FakeChannel *self, LpaProtocol protocol);
void fake_channel_set_cancellable (FakeChannel *self, GCancellable *cancellable);
void fake_channel_add (FakeChannel *self, const char *line);
void fake_channel_script (FakeChannel *self, ...) G_GNUC_NULL_TERMINATED;
void fake_channel_assert_finished (FakeChannel *self);

G_END_DECLS
