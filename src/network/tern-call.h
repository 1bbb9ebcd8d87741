/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernCall:
 *
 * One asynchronous call that a worker thread waits for, in its thread-default main context, and not
 * for ever: a call that is answered too late finds nobody waiting.
 */
typedef struct _TernCall TernCall;

TernCall *tern_call_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_call_unref (TernCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCall, tern_call_unref)

GCancellable *tern_call_get_cancellable (TernCall *self);
TernCall *tern_call_acquire (TernCall *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_call_done (GObject *source, GAsyncResult *result, gpointer call);
GAsyncResult *tern_call_await (TernCall *self,
                               guint milliseconds,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
