/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-es10.h"
#include "lpa/lpa-server.h"

G_BEGIN_DECLS

/**
 * LpaNotifierResult:
 * @sent: delivered and removed from the card
 * @left: still on the card, to be tried again
 * @error: (nullable): why the first that is left is left
 * @failures: (nullable) (element-type guint GError): why each that was tried and is left is left,
 * by its sequence number; none for those that wait behind another or were stopped
 *
 * Free with lpa_notifier_result_free().
 */
typedef struct
{
  guint sent;
  guint left;
  GError *error;
  GHashTable *failures;
} LpaNotifierResult;

void lpa_notifier_result_free (LpaNotifierResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaNotifierResult, lpa_notifier_result_free)

/**
 * LpaNotifierFilter:
 * @notification: one that waits on the card
 * @user_data: what was given with the function
 *
 * Returns: whether it is to be sent now
 */
typedef gboolean (*LpaNotifierFilter) (LpaNotification *notification, gpointer user_data);

/* Delivers what the card has to report, in sequence order per server; removed only after the server
 * took it (SGP.22 3.5). Blocks. */
LpaNotifierResult *lpa_notifier_send (LpaCard *card,
                                      LpaTrust *trust,
                                      GPtrArray *card_keys,
                                      LpaTrace *trace,
                                      LpaNotifierFilter filter,
                                      gpointer user_data,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
