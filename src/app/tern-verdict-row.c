/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-verdict-row.h"

#include "app/tern-access.h"

#include <glib/gi18n.h>

struct _TernVerdictRow
{
  AdwExpanderRow parent_instance;

  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *word;
  GtkLabel *evidence;
  GtkLabel *cure;

  TernCheck *check;
};

G_DEFINE_FINAL_TYPE (TernVerdictRow, tern_verdict_row, ADW_TYPE_EXPANDER_ROW)

static const struct
{
  const char *icon;
  const char *style;
} MARKS[] = {
  [TERN_VERDICT_PENDING] = { NULL, NULL },
  [TERN_VERDICT_PASS] = { "tern-step-done-symbolic", "success" },
  [TERN_VERDICT_WARNING] = { "dialog-warning-symbolic", "warning" },
  [TERN_VERDICT_FAILURE] = { "tern-step-failed-symbolic", "error" },
  [TERN_VERDICT_UNKNOWN] = { "dialog-question-symbolic", "dim-label" },
};

static void
show_mark (TernVerdictRow *self, TernVerdict verdict)
{
  const char *classes[] = { MARKS[verdict].style, NULL };
  gboolean pending = verdict == TERN_VERDICT_PENDING;

  gtk_stack_set_visible_child (self->mark,
                               pending ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->icon));
  gtk_spinner_set_spinning (self->spinner, pending);
  if (!pending)
    gtk_image_set_from_icon_name (self->icon, MARKS[verdict].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->word, pending ? "" : tern_verdict_get_label (verdict));
}

/* What stands in the way is opened by itself. */
static void
show_check (TernVerdictRow *self)
{
  TernVerdict verdict = tern_check_get_verdict (self->check);
  const char *evidence = tern_check_get_evidence (self->check);
  const char *cure = tern_check_get_cure (self->check);
  gboolean bad = verdict == TERN_VERDICT_FAILURE || verdict == TERN_VERDICT_WARNING;
  g_autofree char *description =
      g_strdup_printf ("%s. %s %s", tern_verdict_get_label (verdict), evidence, cure);

  show_mark (self, verdict);
  gtk_label_set_text (self->evidence, evidence);
  gtk_label_set_text (self->cure, cure);
  gtk_widget_set_visible (GTK_WIDGET (self->cure), *cure != '\0');
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), *evidence != '\0');
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), bad);
  tern_access_describe (self, description);
}

static GtkLabel *
make_text (GtkBox *box)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (label, 0);
  gtk_box_append (box, GTK_WIDGET (label));
  return label;
}

static void
add_texts (TernVerdictRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (box, "details");
  self->evidence = make_text (GTK_BOX (box));
  gtk_widget_add_css_class (GTK_WIDGET (self->evidence), "dim-label");
  self->cure = make_text (GTK_BOX (box));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("checks", "What was seen, and what to do"), -1);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
add_mark (TernVerdictRow *self)
{
  self->mark = GTK_STACK (gtk_stack_new ());
  self->icon = GTK_IMAGE (
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  self->spinner = GTK_SPINNER (
      g_object_new (GTK_TYPE_SPINNER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_stack_add_child (self->mark, GTK_WIDGET (self->icon));
  gtk_stack_add_child (self->mark, GTK_WIDGET (self->spinner));
  gtk_widget_set_valign (GTK_WIDGET (self->mark), GTK_ALIGN_CENTER);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->mark));
  self->word = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->word, TRUE);
  gtk_label_set_width_chars (self->word, 9);
  gtk_label_set_max_width_chars (self->word, 12);
  gtk_label_set_justify (self->word, GTK_JUSTIFY_RIGHT);
  gtk_label_set_xalign (self->word, 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->word), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->word), "caption");
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->word));
}

static void
tern_verdict_row_dispose (GObject *object)
{
  g_clear_object (&TERN_VERDICT_ROW (object)->check);
  G_OBJECT_CLASS (tern_verdict_row_parent_class)->dispose (object);
}

static void
tern_verdict_row_class_init (TernVerdictRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_verdict_row_dispose;
}

static void
tern_verdict_row_init (TernVerdictRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  add_mark (self);
  add_texts (self);
}

/**
 * tern_verdict_row_new:
 * @check: a check
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
tern_verdict_row_new (TernCheck *check)
{
  TernVerdictRow *self =
      g_object_new (TERN_TYPE_VERDICT_ROW, "title", tern_check_get_question (check), NULL);

  self->check = g_object_ref (check);
  /* The last property to be notified: everything else is set by then. */
  g_signal_connect_object (check, "notify::side", G_CALLBACK (show_check), self, G_CONNECT_SWAPPED);
  show_check (self);
  return GTK_WIDGET (self);
}

/**
 * tern_verdict_row_get_check:
 *
 * Returns: (transfer none): the check
 */
TernCheck *
tern_verdict_row_get_check (TernVerdictRow *self)
{
  return self->check;
}
