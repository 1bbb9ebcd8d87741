/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "readers/tern-card-setup.h"

G_BEGIN_DECLS

#define TERN_TYPE_CARD_STAY (tern_card_stay_get_type ())
G_DECLARE_FINAL_TYPE (TernCardStay, tern_card_stay, TERN, CARD_STAY, GObject)

/*
 * One card's stay in a reader: from when it was put in until it is taken for gone. What is asked of
 * it goes to the reader's worker. Once it is over nothing reaches the card through it any more,
 * which may be another one by then. Main thread.
 */
TernCardStay *tern_card_stay_new (LpaChannel *channel,
                                  const TernCardSetup *setup,
                                  LpaWorker *worker) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_stay_find_async (TernCardStay *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *tern_card_stay_find_finish (TernCardStay *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_stay_read_async (TernCardStay *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *tern_card_stay_read_finish (TernCardStay *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_card_stay_is_held (TernCardStay *self);
void tern_card_stay_revoke (TernCardStay *self);
void tern_card_stay_end (TernCardStay *self);

G_END_DECLS
