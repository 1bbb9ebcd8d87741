/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-profile-row.h"

/**
 * app_fixture_start:
 * @self: a fixture whose rig is up
 *
 * Starts the program and puts the card into its reader.
 */
void
app_fixture_start (AppFixture *self)
{
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  g_autoptr (GError) error = NULL;

  lpa_trust_add_issuers (trust, self->rig->issuer, &error);
  g_assert_no_error (error);
  self->application = app_driver_start ();
  self->window = app_driver_get_window (self->application);
  tern_reader_monitor_add_simulated (tern_application_get_monitor (self->application),
                                     self->rig->socket, trust);
}

/**
 * app_fixture_set_up:
 * @card_flags: flags of the simulated card
 */
void
app_fixture_set_up (AppFixture *self, gconstpointer card_flags)
{
  self->rig = app_rig_new (card_flags, "");
  app_fixture_start (self);
}

/**
 * app_fixture_tear_down:
 * @card_flags: as above
 */
void
app_fixture_tear_down (AppFixture *self, gconstpointer card_flags)
{
  app_driver_stop (self->application);
  app_rig_free (self->rig);
}

/**
 * app_fixture_look_at_offer:
 * @matching_id: of one of the demonstration's orders
 * @asks_confirmation_code: whether the code announces a confirmation code
 */
void
app_fixture_look_at_offer (AppFixture *self,
                           const char *matching_id,
                           gboolean asks_confirmation_code)
{
  g_autofree char *code = app_rig_dup_code (self->rig, matching_id, asks_confirmation_code);

  app_driver_click (self->window, "Add eSIM");
  app_driver_type (self->window, "Activation code", code);
  app_driver_click (self->window, "Look at the offer");
}

/**
 * app_fixture_get_euicc:
 *
 * Returns: (transfer none) (nullable): the card that is shown
 */
LpaEuicc *
app_fixture_get_euicc (AppFixture *self)
{
  TernCardItem *item = tern_window_get_selected (self->window);

  return item ? tern_card_item_get_euicc (item) : NULL;
}

static gboolean
is_idle (gpointer user_data)
{
  LpaEuicc *euicc = app_fixture_get_euicc (user_data);

  return euicc && !lpa_euicc_is_busy (euicc);
}

/**
 * app_fixture_await_idle:
 *
 * Waits until there is a card and nothing runs on it.
 */
void
app_fixture_await_idle (AppFixture *self)
{
  app_driver_wait (is_idle, self, "the card to be idle");
}

/**
 * app_fixture_find_row:
 * @name: (nullable): of a profile
 *
 * Returns: (transfer none): its row, once it is there
 */
GtkWidget *
app_fixture_find_row (AppFixture *self, const char *name)
{
  return app_driver_await (self->window, TERN_TYPE_PROFILE_ROW, name);
}

/**
 * app_fixture_find_switch:
 *
 * Returns: (transfer none): the switch of that row
 */
GtkWidget *
app_fixture_find_switch (AppFixture *self, const char *name)
{
  return app_driver_await (app_fixture_find_row (self, name), GTK_TYPE_SWITCH, NULL);
}

/**
 * app_fixture_put_into_modem:
 *
 * Puts the reader into the modem of #OwnNetworkManager.
 */
void
app_fixture_put_into_modem (AppFixture *self)
{
  g_autoptr (TernModem) modem = tern_modem_new ();
  char **texts[] = { &modem->device,   &modem->name, &modem->maker,        &modem->model,
                     &modem->firmware, &modem->imei, &modem->operator_name };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  g_ptr_array_add (modem->ports, g_strdup ("cdc-wdm0"));
  tern_reader_set_modem (tern_card_item_get_reader (tern_window_get_selected (self->window)), modem,
                         1);
}
