/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-not-done-page.h"

#include "app/tern-access.h"
#include "app/tern-page-picture.h"
#include "app/tern-toast.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>

struct _TernNotDonePage
{
  AdwBin parent_instance;

  GtkWidget *page;
  GtkLabel *cause;
  AdwActionRow *action;
  AdwActionRow *usable;
  AdwActionRow *side;
  AdwExpanderRow *more;
  GtkLabel *details;
  GtkWidget *buttons;
  GtkWidget *again;
  GtkWidget *check;
  GtkWidget *help;

  TernReport *report;
};

G_DEFINE_FINAL_TYPE (TernNotDonePage, tern_not_done_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_AGAIN,
  SIGNAL_CHECK,
  SIGNAL_CLOSE,
  SIGNAL_GUIDE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_again_clicked (TernNotDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_AGAIN], 0);
}

static void
on_check_clicked (TernNotDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHECK], 0);
}

static void
on_close_clicked (TernNotDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static void
on_guide_clicked (TernNotDonePage *self)
{
  g_signal_emit (self, signals[SIGNAL_GUIDE], 0);
}

static void
on_copy_clicked (TernNotDonePage *self)
{
  g_autofree char *text = tern_report_to_text (self->report);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tern_toast (GTK_WIDGET (self),
              C_ ("toast", "Copied, without any code: paste it into a message to "
                           "your provider"));
}

static void
on_picture (GBytes *picture, gpointer user_data)
{
  TernNotDonePage *self = user_data;

  tern_report_set_picture (self->report, picture);
  g_signal_emit (self, signals[SIGNAL_REPORT], 0);
}

/* The figures are in the picture too. */
static void
on_report_clicked (TernNotDonePage *self)
{
  adw_expander_row_set_expanded (self->more, TRUE);
  tern_page_picture_take (GTK_WIDGET (self->page), on_picture, self);
}

/* On the first button, which is the best way on. */
static gboolean
tern_not_done_page_grab_focus (GtkWidget *widget)
{
  return tern_access_focus_first (TERN_NOT_DONE_PAGE (widget)->buttons);
}

static void
describe_buttons (TernNotDonePage *self, const LpaExplanation *explanation)
{
  GtkWidget *const buttons[] = { self->again, self->check, self->help };
  g_autofree char *verdict = g_strdup_printf ("%s %s %s", C_ ("not-done", "Not installed."),
                                              explanation->cause, explanation->action);

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    tern_access_describe (buttons[i], verdict);
}

static void
tern_not_done_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_NOT_DONE_PAGE);
  G_OBJECT_CLASS (tern_not_done_page_parent_class)->dispose (object);
}

static void
tern_not_done_page_finalize (GObject *object)
{
  g_clear_object (&TERN_NOT_DONE_PAGE (object)->report);
  G_OBJECT_CLASS (tern_not_done_page_parent_class)->finalize (object);
}

static void
tern_not_done_page_class_init (TernNotDonePageClass *klass)
{
  static const char *const NAMES[] = { "again", "check", "close", "guide", "report" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_not_done_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_not_done_page_finalize;
  tern_access_set_grab_focus (klass, tern_not_done_page_grab_focus);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], TERN_TYPE_NOT_DONE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-not-done-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, page);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, cause);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, more);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, action);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, usable);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, side);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, details);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, again);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, check);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, help);
  gtk_widget_class_bind_template_child (widget_class, TernNotDonePage, buttons);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_check_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_guide_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_report_clicked);
}

static void
tern_not_done_page_init (TernNotDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_not_done_page_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
tern_not_done_page_new (void)
{
  return g_object_new (TERN_TYPE_NOT_DONE_PAGE, NULL);
}

/* With the same code and the same card. */
static gboolean
can_try_again (LpaCodeUsable usable)
{
  return usable == LPA_CODE_USABLE_YES || usable == LPA_CODE_USABLE_SAME_CARD ||
         usable == LPA_CODE_USABLE_NOT_INVOLVED || usable == LPA_CODE_USABLE_UNKNOWN;
}

/* Whatever others wrote goes without what must not be in a picture of the page. */
static void
show_details (TernNotDonePage *self, const LpaExplanation *explanation, LpaStep step)
{
  g_autofree char *own = tern_report_scrub (self->report, explanation->details);
  g_autofree char *details = g_strdup_printf (
      "%s\n%s\n%s", step == LPA_STEP_NONE ? "" : lpa_step_get_label (step), explanation->key, own);
  g_autofree char *cause = tern_report_scrub (self->report, explanation->cause);

  gtk_label_set_text (self->cause, cause);
  gtk_label_set_text (self->details, g_strstrip (details));
}

/**
 * tern_not_done_page_show:
 * @download: what was tried
 * @error: why it ended
 * @report: the report on it
 */
void
tern_not_done_page_show (TernNotDonePage *self,
                         LpaDownload *download,
                         const GError *error,
                         TernReport *report)
{
  LpaStep step = lpa_download_get_step (download);
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, step);

  g_set_object (&self->report, report);
  /* The download knows what the step it reached means for the code; the book knows only the kind of
   * fault. */
  if (lpa_download_get_code_usable (download) != LPA_CODE_USABLE_NOT_INVOLVED)
    explanation->usable = lpa_download_get_code_usable (download);
  show_details (self, explanation, step);
  adw_action_row_set_subtitle (self->action, explanation->action);
  adw_action_row_set_subtitle (self->usable, lpa_code_usable_get_sentence (explanation->usable));
  adw_action_row_set_subtitle (self->side, lpa_side_get_label (explanation->side));
  gtk_widget_set_visible (self->again, can_try_again (explanation->usable));
  gtk_widget_set_visible (self->check, explanation->usable == LPA_CODE_USABLE_PROVIDER_DECIDES);
  describe_buttons (self, explanation);
}
