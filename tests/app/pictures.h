/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-fixture.h"

G_BEGIN_DECLS

/*
 * Pictures of what the window can show, each light and dark: for the eyes of whoever changes
 * something, for the read-me and for software centres. A scene is the program with a card of its
 * own, and takes its pictures on the way.
 */
gboolean pictures_start (int argc, char **argv);
gboolean pictures_wants (const char *scene);
void pictures_take (gpointer widget, const char *page, const char *size);
void pictures_take_window (AppFixture *scene, const char *page);
void pictures_take_dialog (gpointer dialog, const char *page);
void pictures_take_top (AppFixture *scene, GtkWidget *part, const char *page);
void pictures_expand (GtkWidget *widget);
void pictures_choose (AppFixture *scene, const char *row);

void pictures_of_statuses (AppFixture *scene);
void pictures_of_card (AppFixture *scene);
void pictures_of_cards (AppFixture *scene);
void pictures_of_profiles (AppFixture *scene);
void pictures_of_reports (AppFixture *scene);
void pictures_of_codes (AppFixture *scene);
void pictures_of_camera (AppFixture *scene);
void pictures_of_checks (AppFixture *scene);
void pictures_of_install (AppFixture *scene);
void pictures_of_failure (AppFixture *scene);
void pictures_of_guide (AppFixture *scene);
void pictures_of_history (AppFixture *scene);
void pictures_of_orders (AppFixture *scene);
void pictures_of_modem (AppFixture *scene);
void pictures_of_connection (AppFixture *scene);
void pictures_of_menu (AppFixture *scene);

G_END_DECLS
