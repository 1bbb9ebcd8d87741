/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-attempt.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_DONE_PAGE (tern_done_page_get_type ())
G_DECLARE_FINAL_TYPE (TernDonePage, tern_done_page, TERN, DONE_PAGE, AdwBin)

/*
 * The profile is on the card. Signals "enable" (use it now) and "close".
 */
GtkWidget *tern_done_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_done_page_show (TernDonePage *self, TernAttempt *attempt, gboolean in_use);
void tern_done_page_show_gone (TernDonePage *self);
void tern_done_page_set_enabling (TernDonePage *self, gboolean enabling);

G_END_DECLS
