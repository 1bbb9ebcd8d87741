/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-job.h"

G_BEGIN_DECLS

/* What the operations of an eUICC do with the card, each from its entry in the journal to the
 * reports that follow: an #LpaJobRun. Worker thread. */
gboolean lpa_job_run_switch (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_delete (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_rename (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_reset (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_set_default_smdp (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_send (LpaJob *job, GCancellable *cancellable, GError **error);
gboolean lpa_job_run_remove (LpaJob *job, GCancellable *cancellable, GError **error);

G_END_DECLS
