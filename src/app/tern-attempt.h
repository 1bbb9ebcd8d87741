/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"
#include "guide/tern-report.h"
#include "lpa/lpa-download.h"

G_BEGIN_DECLS

#define TERN_TYPE_ATTEMPT (tern_attempt_get_type ())
G_DECLARE_FINAL_TYPE (TernAttempt, tern_attempt, TERN, ATTEMPT, GObject)

/*
 * One attempt to bring what a code stands for onto a card and to put it to use: what "Add eSIM"
 * does, without what it shows. Signals "looked", "installed", "enabled" and "declined" tell that a
 * step has ended, each with why it did not succeed (GError), or %NULL. Main thread.
 */
TernAttempt *tern_attempt_new (TernCardItem *item,
                               const LpaActivationCode *code,
                               TernReport *report) G_GNUC_WARN_UNUSED_RESULT;
void tern_attempt_look (TernAttempt *self);
void tern_attempt_install (TernAttempt *self);
void tern_attempt_stop (TernAttempt *self);
gboolean tern_attempt_is_stopped (TernAttempt *self);
void tern_attempt_put_back (TernAttempt *self, LpaCancelReason reason);
void tern_attempt_decline (TernAttempt *self);
void tern_attempt_enable (TernAttempt *self);
gboolean tern_attempt_is_reported (TernAttempt *self);
TernCardItem *tern_attempt_get_item (TernAttempt *self);
LpaDownload *tern_attempt_get_download (TernAttempt *self);
LpaProfile *tern_attempt_get_profile (TernAttempt *self);
LpaProfile *tern_attempt_get_former (TernAttempt *self);
TernReport *tern_attempt_get_report (TernAttempt *self);

G_END_DECLS
