/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-plan-dialog.h"

#include "app/tern-notice.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

struct _TernOrderPlanDialog
{
  AdwWindow parent_instance;

  GtkLabel *warning;
  GtkSpinButton *per_card;
  AdwComboRow *enable;
  GtkEditable *enable_name;
  GtkEditable *pattern;
  GtkSwitch *wait;
  GtkSwitch *accept_rules;
  TernNotice *problem;

  TernOrderPlan *plan;
};

G_DEFINE_FINAL_TYPE (TernOrderPlanDialog, tern_order_plan_dialog, ADW_TYPE_WINDOW)

static guint start_signal;

static void
on_enable_changed (TernOrderPlanDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->enable_name),
                          adw_combo_row_get_selected (self->enable) == TERN_ORDER_ENABLE_NAMED);
}

static char *
dup_filled (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static TernOrderPlan *
make_plan (TernOrderPlanDialog *self)
{
  TernOrderPlan *plan = tern_order_plan_new ();

  plan->per_card = (guint) gtk_spin_button_get_value_as_int (self->per_card);
  plan->enable = (TernOrderEnable) adw_combo_row_get_selected (self->enable);
  if (plan->enable == TERN_ORDER_ENABLE_NAMED)
    plan->enable_name = dup_filled (self->enable_name);
  plan->pattern = dup_filled (self->pattern);
  plan->wait = gtk_switch_get_active (self->wait);
  plan->accept_rules = gtk_switch_get_active (self->accept_rules);
  return plan;
}

static void
on_start (TernOrderPlanDialog *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->plan, tern_order_plan_free);
  self->plan = make_plan (self);
  if (!tern_order_plan_check (self->plan, &error))
    {
      tern_notice_set_text (self->problem, error->message);
      return;
    }
  g_signal_emit (self, start_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
tern_order_plan_dialog_dispose (GObject *object)
{
  TernOrderPlanDialog *self = TERN_ORDER_PLAN_DIALOG (object);

  g_clear_pointer (&self->plan, tern_order_plan_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_PLAN_DIALOG);
  G_OBJECT_CLASS (tern_order_plan_dialog_parent_class)->dispose (object);
}

static void
tern_order_plan_dialog_class_init (TernOrderPlanDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_plan_dialog_dispose;
  start_signal = g_signal_new ("start", TERN_TYPE_ORDER_PLAN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-plan-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, per_card);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, enable);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, enable_name);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, pattern);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, wait);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, accept_rules);
  gtk_widget_class_bind_template_child (widget_class, TernOrderPlanDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_enable_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tern_order_plan_dialog_init (TernOrderPlanDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_enable_changed (self);
}

/**
 * tern_order_plan_dialog_new:
 * @parent: the window to stand before
 * @n_codes: how many codes wait
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
TernOrderPlanDialog *
tern_order_plan_dialog_new (GtkWindow *parent, guint n_codes)
{
  TernOrderPlanDialog *self =
      g_object_new (TERN_TYPE_ORDER_PLAN_DIALOG, "transient-for", parent, NULL);
  g_autofree char *text = g_strdup_printf (
      lpa_plural ("order",
                  "%u code waits. Each card that is in a reader gets a profile, and a code that is "
                  "installed cannot be used on another card.",
                  "%u codes wait. Each card that is in a reader gets profiles, and a code that is "
                  "installed cannot be used on another card.",
                  n_codes),
      n_codes);

  gtk_label_set_text (self->warning, text);
  return self;
}

/**
 * tern_order_plan_dialog_get_plan:
 *
 * Returns: (transfer none) (nullable): what the person chose, once "start" was emitted
 */
const TernOrderPlan *
tern_order_plan_dialog_get_plan (TernOrderPlanDialog *self)
{
  return self->plan;
}
