/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"

#include "app/tern-card-row.h"
#include "app/tern-connect-dialog.h"
#include "app/tern-profile-row.h"
#include "app/tern-unlock-dialog.h"

#include "fake-lab.h"
#include "modem-lab.h"

#define EID "89044045930000000000001234567853"
#define ICCID "89000000000000000001"

/* The program with a modem in the computer. One bus for all tests: the program keeps to it. */
static FakeLab *fake;

typedef struct
{
  ModemLab modem;
  TernApplication *application;
  TernWindow *window;
} Fixture;

/* Nobody else talks to the modem, and a test is not root. */
static LpaChannel *
new_channel (const char *device, guint slot, const char *name)
{
  return tern_modem_channel_new (device, slot, name, TERN_MODEM_WAY_ANY, NULL);
}

static void
set_up (Fixture *self, gconstpointer slots)
{
  modem_lab_init (&self->modem);
  self->modem.quirks.slots = slots ? 2 : 1;
  modem_lab_start (&self->modem);
  g_setenv ("TERN_DEVICES", self->modem.folder, TRUE);
  fake_lab_tell (fake,
                 "modem laptop slots=%d state= lock=none facilities=", self->modem.quirks.slots);
  fake_lab_tell (fake, "slot laptop 1 iccid=" ICCID " pin=");
  self->application = app_driver_start ();
  self->window = app_driver_get_window (self->application);
  tern_reader_monitor_set_modem_channel_func (tern_application_get_monitor (self->application),
                                              new_channel);
}

static void
tear_down (Fixture *self, gconstpointer slots)
{
  fake_lab_tell (fake, "unplug laptop");
  app_driver_stop (self->application);
  modem_lab_clear (&self->modem);
}

static void
plug (Fixture *self)
{
  fake_lab_tell (fake, "plug laptop");
  app_driver_await (self->window, TERN_TYPE_PROFILE_ROW, NULL);
}

static void
type_into (GtkWindow *dialog, guint index, const char *text)
{
  GtkWidget *child =
      gtk_widget_get_first_child (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog)));
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  GtkWidget *inner;

  for (; child; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_PASSWORD_ENTRY (child))
        g_ptr_array_add (entries, child);
      for (inner = GTK_IS_BOX (child) ? gtk_widget_get_first_child (child) : NULL; inner;
           inner = gtk_widget_get_next_sibling (inner))
        if (GTK_IS_PASSWORD_ENTRY (inner))
          g_ptr_array_add (entries, inner);
    }
  gtk_editable_set_text (GTK_EDITABLE (entries->pdata[index]), text);
}

static gboolean
can_unlock (GtkWindow *dialog)
{
  return adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "unlock");
}

static GtkWindow *
open_unlock (Fixture *self)
{
  app_driver_click (self->window, "Unlock…");
  return app_driver_await_dialog (TERN_TYPE_UNLOCK_DIALOG);
}

static void
enter (Fixture *self, const char *code)
{
  GtkWindow *dialog = open_unlock (self);

  type_into (dialog, 0, code);
  app_driver_answer (dialog, "unlock");
}

/* Says why, and is closed. */
static void
await_refusal (Fixture *self, const char *sentence)
{
  GtkWindow *dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);

  app_driver_await_text (dialog, sentence);
  app_driver_answer (dialog, "close");
}

static void
test_modem (Fixture *self, gconstpointer slots)
{
  plug (self);
  app_driver_await_text (self->window, "Acme M1");
  app_driver_await_text (self->window, "Now: in Test network");
  app_driver_await_text (self->window, "Firmware 1.0 · IMEI 4901…7518");
  app_driver_await_text (app_driver_await (self->window, TERN_TYPE_CARD_ROW, NULL),
                         "M1 modem · in Test network");
  g_assert_null (app_driver_find (self->window, GTK_TYPE_BUTTON, "Unlock…"));

  fake_lab_tell (fake, "unplug laptop");
  modem_lab_stop (&self->modem);
  app_driver_await_text (self->window, "The smart-card service is not running");
}

static void
test_pin (Fixture *self, gconstpointer slots)
{
  GtkWindow *dialog;

  fake_lab_tell (fake, "profile " ICCID " pin=1234 pin-tries=3");
  plug (self);
  app_driver_await_text (app_driver_await (self->window, TERN_TYPE_CARD_ROW, NULL),
                         "asks for the SIM’s PIN");
  app_driver_await_text (self->window, "3 tries are left.");
  dialog = open_unlock (self);
  type_into (dialog, 0, "12a4");
  g_assert_false (can_unlock (dialog));
  app_driver_answer (dialog, "cancel");

  enter (self, "0000");
  await_refusal (self, "PIN");
  app_driver_await_text (self->window, "2 tries are left.");
  enter (self, "1234");
  app_driver_await_text (self->window, "in Test network");
}

static void
test_puk (Fixture *self, gconstpointer slots)
{
  GtkWindow *dialog;

  fake_lab_tell (fake, "profile " ICCID " pin=1234 pin-tries=0 puk=87654321");
  plug (self);
  app_driver_await_text (self->window, "10 tries are left.");
  dialog = open_unlock (self);
  type_into (dialog, 0, "87654321");
  g_assert_false (can_unlock (dialog));
  type_into (dialog, 1, "2468");
  type_into (dialog, 2, "2469");
  g_assert_false (can_unlock (dialog));
  app_driver_await_text (dialog, "not the same");
  type_into (dialog, 2, "2468");
  app_driver_answer (dialog, "unlock");
  app_driver_await_text (self->window, "in Test network");
}

static void
test_carrier_lock (Fixture *self, gconstpointer slots)
{
  fake_lab_tell (fake, "modem laptop lock=ph-net-pin facilities=net-pers unlock-code=314159 "
                       "lock-tries=5");
  plug (self);
  app_driver_await_text (self->window, "takes only SIMs and eSIMs of the operator");
  app_driver_await_text (app_driver_await (self->window, TERN_TYPE_CARD_ROW, NULL), "locked");
  enter (self, "271828");
  await_refusal (self, "not the code");
  app_driver_await_text (self->window, "4 tries are left.");
  enter (self, "314159");
  app_driver_await_text (self->window, "in Test network");
}

/* A lock that somebody else opens, and a modem that is unplugged, are not asked for a code any
 * more. */
static void
test_gone_while_asking (Fixture *self, gconstpointer slots)
{
  fake_lab_tell (fake, "profile " ICCID " pin=1234 pin-tries=3");
  plug (self);
  open_unlock (self);
  fake_lab_tell (fake, "profile " ICCID " pin=");
  fake_lab_tell (fake, "modem laptop state=registered lock=none");
  app_driver_await_no_dialog (TERN_TYPE_UNLOCK_DIALOG);
  app_driver_await_text (self->window, "The lock has changed, so the dialog was closed");

  fake_lab_tell (fake, "modem laptop lock=ph-net-pin facilities=net-pers unlock-code=314159 "
                       "lock-tries=5");
  open_unlock (self);
  fake_lab_tell (fake, "unplug laptop");
  modem_lab_stop (&self->modem);
  app_driver_await_no_dialog (TERN_TYPE_UNLOCK_DIALOG);
  app_driver_await_text (self->window, "The smart-card service is not running");
}

/* No code opens it, and none is asked for. */
static void
test_radio (Fixture *self, gconstpointer slots)
{
  fake_lab_tell (fake, "modem laptop fcc-lock=yes");
  plug (self);
  app_driver_await_text (self->window, "radio");
  g_assert_null (app_driver_find (self->window, GTK_TYPE_BUTTON, "Unlock…"));
  fake_lab_tell (fake, "modem laptop fcc-lock=no");
}

/* The slot that the modem does not use is looked at when the person says so. */
static void
test_other_slot (Fixture *self, gconstpointer slots)
{
  GtkWidget *label;

  fake_lab_tell (fake, "slot laptop 2 eid=" EID);
  fake_lab_tell (fake, "plug laptop");
  app_driver_await_text (self->window, "An ordinary SIM");
  label = app_driver_await (self->window, GTK_TYPE_LABEL, "M1 modem · slot 2");
  app_driver_await_text (gtk_widget_get_ancestor (label, TERN_TYPE_CARD_ROW),
                         "Not in use by the modem · EID …7853");
  gtk_widget_activate (gtk_widget_get_ancestor (label, TERN_TYPE_CARD_ROW));
  app_driver_await_text (self->window, "it is the card with the EID …7853.");
  app_driver_click (self->window, "Look at the card");
  app_driver_await (self->window, TERN_TYPE_PROFILE_ROW, NULL);
  app_driver_await_text (self->window, "Now: not in use");
}

/* What is switched on the card, and what the modem shows of it. */

static LpaEuicc *
get_euicc (Fixture *self)
{
  GListModel *readers =
      tern_reader_monitor_get_readers (tern_application_get_monitor (self->application));
  g_autoptr (TernReader) reader = g_list_model_get_item (readers, 0);
  g_autoptr (LpaEuicc) euicc = g_list_model_get_item (tern_reader_get_euiccs (reader), 0);

  return euicc; /* the reader holds it */
}

static LpaProfile *
get_profile (Fixture *self, guint i)
{
  g_autoptr (LpaProfile) profile =
      g_list_model_get_item (lpa_euicc_get_profiles (get_euicc (self)), i);

  return profile; /* the list holds it */
}

typedef struct
{
  Fixture *fixture;
  const char *iccid;
  gboolean enabled;
} Switched;

static gboolean
is_switched (gpointer data)
{
  const Switched *wanted = data;
  g_autoptr (LpaProfile) profile =
      lpa_euicc_find_profile (get_euicc (wanted->fixture), wanted->iccid, NULL);

  return profile != NULL && lpa_profile_is_enabled (profile) == wanted->enabled;
}

/* The modem notices once the card has switched. */
static void
await_switched (Fixture *self, const char *iccid, gboolean enabled)
{
  Switched wanted = { self, iccid, enabled };

  app_driver_wait (is_switched, &wanted, "the card to switch");
  fake_lab_tell (fake, "slot laptop 1 iccid=%s", enabled ? iccid : "");
}

static void
work_switch (Fixture *self, const char *action, const char *iccid)
{
  GtkWidget *row = app_driver_await (self->window, TERN_TYPE_PROFILE_ROW, NULL);

  g_assert_true (gtk_widget_activate_action (row, action, "s", iccid));
}

static gboolean
is_gone (gpointer data)
{
  return *(GtkWindow **) data == NULL;
}

static void
close_dialog (GtkWindow *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  app_driver_click (dialog, "Close");
  app_driver_wait (is_gone, &dialog, "the dialog to close");
}

/* In this computer nobody makes connections; as far as the modem it goes all the same. */
static void
test_switch (Fixture *self, gconstpointer slots)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *back = NULL;
  GtkWindow *dialog;

  plug (self);
  back = g_strdup_printf ("Go back to “%s”", lpa_profile_get_display_name (get_profile (self, 0)));
  first = g_strdup (lpa_profile_get_iccid (get_profile (self, 0)));
  second = g_strdup (lpa_profile_get_iccid (get_profile (self, 1)));
  fake_lab_tell (fake, "modem laptop recreate=no");
  fake_lab_tell (fake, "slot laptop 1 iccid=%s", first);

  work_switch (self, "profiles.switch-on", second);
  dialog = app_driver_await_dialog (TERN_TYPE_CONNECT_DIALOG);
  await_switched (self, second, TRUE);
  app_driver_await_text (dialog, "Install and start NetworkManager");
  app_driver_click (dialog, back);
  await_switched (self, first, TRUE);
  app_driver_await_text (dialog, lpa_profile_get_display_name (get_profile (self, 0)));
  app_driver_await_text (dialog, "Install and start NetworkManager");
  g_assert_null (app_driver_find (dialog, GTK_TYPE_BUTTON, back));
  close_dialog (dialog);

  work_switch (self, "profiles.switch-off", first);
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "switch");
  dialog = app_driver_await_dialog (TERN_TYPE_CONNECT_DIALOG);
  await_switched (self, first, FALSE);
  app_driver_await_text (dialog, "The modem has noticed that the profile is switched off.");
  close_dialog (dialog);
  fake_lab_tell (fake, "modem laptop recreate=yes");
}

/* A card that goes back by itself, as some do to a built-in profile: it is named, and left there.
 */
static void
test_came_back (Fixture *self, gconstpointer slots)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *named = NULL;
  GtkWindow *dialog;

  plug (self);
  first = g_strdup (lpa_profile_get_iccid (get_profile (self, 0)));
  second = g_strdup (lpa_profile_get_iccid (get_profile (self, 1)));
  named = g_strdup_printf ("The card uses “%s” again, by itself.",
                           lpa_profile_get_display_name (get_profile (self, 0)));
  fake_lab_tell (fake, "modem laptop recreate=no");
  fake_lab_tell (fake, "slot laptop 1 iccid=%s", first);
  fake_lab_tell (fake, "profile %s registration=searching", second);

  work_switch (self, "profiles.switch-on", second);
  dialog = app_driver_await_dialog (TERN_TYPE_CONNECT_DIALOG);
  await_switched (self, second, TRUE);
  app_driver_await_text (dialog, "Searching for a network");
  lpa_euicc_enable_async (get_euicc (self), get_profile (self, 0), NULL, NULL, NULL);
  await_switched (self, first, TRUE);
  app_driver_await_text (dialog, named);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_profiles (get_euicc (self))), ==, 2);
  close_dialog (dialog);
  fake_lab_tell (fake, "profile %s registration=home", second);
  fake_lab_tell (fake, "modem laptop recreate=yes");
}

int
main (int argc, char **argv)
{
  int status;

  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
  fake = fake_lab_new ();
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
#define ADD(path, slots, test) g_test_add (path, Fixture, slots, set_up, test, tear_down)
  ADD ("/app/modem/modem", NULL, test_modem);
  ADD ("/app/modem/pin", NULL, test_pin);
  ADD ("/app/modem/puk", NULL, test_puk);
  ADD ("/app/modem/carrier-lock", NULL, test_carrier_lock);
  ADD ("/app/modem/gone-while-asking", NULL, test_gone_while_asking);
  ADD ("/app/modem/radio", NULL, test_radio);
  ADD ("/app/modem/switch", NULL, test_switch);
  ADD ("/app/modem/came-back", NULL, test_came_back);
  ADD ("/app/modem/other-slot", "2", test_other_slot);
  status = g_test_run ();
  fake_lab_free (fake);
  return status;
}
