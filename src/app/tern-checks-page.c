/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-checks-page.h"

#include "app/tern-access.h"
#include "app/tern-page-picture.h"
#include "app/tern-question.h"
#include "app/tern-verdict-row.h"
#include "app/tern-wrap.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

/* How long the good end stays to be seen before the next page comes, where pages may move. */
#define CALM_MILLISECONDS 900

struct _TernChecksPage
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkWidget *page;
  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkWidget *status;
  GtkLabel *heading;
  GtkLabel *code;
  GtkLabel *count;
  GtkBox *buttons;
  GtkButton *go_on;
  GtkWidget *again;
  GtkWidget *guide;
  GtkWidget *report;
  GtkListBox *list;

  TernCheckRun *run;
  AdwMessageDialog *question; /* (nullable): weak */
  GCancellable *cancellable;
  gboolean shows_code;
  guint calm;
  guint quarters;
};

G_DEFINE_FINAL_TYPE (TernChecksPage, tern_checks_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_GO_ON,
  SIGNAL_AGAIN,
  SIGNAL_GUIDE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* How a run ended, and what is said of it: of the checks before an offer, and of a code that was
 * only to be checked. */
static const struct
{
  const char *icon;
  const char *style;
  const char *heading;
  const char *heading_of_code;
  const char *button;
} ENDS[] = {
  [TERN_VERDICT_PASS] = { "tern-step-done-symbolic", "success",
                          NC_ ("checks", "Nothing stands in the way"),
                          NC_ ("checks", "The code can be used"),
                          NC_ ("checks", "_Look at the offer") },
  [TERN_VERDICT_WARNING] = { "dialog-warning-symbolic", "warning",
                             NC_ ("checks", "Something may stand in the way"),
                             NC_ ("checks", "Something may stand in the way"),
                             NC_ ("checks", "_Go on") },
  [TERN_VERDICT_FAILURE] = { "tern-step-failed-symbolic", "error",
                             NC_ ("checks", "This would not work now"),
                             NC_ ("checks", "This would not work now"),
                             NC_ ("checks", "_Try all the same…") },
};

/* A run of which nothing could be known has nothing against going on. */
static TernVerdict
get_end (TernChecksPage *self)
{
  return CLAMP (tern_check_run_get_verdict (self->run), TERN_VERDICT_PASS, TERN_VERDICT_FAILURE);
}

static const char *
translate (const char *text)
{
  return g_dpgettext2 (NULL, "checks", text);
}

/* A code is called good only when the server has said so. */
static const char *
get_heading (TernChecksPage *self, TernVerdict end)
{
  TernCheck *accepted = tern_check_run_find (self->run, "code-accepted");

  if (self->shows_code && accepted && tern_check_get_verdict (accepted) == TERN_VERDICT_PASS)
    return translate (ENDS[end].heading_of_code);
  return translate (ENDS[end].heading);
}

static guint
count (TernChecksPage *self, TernVerdict verdict)
{
  GListModel *checks = G_LIST_MODEL (self->run);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      n += tern_check_get_verdict (check) == verdict;
    }
  return n;
}

/* Who cannot see the page hears of every quarter, and of what stands in the way. */
static void
say_progress (TernChecksPage *self, const char *text, guint quarters)
{
  if (self->quarters == quarters)
    return;
  self->quarters = quarters;
  tern_access_describe (self->status, text);
}

static void
show_progress (TernChecksPage *self)
{
  guint all = g_list_model_get_n_items (G_LIST_MODEL (self->run));
  guint checked = all - count (self, TERN_VERDICT_PENDING);
  g_autofree char *text = g_strdup_printf (C_ ("checks", "%u of %u checked"), checked, all);

  gtk_label_set_text (self->count, text);
  say_progress (self, text, all ? checked * 4 / all : 0);
}

static void
on_verdict (TernCheck *check, GParamSpec *pspec, TernChecksPage *self)
{
  TernVerdict verdict = tern_check_get_verdict (check);
  g_autofree char *text =
      g_strdup_printf ("%s %s. %s", tern_check_get_question (check),
                       tern_verdict_get_label (verdict), tern_check_get_evidence (check));

  show_progress (self);
  if (verdict == TERN_VERDICT_FAILURE || verdict == TERN_VERDICT_WARNING)
    tern_access_describe (self->status, text);
}

static char *
dup_counts (TernChecksPage *self)
{
  guint passed = count (self, TERN_VERDICT_PASS);
  guint unknown = count (self, TERN_VERDICT_UNKNOWN);
  g_autofree char *good =
      g_strdup_printf (lpa_plural ("checks", "%u passed", "%u passed", passed), passed);
  g_autofree char *open = g_strdup_printf (
      lpa_plural ("checks", "%u cannot be known here", "%u cannot be known here", unknown),
      unknown);

  return unknown ? g_strdup_printf ("%s · %s", good, open) : g_steal_pointer (&good);
}

/* What stands in the way first, what is in order last. */
static guint
get_place (GtkListBoxRow *row)
{
  static const guint PLACES[] = {
    [TERN_VERDICT_FAILURE] = 0, [TERN_VERDICT_WARNING] = 1, [TERN_VERDICT_UNKNOWN] = 2,
    [TERN_VERDICT_PASS] = 3,    [TERN_VERDICT_PENDING] = 4,
  };

  return PLACES[tern_check_get_verdict (tern_verdict_row_get_check (TERN_VERDICT_ROW (row)))];
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return (int) get_place (a) - (int) get_place (b);
}

static void
show_mark (TernChecksPage *self, const char *icon, const char *style)
{
  const char *classes[] = { style, NULL };

  gtk_stack_set_visible_child (self->mark,
                               icon ? GTK_WIDGET (self->icon) : GTK_WIDGET (self->spinner));
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  if (icon)
    gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
}

/* To check again is no way on where the server has seen the code: it may count that as a try. */
static GtkWidget *
find_best_button (TernChecksPage *self, TernVerdict end)
{
  if (end != TERN_VERDICT_FAILURE)
    return GTK_WIDGET (self->go_on);
  return tern_check_run_has_shown_code (self->run) ? self->guide : self->again;
}

static void
set_best_button (TernChecksPage *self, GtkWidget *best)
{
  GtkWidget *const backwards[] = { self->guide, self->again, GTK_WIDGET (self->go_on) };

  for (guint i = 0; i < G_N_ELEMENTS (backwards); i++)
    {
      gtk_widget_remove_css_class (backwards[i], "suggested-action");
      gtk_box_reorder_child_after (self->buttons, backwards[i], NULL);
    }
  gtk_widget_add_css_class (best, "suggested-action");
  gtk_box_reorder_child_after (self->buttons, best, NULL);
}

static void
show_buttons (TernChecksPage *self, TernVerdict end, gboolean goes_on)
{
  GtkWidget *best = find_best_button (self, end);
  TernCheck *failure = tern_check_run_get_first_failure (self->run);
  g_autofree char *verdict = g_strdup_printf ("%s. %s %s", gtk_label_get_text (self->heading),
                                              gtk_label_get_text (self->code),
                                              failure ? tern_check_get_evidence (failure) : "");

  gtk_button_set_label (self->go_on, translate (ENDS[end].button));
  tern_wrap_buttons (GTK_WIDGET (self->go_on));
  set_best_button (self, best);
  gtk_widget_set_visible (self->again, end != TERN_VERDICT_PASS && best != self->guide);
  gtk_widget_set_visible (self->guide, end != TERN_VERDICT_PASS);
  gtk_widget_set_visible (self->report, end != TERN_VERDICT_PASS);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), !goes_on);
  tern_access_describe (best, verdict);
  if (!goes_on)
    gtk_widget_grab_focus (best);
}

static gboolean
on_calm (gpointer user_data)
{
  TernChecksPage *self = user_data;

  self->calm = 0;
  g_signal_emit (self, signals[SIGNAL_GO_ON], 0);
  return G_SOURCE_REMOVE;
}

static void
show_end (TernChecksPage *self)
{
  TernVerdict end = get_end (self);
  gboolean goes_on = end == TERN_VERDICT_PASS && !self->shows_code;
  g_autofree char *counts = dup_counts (self);

  show_mark (self, ENDS[end].icon, ENDS[end].style);
  gtk_label_set_text (self->heading, get_heading (self, end));
  gtk_label_set_text (self->code, tern_check_run_get_code_sentence (self->run));
  gtk_label_set_text (self->count, counts);
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  show_buttons (self, end, goes_on);
  if (goes_on)
    self->calm = g_timeout_add (
        adw_get_enable_animations (GTK_WIDGET (self)) ? CALM_MILLISECONDS : 0, on_calm, self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernChecksPage) self = user_data;

  if (!tern_check_run_start_finish (TERN_CHECK_RUN (source), result, NULL) ||
      TERN_CHECK_RUN (source) != self->run || self->list == NULL)
    return;
  show_end (self);
}

static void
clear_list (TernChecksPage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_list_box_set_sort_func (self->list, NULL, NULL, NULL);
}

static void
append_rows (TernChecksPage *self, GtkListBox *list)
{
  GListModel *checks = G_LIST_MODEL (self->run);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      gtk_list_box_append (list, tern_verdict_row_new (check));
    }
}

static void
fill_list (TernChecksPage *self)
{
  GListModel *checks = G_LIST_MODEL (self->run);

  clear_list (self);
  append_rows (self, self->list);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      g_signal_connect_object (check, "notify::side", G_CALLBACK (on_verdict), self, 0);
    }
}

static void
show_beginning (TernChecksPage *self)
{
  show_mark (self, NULL, NULL);
  gtk_label_set_text (self->heading, self->shows_code
                                         ? C_ ("checks", "Checking this code")
                                         : C_ ("checks", "Checking before the code is used"));
  gtk_label_set_text (
      self->code,
      self->shows_code
          ? C_ ("checks", "When nothing else would fail, the code is shown to the server and the "
                          "order put off. Nothing is installed.")
          : C_ ("checks", "The code is not used by this, and not shown to the server."));
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), FALSE);
  show_progress (self);
  tern_access_describe (self->status, gtk_label_get_text (self->code));
}

static void
on_answered (AdwMessageDialog *dialog, const char *response, TernChecksPage *self)
{
  g_clear_weak_pointer (&self->question);
  if (g_strcmp0 (response, "try") == 0)
    g_signal_emit (self, signals[SIGNAL_GO_ON], 0);
}

/* What fails here fails with the server too, and some of it costs the code. */
static void
ask_whether_to_try (TernChecksPage *self)
{
  TernCheck *failure = tern_check_run_get_first_failure (self->run);
  g_autofree char *body = g_strdup_printf (
      "%s\n\n%s", tern_check_get_evidence (failure),
      C_ ("checks", "If you try all the same the code is shown to the server, which may count it "
                    "as a try. Nothing is installed before you have seen the offer."));
  AdwMessageDialog *dialog =
      tern_question_new (GTK_WIDGET (self), C_ ("checks", "Try all the same?"), body,
                         C_ ("checks", "_Back"), "try", C_ ("checks", "_Try all the same"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, 0);
  tern_question_ask (dialog, &self->question);
}

static void
on_go_on_clicked (TernChecksPage *self)
{
  if (tern_check_run_get_verdict (self->run) == TERN_VERDICT_FAILURE)
    ask_whether_to_try (self);
  else
    g_signal_emit (self, signals[SIGNAL_GO_ON], 0);
}

static void
on_again_clicked (TernChecksPage *self)
{
  g_signal_emit (self, signals[SIGNAL_AGAIN], 0);
}

static void
on_guide_clicked (TernChecksPage *self)
{
  g_signal_emit (self, signals[SIGNAL_GUIDE], 0);
}

static void
on_picture (GBytes *picture, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_REPORT], 0, picture);
}

static void
on_report_clicked (TernChecksPage *self)
{
  tern_page_picture_take (GTK_WIDGET (self->page), on_picture, self);
}

static gboolean
tern_checks_page_grab_focus (GtkWidget *widget)
{
  TernChecksPage *self = TERN_CHECKS_PAGE (widget);

  GtkWidget *buttons = GTK_WIDGET (self->buttons);

  return gtk_widget_get_visible (buttons) ? tern_access_focus_first (buttons)
                                          : gtk_widget_grab_focus (self->status);
}

static void
tern_checks_page_dispose (GObject *object)
{
  TernChecksPage *self = TERN_CHECKS_PAGE (object);

  tern_checks_page_stop (self);
  g_clear_object (&self->run);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CHECKS_PAGE);
  G_OBJECT_CLASS (tern_checks_page_parent_class)->dispose (object);
}

static void
tern_checks_page_class_init (TernChecksPageClass *klass)
{
  static const char *const NAMES[] = { "go-on", "again", "guide", "report" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_checks_page_dispose;
  tern_access_set_grab_focus (klass, tern_checks_page_grab_focus);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], TERN_TYPE_CHECKS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, i == SIGNAL_REPORT ? 1 : 0, G_TYPE_BYTES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-checks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, page);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, mark);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, icon);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, status);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, code);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, count);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, go_on);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, again);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, guide);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, report);
  gtk_widget_class_bind_template_child (widget_class, TernChecksPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_go_on_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_guide_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_report_clicked);
}

static void
tern_checks_page_init (TernChecksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_checks_page_new:
 *
 * Returns: (transfer floating): a page that checks nothing yet
 */
GtkWidget *
tern_checks_page_new (void)
{
  return g_object_new (TERN_TYPE_CHECKS_PAGE, NULL);
}

/**
 * tern_checks_page_start:
 * @setup: what to check, with a code
 *
 * Checks, in place of whatever was checked before.
 */
void
tern_checks_page_start (TernChecksPage *self, const TernCheckSetup *setup)
{
  g_autoptr (TernCheckRun) run = tern_check_run_new (setup);

  tern_checks_page_stop (self);
  g_set_object (&self->run, run);
  self->shows_code = setup->show_code;
  self->cancellable = g_cancellable_new ();
  fill_list (self);
  show_beginning (self);
  tern_check_run_start_async (self->run, self->cancellable, on_checked, g_object_ref (self));
}

/**
 * tern_checks_page_stop:
 *
 * Ends what is being checked. What was found stays to be seen.
 */
void
tern_checks_page_stop (TernChecksPage *self)
{
  g_clear_handle_id (&self->calm, g_source_remove);
  tern_question_withdraw (&self->question);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/**
 * tern_checks_page_get_run:
 *
 * Returns: (transfer none) (nullable): the last run
 */
TernCheckRun *
tern_checks_page_get_run (TernChecksPage *self)
{
  return self->run;
}

static GtkWidget *
make_list (TernChecksPage *self)
{
  GtkBuilder *builder = gtk_builder_new_from_resource (TERN_RESOURCE_PATH "tern-checks-list.ui");
  GtkWidget *window = g_object_ref (GTK_WIDGET (gtk_builder_get_object (builder, "window")));
  GtkListBox *list = GTK_LIST_BOX (gtk_builder_get_object (builder, "list"));

  append_rows (self, list);
  gtk_list_box_set_sort_func (list, compare_rows, NULL, NULL);
  g_object_unref (builder);
  g_object_unref (window);
  return window;
}

/**
 * tern_checks_page_present_again:
 *
 * Shows in a dialog what was checked: what cannot be known here goes by quickly when nothing stands
 * in the way.
 */
void
tern_checks_page_present_again (TernChecksPage *self)
{
  GtkWidget *window = make_list (self);

  gtk_window_set_transient_for (GTK_WINDOW (window),
                                GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (window));
}
