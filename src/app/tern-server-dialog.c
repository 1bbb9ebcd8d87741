/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-server-dialog.h"

#include "lpa/lpa-activation-code.h"

#include <glib/gi18n.h>

struct _TernServerDialog
{
  AdwMessageDialog parent_instance;

  GtkEntry *entry;
  GtkLabel *problem;

  char *before;
  char *address;
};

G_DEFINE_FINAL_TYPE (TernServerDialog, tern_server_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* What is wrong while it is still being typed is not worth a red entry. */
static void
show_problem (TernServerDialog *self, const char *problem)
{
  gtk_label_set_text (self->problem, problem ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               problem ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_entry_changed (TernServerDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->address, g_free);
  if (*text)
    self->address = lpa_server_address_normalise (text, &error);
  show_problem (self, error ? error->message : NULL);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save",
                                           self->address &&
                                               g_strcmp0 (self->address, self->before) != 0);
}

static void
tern_server_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_SERVER_DIALOG);
  G_OBJECT_CLASS (tern_server_dialog_parent_class)->dispose (object);
}

static void
tern_server_dialog_finalize (GObject *object)
{
  TernServerDialog *self = TERN_SERVER_DIALOG (object);

  g_free (self->before);
  g_free (self->address);
  G_OBJECT_CLASS (tern_server_dialog_parent_class)->finalize (object);
}

static void
tern_server_dialog_class_init (TernServerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_server_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_server_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernServerDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, TernServerDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
}

static void
tern_server_dialog_init (TernServerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_server_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @address: (nullable): the default server of the card as it is
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is answered
 */
GtkWidget *
tern_server_dialog_new (GtkWindow *parent, const char *address)
{
  TernServerDialog *self = g_object_new (TERN_TYPE_SERVER_DIALOG, "transient-for", parent, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  self->before = g_strdup (address ? address : "");
  adw_message_dialog_add_response (dialog, "cancel", C_ ("server", "_Cancel"));
  if (*self->before)
    adw_message_dialog_add_response (dialog, "remove", C_ ("server", "_Remove"));
  adw_message_dialog_add_response (dialog, "save", C_ ("server", "_Save"));
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->before);
  on_entry_changed (self);
  return GTK_WIDGET (self);
}

/**
 * tern_server_dialog_get_address:
 *
 * Returns: (transfer none) (nullable): the server's address in its plain form, once what was typed
 *   is one
 */
const char *
tern_server_dialog_get_address (TernServerDialog *self)
{
  return self->address;
}
