/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-labels.h"
#include "orders/tern-order.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What an order comes to, out of the window: each asks where to, does it off the main thread, and
 * says how it went before the window that @widget is in. */
void tern_order_outcome_save (GtkWidget *widget, TernOrder *order);
void tern_order_outcome_print_labels (GtkWidget *widget,
                                      TernOrder *order,
                                      const TernLabelSheet *sheet);
void tern_order_outcome_list_to_terminate (GtkWidget *widget, TernOrder *order);
void tern_order_outcome_save_to (GtkWidget *widget, TernOrder *order, GFile *file);
void tern_order_outcome_print_labels_to (GtkWidget *widget,
                                         TernOrder *order,
                                         const TernLabelSheet *sheet,
                                         GFile *file);

G_END_DECLS
