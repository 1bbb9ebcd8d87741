/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_MAIN_MENU (tern_main_menu_get_type ())
G_DECLARE_FINAL_TYPE (TernMainMenu, tern_main_menu, TERN, MAIN_MENU, AdwBin)

/* The button of the main menu, for every header bar that has one. */
GtkWidget *tern_main_menu_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
