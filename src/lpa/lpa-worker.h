/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LPA_TYPE_WORKER (lpa_worker_get_type ())
G_DECLARE_FINAL_TYPE (LpaWorker, lpa_worker, LPA, WORKER, GObject)

/*
 * One thread that runs tasks one after the other, with a GMainContext of its own as thread default.
 * A card has one, shared by its eUICCs. lpa_worker_push() may be called from any thread; the
 * function runs on the worker and returns through the task. When the last reference goes, queued
 * tasks end with G_IO_ERROR_CANCELLED and the thread is joined.
 */
LpaWorker *lpa_worker_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
void lpa_worker_push (LpaWorker *self, GTask *task, GTaskThreadFunc function);
gboolean lpa_worker_is_current (LpaWorker *self);

G_END_DECLS
