/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include "app-channel.h"

#include "app/tern-card-details.h"
#include "app/tern-delete-dialog.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-server-dialog.h"

static GtkWindow *
open_profile (AppFixture *scene, const char *name)
{
  app_fixture_await_idle (scene);
  gtk_widget_activate (app_fixture_find_row (scene, name));
  return app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
}

static void
take_delete (AppFixture *scene, const char *profile, const char *page)
{
  app_driver_click (open_profile (scene, profile), "Delete…");
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_DELETE_DIALOG), page);
}

static void
take_server (AppFixture *scene)
{
  GtkWidget *dialog = tern_server_dialog_new (GTK_WINDOW (scene->window), "smdp.example.com");

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_driver_await (dialog, GTK_TYPE_ENTRY, NULL)),
                         "smdp..example");
  pictures_take_dialog (dialog, "server");
}

static void
take_erase (AppFixture *scene)
{
  GtkWidget *dialog =
      tern_erase_dialog_new (GTK_WINDOW (scene->window), app_fixture_get_euicc (scene));

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate (app_driver_await (dialog, ADW_TYPE_ACTION_ROW, "Profiles of providers"));
  pictures_take_dialog (dialog, "erase");
}

static void
take_details (AppFixture *scene)
{
  GtkWidget *details = app_driver_await (scene->window, TERN_TYPE_CARD_DETAILS, NULL);

  pictures_take_top (scene, details, "details");
  pictures_expand (GTK_WIDGET (scene->window));
  pictures_take_top (scene, details, "details-open");
}

/* A card with two profiles, and the dialogs about it. */
void
pictures_of_card (AppFixture *scene)
{
  const char *eid;

  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  eid = lpa_euicc_get_eid (app_fixture_get_euicc (scene));
  app_driver_await_text (scene->window, "Norway");
  pictures_take_window (scene, "card");
  pictures_take_dialog (open_profile (scene, "Business line"), "profile");
  take_delete (scene, "Business line", "delete-in-use");
  take_delete (scene, "Europe 20 GB", "delete");
  pictures_take_dialog (tern_qr_dialog_new_for_eid (GTK_WINDOW (scene->window), eid), "eid");
  take_server (scene);
  take_erase (scene);
  gtk_widget_activate (app_fixture_find_switch (scene, "Business line"));
  pictures_take_dialog (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "switch-off");
  take_details (scene);
}

static gboolean
shows_list (gpointer leaflet)
{
  return g_strcmp0 (adw_leaflet_get_visible_child_name (leaflet), "cards") == 0;
}

/* Readers of every kind beside each other, and an empty card. */
void
pictures_of_cards (AppFixture *scene)
{
  static const char *const NAMES[] = { "ACS ACR39U ICC Reader 00 00", "", "Alcor Micro AU9540" };
  TernReaderMonitor *monitor = tern_application_get_monitor (scene->application);
  g_autoptr (AppRig) empty = app_rig_new ("", "");
  TernReader *readers[3];

  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (LpaChannel) channel =
          app_channel_new (i ? empty->socket : scene->rig->socket, NAMES[i]);

      readers[i] = tern_reader_monitor_add_channel (monitor, channel);
      if (i < 2)
        tern_reader_set_card_present (readers[i], TRUE);
    }
  app_fixture_find_row (scene, NULL);
  pictures_take_window (scene, "cards");
  app_driver_resize (GTK_WINDOW (scene->window), 640, 480);
  pictures_take (scene->window, "cards", "middle");
  app_driver_resize (GTK_WINDOW (scene->window), 360, 640);
  app_driver_click (scene->window, "Back to the cards");
  app_driver_wait (shows_list, app_driver_find (scene->window, ADW_TYPE_LEAFLET, NULL), "the list");
  pictures_take (scene->window, "cards-list", "narrow");
  tern_reader_monitor_remove_reader (monitor, readers[0]);
  tern_reader_monitor_remove_reader (monitor, readers[2]);
  app_driver_await_text (scene->window, "No profiles yet");
  pictures_take_window (scene, "card-empty");
  tern_reader_monitor_remove_reader (monitor, readers[1]);
}

static void
rename_to (AppFixture *scene, const char *name)
{
  GtkWindow *dialog = open_profile (scene, "Business line");

  app_driver_type (dialog, "Your name for it", name);
  g_signal_emit_by_name (app_driver_find (dialog, ADW_TYPE_ENTRY_ROW, NULL), "apply");
  app_fixture_find_row (scene, name);
  gtk_window_destroy (dialog);
}

/* A card with as many profiles as cards can have, and names of every kind. */
void
pictures_of_profiles (AppFixture *scene)
{
  GtkWidget *search;

  rename_to (scene, "شريحة السفر");
  rename_to (scene, "🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔");
  rename_to (scene, "A name that is as long as a card can keep it, which is 64 bytes.");
  pictures_take_window (scene, "profiles");
  search = app_driver_await (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "norway");
  pictures_take_window (scene, "profiles-found");
  gtk_editable_set_text (GTK_EDITABLE (search), "atlantis");
  app_driver_await_text (scene->window, "No profile matches");
  pictures_take_window (scene, "profiles-none");
}

/* What providers have not heard of yet. */
void
pictures_of_reports (AppFixture *scene)
{
  LpaEuicc *euicc;
  GtkWindow *window = GTK_WINDOW (scene->window);

  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  euicc = app_fixture_get_euicc (scene);
  pictures_take_dialog (tern_reports_dialog_new (window, NULL, euicc), "reports-none");
  gtk_widget_activate (app_fixture_find_switch (scene, "Europe 20 GB"));
  app_driver_await_text (scene->window, "is in use now");
  pictures_take_window (scene, "switched");
  app_fixture_await_idle (scene);
  app_driver_await_text (scene->window, "waiting to be sent");
  pictures_take_window (scene, "reports-waiting");
  pictures_take_dialog (tern_reports_dialog_new (window, NULL, euicc), "reports");
}
