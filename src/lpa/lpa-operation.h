/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-journal.h"

G_BEGIN_DECLS

/* An operation written into a journal, where there is one. Worker thread. */
gboolean lpa_operation_begin (LpaOperation *self, LpaJournal *journal, GError **error);
gboolean lpa_operation_advance (LpaOperation *self,
                                LpaJournal *journal,
                                LpaStep step,
                                GError **error);
void lpa_operation_end (LpaOperation *self, LpaJournal *journal, const GError *error);
void lpa_operation_set_error (LpaOperation *self, const GError *error);
void lpa_operation_close (LpaOperation *self, LpaJournal *journal);

G_END_DECLS
