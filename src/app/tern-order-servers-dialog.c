/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-servers-dialog.h"

#include "app/tern-notice.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-servers.h"

#include <glib/gi18n.h>

struct _TernOrderServersDialog
{
  AdwWindow parent_instance;

  GtkSpinner *spinner;
  TernNotice *problem;
  GtkListBox *servers;

  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TernOrderServersDialog, tern_order_servers_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
make_row (const TernOrderServer *server)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = g_object_new (
      GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name",
      server->problem != NULL ? "dialog-warning-symbolic" : "tern-step-done-symbolic", NULL);
  g_autofree char *codes = g_strdup_printf (
      lpa_plural ("order", "%u code waits", "%u codes wait", server->n_rows), server->n_rows);
  g_autofree char *subtitle = g_strdup_printf (
      "%s · %s", codes,
      server->problem != NULL ? server->problem : C_ ("order", "It speaks to this card"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), server->address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

/* The keyboard goes to the first: who cannot see it come hears it then. */
static void
show_server (TernOrderServersDialog *self, const TernOrderServer *server)
{
  GtkWidget *row = make_row (server);

  gtk_list_box_append (self->servers, row);
  if (gtk_widget_get_prev_sibling (row) == NULL)
    gtk_widget_grab_focus (row);
}

/* Answers do not keep the dialog, which would then outlive its parent. */
static void
on_server (const TernOrderServer *server, gpointer user_data)
{
  g_autoptr (TernOrderServersDialog) self = g_weak_ref_get (user_data);

  if (self != NULL)
    show_server (self, server);
}

static void
show_problem (TernOrderServersDialog *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  g_autofree char *sentence = g_strdup_printf ("%s %s", explanation->cause, explanation->action);

  tern_notice_set_text (self->problem, sentence);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderServersDialog) self = g_weak_ref_get (user_data);
  g_autoptr (GError) error = NULL;
  gboolean asked = tern_order_ask_servers_finish (TERN_ORDER (source), result, &error);

  g_weak_ref_clear (user_data);
  g_free (user_data);
  if (self == NULL)
    return;
  gtk_spinner_set_spinning (self->spinner, FALSE);
  if (!asked && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error);
}

static void
tern_order_servers_dialog_dispose (GObject *object)
{
  TernOrderServersDialog *self = TERN_ORDER_SERVERS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_SERVERS_DIALOG);
  G_OBJECT_CLASS (tern_order_servers_dialog_parent_class)->dispose (object);
}

static void
tern_order_servers_dialog_finalize (GObject *object)
{
  TernOrderServersDialog *self = TERN_ORDER_SERVERS_DIALOG (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (tern_order_servers_dialog_parent_class)->finalize (object);
}

static void
tern_order_servers_dialog_class_init (TernOrderServersDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_servers_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_order_servers_dialog_finalize;
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-servers-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderServersDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernOrderServersDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, TernOrderServersDialog, servers);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tern_order_servers_dialog_init (TernOrderServersDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * tern_order_servers_dialog_new:
 * @parent: the window to stand before
 * @order: the order
 * @euicc: the card on whose behalf servers are asked
 *
 * Begins to ask at once.
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
TernOrderServersDialog *
tern_order_servers_dialog_new (GtkWindow *parent, TernOrder *order, LpaEuicc *euicc)
{
  TernOrderServersDialog *self =
      g_object_new (TERN_TYPE_ORDER_SERVERS_DIALOG, "transient-for", parent, NULL);
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  tern_order_ask_servers_async (order, euicc, on_server, weak, self->cancellable, on_asked, weak);
  return self;
}
