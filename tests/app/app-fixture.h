/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-driver.h"
#include "app-rig.h"

G_BEGIN_DECLS

/**
 * AppFixture:
 *
 * The program with a simulated card in a reader, and a simulated server. For g_test_add(), whose
 * data are the flags of the card.
 */
typedef struct
{
  AppRig *rig;
  TernApplication *application;
  TernWindow *window;
} AppFixture;

void app_fixture_start (AppFixture *self);
void app_fixture_set_up (AppFixture *self, gconstpointer card_flags);
void app_fixture_tear_down (AppFixture *self, gconstpointer card_flags);
void app_fixture_look_at_offer (AppFixture *self,
                                const char *matching_id,
                                gboolean asks_confirmation_code);
LpaEuicc *app_fixture_get_euicc (AppFixture *self);
void app_fixture_await_idle (AppFixture *self);
GtkWidget *app_fixture_find_row (AppFixture *self, const char *name);
GtkWidget *app_fixture_find_switch (AppFixture *self, const char *name);
void app_fixture_put_into_modem (AppFixture *self);

G_END_DECLS
