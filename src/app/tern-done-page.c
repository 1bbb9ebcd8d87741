/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-done-page.h"

#include "app/tern-access.h"
#include "app/tern-notice.h"

#include <glib/gi18n.h>

struct _TernDonePage
{
  AdwBin parent_instance;

  AdwStatusPage *page;
  TernNotice *report;
  GtkWidget *enable;
  GtkSpinner *spinner;
  GtkButton *close;
  GtkWidget *no_service;
};

G_DEFINE_FINAL_TYPE (TernDonePage, tern_done_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_ENABLE,
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_enable_clicked (TernDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_ENABLE], 0);
}

static void
on_close_clicked (TernDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static gboolean
tern_done_page_grab_focus (GtkWidget *widget)
{
  TernDonePage *self = TERN_DONE_PAGE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->enable) ? self->enable
                                                                      : GTK_WIDGET (self->close));
}

static void
tern_done_page_dispose (GObject *object)
{
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_DONE_PAGE);
  G_OBJECT_CLASS (tern_done_page_parent_class)->dispose (object);
}

static void
tern_done_page_class_init (TernDonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_done_page_dispose;
  tern_access_set_grab_focus (klass, tern_done_page_grab_focus);
  signals[SIGNAL_ENABLE] = g_signal_new ("enable", TERN_TYPE_DONE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSE] = g_signal_new ("close", TERN_TYPE_DONE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-done-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, page);
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, report);
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, enable);
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, close);
  gtk_widget_class_bind_template_child (widget_class, TernDonePage, no_service);
  gtk_widget_class_bind_template_callback (widget_class, on_enable_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
}

static void
tern_done_page_init (TernDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_done_page_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
tern_done_page_new (void)
{
  return g_object_new (TERN_TYPE_DONE_PAGE, NULL);
}

static const char *
find_next_step (gboolean in_use, TernReader *reader)
{
  if (!in_use)
    return C_ ("done", "It is not in use yet. Use it now, or switch it on later in the list of "
                       "profiles. The code is used up: it has done its work.");
  if (tern_reader_is_simulated (reader))
    return C_ ("done",
               "It is in use. With a real card you would now take the card out of the reader "
               "and put it into your phone, router or laptop.");
  if (tern_reader_get_modem (reader))
    return C_ ("done", "It is in use in this computer’s modem. A first connection can take a few "
                       "minutes.");
  return C_ ("done",
             "It is in use. Take the card out of the reader, put it into your phone, router or "
             "laptop and switch mobile data on there. The first connection can take a few "
             "minutes.");
}

static const char *
find_report_notice (gboolean in_use)
{
  if (in_use)
    return C_ ("done", "Not every report about this has reached its provider yet. What is left "
                       "waits on the card and can be sent from the card’s page.");
  return C_ ("done", "The provider has not been told yet, since its server could not be reached. "
                     "The report waits on the card and can be sent from the card’s page.");
}

/**
 * tern_done_page_show:
 * @attempt: what was done, after which the profile is on the card
 * @in_use: whether the profile is enabled
 */
void
tern_done_page_show (TernDonePage *self, TernAttempt *attempt, gboolean in_use)
{
  LpaProfile *profile = tern_attempt_get_profile (attempt);
  g_autofree char *title =
      g_strdup_printf (in_use ? C_ ("done", "“%s” is in use") : C_ ("done", "“%s” is installed"),
                       lpa_profile_get_display_name (profile));
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  const char *next_step =
      find_next_step (in_use, tern_card_item_get_reader (tern_attempt_get_item (attempt)));
  g_autofree char *verdict = g_strdup_printf ("%s. %s", title, next_step);

  adw_status_page_set_title (self->page, escaped);
  adw_status_page_set_description (self->page, next_step);
  tern_notice_set_text (self->report,
                        tern_attempt_is_reported (attempt) ? NULL : find_report_notice (in_use));
  gtk_widget_set_visible (self->enable, !in_use);
  gtk_widget_set_visible (self->no_service, in_use);
  gtk_button_set_label (self->close, in_use ? C_ ("done", "_Done") : C_ ("done", "_Later"));
  tern_done_page_set_enabling (self, FALSE);
  tern_access_describe (self->enable, verdict);
  tern_access_describe (self->close, verdict);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * tern_done_page_show_gone:
 *
 * Shows that the card was taken out. Of a profile in use that is what was to be done next; another
 * one can be switched on wherever the card goes.
 */
void
tern_done_page_show_gone (TernDonePage *self)
{
  const char *next_step = C_ (
      "done", "The card was taken out. The profile is on it. If it is not in use yet, switch it "
              "on when the card is back, or in the device that it goes into. The code is used "
              "up: it has done its work.");

  if (!gtk_widget_get_visible (self->enable))
    return;
  adw_status_page_set_description (self->page, next_step);
  gtk_widget_set_visible (self->enable, FALSE);
  gtk_button_set_label (self->close, C_ ("done", "_Done"));
  tern_access_describe (self->close, next_step);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * tern_done_page_set_enabling:
 * @enabling: whether the card is being asked to switch the profile on
 */
void
tern_done_page_set_enabling (TernDonePage *self, gboolean enabling)
{
  gtk_widget_set_sensitive (self->enable, !enabling);
  gtk_widget_set_sensitive (GTK_WIDGET (self->close), !enabling);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), enabling);
  gtk_spinner_set_spinning (self->spinner, enabling);
}
