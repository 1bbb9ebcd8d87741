/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "lpa/lpa-reading.h"

G_BEGIN_DECLS

typedef struct _LpaJob LpaJob;

/**
 * LpaJobRun:
 * @job: what is to be done, and with what
 * @cancellable: (nullable): cancels
 * @error: return location for an error
 *
 * The blocking part of an operation, between lpa_card_begin() and lpa_card_end() on the worker.
 * Touches nothing of the #LpaEuicc.
 *
 * Returns: whether it was done
 */
typedef gboolean (*LpaJobRun) (LpaJob *job, GCancellable *cancellable, GError **error);

/* Returns what a finished job found through its task. Main thread. */
typedef void (*LpaJobReturn) (LpaJob *job);

/**
 * LpaJob:
 * @task: what the caller waits for; touched on the main thread alone, since it holds the
 *   #LpaEuicc
 * @run: the blocking part
 * @give: hands the result to @task
 * @changes: whether the card's lists are to be read again afterwards
 * @yields: whether it is cancelled as soon as another job is queued behind it
 *
 * One operation on its way to the worker and back. In between come copies of what it needs, then
 * what it was asked for, and last what it found.
 */
struct _LpaJob
{
  GTask *task;
  GCancellable *cancellable;
  LpaJobRun run;
  LpaJobReturn give;
  gboolean changes;
  gboolean yields;

  LpaCard *card;
  GBytes *aid;
  char *eid;
  LpaTrust *trust;
  LpaJournal *journal;
  LpaTrace *trace;
  GPtrArray *card_keys;
  GMainContext *context;
  gboolean first_reading;

  LpaProfile *profile;
  LpaNotification *notification;
  GPtrArray *chosen;
  LpaDownload *download;
  LpaActivationCode *code;
  char *text;
  guint value;

  LpaReading *reading;
  LpaNotifierResult *sent;
  LpaDryRun *dry_run;
  GPtrArray *found;
  GPtrArray *recovered;
};

LpaJob *lpa_job_new (LpaEuicc *euicc,
                     LpaJobRun run,
                     LpaJobReturn give,
                     gpointer tag,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void lpa_job_push (LpaJob *job);
void lpa_job_publish (LpaJob *job, LpaReading *reading);
void lpa_job_return_boolean (LpaJob *job);
void lpa_job_return_sent (LpaJob *job);
void lpa_job_return_dry_run (LpaJob *job);
void lpa_job_return_found (LpaJob *job);

/* Which download keeps a card open between its preview and the person's decision. Worker thread. */
LpaDownload *lpa_card_get_waiting_download (LpaCard *card);
void lpa_card_set_waiting_download (LpaCard *card, LpaDownload *download);

G_END_DECLS
