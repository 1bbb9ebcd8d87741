/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

#define TERN_TYPE_DEMO (tern_demo_get_type ())
G_DECLARE_FINAL_TYPE (TernDemo, tern_demo, TERN, DEMO, GObject)

/*
 * The simulated card and server to try the program with: runs `tern-sim demo` as a child process,
 * which ends with this object, and adds its reader to a monitor. The simulated issuer is trusted
 * for the simulated card alone. Main thread.
 */
TernDemo *tern_demo_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_demo_start_async (TernDemo *self,
                            TernReaderMonitor *monitor,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean tern_demo_start_finish (TernDemo *self, GAsyncResult *result, GError **error);
const char *tern_demo_get_code (TernDemo *self);

G_END_DECLS
