/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-job.h"

G_BEGIN_DECLS

/* The inside of an eUICC, for the files that make it up. All on the main thread. */

struct _LpaEuicc
{
  GObject parent_instance;

  LpaWorker *worker;
  LpaCard *card;
  GBytes *aid;
  char *eid;
  LpaTrust *trust;
  LpaJournal *journal;
  LpaTrace *trace;

  LpaEuiccInfo *info;
  LpaAddresses *addresses;
  LpaRat *rat;
  GListStore *profiles;
  GListStore *notifications;
  GPtrArray *recovered;
  GHashTable *failures;
  guint n_jobs;
  LpaDownload *held;

  /* Of a job that makes way for others. */
  GCancellable *yielding;
};

void lpa_euicc_apply (LpaEuicc *self, LpaReading *reading);
void lpa_euicc_count_jobs (LpaEuicc *self, int by);
void lpa_euicc_tell_recovered (LpaEuicc *self, LpaJob *job);
void lpa_euicc_note_failures (LpaEuicc *self, const LpaNotifierResult *sent);
void lpa_euicc_hold_download (LpaEuicc *self, LpaDownload *download);
void lpa_euicc_let_go_download (LpaEuicc *self);
void lpa_euicc_abandon_download (LpaEuicc *self);

G_END_DECLS
