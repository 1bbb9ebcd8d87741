/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-status.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_STATUS_PAGE (tern_status_page_get_type ())
G_DECLARE_FINAL_TYPE (TernStatusPage, tern_status_page, TERN, STATUS_PAGE, AdwBin)

/*
 * Why there is no card to show, and the one thing that cures it. Signal "retry": the person wants
 * the card asked again.
 */
GtkWidget *tern_status_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_status_page_show (TernStatusPage *self, const TernStatus *status, const GError *error);
void tern_status_page_add (TernStatusPage *self, const char *line);

G_END_DECLS
