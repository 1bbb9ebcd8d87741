/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pictures.h"

#include "app/tern-connect-dialog.h"
#include "app/tern-unlock-dialog.h"

#ifdef HAVE_NETWORK_LAB
#include "network-lab.h"
#endif

static TernModem *
new_modem (TernModemLock lock)
{
  TernModem *modem = tern_modem_new ();

  modem->path = g_strdup ("/");
  modem->device = g_strdup ("/");
  modem->name = g_strdup ("Foxconn T99W175");
  modem->maker = g_strdup ("Foxconn");
  modem->model = g_strdup ("T99W175");
  modem->firmware = g_strdup ("T99W175.F0.6.0.0.6");
  modem->imei = g_strdup ("490154203237518");
  modem->operator_name = g_strdup ("Halden Telecom");
  modem->state =
      lock == TERN_MODEM_LOCK_NONE ? TERN_MODEM_STATE_CONNECTED : TERN_MODEM_STATE_LOCKED;
  modem->lock = lock;
  modem->tries[lock] = 3;
  tern_modem_add_slot (modem, 1)->in_use = TRUE;
  return modem;
}

/* The card as it would be behind a modem: at work, tied to an operator, and asking for a code. */
void
pictures_of_modem (AppFixture *scene)
{
  static const TernModemLock LOCKS[] = { TERN_MODEM_LOCK_NONE, TERN_MODEM_LOCK_PH_NET_PIN,
                                         TERN_MODEM_LOCK_SIM_PIN, TERN_MODEM_LOCK_SIM_PUK };
  TernReader *reader;

  app_fixture_find_row (scene, NULL);
  reader = tern_card_item_get_reader (tern_window_get_selected (scene->window));
  for (gsize i = 0; i < G_N_ELEMENTS (LOCKS); i++)
    {
      g_autoptr (TernModem) modem = new_modem (LOCKS[i]);
      const char *nick = tern_modem_lock_get_nick (LOCKS[i]);
      g_autofree char *page = g_strconcat ("modem-", nick, NULL);
      g_autofree char *dialog = g_strconcat ("unlock-", nick, NULL);

      tern_reader_set_modem (reader, modem, 1);
      pictures_take_window (scene, page);
      app_driver_resize (GTK_WINDOW (scene->window), 640, 480);
      pictures_take (scene->window, page, "middle");
      if (LOCKS[i] != TERN_MODEM_LOCK_NONE)
        pictures_take_dialog (tern_unlock_dialog_new (GTK_WINDOW (scene->window), modem), dialog);
    }
}

#ifdef HAVE_NETWORK_LAB

static gboolean
is_closed (gpointer dialog)
{
  return *(gpointer *) dialog == NULL;
}

static void
take_dialog (AppFixture *scene, TernConnector *connector, const char *text, const char *page)
{
  g_autoptr (LpaProfile) previous = network_lab_make_previous ();
  TernConnectDialog *dialog =
      tern_connect_dialog_new (GTK_WINDOW (scene->window), connector, "Trip", previous);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  tern_connect_dialog_run (dialog);
  app_driver_await_text (dialog, text);
  pictures_take (dialog, page, "dialog");
  gtk_window_close (GTK_WINDOW (dialog));
  app_driver_wait (is_closed, &dialog, "the dialog to be closed");
}

/* One way to a connection, to where a text shows. */
static void
take_way (AppFixture *scene, const char *command, const char *text, const char *page)
{
  gboolean denied = command && strstr (command, "denied");
  NetworkLab lab = { 0 };
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  TernConnectorSetup setup;
  g_autoptr (TernConnector) connector = NULL;

  network_lab_set_up (&lab, NULL);
  if (command)
    fake_lab_tell (lab.bus, "%s", command);
  if (denied)
    lab.bounds.denied = 50;
  setup = network_lab_make_setup (&lab, profile);
  connector = network_lab_make_connector (&lab, &setup);
  take_dialog (scene, connector, text, page);
  network_lab_tear_down (&lab, NULL);
}

/* A profile that is switched off, which the modem notices or not. */
static void
take_gone (AppFixture *scene, const char *rereads, const char *text, const char *page)
{
  NetworkLab lab = { 0 };
  g_autoptr (LpaProfile) gone = network_lab_make_profile ();
  TernConnectorSetup setup;
  g_autoptr (TernConnector) connector = NULL;

  network_lab_set_up (&lab, NULL);
  fake_lab_tell (lab.bus, "modem laptop rereads=%s", rereads);
  fake_lab_tell (lab.bus, "slot laptop 1 iccid=");
  lab.bounds.rungs[TERN_MODEM_RUNG_WAIT] = 60000;
  setup = network_lab_make_setup (&lab, NULL);
  setup.gone = gone;
  connector = network_lab_make_connector (&lab, &setup);
  take_dialog (scene, connector, text, page);
  network_lab_tear_down (&lab, NULL);
}

void
pictures_of_connection (AppFixture *scene)
{
  take_way (scene, NULL, "the internet answers", "connect-connected");
  take_way (scene, "profile " NEW_ICCID " operator-code=26220 apn=seller", "Known access points",
            "connect-access-point");
  take_way (scene, "profile " NEW_ICCID " registration=denied rejection=11", "takes no customers",
            "connect-stuck");
  take_way (scene, "profile " NEW_ICCID " registration=searching", "Searching for a network",
            "connect-running");
  take_gone (scene, "never", "Waiting for the modem to notice", "switch-off-running");
  take_gone (scene, "now", "The modem has noticed", "switch-off-noticed");
}

#else

void
pictures_of_connection (AppFixture *scene)
{
}

#endif
