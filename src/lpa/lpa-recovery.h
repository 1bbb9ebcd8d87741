/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-es10.h"
#include "lpa/lpa-journal.h"

G_BEGIN_DECLS

gboolean lpa_recovery_restart (LpaCard *card);
gboolean lpa_recovery_find_result (LpaCard *card,
                                   GBytes *transaction_id,
                                   LpaInstallResult **result,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean lpa_recovery_settle (LpaJournal *journal,
                              LpaOperation *operation,
                              LpaCard *card,
                              GPtrArray *profiles,
                              const LpaAddresses *addresses,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
