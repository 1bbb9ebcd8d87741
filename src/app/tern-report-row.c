/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-report-row.h"

#include "app/tern-report-words.h"

#include <glib/gi18n.h>

struct _TernReportRow
{
  AdwActionRow parent_instance;

  GtkSpinner *spinner;
  GtkWidget *send;
  GtkWidget *remove;

  TernCourier *courier;
  LpaEuicc *euicc;
  LpaNotification *notification;
  gboolean sending;
};

G_DEFINE_FINAL_TYPE (TernReportRow, tern_report_row, ADW_TYPE_ACTION_ROW)

static guint send_signal;
static guint remove_signal;

static void
on_send_clicked (TernReportRow *self)
{
  g_signal_emit (self, send_signal, 0);
}

static void
on_remove_clicked (TernReportRow *self)
{
  g_signal_emit (self, remove_signal, 0);
}

static void
tern_report_row_dispose (GObject *object)
{
  TernReportRow *self = TERN_REPORT_ROW (object);

  g_clear_object (&self->courier);
  g_clear_object (&self->euicc);
  g_clear_object (&self->notification);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_REPORT_ROW);
  G_OBJECT_CLASS (tern_report_row_parent_class)->dispose (object);
}

static void
tern_report_row_class_init (TernReportRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_report_row_dispose;
  send_signal = g_signal_new ("send", TERN_TYPE_REPORT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  remove_signal = g_signal_new ("remove", TERN_TYPE_REPORT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-report-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernReportRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernReportRow, send);
  gtk_widget_class_bind_template_child (widget_class, TernReportRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
tern_report_row_init (TernReportRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_report_row_new:
 * @courier: (nullable): who sends reports by itself
 * @euicc: the card
 * @notification: a report that waits on it
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
tern_report_row_new (TernCourier *courier, LpaEuicc *euicc, LpaNotification *notification)
{
  TernReportRow *self = g_object_new (TERN_TYPE_REPORT_ROW, NULL);

  g_set_object (&self->courier, courier);
  self->euicc = g_object_ref (euicc);
  self->notification = g_object_ref (notification);
  tern_report_row_update (self);
  return GTK_WIDGET (self);
}

/**
 * tern_report_row_get_notification:
 *
 * Returns: (transfer none): the report
 */
LpaNotification *
tern_report_row_get_notification (TernReportRow *self)
{
  return self->notification;
}

/**
 * tern_report_row_set_sending:
 * @sending: whether the person had it sent just now
 */
void
tern_report_row_set_sending (TernReportRow *self, gboolean sending)
{
  self->sending = sending;
  tern_report_row_update (self);
}

/**
 * tern_report_row_is_sending:
 *
 * Returns: whether it is on its way at this moment, whoever sends it
 */
gboolean
tern_report_row_is_sending (TernReportRow *self)
{
  return self->sending ||
         tern_report_words_is_sending (self->courier, self->euicc, self->notification);
}

/**
 * tern_report_row_update:
 *
 * Says what is known of the report now.
 */
void
tern_report_row_update (TernReportRow *self)
{
  g_autofree char *title = tern_report_words_dup_title (self->euicc, self->notification);
  g_autofree char *state =
      tern_report_words_dup_state (self->courier, self->euicc, self->notification);
  const char *address = lpa_notification_get_address (self->notification);
  g_autofree char *subtitle = g_strdup_printf (C_ ("report", "For %s\n%s"), address, state);
  gboolean sending = tern_report_row_is_sending (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_spinner_set_spinning (self->spinner, sending);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), sending);
  gtk_widget_set_sensitive (self->send, !sending);
  gtk_widget_set_sensitive (self->remove, !sending);
}
