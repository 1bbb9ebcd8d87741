/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-guide-step-view.h"

#include "app/tern-access.h"
#include "app/tern-toast.h"
#include "app/tern-verdict-row.h"
#include "app/tern-wrap.h"

#include <glib/gi18n.h>

struct _TernGuideStepView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *before;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *look;
  AdwPreferencesGroup *found;
  GtkListBox *checks;
  GtkListBox *answers;
  AdwExpanderRow *aloud;
  GtkLabel *say;
  GtkWidget *end;
  GtkWidget *done;
  GtkWidget *report;
};

G_DEFINE_FINAL_TYPE (TernGuideStepView, tern_guide_step_view, ADW_TYPE_BIN)

enum
{
  SIGNAL_ANSWERED,
  SIGNAL_DONE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* An end: what it looks like, and which of its buttons is the way on. */
static const struct
{
  const char *icon;
  const char *done;
  const char *report;
} ENDS[] = {
  [TERN_GUIDE_KIND_QUESTION] = { NULL, NULL, NULL },
  [TERN_GUIDE_KIND_CURE] = { "tern-step-done-symbolic", NC_ ("guide-page", "_Done"),
                             NC_ ("guide-page", "It did not help: _report for the seller…") },
  [TERN_GUIDE_KIND_REPORT] = { "mail-send-symbolic", NC_ ("guide-page", "_Close"),
                               NC_ ("guide-page", "_Report for the seller…") },
};

static void
clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)))
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/* Not a row with a subtitle, which would be its description: that is the question, on the first. */
static GtkWidget *
make_answer (const char *text)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_PREFERENCES_ROW, "use-markup", FALSE, "title", text, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "accessible-role",
                                GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_widget_add_css_class (box, "answer");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return row;
}

static void
show_answers (TernGuideStepView *self, const TernGuideStep *step, const char *device)
{
  guint n = tern_guide_step_get_n_answers (step, device);

  clear (self->answers);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->answers, make_answer (tern_guide_step_get_answer (step, device, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->answers), n > 0);
}

/* What the program can see by itself, for a card in this computer. */
static void
show_checks (TernGuideStepView *self, const TernGuideStep *step, TernCheckRun *run)
{
  const char *const *ids = tern_guide_step_get_checks (step);
  gboolean any = FALSE;

  clear (self->checks);
  for (guint i = 0; run && ids && ids[i]; i++)
    {
      TernCheck *check = tern_check_run_find (run, ids[i]);

      if (check == NULL)
        continue;
      gtk_list_box_append (self->checks, tern_verdict_row_new (check));
      any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->found), any);
}

/* What was answered last, so that a conversation does not lose its thread. */
static void
show_before (TernGuideStepView *self, TernGuideWalk *walk)
{
  guint n = tern_guide_walk_get_n_passed (walk);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->before), n > 0);
  if (n == 0)
    return;
  text = g_strdup_printf ("%s — %s",
                          tern_guide_step_get_title (tern_guide_walk_get_passed_step (walk, n - 1)),
                          tern_guide_walk_get_passed_answer (walk, n - 1));
  gtk_label_set_text (self->before, text);
}

static void
name_end (TernGuideStepView *self, TernGuideKind kind)
{
  GtkWidget *best = kind == TERN_GUIDE_KIND_REPORT ? self->report : self->done;
  GtkWidget *other = best == self->report ? self->done : self->report;

  gtk_image_set_from_icon_name (self->icon, ENDS[kind].icon);
  gtk_button_set_label (GTK_BUTTON (self->done),
                        g_dpgettext2 (NULL, "guide-page", ENDS[kind].done));
  gtk_button_set_label (GTK_BUTTON (self->report),
                        g_dpgettext2 (NULL, "guide-page", ENDS[kind].report));
  tern_wrap_buttons (self->end);
  gtk_widget_add_css_class (best, "suggested-action");
  gtk_widget_remove_css_class (other, "suggested-action");
  gtk_box_reorder_child_after (GTK_BOX (self->end), best, NULL);
}

static void
show_end (TernGuideStepView *self, TernGuideKind kind)
{
  gboolean is_end = kind != TERN_GUIDE_KIND_QUESTION;

  if (is_end)
    name_end (self, kind);
  gtk_widget_set_visible (self->end, is_end);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), is_end);
}

/* The keyboard is put where to go on, and what is asked is read out there. */
static void
describe (TernGuideStepView *self)
{
  g_autofree char *text =
      g_strdup_printf ("%s %s", gtk_label_get_text (self->title), gtk_label_get_text (self->look));
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->answers, 0);

  if (first)
    tern_access_describe (first, text);
  tern_access_describe (self->done, text);
  tern_access_describe (self->report, text);
}

static void
on_answer_activated (TernGuideStepView *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, (guint) gtk_list_box_row_get_index (row));
}

static void
on_copy_clicked (TernGuideStepView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->say));
  tern_toast (GTK_WIDGET (self), C_ ("toast", "The sentence was copied"));
}

static void
on_done_clicked (TernGuideStepView *self)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
on_report_clicked (TernGuideStepView *self)
{
  g_signal_emit (self, signals[SIGNAL_REPORT], 0);
}

static gboolean
tern_guide_step_view_grab_focus (GtkWidget *widget)
{
  TernGuideStepView *self = TERN_GUIDE_STEP_VIEW (widget);

  return tern_access_focus_first (gtk_widget_get_visible (self->end) ? self->end
                                                                     : GTK_WIDGET (self->answers));
}

static void
tern_guide_step_view_dispose (GObject *object)
{
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_GUIDE_STEP_VIEW);
  G_OBJECT_CLASS (tern_guide_step_view_parent_class)->dispose (object);
}

static void
tern_guide_step_view_class_init (TernGuideStepViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_guide_step_view_dispose;
  tern_access_set_grab_focus (klass, tern_guide_step_view_grab_focus);
  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", TERN_TYPE_GUIDE_STEP_VIEW, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_DONE] = g_signal_new ("done", TERN_TYPE_GUIDE_STEP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REPORT] = g_signal_new ("report", TERN_TYPE_GUIDE_STEP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-guide-step-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, scroller);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, before);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, icon);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, title);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, look);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, found);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, checks);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, answers);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, aloud);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, say);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, end);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, done);
  gtk_widget_class_bind_template_child (widget_class, TernGuideStepView, report);
  gtk_widget_class_bind_template_callback (widget_class, on_answer_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_report_clicked);
}

static void
tern_guide_step_view_init (TernGuideStepView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_guide_step_view_new:
 *
 * Returns: (transfer floating): a view that shows nothing yet
 */
GtkWidget *
tern_guide_step_view_new (void)
{
  return g_object_new (TERN_TYPE_GUIDE_STEP_VIEW, NULL);
}

/**
 * tern_guide_step_view_show:
 * @walk: a person's way, of which the present step is shown
 * @run: (nullable): checks of this computer, where they say something of it
 */
void
tern_guide_step_view_show (TernGuideStepView *self, TernGuideWalk *walk, TernCheckRun *run)
{
  const TernGuideStep *step = tern_guide_walk_get_step (walk);
  const char *device = tern_guide_walk_get_device (walk);

  show_before (self, walk);
  gtk_label_set_text (self->title, tern_guide_step_get_title (step));
  gtk_label_set_text (self->look, tern_guide_step_get_look (step, device));
  gtk_label_set_text (self->say, tern_guide_step_get_say (step, device));
  adw_expander_row_set_expanded (self->aloud, FALSE);
  show_answers (self, step, device);
  show_checks (self, step, run);
  show_end (self, tern_guide_step_get_kind (step));
  describe (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  tern_guide_step_view_grab_focus (GTK_WIDGET (self));
}
