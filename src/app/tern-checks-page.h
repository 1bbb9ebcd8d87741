/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CHECKS_PAGE (tern_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (TernChecksPage, tern_checks_page, TERN, CHECKS_PAGE, AdwBin)

/*
 * What would make a code fail, asked before it is used: a line a check, with its verdict as it
 * arrives. When nothing stands in the way it goes on by itself; a warning is passed by the person,
 * and so, after one more question, is a failure. Where the code was only to be checked, nothing
 * goes on by itself.
 *
 * Signals "go-on" (to the offer), "again" (check once more), "report" (GBytes, nullable: a picture
 * of the page) and "guide".
 */
GtkWidget *tern_checks_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_checks_page_start (TernChecksPage *self, const TernCheckSetup *setup);
void tern_checks_page_stop (TernChecksPage *self);
TernCheckRun *tern_checks_page_get_run (TernChecksPage *self);
void tern_checks_page_present_again (TernChecksPage *self);

G_END_DECLS
