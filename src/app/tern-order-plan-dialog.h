/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_PLAN_DIALOG (tern_order_plan_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderPlanDialog,
                      tern_order_plan_dialog,
                      TERN,
                      ORDER_PLAN_DIALOG,
                      AdwWindow)

/*
 * Asks how an order is to be run, and says what that uses up. Signal "start": the person wants it
 * so; the plan is to be had from tern_order_plan_dialog_get_plan().
 */
TernOrderPlanDialog *tern_order_plan_dialog_new (GtkWindow *parent,
                                                 guint n_codes) G_GNUC_WARN_UNUSED_RESULT;
const TernOrderPlan *tern_order_plan_dialog_get_plan (TernOrderPlanDialog *self);

G_END_DECLS
