/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernGate:
 *
 * A moment that comes once, and the tasks that wait for it. Of the thread that made it.
 */
typedef struct _TernGate TernGate;

TernGate *tern_gate_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_gate_free (TernGate *self);
void tern_gate_open (TernGate *self);
void tern_gate_await (TernGate *self, GTask *task);

G_END_DECLS
