/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-profile-actions.h"

#include "app/tern-close-with-card.h"
#include "app/tern-delete-dialog.h"
#include "app/tern-connect-dialog.h"
#include "app/tern-error-dialog.h"
#include "app/tern-notify.h"
#include "app/tern-toast.h"
#include "network/tern-route.h"

#include <glib/gi18n.h>

#define DEED "tern-deed"

/* One thing done to one profile, from the click to its end. @is_way_out: this computer is connected
 * through the card's modem. @former leads back. */
typedef struct
{
  GtkWidget *origin;
  TernCardItem *item;
  LpaProfile *profile;
  gboolean enable;
  gboolean is_way_out;
  char *former;
  TernProfileEnded ended;
} Deed;

static Deed *
deed_new (GtkWidget *origin, TernCardItem *item, LpaProfile *profile)
{
  Deed *self = g_rc_box_new0 (Deed);

  self->origin = g_object_ref (origin);
  self->item = g_object_ref (item);
  self->profile = g_object_ref (profile);
  return self;
}

static void
deed_clear (gpointer data)
{
  Deed *self = data;

  g_object_unref (self->origin);
  g_object_unref (self->item);
  g_object_unref (self->profile);
  g_free (self->former);
}

static void
deed_unref (gpointer data)
{
  g_rc_box_release_full (data, deed_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_unref)

static LpaEuicc *
get_euicc (const Deed *self)
{
  return tern_card_item_get_euicc (self->item);
}

static GtkWindow *
get_window (GtkWidget *origin)
{
  GtkRoot *root = gtk_widget_get_root (origin);

  return root ? GTK_WINDOW (root) : NULL;
}

static void
end (const Deed *self)
{
  if (self->ended)
    self->ended (self->origin, self->item);
}

/* The dialog keeps what it asks about, and goes with the card. */
static void
ask (Deed *self, GtkWindow *dialog, GCallback on_answered)
{
  g_object_set_data_full (G_OBJECT (dialog), DEED, g_rc_box_acquire (self), deed_unref);
  g_signal_connect (dialog, "response", on_answered, self);
  tern_close_with_card (dialog, self->origin, self->item);
  gtk_window_present (dialog);
}

static char *
dup_done (const Deed *self, LpaEuicc *euicc)
{
  const char *name = lpa_profile_get_display_name (self->profile);

  if (self->ended == NULL)
    return g_strdup_printf (C_ ("toast", "“%s” is deleted from this card"), name);
  return self->enable ? g_strdup_printf (C_ ("toast", "“%s” is in use now"), name)
                      : g_strdup_printf (C_ ("toast", "“%s” is switched off"), name);
}

static const char *
get_failed (const Deed *self)
{
  if (self->ended == NULL)
    return C_ ("profile", "Not deleted");
  return self->enable ? C_ ("profile", "Not switched on") : C_ ("profile", "Not switched off");
}

/* In a modem there is a way to go yet, and it shows the way back as well. */
static gboolean
goes_on (Deed *self)
{
  LpaEuicc *euicc = get_euicc (self);
  g_autoptr (LpaProfile) former = NULL;

  if (self->ended == NULL || euicc == NULL)
    return FALSE;
  if (self->former != NULL)
    former = lpa_euicc_find_profile (euicc, self->former, NULL);
  return tern_connect_dialog_offer (self->origin, self->item, self->profile, self->enable, former);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) self = user_data;
  g_autofree char *done = dup_done (self, LPA_EUICC (source));
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  end (self);
  tern_notify (self->origin, sent ? done : get_failed (self), NULL);
  if (sent == NULL)
    tern_error_dialog_present (self->origin, get_failed (self), error);
  else if (goes_on (self))
    return;
  else if (self->former)
    tern_toast_with_button (self->origin, done, C_ ("toast", "_Switch back"), "profiles.switch-on",
                            self->former);
  else
    tern_toast (self->origin, done);
}

/* Another profile that is in use. */
static char *
dup_in_use (const Deed *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (get_euicc (self));
  const char *but = lpa_profile_get_iccid (self->profile);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_is_enabled (profile) && g_strcmp0 (lpa_profile_get_iccid (profile), but) != 0)
        return g_strdup (lpa_profile_get_iccid (profile));
    }
  return NULL;
}

static void
run_switch (Deed *self)
{
  self->former =
      self->enable ? dup_in_use (self) : g_strdup (lpa_profile_get_iccid (self->profile));
  (self->enable ? lpa_euicc_enable_async : lpa_euicc_disable_async) (
      get_euicc (self), self->profile, NULL, on_done, g_rc_box_acquire (self));
}

static void
on_switch_answered (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Deed *self = user_data;

  if (g_str_equal (response, "switch"))
    run_switch (self);
  else
    end (self);
}

static void
add_paragraph (GString *text, const char *paragraph)
{
  g_string_append_printf (text, "%s%s", text->len ? "\n\n" : "", paragraph);
}

/* What switching costs; empty when nothing. */
static char *
dup_costs (const Deed *self)
{
  g_autofree char *other = dup_in_use (self);
  GString *text = g_string_new (NULL);

  if (self->is_way_out)
    add_paragraph (text, C_ ("profile", "This computer is connected to the network through this "
                                        "card. The connection breaks off now, and what is being "
                                        "sent or received with it."));
  if (self->is_way_out && self->enable)
    add_paragraph (text, C_ ("profile", "Whether there is a connection afterwards depends on the "
                                        "profile that you switch to. There is a way back."));
  if (!self->enable && other == NULL)
    {
      add_paragraph (text, C_ ("profile", "It is the only profile in use. With none in use the "
                                          "device that holds this card has no connection, and "
                                          "some modems do not find the card until a profile is "
                                          "switched on again."));
      add_paragraph (text, C_ ("profile", "The profile stays on the card."));
    }
  return g_string_free (text, FALSE);
}

static void
ask_to_switch (Deed *self, const char *costs)
{
  GtkWidget *widget = adw_message_dialog_new (get_window (self->origin), NULL, costs);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  const char *name = lpa_profile_get_display_name (self->profile);

  if (self->enable)
    adw_message_dialog_format_heading (dialog, C_ ("profile", "Switch to “%s”?"), name);
  else
    adw_message_dialog_format_heading (dialog, C_ ("profile", "Switch “%s” off?"), name);
  adw_message_dialog_add_responses (
      dialog, "cancel", C_ ("profile", "_Leave as it is"), "switch",
      self->enable ? C_ ("profile", "_Switch") : C_ ("profile", "_Switch off"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  ask (self, GTK_WINDOW (dialog), G_CALLBACK (on_switch_answered));
}

static void
ask_or_run (Deed *self)
{
  g_autofree char *costs = dup_costs (self);

  if (*costs)
    ask_to_switch (self, costs);
  else
    run_switch (self);
}

static void
on_route_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) self = user_data;
  TernReader *reader = tern_card_item_get_reader (self->item);
  const TernModem *modem = tern_reader_get_modem (reader);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = tern_route_find_finish (result, &error);

  if (names == NULL)
    g_info ("Nobody says over what this computer is connected: %s", error->message);
  self->is_way_out =
      modem && names &&
      tern_route_goes_by ((const char *const *) names, modem, tern_reader_get_slot (reader));
  if (get_window (self->origin))
    ask_or_run (self);
  else
    end (self);
}

/**
 * tern_profile_actions_switch:
 * @origin: where it was worked
 * @item: the card
 * @profile: a profile on it
 * @enable: on or off
 * @ended: called once, unless the card is taken out before it has begun
 *
 * Switches a profile, after a question where that costs something. Afterwards there is a way back
 * to the profile that was in use.
 */
void
tern_profile_actions_switch (GtkWidget *origin,
                             TernCardItem *item,
                             LpaProfile *profile,
                             gboolean enable,
                             TernProfileEnded ended)
{
  g_autoptr (Deed) self = deed_new (origin, item, profile);

  self->enable = enable;
  self->ended = ended;
  if (tern_reader_get_modem (tern_card_item_get_reader (item)))
    tern_route_find_async (NULL, NULL, on_route_found, g_rc_box_acquire (self));
  else
    ask_or_run (self);
}

static void
on_delete_answered (TernDeleteDialog *dialog, const char *response, gpointer user_data)
{
  Deed *self = user_data;

  if (g_str_equal (response, "disable"))
    gtk_widget_activate_action (self->origin, "profiles.switch-off", "s",
                                lpa_profile_get_iccid (self->profile));
  else if (g_str_equal (response, "delete"))
    lpa_euicc_delete_async (get_euicc (self), self->profile, NULL, on_done,
                            g_rc_box_acquire (self));
}

/**
 * tern_profile_actions_delete:
 * @origin: where it was worked
 * @item: the card
 * @profile: a profile on it
 *
 * Asks whether to delete a profile, and does it.
 */
void
tern_profile_actions_delete (GtkWidget *origin, TernCardItem *item, LpaProfile *profile)
{
  g_autoptr (Deed) self = deed_new (origin, item, profile);
  GtkWidget *dialog = tern_delete_dialog_new (get_window (origin), profile);

  ask (self, GTK_WINDOW (dialog), G_CALLBACK (on_delete_answered));
}
