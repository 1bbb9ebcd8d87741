/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-page.h"

#include "app/tern-access.h"
#include "app/tern-card-details.h"
#include "app/tern-card-words.h"
#include "app/tern-close-with-card.h"
#include "app/tern-error-dialog.h"
#include "app/tern-modem-box.h"
#include "app/tern-notice.h"
#include "app/tern-profile-list.h"
#include "app/tern-report-words.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-toast.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

struct _TernCardPage
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  TernNotice *told;
  TernNotice *warning;
  TernModemBox *modem;
  TernProfileList *profiles;
  GtkWidget *reports;
  AdwActionRow *reports_row;
  GtkWidget *send;
  GtkSpinner *sending;
  TernCardDetails *details;

  TernCardItem *item;
  TernCourier *courier;
  LpaEuicc *euicc;
  gboolean is_sending;
  GListModel *notification_model;
};

G_DEFINE_FINAL_TYPE (TernCardPage, tern_card_page, ADW_TYPE_BIN)

static void
show_sending (TernCardPage *self)
{
  gboolean sending =
      self->is_sending ||
      (self->euicc && tern_report_words_is_sending (self->courier, self->euicc, NULL));

  gtk_widget_set_sensitive (self->send, !sending);
  gtk_spinner_set_spinning (self->sending, sending);
}

static void
show_reports (TernCardPage *self)
{
  guint n = self->notification_model ? g_list_model_get_n_items (self->notification_model) : 0;
  g_autofree char *title = g_strdup_printf (
      lpa_plural ("reports", "%u report waiting to be sent", "%u reports waiting to be sent", n),
      n);

  gtk_widget_set_visible (self->reports, n > 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reports_row), title);
  if (n > 0)
    adw_action_row_set_subtitle (self->reports_row,
                                 tern_report_words_get_summary (self->courier, self->euicc));
  show_sending (self);
}

static void
set_sending (TernCardPage *self, gboolean sending)
{
  self->is_sending = sending;
  show_sending (self);
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
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("reports", "Not all reports sent"),
                                 problem);
      return;
    }
  done = g_strdup_printf (lpa_plural ("reports", "%u report sent", "%u reports sent", sent->sent),
                          sent->sent);
  tern_toast (GTK_WIDGET (self), done);
}

static void
on_send_clicked (TernCardPage *self)
{
  set_sending (self, TRUE);
  lpa_euicc_send_notifications_async (self->euicc, NULL, NULL, on_sent, g_object_ref (self));
}

static void
on_reports_activated (TernCardPage *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = tern_reports_dialog_new (window, self->courier, self->euicc);

  tern_close_with_card (GTK_WINDOW (dialog), GTK_WIDGET (self), self->item);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What is to be said of a card that ordinary providers will not serve. */
static const char *
find_warning (LpaEuicc *euicc, gboolean simulated)
{
  const char *sentence;

  if (simulated)
    return C_ ("card",
               "A simulated card with a simulated provider, to try things out. Nothing here is "
               "real and nothing costs anything.");
  tern_card_words_judge (lpa_euicc_get_info (euicc), &sentence);
  return sentence;
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
      g_autofree char *sentence = lpa_operation_dup_account (operations->pdata[i]);

      if (sentence)
        g_string_append_printf (text, "%s%s", text->len ? "\n" : "", sentence);
    }
  tern_notice_set_text (self->told, text->str);
}

/* What was read need not be read again. */
static void
on_told_dismissed (TernCardPage *self)
{
  if (self->euicc)
    lpa_euicc_forget_recovered (self->euicc);
}

static void
release (TernCardPage *self)
{
  if (self->euicc)
    g_signal_handlers_disconnect_by_data (self->euicc, self);
  if (self->notification_model)
    g_signal_handlers_disconnect_by_data (self->notification_model, self);
  g_clear_object (&self->item);
  g_clear_object (&self->euicc);
  g_clear_object (&self->notification_model);
}

static void
take (TernCardPage *self, TernCardItem *item)
{
  self->item = g_object_ref (item);
  self->euicc = g_object_ref (tern_card_item_get_euicc (item));
  self->notification_model = g_object_ref (lpa_euicc_get_notifications (self->euicc));
  g_signal_connect_swapped (self->euicc, "notify::busy", G_CALLBACK (on_busy_changed), self);
  g_signal_connect_swapped (self->euicc, "recovered", G_CALLBACK (tell_recovered), self);
  g_signal_connect_swapped (self->notification_model, "items-changed", G_CALLBACK (show_reports),
                            self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCardPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (lpa_euicc_refresh_finish (LPA_EUICC (source), result, &error))
    tern_toast (GTK_WIDGET (self), C_ ("toast", "The card was read again"));
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("card", "The card could not be read"), error);
}

static gboolean
tern_card_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TERN_CARD_PAGE (widget)->profiles));
}

static void
tern_card_page_dispose (GObject *object)
{
  TernCardPage *self = TERN_CARD_PAGE (object);

  release (self);
  g_clear_object (&self->courier);
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
  tern_access_set_grab_focus (klass, tern_card_page_grab_focus);
  g_type_ensure (TERN_TYPE_CARD_DETAILS);
  g_type_ensure (TERN_TYPE_MODEM_BOX);
  g_type_ensure (TERN_TYPE_NOTICE);
  g_type_ensure (TERN_TYPE_PROFILE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-card-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, told);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, warning);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, modem);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, profiles);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, reports);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, reports_row);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, send);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, sending);
  gtk_widget_class_bind_template_child (widget_class, TernCardPage, details);
  gtk_widget_class_bind_template_callback (widget_class, on_reports_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_told_dismissed);
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
 * tern_card_page_set_courier:
 * @courier: who sends reports by itself
 */
void
tern_card_page_set_courier (TernCardPage *self, TernCourier *courier)
{
  g_set_object (&self->courier, courier);
  g_signal_connect_object (courier, "changed", G_CALLBACK (show_reports), self, G_CONNECT_SWAPPED);
  show_reports (self);
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
  set_sending (self, FALSE);
  if (item)
    {
      take (self, item);
      on_busy_changed (self);
      tell_recovered (self);
    }
  tern_modem_box_set_reader (self->modem,
                             self->item ? tern_card_item_get_reader (self->item) : NULL);
  tern_profile_list_set_item (self->profiles, self->item);
  tern_card_details_set_item (self->details, self->item);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  show_reports (self);
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
