/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernCodeQueue:
 *
 * Codes that came while another was being dealt with: none is lost, and none is used before its
 * turn. They are secrets, and wiped when they are not needed any more.
 */
typedef struct _TernCodeQueue TernCodeQueue;

TernCodeQueue *tern_code_queue_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_code_queue_free (TernCodeQueue *self);
gboolean tern_code_queue_push (TernCodeQueue *self, const char *code);
char *tern_code_queue_pop (TernCodeQueue *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_code_queue_wipe (char *code);

G_END_DECLS
