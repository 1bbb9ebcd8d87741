/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-setup.h"
#include "guide/tern-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_GUIDE_PAGE (tern_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (TernGuidePage, tern_guide_page, TERN, GUIDE_PAGE, AdwBin)

/*
 * "Fix a problem": where the eSIM lives, what is the matter, and then one question a page, each
 * answer narrowing it, to a cure or a report; and the error book. Signals "closed" and "report"
 * (TernReport: the person wants one, of which this is the beginning).
 */
GtkWidget *tern_guide_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_guide_page_begin (TernGuidePage *self,
                            const char *topic,
                            const char *device,
                            const TernCheckSetup *setup);
void tern_guide_page_leave (TernGuidePage *self);

G_END_DECLS
