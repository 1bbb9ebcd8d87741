/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-courier.h"

G_BEGIN_DECLS

/* What is said of the reports that wait on a card. @courier is %NULL where there is no ledger to
 * tell whose they are. Main thread. */
char *tern_report_words_dup_title (LpaEuicc *euicc,
                                   LpaNotification *notification) G_GNUC_WARN_UNUSED_RESULT;
char *tern_report_words_dup_state (TernCourier *courier,
                                   LpaEuicc *euicc,
                                   LpaNotification *notification) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_report_words_get_summary (TernCourier *courier, LpaEuicc *euicc);
gboolean tern_report_words_is_sending (TernCourier *courier,
                                       LpaEuicc *euicc,
                                       LpaNotification *only);

G_END_DECLS
