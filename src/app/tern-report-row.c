/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-report-row.h"

#include "app/tern-words.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>

struct _TernReportRow
{
  AdwActionRow parent_instance;

  GtkSpinner *spinner;
  GtkWidget *send;
  GtkWidget *remove;

  LpaEuicc *euicc;
  LpaNotification *notification;
};

G_DEFINE_FINAL_TYPE (TernReportRow, tern_report_row, ADW_TYPE_ACTION_ROW)

static guint send_signal;
static guint remove_signal;

/* What happened; %s is the profile. */
static const struct
{
  LpaNotificationEvent event;
  const char *sentence;
} EVENTS[] = {
  { LPA_NOTIFICATION_EVENT_INSTALL, NC_ ("report", "%s was installed") },
  { LPA_NOTIFICATION_EVENT_ENABLE, NC_ ("report", "%s was switched on") },
  { LPA_NOTIFICATION_EVENT_DISABLE, NC_ ("report", "%s was switched off") },
  { LPA_NOTIFICATION_EVENT_DELETE, NC_ ("report", "%s was deleted") },
};

/* A profile that is no longer on the card has left its number only. */
static char *
dup_profile (LpaEuicc *euicc, LpaNotification *notification)
{
  const char *iccid = lpa_notification_get_iccid (notification);
  g_autoptr (LpaProfile) profile =
      iccid && *iccid ? lpa_euicc_find_profile (euicc, iccid, NULL) : NULL;
  g_autofree char *tail = tern_words_dup_tail (iccid);

  if (profile)
    return g_strdup_printf (C_ ("report", "“%s”"), lpa_profile_get_display_name (profile));
  if (*tail)
    return g_strdup_printf (C_ ("report", "The profile %s"), tail);
  return g_strdup (C_ ("report", "A profile"));
}

/* Nothing is sent out of order: one that a server does not take holds the later ones back. */
static gboolean
waits_behind_another (TernReportRow *self)
{
  GListModel *list = lpa_euicc_get_notifications (self->euicc);
  const char *address = lpa_notification_get_address (self->notification);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) other = g_list_model_get_item (list, i);

      if (lpa_notification_get_sequence_number (other) <
              lpa_notification_get_sequence_number (self->notification) &&
          g_strcmp0 (lpa_notification_get_address (other), address) == 0 &&
          lpa_euicc_get_failure (self->euicc, other))
        return TRUE;
    }
  return FALSE;
}

/* What became of the last try. */
static char *
dup_state (TernReportRow *self)
{
  const GError *error = lpa_euicc_get_failure (self->euicc, self->notification);
  g_autoptr (LpaExplanation) explanation = NULL;

  if (error)
    {
      explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
      return g_strdup_printf (C_ ("report", "Not sent: %s %s"), explanation->cause,
                              explanation->action);
    }
  if (waits_behind_another (self))
    return g_strdup (C_ ("report", "Waits for the one before it, since order matters."));
  return g_strdup (C_ ("report", "Not tried yet since the card was put in."));
}

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
 * tern_report_row_dup_title:
 * @euicc: the card
 * @notification: a report that waits on it, or did
 *
 * Returns: (transfer full): what it reports
 */
char *
tern_report_row_dup_title (LpaEuicc *euicc, LpaNotification *notification)
{
  g_autofree char *profile = dup_profile (euicc, notification);
  const char *sentence = NC_ ("report", "Something happened to %s");

  for (guint i = 0; i < G_N_ELEMENTS (EVENTS); i++)
    if (EVENTS[i].event == lpa_notification_get_event (notification))
      sentence = EVENTS[i].sentence;
      /* The sentences are constant; only the profile's name goes in. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (g_dpgettext2 (NULL, "report", sentence), profile);
#pragma GCC diagnostic pop
}

/**
 * tern_report_row_new:
 * @euicc: the card
 * @notification: a report that waits on it
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
tern_report_row_new (LpaEuicc *euicc, LpaNotification *notification)
{
  TernReportRow *self = g_object_new (TERN_TYPE_REPORT_ROW, NULL);

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
 * @sending: whether the card is at work on it or on others
 */
void
tern_report_row_set_sending (TernReportRow *self, gboolean sending)
{
  gtk_spinner_set_spinning (self->spinner, sending);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), sending);
  gtk_widget_set_sensitive (self->send, !sending);
  gtk_widget_set_sensitive (self->remove, !sending);
}

/**
 * tern_report_row_update:
 *
 * Says what is known of the report now.
 */
void
tern_report_row_update (TernReportRow *self)
{
  g_autofree char *title = tern_report_row_dup_title (self->euicc, self->notification);
  g_autofree char *state = dup_state (self);
  const char *address = lpa_notification_get_address (self->notification);
  g_autofree char *subtitle = g_strdup_printf (C_ ("report", "For %s\n%s"), address, state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
}
