/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-add-stage.h"
#include "app/tern-attempt.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ATTEMPT_VIEW (tern_attempt_view_get_type ())
G_DECLARE_FINAL_TYPE (TernAttemptView, tern_attempt_view, TERN, ATTEMPT_VIEW, AdwBin)

/*
 * The pages of "Add eSIM" on which the code is with the server: the offer is fetched, decided
 * about, installed, and put to use; or it is said why not. Property "stage" is notified: which of
 * them is to be seen.
 *
 * Signals "offered" (the offer is to be seen for the first time), "back" (sentence, nullable: the
 * attempt is over and the person is to look at the code again), "closed" (it is over and there is
 * nothing more to do), "again" (one more attempt is wanted), "report" (TernReport) and "guide"
 * (text: a topic to begin with).
 */
GtkWidget *tern_attempt_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_attempt_view_set_cards (TernAttemptView *self, GListModel *cards);
void tern_attempt_view_begin (TernAttemptView *self, TernAttempt *attempt);
void tern_attempt_view_forget (TernAttemptView *self);
void tern_attempt_view_fill_in (TernAttemptView *self, const char *confirmation_code);
void tern_attempt_view_go_back (TernAttemptView *self);
void tern_attempt_view_leave (TernAttemptView *self);
void tern_attempt_view_ask_to_stop (TernAttemptView *self);
gboolean tern_attempt_view_is_costly (TernAttemptView *self);
TernAddStage tern_attempt_view_get_stage (TernAttemptView *self);

G_END_DECLS
