/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_SOCKET_CHANNEL (tern_socket_channel_get_type ())
G_DECLARE_FINAL_TYPE (TernSocketChannel, tern_socket_channel, TERN, SOCKET_CHANNEL, GObject)

/*
 * A simulated card that listens on a Unix socket. Each message is a length of two bytes, high byte
 * first, and so many bytes: an APDU, its response, or one byte that stands for a contact of the
 * reader, as in the virtual reader of vsmartcard.
 */
LpaChannel *tern_socket_channel_new (const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
