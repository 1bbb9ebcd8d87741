/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-page.h"

#include "app/tern-card-details.h"
#include "app/tern-delete-dialog.h"
#include "app/tern-error-dialog.h"
#include "app/tern-notice.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernCardPage
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  TernNotice *told;
  TernNotice *warning;
  GtkStack *profiles_stack;
  GtkListBox *profiles;
  GtkWidget *reports;
  AdwActionRow *reports_row;
  GtkWidget *send;
  GtkSpinner *sending;
  TernCardDetails *details;

  TernCardItem *item;
  LpaEuicc *euicc;
  GListModel *profile_model;
  GListModel *notification_model;
  char *switching;
};

G_DEFINE_FINAL_TYPE (TernCardPage, tern_card_page, ADW_TYPE_BIN)

/* One operation on the card: what to say afterwards. */
typedef struct
{
  TernCardPage *page;
  char *done;
  const char *failed;
} Operation;

static Operation *
operation_new (TernCardPage *page, char *done, const char *failed)
{
  Operation *self = g_new0 (Operation, 1);

  self->page = g_object_ref (page);
  self->done = done;
  self->failed = failed;
  return self;
}

static void
operation_free (Operation *self)
{
  g_clear_object (&self->page);
  g_free (self->done);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_free)

static TernProfileRow *
find_row (TernCardPage *self, const char *iccid)
{
  GtkListBoxRow *row;

  for (int i = 0; iccid && (row = gtk_list_box_get_row_at_index (self->profiles, i)); i++)
    {
      LpaProfile *profile = tern_profile_row_get_profile (TERN_PROFILE_ROW (row));

      if (g_strcmp0 (lpa_profile_get_iccid (profile), iccid) == 0)
        return TERN_PROFILE_ROW (row);
    }
  return NULL;
}

static void
end_switching (TernCardPage *self)
{
  g_autofree char *iccid = g_steal_pointer (&self->switching);
  TernProfileRow *row = find_row (self, iccid);

  gtk_widget_set_sensitive (GTK_WIDGET (self->profiles), TRUE);
  if (row)
    {
      tern_profile_row_set_switching (row, FALSE);
      tern_profile_row_focus_switch (row);
    }
}

static void
end_operation (Operation *operation, GObject *source, GAsyncResult *result)
{
  TernCardPage *self = operation->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (sent)
    tern_toast (GTK_WIDGET (self), operation->done);
  else
    tern_error_dialog_present (GTK_WIDGET (self), operation->failed, error);
}

static void
on_operation_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;

  end_operation (operation, source, result);
}

static void
on_switched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;

  if (operation->page->euicc == LPA_EUICC (source))
    end_switching (operation->page);
  end_operation (operation, source, result);
}

static void
enable_profile (TernCardPage *self, LpaProfile *profile)
{
  char *done =
      g_strdup_printf (C_ ("toast", "“%s” is in use now"), lpa_profile_get_display_name (profile));

  lpa_euicc_enable_async (self->euicc, profile, NULL, on_switched,
                          operation_new (self, done, C_ ("profile", "Not Switched On")));
}

static void
disable_profile (TernCardPage *self, LpaProfile *profile)
{
  char *done = g_strdup_printf (C_ ("toast", "“%s” is switched off"),
                                lpa_profile_get_display_name (profile));

  lpa_euicc_disable_async (self->euicc, profile, NULL, on_switched,
                           operation_new (self, done, C_ ("profile", "Not Switched Off")));
}

static gboolean
is_last_in_use (TernCardPage *self, LpaProfile *profile)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->profile_model); i++)
    {
      g_autoptr (LpaProfile) other = g_list_model_get_item (self->profile_model, i);

      if (lpa_profile_is_enabled (other) && !lpa_profile_same (other, profile))
        return FALSE;
    }
  return TRUE;
}

static void
on_disable_answered (AdwMessageDialog *dialog, const char *response, TernCardPage *self)
{
  LpaProfile *profile = g_object_get_data (G_OBJECT (dialog), "profile");

  if (self->euicc == NULL || self->switching == NULL)
    return;
  if (g_strcmp0 (response, "disable") == 0)
    disable_profile (self, profile);
  else
    end_switching (self);
}

static void
ask_to_disable (TernCardPage *self, LpaProfile *profile)
{
  GtkWidget *widget =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_format_heading (dialog, C_ ("profile", "Switch “%s” Off?"),
                                     lpa_profile_get_display_name (profile));
  adw_message_dialog_set_body (
      dialog,
      C_ ("profile", "It is the only profile in use. With none in use the device that holds "
                     "this card has no connection, and some modems do not find the card until "
                     "a profile is switched on again.\n\nThe profile stays on the card."));
  adw_message_dialog_add_responses (dialog, "cancel", C_ ("profile", "_Leave On"), "disable",
                                    C_ ("profile", "_Switch Off"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_disable_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_row_switch (TernProfileRow *row, gboolean enable, TernCardPage *self)
{
  tern_card_page_switch (self, tern_profile_row_get_profile (row), enable);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  TernCardPage *self = user_data;
  GtkWidget *row = tern_profile_row_new (LPA_PROFILE (item));

  if (g_strcmp0 (self->switching, lpa_profile_get_iccid (item)) == 0)
    tern_profile_row_set_switching (TERN_PROFILE_ROW (row), TRUE);
  g_signal_connect_object (row, "switch", G_CALLBACK (on_row_switch), self, 0);
  return row;
}

static void
on_dialog_delete (TernProfileDialog *dialog, TernCardPage *self)
{
  if (self->euicc)
    tern_card_page_delete (self, tern_profile_dialog_get_profile (dialog));
}

static void
on_row_activated (TernCardPage *self, TernProfileRow *row)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog =
      tern_profile_dialog_new (window, self->euicc, tern_profile_row_get_profile (row));

  g_signal_connect_object (dialog, "delete", G_CALLBACK (on_dialog_delete), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete_answered (TernDeleteDialog *dialog, const char *response, TernCardPage *self)
{
  LpaProfile *profile = tern_delete_dialog_get_profile (dialog);
  char *done;

  if (self->euicc == NULL)
    return;
  if (g_strcmp0 (response, "disable") == 0)
    tern_card_page_switch (self, profile, FALSE);
  if (g_strcmp0 (response, "delete") != 0)
    return;
  done = g_strdup_printf (C_ ("toast", "“%s” is deleted from this card"),
                          lpa_profile_get_display_name (profile));
  lpa_euicc_delete_async (self->euicc, profile, NULL, on_operation_done,
                          operation_new (self, done, C_ ("profile", "Not Deleted")));
}

static void
on_profiles_changed (TernCardPage *self)
{
  gboolean any = self->profile_model && g_list_model_get_n_items (self->profile_model) > 0;

  gtk_stack_set_visible_child_name (self->profiles_stack, any ? "profiles" : "empty");
}

static void
on_notifications_changed (TernCardPage *self)
{
  guint n = self->notification_model ? g_list_model_get_n_items (self->notification_model) : 0;
  g_autofree char *title =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u report waiting to be sent",
                                    "%u reports waiting to be sent", n),
                       n);

  gtk_widget_set_visible (self->reports, n > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reports_row), title);
}

static void
set_sending (TernCardPage *self, gboolean sending)
{
  gtk_widget_set_sensitive (self->send, !sending);
  gtk_spinner_set_spinning (self->sending, sending);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCardPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);
  const GError *problem = sent ? sent->error : error;
  g_autofree char *done = NULL;

  set_sending (self, FALSE);
  if (problem)
    {
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("reports", "Not All Reports Sent"),
                                 problem);
      return;
    }
  done = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u report sent", "%u reports sent", sent->sent), sent->sent);
  tern_toast (GTK_WIDGET (self), done);
}

static void
on_send_clicked (TernCardPage *self)
{
  set_sending (self, TRUE);
  lpa_euicc_send_notifications_async (self->euicc, NULL, NULL, on_sent, g_object_ref (self));
}

/* What is to be said of a card that ordinary providers will not serve. */
static const char *
find_warning (LpaEuicc *euicc, gboolean simulated)
{
  const LpaEuiccInfo *info = lpa_euicc_get_info (euicc);
  gboolean test = FALSE;

  if (simulated)
    return C_ ("card",
               "A simulated card with a simulated provider, to try things out. Nothing here is "
               "real and nothing costs anything.");
  if (info == NULL)
    return NULL;
  if (info->verification_keys->len == 0)
    return C_ ("card", "This card names no issuer whose servers it accepts: no provider can put a "
                       "profile onto it. Ask the card's seller.");
  for (guint i = 0; i < info->verification_keys->len; i++)
    {
      if (!lpa_trust_issuer_is_test (g_ptr_array_index (info->verification_keys, i)))
        return NULL;
      test = TRUE;
    }
  return test ? C_ ("card",
                    "A test card: it accepts test servers only. Codes of real providers do not "
                    "work with it.")
              : NULL;
}

static void
on_busy_changed (TernCardPage *self)
{
  if (!lpa_euicc_is_busy (self->euicc))
    tern_notice_set_text (self->warning,
                          find_warning (self->euicc, tern_reader_is_simulated (
                                                         tern_card_item_get_reader (self->item))));
}

/* What an earlier run of the program left open on this card, and how it ended. */
static void
tell_recovered (TernCardPage *self)
{
  GPtrArray *operations = lpa_euicc_get_recovered (self->euicc);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < operations->len; i++)
    {
      g_autofree char *sentence = tern_words_dup_recovered (operations->pdata[i]);

      if (sentence)
        g_string_append_printf (text, "%s%s", text->len ? "\n" : "", sentence);
    }
  tern_notice_set_text (self->told, text->str);
}

static void
release (TernCardPage *self)
{
  if (self->euicc)
    g_signal_handlers_disconnect_by_data (self->euicc, self);
  if (self->profile_model)
    g_signal_handlers_disconnect_by_data (self->profile_model, self);
  if (self->notification_model)
    g_signal_handlers_disconnect_by_data (self->notification_model, self);
  g_clear_object (&self->item);
  g_clear_object (&self->euicc);
  g_clear_object (&self->profile_model);
  g_clear_object (&self->notification_model);
  g_clear_pointer (&self->switching, g_free);
}

static void
take (TernCardPage *self, TernCardItem *item)
{
  self->item = g_object_ref (item);
  self->euicc = g_object_ref (tern_card_item_get_euicc (item));
  self->profile_model = g_object_ref (lpa_euicc_get_profiles (self->euicc));
  self->notification_model = g_object_ref (lpa_euicc_get_notifications (self->euicc));
  g_signal_connect_swapped (self->euicc, "notify::busy", G_CALLBACK (on_busy_changed), self);
  g_signal_connect_swapped (self->euicc, "recovered", G_CALLBACK (tell_recovered), self);
  g_signal_connect_swapped (self->profile_model, "items-changed", G_CALLBACK (on_profiles_changed),
                            self);
  g_signal_connect_swapped (self->notification_model, "items-changed",
                            G_CALLBACK (on_notifications_changed), self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCardPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (lpa_euicc_refresh_finish (LPA_EUICC (source), result, &error))
    tern_toast (GTK_WIDGET (self), C_ ("toast", "The card was read again"));
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("card", "The Card Could Not Be Read"), error);
}

static void
tern_card_page_dispose (GObject *object)
{
  TernCardPage *self = TERN_CARD_PAGE (object);

  if (self->profiles)
    gtk_list_box_bind_model (self->profiles, NULL, NULL, NULL, NULL);
  release (self);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CARD_PAGE);
  G_OBJECT_CLASS (tern_card_page_parent_class)->dispose (object);
}

static void
tern_card_page_class_init (TernCardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_card_page_dispose;
  g_type_ensure (TERN_TYPE_CARD_DETAILS);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-card-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, told);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, warning);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, profiles_stack);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, profiles);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, reports);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, reports_row);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, send);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, sending);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, details);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
}

static void
tern_card_page_init (TernCardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_card_page_new:
 *
 * Returns: (transfer floating): a page of no card yet
 */
GtkWidget *
tern_card_page_new (void)
{
  return g_object_new (TERN_TYPE_CARD_PAGE, NULL);
}

/**
 * tern_card_page_set_item:
 * @item: (nullable): a row of the list of cards that has an eUICC; %NULL when the card is gone
 *
 * Shows a card. Operations that still run on the card shown before go on.
 */
void
tern_card_page_set_item (TernCardPage *self, TernCardItem *item)
{
  if (self->item == item)
    return;
  release (self);
  tern_notice_set_text (self->told, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->profiles), TRUE);
  set_sending (self, FALSE);
  if (item)
    {
      take (self, item);
      on_busy_changed (self);
      tell_recovered (self);
    }
  gtk_list_box_bind_model (self->profiles, self->profile_model, make_row, self, NULL);
  tern_card_details_set_euicc (self->details, self->euicc);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  on_profiles_changed (self);
  on_notifications_changed (self);
}

/**
 * tern_card_page_switch:
 * @profile: a profile of the card shown
 * @enable: on or off
 *
 * Switches a profile, after a question when it is the last in use.
 */
void
tern_card_page_switch (TernCardPage *self, LpaProfile *profile, gboolean enable)
{
  TernProfileRow *row = find_row (self, lpa_profile_get_iccid (profile));

  if (self->switching)
    return;
  self->switching = g_strdup (lpa_profile_get_iccid (profile));
  gtk_widget_set_sensitive (GTK_WIDGET (self->profiles), FALSE);
  if (row)
    tern_profile_row_set_switching (row, TRUE);
  if (enable)
    enable_profile (self, profile);
  else if (is_last_in_use (self, profile))
    ask_to_disable (self, profile);
  else
    disable_profile (self, profile);
}

/**
 * tern_card_page_delete:
 * @profile: a profile of the card shown
 *
 * Asks whether to delete a profile, and does it.
 */
void
tern_card_page_delete (TernCardPage *self, LpaProfile *profile)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = tern_delete_dialog_new (window, profile);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * tern_card_page_refresh:
 *
 * Reads the card shown again.
 */
void
tern_card_page_refresh (TernCardPage *self)
{
  if (self->euicc)
    lpa_euicc_refresh_async (self->euicc, NULL, on_refreshed, g_object_ref (self));
}
