/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-status-page.h"

#include "app/tern-access.h"
#include "app/tern-fault.h"
#include "app/tern-page-picture.h"
#include "app/tern-toast.h"

#include <glib/gi18n.h>

struct _TernStatusPage
{
  AdwBin parent_instance;

  AdwStatusPage *page;
  GtkSpinner *spinner;
  GtkWidget *command_box;
  GtkLabel *command;
  GtkWidget *retry;
  GtkWidget *demo;
  GtkWidget *help;
  GtkWidget *report;

  GError *fault;
};

G_DEFINE_FINAL_TYPE (TernStatusPage, tern_status_page, ADW_TYPE_BIN)

static guint retry_signal;

static void
on_copy_clicked (TernStatusPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->command));
  tern_toast (GTK_WIDGET (self), C_ ("toast", "Command copied: paste it into a terminal"));
}

static void
on_retry_clicked (TernStatusPage *self)
{
  g_signal_emit (self, retry_signal, 0);
}

static void
on_picture (GBytes *picture, gpointer user_data)
{
  TernStatusPage *self = user_data;

  /* The world may have changed meanwhile. */
  if (self->fault)
    tern_fault_report (GTK_WIDGET (self), self->fault, picture);
}

static void
on_report_clicked (TernStatusPage *self)
{
  tern_page_picture_take (GTK_WIDGET (self->page), on_picture, self);
}

/* On what can be done about the state, if anything can. */
static gboolean
tern_status_page_grab_focus (GtkWidget *widget)
{
  TernStatusPage *self = TERN_STATUS_PAGE (widget);
  GtkWidget *const actions[] = { self->retry, self->demo, self->help };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (gtk_widget_get_visible (actions[i]))
      return gtk_widget_grab_focus (actions[i]);
  return FALSE;
}

static void
tern_status_page_dispose (GObject *object)
{
  g_clear_error (&TERN_STATUS_PAGE (object)->fault);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_STATUS_PAGE);
  G_OBJECT_CLASS (tern_status_page_parent_class)->dispose (object);
}

static void
tern_status_page_class_init (TernStatusPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_status_page_dispose;
  tern_access_set_grab_focus (klass, tern_status_page_grab_focus);
  retry_signal = g_signal_new ("retry", TERN_TYPE_STATUS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-status-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, page);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, command_box);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, command);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, retry);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, demo);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, help);
  gtk_widget_class_bind_template_child (widget_class, TernStatusPage, report);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_report_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
}

static void
tern_status_page_init (TernStatusPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_status_page_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
tern_status_page_new (void)
{
  return g_object_new (TERN_TYPE_STATUS_PAGE, NULL);
}

/**
 * tern_status_page_show:
 * @status: the state
 * @error: (nullable): the fault behind it
 *
 * Shows a state, with the command or the action that cures it, the way into the guide, and, for
 * what should not be, a report.
 */
void
tern_status_page_show (TernStatusPage *self, const TernStatus *status, const GError *error)
{
  g_autofree char *text = tern_status_dup_text (status, error);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *command = tern_status_dup_command (status);
  g_autofree char *state = g_strdup_printf ("%s. %s", tern_status_get_title (status), text);

  adw_status_page_set_icon_name (self->page, tern_status_get_icon (status));
  adw_status_page_set_title (self->page, tern_status_get_title (status));
  adw_status_page_set_description (self->page, escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), tern_status_is_working (status));
  gtk_spinner_set_spinning (self->spinner, tern_status_is_working (status));
  gtk_widget_set_visible (self->command_box, command != NULL);
  gtk_label_set_text (self->command, command ? command : "");
  gtk_widget_set_visible (self->retry,
                          tern_status_can_retry (status) || tern_status_can_wake (status));
  gtk_button_set_label (GTK_BUTTON (self->retry), tern_status_can_wake (status)
                                                      ? C_ ("status", "_Look at the card")
                                                      : C_ ("status", "_Try again"));
  gtk_widget_set_visible (self->demo, tern_status_offers_demo (status));
  gtk_widget_set_visible (self->help, !tern_status_is_working (status));
  g_clear_error (&self->fault);
  self->fault = tern_status_is_working (status) ? NULL : tern_status_dup_fault (status, error);
  gtk_widget_set_visible (self->report, self->fault != NULL);
  tern_access_describe (self->help, state);
  tern_access_describe (self->retry, state);
  tern_access_describe (self->demo, state);
}

/**
 * tern_status_page_add:
 * @line: what else is known of the state that is shown
 */
void
tern_status_page_add (TernStatusPage *self, const char *line)
{
  g_autofree char *escaped = g_markup_escape_text (line, -1);
  g_autofree char *text =
      g_strdup_printf ("%s\n\n%s", adw_status_page_get_description (self->page), escaped);

  adw_status_page_set_description (self->page, text);
}
