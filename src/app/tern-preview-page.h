/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report.h"
#include "lpa/lpa-euicc.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_PREVIEW_PAGE (tern_preview_page_get_type ())
G_DECLARE_FINAL_TYPE (TernPreviewPage, tern_preview_page, TERN, PREVIEW_PAGE, AdwBin)

/*
 * What the server offers, and the decision. Signals "install", "not-now", "decline".
 */
GtkWidget *tern_preview_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_preview_page_show (TernPreviewPage *self, const LpaPreview *preview, LpaTrust *trust);
void tern_preview_page_fill_in (TernPreviewPage *self, const char *confirmation_code);
void tern_preview_page_ask_again (TernPreviewPage *self, const char *sentence);
void tern_preview_page_hand_over (TernPreviewPage *self, LpaDownload *download, TernReport *report);

G_END_DECLS
