/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-add-page.h"
#include "ledger/tern-ledger.h"
#include "readers/tern-reader-monitor.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_WINDOW (tern_window_get_type ())
G_DECLARE_FINAL_TYPE (TernWindow, tern_window, TERN, WINDOW, AdwApplicationWindow)

/* The window: cards left, the chosen card right, folding into one below 600 px; and "Add eSIM". */
TernWindow *tern_window_new (GtkApplication *application) G_GNUC_WARN_UNUSED_RESULT;
void tern_window_set_ledger (TernWindow *self, TernLedger *ledger);
void tern_window_set_monitor (TernWindow *self, TernReaderMonitor *monitor);
void tern_window_set_practice_code (TernWindow *self, const char *code);
void tern_window_set_warning (TernWindow *self, const char *sentence);
void tern_window_show_fault (TernWindow *self, const GError *error);
void tern_window_open_code (TernWindow *self, const char *text);
TernCardItem *tern_window_get_selected (TernWindow *self);

G_END_DECLS
