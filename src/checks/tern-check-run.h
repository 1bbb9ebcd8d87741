/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-setup.h"
#include "checks/tern-check.h"

G_BEGIN_DECLS

#define TERN_TYPE_CHECK_RUN (tern_check_run_get_type ())
G_DECLARE_FINAL_TYPE (TernCheckRun, tern_check_run, TERN, CHECK_RUN, GObject)

/*
 * All checks of one situation: a GListModel of TernCheck in the order in which people read them.
 * They are there from the beginning, pending; each changes when its answer is known. What does not
 * touch the card runs at the same time, in threads, each with a bound; what does goes one after the
 * other through LpaEuicc. Properties "running" and "verdict" (the worst so far, where a failure is
 * worse than a warning and that worse than a pass; what cannot be known does not count), notified.
 * Main thread.
 */
TernCheckRun *tern_check_run_new (const TernCheckSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
void tern_check_run_start_async (TernCheckRun *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean tern_check_run_start_finish (TernCheckRun *self, GAsyncResult *result, GError **error);
gboolean tern_check_run_is_running (TernCheckRun *self);
TernVerdict tern_check_run_get_verdict (TernCheckRun *self);
TernCheck *tern_check_run_find (TernCheckRun *self, const char *id);
TernCheck *tern_check_run_get_first_failure (TernCheckRun *self);
gboolean tern_check_run_has_shown_code (TernCheckRun *self);
LpaCodeUsable tern_check_run_get_code_usable (TernCheckRun *self);
const char *tern_check_run_get_code_sentence (TernCheckRun *self);

G_END_DECLS
