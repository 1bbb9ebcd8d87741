/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-orders-page.h"

#include "app/tern-access.h"
#include "app/tern-error-dialog.h"
#include "app/tern-order-pane.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-error.h"

#include <glib/gi18n.h>

struct _TernOrdersPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwWindowTitle *title;
  AdwPreferencesGroup *known_group;
  GtkListBox *known;
  TernOrderPane *pane;

  TernLedger *ledger;
  char *path;
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TernOrdersPage, tern_orders_page, ADW_TYPE_BIN)

static guint closed_signal;

static void
show (TernOrdersPage *self, const char *page)
{
  TernOrder *order = tern_order_pane_get_order (self->pane);
  gboolean named = g_str_equal (page, "order") && order != NULL;

  gtk_stack_set_visible_child_name (self->stack, page);
  adw_window_title_set_title (self->title,
                              named ? tern_order_get_name (order) : C_ ("orders", "Orders"));
  tern_access_focus_first (gtk_stack_get_visible_child (self->stack));
}

static void
on_known_activated (TernOrdersPage *self, AdwActionRow *row)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_object_get_data (G_OBJECT (row), "path"));

  tern_orders_page_open (self, file);
}

static GtkWidget *
make_known (TernOrdersPage *self, const TernOrderSummary *summary)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = tern_words_dup_time (summary->began);
  g_autofree char *subtitle = g_strdup_printf (
      lpa_plural ("orders", "%u row, first opened %s", "%u rows, first opened %s", summary->n_rows),
      summary->n_rows, time);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), summary->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (summary->path), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_known_activated), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
list_known (GTask *task, gpointer source, gpointer ledger, GCancellable *cancellable)
{
  g_autoptr (TernOrderBook) book = tern_order_book_new (ledger);
  GError *error = NULL;
  GPtrArray *list = tern_order_book_list (book, &error);

  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_known_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernOrdersPage *self = TERN_ORDERS_PAGE (source);
  g_autoptr (GPtrArray) list = g_task_propagate_pointer (G_TASK (result), NULL);
  GtkListBoxRow *row;

  if (self->known == NULL || list == NULL)
    return;
  while ((row = gtk_list_box_get_row_at_index (self->known, 0)) != NULL)
    gtk_list_box_remove (self->known, GTK_WIDGET (row));
  for (guint i = 0; i < list->len; i++)
    gtk_list_box_append (self->known, make_known (self, list->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->known_group), list->len > 0);
}

static void
refresh_known (TernOrdersPage *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->ledger == NULL)
    return;
  task = g_task_new (self, NULL, on_known_listed, NULL);
  g_task_set_source_tag (task, refresh_known);
  g_task_set_task_data (task, g_object_ref (self->ledger), g_object_unref);
  g_task_run_in_thread (task, list_known);
}

static void
say_not_opened (TernOrdersPage *self, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (error->domain != TERN_ORDER_ERROR)
    {
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("orders", "The order cannot be opened"),
                                 error);
      return;
    }
  dialog =
      adw_message_dialog_new (GTK_WINDOW (root), C_ ("orders", "The order cannot be opened"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s %s", error->message,
                                  tern_order_error_get_action ((TernOrderError) error->code));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", C_ ("orders", "_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrdersPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TernOrder) order = tern_order_load_finish (result, &error);

  if (self->pane == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (order != NULL)
    tern_order_pane_set_order (self->pane, order);
  show (self, tern_order_pane_get_order (self->pane) != NULL ? "order" : "start");
  if (order == NULL)
    say_not_opened (self, error);
  refresh_known (self);
}

static void
load (TernOrdersPage *self, const char *const *choices)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  show (self, "loading");
  tern_order_load_async (self->ledger, self->path, choices, self->cancellable, on_loaded,
                         g_object_ref (self));
}

static void
on_columns_chosen (TernOrdersPage *self, char **choices)
{
  load (self, (const char *const *) choices);
}

static void
on_file_chosen (GtkFileChooserNative *chooser, int response, TernOrdersPage *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    tern_orders_page_open (self, file);
  g_clear_object (&self->chooser);
}

static void
on_choose_clicked (TernOrdersPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (C_ ("orders", "Open an order"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, C_ ("orders", "_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* From an order to all orders, and from there to the cards; what runs goes on meanwhile. */
static void
on_back_clicked (TernOrdersPage *self)
{
  gboolean at_order = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "order") == 0;

  if (at_order && !tern_order_pane_is_running (self->pane))
    {
      tern_order_pane_set_order (self->pane, NULL);
      refresh_known (self);
      show (self, "start");
    }
  else
    g_signal_emit (self, closed_signal, 0);
}

static gboolean
tern_orders_page_grab_focus (GtkWidget *widget)
{
  GtkStack *stack = TERN_ORDERS_PAGE (widget)->stack;

  return tern_access_focus_first (gtk_stack_get_visible_child (stack));
}

static void
tern_orders_page_dispose (GObject *object)
{
  TernOrdersPage *self = TERN_ORDERS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->path, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDERS_PAGE);
  G_OBJECT_CLASS (tern_orders_page_parent_class)->dispose (object);
}

static void
tern_orders_page_class_init (TernOrdersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_orders_page_dispose;
  tern_access_set_grab_focus (klass, tern_orders_page_grab_focus);
  closed_signal = g_signal_new ("closed", TERN_TYPE_ORDERS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_ORDER_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-orders-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrdersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TernOrdersPage, title);
  gtk_widget_class_bind_template_child (widget_class, TernOrdersPage, known_group);
  gtk_widget_class_bind_template_child (widget_class, TernOrdersPage, known);
  gtk_widget_class_bind_template_child (widget_class, TernOrdersPage, pane);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_columns_chosen);
}

static void
tern_orders_page_init (TernOrdersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_orders_page_new:
 *
 * Returns: (transfer floating): a page without an order
 */
GtkWidget *
tern_orders_page_new (void)
{
  return g_object_new (TERN_TYPE_ORDERS_PAGE, NULL);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!tern_order_refresh_finish (TERN_ORDER (source), result, &error))
    g_info ("The order cannot be read again: %s", error->message);
}

/* Another program or station may be at the same order. */
static void
on_ledger_changed (TernOrdersPage *self)
{
  TernOrder *order = tern_order_pane_get_order (self->pane);

  if (order != NULL && !tern_order_pane_is_running (self->pane))
    tern_order_refresh_async (order, NULL, on_refreshed, NULL);
}

/**
 * tern_orders_page_set_ledger:
 * @ledger: where what becomes of orders is kept
 */
void
tern_orders_page_set_ledger (TernOrdersPage *self, TernLedger *ledger)
{
  if (g_set_object (&self->ledger, ledger))
    g_signal_connect_object (ledger, "changed", G_CALLBACK (on_ledger_changed), self,
                             G_CONNECT_SWAPPED);
  refresh_known (self);
}

/**
 * tern_orders_page_set_readers:
 * @readers: of TernReader: where cards are put in
 */
void
tern_orders_page_set_readers (TernOrdersPage *self, GListModel *readers)
{
  tern_order_pane_set_readers (self->pane, readers);
}

/**
 * tern_orders_page_open:
 * @file: an order
 *
 * Shows it. Uses no code.
 */
void
tern_orders_page_open (TernOrdersPage *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (tern_order_pane_is_running (self->pane))
    {
      tern_toast (GTK_WIDGET (self), C_ ("toast", "An order is running: stop it first"));
      return;
    }
  if (self->ledger == NULL || path == NULL)
    {
      tern_toast (GTK_WIDGET (self),
                  self->ledger == NULL
                      ? C_ ("toast", "Orders need the history, and it cannot be written")
                      : C_ ("toast", "Only files on this computer can be opened"));
      return;
    }
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  load (self, NULL);
}

/**
 * tern_orders_page_is_running:
 *
 * Returns: whether readers work on an order
 */
gboolean
tern_orders_page_is_running (TernOrdersPage *self)
{
  return tern_order_pane_is_running (self->pane);
}

/**
 * tern_orders_page_stop:
 *
 * Ends a run after the steps that are being done.
 */
void
tern_orders_page_stop (TernOrdersPage *self)
{
  tern_order_pane_stop (self->pane);
}
