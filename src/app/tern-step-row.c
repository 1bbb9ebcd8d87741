/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-step-row.h"

#include <glib/gi18n.h>

struct _TernStepRow
{
  AdwBin parent_instance;

  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *label;
  GtkLabel *bytes;
  GtkProgressBar *bar;

  LpaStepState state;
};

G_DEFINE_FINAL_TYPE (TernStepRow, tern_step_row, ADW_TYPE_BIN)

static const struct
{
  const char *icon;
  const char *style;
  const char *name;
} MARKS[] = {
  [LPA_STEP_STATE_WAITING] = { "tern-step-waiting-symbolic", "dim-label", NC_ ("step", "Waiting") },
  [LPA_STEP_STATE_RUNNING] = { NULL, NULL, NC_ ("step", "Running") },
  [LPA_STEP_STATE_DONE] = { "tern-step-done-symbolic", "success", NC_ ("step", "Done") },
  [LPA_STEP_STATE_FAILED] = { "tern-step-failed-symbolic", "error", NC_ ("step", "Failed") },
  [LPA_STEP_STATE_SKIPPED] = { "tern-step-waiting-symbolic", "dim-label",
                               NC_ ("step", "Left out") },
};

static void
tern_step_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_STEP_ROW);
  G_OBJECT_CLASS (tern_step_row_parent_class)->dispose (object);
}

static void
tern_step_row_class_init (TernStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_step_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, label);
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, bytes);
  gtk_widget_class_bind_template_child (widget_class, TernStepRow, bar);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tern_step_row_init (TernStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_mark (TernStepRow *self)
{
  const char *icon = MARKS[self->state].icon;
  const char *style = MARKS[self->state].style;
  const char *classes[] = { style, NULL };

  gtk_stack_set_visible_child (self->mark,
                               icon ? GTK_WIDGET (self->icon) : GTK_WIDGET (self->spinner));
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  if (icon)
    gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  if (self->state == LPA_STEP_STATE_WAITING || self->state == LPA_STEP_STATE_SKIPPED)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "dim-label");
}

static void
show_accessible_name (TernStepRow *self)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", gtk_label_get_text (self->label),
                                           g_dpgettext2 (NULL, "step", MARKS[self->state].name));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * tern_step_row_new:
 * @step: a step
 *
 * Returns: (transfer floating): a row for it, waiting
 */
GtkWidget *
tern_step_row_new (LpaStep step)
{
  TernStepRow *self = g_object_new (TERN_TYPE_STEP_ROW, NULL);

  gtk_label_set_text (self->label, lpa_step_get_label (step));
  tern_step_row_set_state (self, LPA_STEP_STATE_WAITING);
  return GTK_WIDGET (self);
}

/**
 * tern_step_row_set_state:
 * @state: how it stands with the step
 */
void
tern_step_row_set_state (TernStepRow *self, LpaStepState state)
{
  self->state = state;
  if (state != LPA_STEP_STATE_RUNNING)
    tern_step_row_set_progress (self, 0, 0);
  show_mark (self);
  show_accessible_name (self);
}

/**
 * tern_step_row_get_state:
 *
 * Returns: how it stands with the step
 */
LpaStepState
tern_step_row_get_state (TernStepRow *self)
{
  return self->state;
}

/**
 * tern_step_row_set_progress:
 * @done: bytes that have moved
 * @total: bytes in all; 0 shows none
 */
void
tern_step_row_set_progress (TernStepRow *self, guint64 done, guint64 total)
{
  g_autofree char *done_text = g_format_size (done);
  g_autofree char *total_text = g_format_size (total);
  g_autofree char *text = g_strdup_printf (C_ ("step", "%s of %s"), done_text, total_text);

  gtk_widget_set_visible (GTK_WIDGET (self->bytes), total > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), total > 0);
  if (total == 0)
    return;
  gtk_label_set_text (self->bytes, text);
  gtk_progress_bar_set_fraction (self->bar, MIN (1.0, (double) done / (double) total));
}
