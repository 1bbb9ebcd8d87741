/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_NOT_DONE_PAGE (tern_not_done_page_get_type ())
G_DECLARE_FINAL_TYPE (TernNotDonePage, tern_not_done_page, TERN, NOT_DONE_PAGE, AdwBin)

/*
 * A download that did not come to its end: what happened, whose side, what to do next, whether the
 * code is still usable. Signals "again" (try once more), "check" (look at the code again), "close",
 * "guide" (fix the problem) and "report", to which a picture of the page has been added.
 */
GtkWidget *tern_not_done_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_not_done_page_show (TernNotDonePage *self,
                              LpaDownload *download,
                              const GError *error,
                              TernReport *report);

G_END_DECLS
