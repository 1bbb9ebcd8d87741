/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-download.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_INSTALLING_PAGE (tern_installing_page_get_type ())
G_DECLARE_FINAL_TYPE (TernInstallingPage, tern_installing_page, TERN, INSTALLING_PAGE, AdwBin)

/*
 * The timeline of a download, and what stopping it now would mean for the code. Signal "stop".
 */
GtkWidget *tern_installing_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_installing_page_follow (TernInstallingPage *self, LpaDownload *download);
void tern_installing_page_set_installing (TernInstallingPage *self, gboolean installing);
void tern_installing_page_set_stopping (TernInstallingPage *self, gboolean stopping);
void tern_installing_page_set_card_out (TernInstallingPage *self, gboolean card_out);
gboolean tern_installing_page_is_costly (TernInstallingPage *self);
void tern_installing_page_set_step (TernInstallingPage *self, LpaStep step, LpaStepState state);
void tern_installing_page_set_progress (TernInstallingPage *self, guint64 done, guint64 total);

G_END_DECLS
