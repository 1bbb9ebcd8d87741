/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-outcome.h"

#include "app/tern-error-dialog.h"
#include "app/tern-toast.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-export.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How many are shown in a dialog; all of them are copied. */
#define MOST_SHOWN 20

typedef struct
{
  GtkWidget *widget;
  TernOrder *order;
  const TernLabelSheet *sheet;
  char *path;
  guint count;
  GPtrArray *list;
} Task;

static Task *
task_new (GtkWidget *widget, TernOrder *order, const TernLabelSheet *sheet, GFile *file)
{
  Task *self = g_new0 (Task, 1);

  self->widget = g_object_ref (widget);
  self->order = g_object_ref (order);
  self->sheet = sheet;
  self->path = file != NULL ? g_file_get_path (file) : NULL;
  return self;
}

static void
task_free (gpointer data)
{
  Task *self = data;

  g_object_unref (self->widget);
  g_object_unref (self->order);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Task, task_free)

static void
on_file_chosen (GtkFileChooserNative *chooser, int response, Task *task)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && task->sheet != NULL)
    tern_order_outcome_print_labels_to (task->widget, task->order, task->sheet, file);
  else if (file != NULL)
    tern_order_outcome_save_to (task->widget, task->order, file);
  g_object_unref (chooser);
}

static void
free_task (gpointer data, GClosure *closure)
{
  task_free (data);
}

static void
ask_where_to (const char *title, const char *suggestion, Task *task)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (task->widget)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, C_ ("order", "_Save"), NULL);
  g_autofree char *folder = g_path_get_dirname (suggestion);
  g_autofree char *name = g_path_get_basename (suggestion);
  g_autoptr (GFile) place = g_file_new_for_path (folder);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), place, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_file_chosen), task, free_task, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Task) task = user_data;
  g_autoptr (GError) error = NULL;

  if (tern_order_export_finish (task->order, result, &error))
    tern_toast (task->widget, C_ ("toast", "The results were saved"));
  else
    tern_error_dialog_present (task->widget, C_ ("order", "The results were not saved"), error);
}

/**
 * tern_order_outcome_save_to:
 * @widget: where the person is
 * @order: the order
 * @file: where to; never the order itself
 *
 * Writes the order's table again, with what became of each row.
 */
void
tern_order_outcome_save_to (GtkWidget *widget, TernOrder *order, GFile *file)
{
  Task *task = task_new (widget, order, NULL, file);

  tern_order_export_async (order, task->path, on_saved, task);
}

/**
 * tern_order_outcome_save:
 * @widget: where the person is
 * @order: the order
 *
 * Asks where to, and then as tern_order_outcome_save_to().
 */
void
tern_order_outcome_save (GtkWidget *widget, TernOrder *order)
{
  g_autofree char *suggestion = tern_order_export_suggest_path (order);

  ask_where_to (C_ ("order", "Save the results"), suggestion, task_new (widget, order, NULL, NULL));
}

static gboolean
print (TernOrder *order, gpointer data, GError **error)
{
  Task *task = data;

  return tern_order_print_labels (order, task->sheet, task->path, &task->count, error);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Task) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!tern_order_do_finish (task->order, result, &error))
    {
      tern_error_dialog_present (task->widget, C_ ("order", "The labels were not made"), error);
      return;
    }
  text = g_strdup_printf (
      lpa_plural ("order", "%u label was saved", "%u labels were saved", task->count), task->count);
  tern_toast (task->widget, text);
}

/**
 * tern_order_outcome_print_labels_to:
 * @widget: where the person is
 * @order: the order
 * @sheet: how labels lie on a page
 * @file: a PDF file
 */
void
tern_order_outcome_print_labels_to (GtkWidget *widget,
                                    TernOrder *order,
                                    const TernLabelSheet *sheet,
                                    GFile *file)
{
  Task *task = task_new (widget, order, sheet, file);

  tern_order_do_async (order, print, task, NULL, on_printed, task);
}

/**
 * tern_order_outcome_print_labels:
 * @widget: where the person is
 * @order: the order
 * @sheet: how labels lie on a page
 *
 * Asks where to, and then as tern_order_outcome_print_labels_to().
 */
void
tern_order_outcome_print_labels (GtkWidget *widget, TernOrder *order, const TernLabelSheet *sheet)
{
  g_autofree char *folder = g_path_get_dirname (tern_order_get_path (order));
  g_autofree char *suggestion = g_build_filename (folder, "labels.pdf", NULL);

  ask_where_to (C_ ("order", "Save the labels"), suggestion, task_new (widget, order, sheet, NULL));
}

static gboolean
list (TernOrder *order, gpointer data, GError **error)
{
  Task *task = data;

  task->list = tern_order_list_to_terminate (order, error);
  return task->list != NULL;
}

static char *
join (GPtrArray *names, guint most)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, most); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) names->pdata[i]);
  if (names->len > most)
    g_string_append (text, "\n…");
  return g_string_free (text, FALSE);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, char *all)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), all);
}

static void
free_text (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
show_list (Task *task)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (task->widget)),
                                              C_ ("order", "Subscriptions to end"), NULL);
  g_autofree char *shown = join (task->list, MOST_SHOWN);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog), "%s\n\n%s",
      task->list->len > 0
          ? C_ ("order",
                "These profiles were deleted, but deleting does not end a subscription: it "
                "is paid for until you end it with the seller.")
          : C_ ("order", "No profile of this order was deleted. Deleting one would not end its "
                         "subscription: that is done with the seller."),
      shown);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", C_ ("order", "_Close"));
  if (task->list->len > 0)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "copy", C_ ("order", "_Copy"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), join (task->list, G_MAXUINT),
                         free_text, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Task) task = user_data;
  g_autoptr (GError) error = NULL;

  if (tern_order_do_finish (task->order, result, &error))
    show_list (task);
  else
    tern_error_dialog_present (task->widget, C_ ("order", "The list cannot be made"), error);
}

/**
 * tern_order_outcome_list_to_terminate:
 * @widget: where the person is
 * @order: the order
 *
 * Shows which subscriptions run on although their profile was deleted.
 */
void
tern_order_outcome_list_to_terminate (GtkWidget *widget, TernOrder *order)
{
  Task *task = task_new (widget, order, NULL, NULL);

  tern_order_do_async (order, list, task, NULL, on_listed, task);
}
