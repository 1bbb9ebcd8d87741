/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

/**
 * TernStatus:
 *
 * Why there is no card to show: one row of the table of such states.
 */
typedef struct _TernStatus TernStatus;

/**
 * TernCure:
 *
 * Makes the one command that a person can type in a terminal, or %NULL where there is none.
 */
typedef char *(*TernCure) (void);

const TernStatus *tern_status_get_nth (gsize index);
const TernStatus *tern_status_for_service (TernServiceState state);
const TernStatus *tern_status_for_setup (void);
const TernStatus *tern_status_for_reader (TernReader *reader);
const char *tern_status_get_name (const TernStatus *self);
const char *tern_status_get_icon (const TernStatus *self);
const char *tern_status_get_title (const TernStatus *self);
char *tern_status_dup_text (const TernStatus *self, const GError *error) G_GNUC_WARN_UNUSED_RESULT;
GError *tern_status_dup_fault (const TernStatus *self,
                               const GError *error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_status_dup_command (const TernStatus *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_status_can_retry (const TernStatus *self);
gboolean tern_status_can_wake (const TernStatus *self);
gboolean tern_status_offers_demo (const TernStatus *self);
gboolean tern_status_is_working (const TernStatus *self);

G_END_DECLS
