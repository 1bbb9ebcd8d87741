/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-held-dialog.h"

#include "app/tern-error-dialog.h"
#include "app/tern-question.h"
#include "orders/tern-order-release.h"

#include <glib/gi18n.h>

struct _TernOrderHeldDialog
{
  AdwWindow parent_instance;

  GtkSpinner *spinner;
  GtkButton *release;
  GtkListBox *rows;

  TernOrder *order;
  GPtrArray *held;   /* TernOrderHeld; what the rows show */
  GPtrArray *checks; /* (unowned) GtkCheckButton of each */
};

G_DEFINE_FINAL_TYPE (TernOrderHeldDialog, tern_order_held_dialog, ADW_TYPE_WINDOW)

/* What is asked of the order's thread. It does not keep the dialog, which would then outlive its
 * parent. */
typedef struct
{
  GWeakRef dialog;
  GPtrArray *chosen; /* (nullable): what is released before the rows are looked up */
  GPtrArray *held;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_weak_ref_clear (&self->dialog);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_free (self);
}

static gboolean
ask (TernOrder *order, gpointer data, GError **error)
{
  Asking *self = data;
  TernOrderReleased released;

  for (guint i = 0; self->chosen != NULL && i < self->chosen->len; i++)
    if (!tern_order_release (order, self->chosen->pdata[i], &released, error))
      return FALSE;
  self->held = tern_order_find_held (order, error);
  return self->held != NULL;
}

static guint
count_chosen (TernOrderHeldDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (self->checks->pdata[i]);
  return n;
}

static void
on_toggled (TernOrderHeldDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->release), count_chosen (self) > 0);
}

static GtkWidget *
make_check (TernOrderHeldDialog *self, const TernOrderHeld *held, const char *title)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (check, !held->alive);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled), self);
  return check;
}

static void
add_row (TernOrderHeldDialog *self, const TernOrderHeld *held)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *title = g_strdup_printf (C_ ("order", "Row %u"), held->record->number);
  g_autofree char *account = tern_order_held_dup_account (held);
  GtkWidget *check = make_check (self, held, title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, account);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  g_ptr_array_add (self->checks, check);
  gtk_list_box_append (self->rows, GTK_WIDGET (row));
}

static void
show (TernOrderHeldDialog *self, GPtrArray *held)
{
  GtkListBoxRow *row;

  g_ptr_array_set_size (self->checks, 0);
  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = g_ptr_array_ref (held);
  for (guint i = 0; i < held->len; i++)
    add_row (self, held->pdata[i]);
  on_toggled (self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!tern_order_refresh_finish (TERN_ORDER (source), result, &error))
    g_info ("What became of released rows cannot be read: %s", error->message);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = g_task_get_task_data (G_TASK (result));
  g_autoptr (TernOrderHeldDialog) self = g_weak_ref_get (&asking->dialog);
  g_autoptr (GError) error = NULL;
  gboolean asked = tern_order_do_finish (TERN_ORDER (source), result, &error);

  if (asking->chosen != NULL)
    tern_order_refresh_async (TERN_ORDER (source), NULL, on_refreshed, NULL);
  if (self == NULL)
    return;
  gtk_spinner_set_spinning (self->spinner, FALSE);
  if (asked)
    show (self, asking->held);
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("order", "The rows cannot be looked up"),
                               error);
}

static void
look (TernOrderHeldDialog *self, GPtrArray *chosen)
{
  Asking *asking = g_new0 (Asking, 1);

  g_weak_ref_init (&asking->dialog, self);
  asking->chosen = chosen != NULL ? g_ptr_array_ref (chosen) : NULL;
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->release), FALSE);
  tern_order_do_async (self->order, ask, asking, asking_free, on_asked, NULL);
}

/* What is chosen goes to the order's thread, and is shown no longer. */
static void
on_answered (TernOrderHeldDialog *self, const char *response)
{
  g_autoptr (GPtrArray) chosen = NULL;

  if (!g_str_equal (response, "release"))
    return;
  chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_order_held_free);
  for (guint i = self->checks->len; i > 0; i--)
    if (gtk_check_button_get_active (self->checks->pdata[i - 1]))
      g_ptr_array_add (chosen, g_ptr_array_steal_index (self->held, i - 1));
  g_ptr_array_set_size (self->checks, 0);
  look (self, chosen);
}

static void
on_release (TernOrderHeldDialog *self)
{
  AdwMessageDialog *dialog = tern_question_new (
      GTK_WIDGET (self), C_ ("order", "Release these rows?"),
      C_ ("order", "If a code was used after all, its profile is on a card that the order does not "
                   "name, and the next card is refused."),
      C_ ("order", "_Cancel"), "release", C_ ("order", "_Release"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
tern_order_held_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_HELD_DIALOG);
  G_OBJECT_CLASS (tern_order_held_dialog_parent_class)->dispose (object);
}

static void
tern_order_held_dialog_finalize (GObject *object)
{
  TernOrderHeldDialog *self = TERN_ORDER_HELD_DIALOG (object);

  g_clear_object (&self->order);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (tern_order_held_dialog_parent_class)->finalize (object);
}

static void
tern_order_held_dialog_class_init (TernOrderHeldDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_held_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_order_held_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-held-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderHeldDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernOrderHeldDialog, release);
  gtk_widget_class_bind_template_child (widget_class, TernOrderHeldDialog, rows);
  gtk_widget_class_bind_template_callback (widget_class, on_release);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tern_order_held_dialog_init (TernOrderHeldDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->checks = g_ptr_array_new ();
}

/**
 * tern_order_held_dialog_new:
 * @parent: the window to stand before
 * @order: the order
 *
 * Begins to look at once.
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
TernOrderHeldDialog *
tern_order_held_dialog_new (GtkWindow *parent, TernOrder *order)
{
  TernOrderHeldDialog *self =
      g_object_new (TERN_TYPE_ORDER_HELD_DIALOG, "transient-for", parent, NULL);

  self->order = g_object_ref (order);
  look (self, NULL);
  return self;
}
