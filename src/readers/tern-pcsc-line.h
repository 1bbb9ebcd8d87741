/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <winscard.h>

G_BEGIN_DECLS

/* An APDU response with its status word, and what some drivers add to it. */
#define TERN_PCSC_RESPONSE_MAX 300

/**
 * TernPcscLine:
 *
 * One connection to one card through PC/SC. PC/SC calls have no time limit and cannot be stopped,
 * so they are made on a thread of the line's own, for which a caller waits so long and no longer. A
 * line whose thread is stuck is left behind; it clears up after itself should the call ever return.
 * Its functions return PC/SC codes; one caller at a time.
 */
typedef struct _TernPcscLine TernPcscLine;

TernPcscLine *tern_pcsc_line_new (const char *reader) G_GNUC_WARN_UNUSED_RESULT;
void tern_pcsc_line_close (TernPcscLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPcscLine, tern_pcsc_line_close)

LONG tern_pcsc_line_connect (TernPcscLine *self, guint timeout);
LONG tern_pcsc_line_reset (TernPcscLine *self, guint timeout);
LONG tern_pcsc_line_transmit (TernPcscLine *self,
                              GBytes *command,
                              guint timeout,
                              GBytes **response);
GBytes *tern_pcsc_line_dup_atr (TernPcscLine *self) G_GNUC_WARN_UNUSED_RESULT;
DWORD tern_pcsc_line_get_protocol (TernPcscLine *self);

G_END_DECLS
