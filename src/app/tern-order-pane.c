/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-pane.h"

#include "app/tern-error-dialog.h"
#include "app/tern-line-dialog.h"
#include "app/tern-notice.h"
#include "app/tern-notify.h"
#include "app/tern-order-columns-dialog.h"
#include "app/tern-order-lane-row.h"
#include "app/tern-order-line.h"
#include "app/tern-order-outcome.h"
#include "app/tern-order-plan-dialog.h"
#include "app/tern-order-held-dialog.h"
#include "app/tern-order-servers-dialog.h"
#include "app/tern-toast.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-view.h"

#include <glib/gi18n.h>

struct _TernOrderPane
{
  AdwBin parent_instance;

  GtkLabel *counts;
  GtkProgressBar *progress;
  GtkButton *start;
  GtkButton *stop;
  GtkButton *save;
  GtkMenuButton *menu;
  TernNotice *notice;
  GtkStack *pages;
  GtkEditable *search;
  GtkDropDown *kind;
  GtkStack *rows;
  GtkListView *list;
  GtkListBox *lanes;

  GListModel *readers;
  TernOrder *order;
  TernOrderRun *run;
  TernOrderView *found;
};

G_DEFINE_FINAL_TYPE (TernOrderPane, tern_order_pane, ADW_TYPE_BIN)

static guint columns_chosen_signal;

/* What the choices of the list of kinds show, in the order of the file that says their names. */
static const guint KINDS[] = {
  TERN_ORDER_ALL_STATES,
  TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_WAITING),
  TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_CLAIMED) |
      TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_UNCERTAIN) |
      TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_INSTALLED),
  TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_DONE),
  TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_SET_APART),
};

static void
show_rows (TernOrderPane *self)
{
  guint found = self->found ? g_list_model_get_n_items (G_LIST_MODEL (self->found)) : 0;

  gtk_stack_set_visible_child_name (self->rows, found > 0 ? "list" : "nothing");
}

static void
on_search_changed (TernOrderPane *self)
{
  if (self->found == NULL)
    return;
  tern_order_view_set_search (self->found, gtk_editable_get_text (self->search));
  show_rows (self);
}

static void
on_kind_changed (TernOrderPane *self)
{
  guint kind = gtk_drop_down_get_selected (self->kind);

  if (self->found == NULL || kind >= G_N_ELEMENTS (KINDS))
    return;
  tern_order_view_set_states (self->found, KINDS[kind]);
  show_rows (self);
}

static char *
dup_counts (const TernOrderCounts *counts)
{
  guint waiting = counts->state[TERN_ORDER_STATE_WAITING];
  guint done = counts->state[TERN_ORDER_STATE_DONE];
  guint apart = counts->state[TERN_ORDER_STATE_SET_APART];
  guint begun = counts->total - waiting - done - apart;
  g_autofree char *some =
      begun == 0 ? g_strdup ("") : g_strdup_printf (C_ ("order", ", %u begun"), begun);

  return g_strdup_printf (lpa_plural ("order", "%u row: %u waiting%s, %u done, %u set apart",
                                      "%u rows: %u waiting%s, %u done, %u set apart",
                                      counts->total),
                          counts->total, waiting, some, done, apart);
}

static gboolean
has_work (const TernOrderCounts *counts)
{
  return counts->state[TERN_ORDER_STATE_DONE] + counts->state[TERN_ORDER_STATE_SET_APART] <
         counts->total;
}

static void
update (TernOrderPane *self)
{
  const TernOrderCounts *counts = self->order ? tern_order_get_counts (self->order) : NULL;
  gboolean running = tern_order_pane_is_running (self);
  gboolean stopping = running && tern_order_run_is_stopping (self->run);
  g_autofree char *text = counts ? dup_counts (counts) : NULL;

  if (counts == NULL)
    return;
  gtk_label_set_text (self->counts, text);
  gtk_progress_bar_set_fraction (
      self->progress,
      counts->total > 0 ? counts->state[TERN_ORDER_STATE_DONE] / (double) counts->total : 0);
  gtk_widget_set_visible (GTK_WIDGET (self->start), !running && has_work (counts));
  gtk_widget_set_visible (GTK_WIDGET (self->save), !running && !has_work (counts));
  gtk_widget_set_visible (GTK_WIDGET (self->stop), running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "order.start", !running && has_work (counts));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "order.stop", running && !stopping);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "order.columns", !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "order.ask-servers", !running);
  gtk_button_set_label (self->stop, stopping ? C_ ("order", "Stopping…") : C_ ("order", "S_top"));
  show_rows (self);
}

static GtkWidget *
make_lane (gpointer item, gpointer user_data)
{
  return tern_order_lane_row_new (item);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderPane) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->order == NULL)
    return;
  if (!tern_order_run_start_finish (TERN_ORDER_RUN (source), result, &error))
    {
      tern_notice_set_text (self->notice,
                            C_ ("order", "The run has ended early, since the next row would fail "
                                         "just so. No code was used by that. It goes on where it "
                                         "is when you start it again."));
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("order", "The run has ended early"), error);
    }
  tern_notify (GTK_WIDGET (self), C_ ("notification", "The run of the order has ended"),
               C_ ("notification", "Tern shows what became of each row."));
  update (self);
}

/* By now another run may have begun, or the order have gone. */
static void
start (GtkWidget *origin, gpointer plan)
{
  TernOrderPane *self = TERN_ORDER_PANE (origin);

  if (self->order != NULL && !tern_order_pane_is_running (self))
    tern_order_pane_start (self, plan);
}

static void
on_start_chosen (TernOrderPane *self, TernOrderPlanDialog *dialog)
{
  tern_line_dialog_ask (GTK_WIDGET (self), self->readers, start,
                        tern_order_plan_copy (tern_order_plan_dialog_get_plan (dialog)),
                        (GDestroyNotify) tern_order_plan_free);
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernOrderPane *self = TERN_ORDER_PANE (widget);
  const TernOrderCounts *counts = tern_order_get_counts (self->order);
  TernOrderPlanDialog *dialog = tern_order_plan_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), counts->state[TERN_ORDER_STATE_WAITING]);

  g_signal_connect_object (dialog, "start", G_CALLBACK (on_start_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tern_order_pane_stop (TERN_ORDER_PANE (widget));
}

static void
on_columns_chosen (TernOrderPane *self, char **choices)
{
  g_signal_emit (self, columns_chosen_signal, 0, choices);
}

static void
columns_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernOrderPane *self = TERN_ORDER_PANE (widget);
  TernOrderColumnsDialog *dialog = tern_order_columns_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), tern_order_get_columns (self->order));

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_columns_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (transfer none): a card in one of the readers. */
static LpaEuicc *
find_card (TernOrderPane *self)
{
  for (guint i = 0; self->readers && i < g_list_model_get_n_items (self->readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (self->readers, i);
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (tern_reader_get_euiccs (reader), 0);

      if (euicc != NULL)
        return euicc; /* its reader holds it */
    }
  return NULL;
}

static void
ask_servers_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernOrderPane *self = TERN_ORDER_PANE (widget);
  LpaEuicc *euicc = find_card (self);

  if (euicc == NULL)
    tern_toast (widget, C_ ("toast", "Put a card into a reader first: servers answer to a card"));
  else
    gtk_window_present (GTK_WINDOW (tern_order_servers_dialog_new (
        GTK_WINDOW (gtk_widget_get_root (widget)), self->order, euicc)));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tern_order_outcome_save (widget, TERN_ORDER_PANE (widget)->order);
}

static void
labels_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *sheet = g_variant_get_string (parameter, NULL);

  tern_order_outcome_print_labels (widget, TERN_ORDER_PANE (widget)->order,
                                   tern_label_sheets_find (sheet));
}

static void
terminate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tern_order_outcome_list_to_terminate (widget, TERN_ORDER_PANE (widget)->order);
}

static void
held_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (tern_order_held_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), TERN_ORDER_PANE (widget)->order)));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, tern_order_line_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  tern_order_line_show (TERN_ORDER_LINE (gtk_list_item_get_child (item)),
                        gtk_list_item_get_item (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  tern_order_line_show (TERN_ORDER_LINE (gtk_list_item_get_child (item)), NULL);
}

static void
drop_run (TernOrderPane *self)
{
  if (self->lanes)
    gtk_list_box_bind_model (self->lanes, NULL, NULL, NULL, NULL);
  if (self->run)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
}

static void
tern_order_pane_dispose (GObject *object)
{
  TernOrderPane *self = TERN_ORDER_PANE (object);

  if (self->list)
    gtk_list_view_set_model (self->list, NULL);
  drop_run (self);
  if (self->order)
    g_signal_handlers_disconnect_by_data (self->order, self);
  g_clear_object (&self->found);
  g_clear_object (&self->order);
  g_clear_object (&self->readers);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_PANE);
  G_OBJECT_CLASS (tern_order_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, TernOrderPane, counts);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, progress);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, start);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, stop);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, save);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, menu);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, notice);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, pages);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, search);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, kind);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, rows);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, list);
  gtk_widget_class_bind_template_child (klass, TernOrderPane, lanes);
  gtk_widget_class_bind_template_callback (klass, on_kind_changed);
  gtk_widget_class_bind_template_callback (klass, on_search_changed);
  gtk_widget_class_bind_template_callback (klass, on_setup);
  gtk_widget_class_bind_template_callback (klass, on_bind);
  gtk_widget_class_bind_template_callback (klass, on_unbind);
}

static void
tern_order_pane_class_init (TernOrderPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_pane_dispose;
  columns_chosen_signal = g_signal_new ("columns-chosen", TERN_TYPE_ORDER_PANE, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-pane.ui");
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "order.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "order.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "order.columns", NULL, columns_action);
  gtk_widget_class_install_action (widget_class, "order.ask-servers", NULL, ask_servers_action);
  gtk_widget_class_install_action (widget_class, "order.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "order.labels", "s", labels_action);
  gtk_widget_class_install_action (widget_class, "order.terminate", NULL, terminate_action);
  gtk_widget_class_install_action (widget_class, "order.held", NULL, held_action);
}

/* Each kind of sheet is an entry of its own. */
static void
fill_menu (TernOrderPane *self)
{
  GMenuModel *menu = gtk_menu_button_get_menu_model (self->menu);
  g_autoptr (GMenu) sheets = g_menu_new ();
  gsize count;
  const TernLabelSheet *all = tern_label_sheets_get (&count);

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *action = g_strconcat ("order.labels::", all[i].name, NULL);

      g_menu_append (sheets, g_dpgettext2 (NULL, "label sheet", all[i].label), action);
    }
  g_menu_append_submenu (G_MENU (menu), C_ ("order", "Print _labels"), G_MENU_MODEL (sheets));
}

static void
tern_order_pane_init (TernOrderPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_menu (self);
}

/**
 * tern_order_pane_new:
 *
 * Returns: (transfer floating): a view of no order yet
 */
GtkWidget *
tern_order_pane_new (void)
{
  return g_object_new (TERN_TYPE_ORDER_PANE, NULL);
}

/**
 * tern_order_pane_set_readers:
 * @readers: of TernReader: where cards are put in
 */
void
tern_order_pane_set_readers (TernOrderPane *self, GListModel *readers)
{
  g_set_object (&self->readers, readers);
}

static void
show_order (TernOrderPane *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  g_clear_object (&self->found);
  self->found = self->order ? tern_order_view_new (self->order) : NULL;
  selection = gtk_no_selection_new (self->found ? G_LIST_MODEL (g_object_ref (self->found)) : NULL);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/**
 * tern_order_pane_set_order:
 * @order: (nullable): what to show, and to follow; nothing may be running
 */
void
tern_order_pane_set_order (TernOrderPane *self, TernOrder *order)
{
  g_return_if_fail (!tern_order_pane_is_running (self));

  if (self->order)
    g_signal_handlers_disconnect_by_data (self->order, self);
  drop_run (self);
  g_set_object (&self->order, order);
  tern_notice_set_text (self->notice, NULL);
  g_clear_object (&self->found);
  gtk_editable_set_text (self->search, "");
  gtk_drop_down_set_selected (self->kind, 0);
  show_order (self);
  gtk_stack_set_visible_child_name (self->pages, "rows");
  if (order == NULL)
    return;
  g_signal_connect_object (order, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * tern_order_pane_get_order:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
TernOrder *
tern_order_pane_get_order (TernOrderPane *self)
{
  return self->order;
}

/**
 * tern_order_pane_is_running:
 *
 * Returns: whether readers work on the order
 */
gboolean
tern_order_pane_is_running (TernOrderPane *self)
{
  return self->run != NULL && tern_order_run_is_running (self->run);
}

/**
 * tern_order_pane_start:
 * @plan: how to run it
 *
 * Lets all readers work on the order.
 */
void
tern_order_pane_start (TernOrderPane *self, const TernOrderPlan *plan)
{
  g_return_if_fail (self->readers != NULL && !tern_order_pane_is_running (self));

  drop_run (self);
  tern_notice_set_text (self->notice, NULL);
  self->run = tern_order_run_new (self->order, plan, self->readers);
  g_signal_connect_swapped (self->run, "notify", G_CALLBACK (update), self);
  gtk_list_box_bind_model (self->lanes, G_LIST_MODEL (self->run), make_lane, self, NULL);
  gtk_stack_set_visible_child_name (self->pages, "readers");
  tern_order_run_start_async (self->run, on_ended, g_object_ref (self));
  update (self);
}

/**
 * tern_order_pane_stop:
 *
 * Ends the run after the steps that are being done; another one goes on there.
 */
void
tern_order_pane_stop (TernOrderPane *self)
{
  if (self->run)
    tern_order_run_stop (self->run);
}
