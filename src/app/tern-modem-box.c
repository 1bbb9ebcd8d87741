/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-modem-box.h"

#include "app/tern-error-dialog.h"
#include "app/tern-modem-words.h"
#include "app/tern-toast.h"
#include "app/tern-unlock-dialog.h"
#include "network/tern-modem-key.h"

#include <glib/gi18n.h>

struct _TernModemBox
{
  AdwBin parent_instance;

  AdwActionRow *row;
  GtkWidget *unlock;
  GtkSpinner *spinner;

  TernReader *reader; /* (nullable) */
  gboolean turning;
  GtkWindow *dialog; /* (nullable): weak; asks for what opens this lock */
  TernModemKeyKind key;
};

G_DEFINE_FINAL_TYPE (TernModemBox, tern_modem_box, ADW_TYPE_BIN)

/* How it stands, what is wrong with it, what it is. */
static char *
dup_text (TernModemBox *self, const TernModem *modem)
{
  g_autofree char *state = tern_modem_words_dup_state (modem, tern_reader_get_slot (self->reader));
  g_autofree char *trouble = tern_modem_words_dup_trouble (modem);
  g_autofree char *facts = tern_modem_words_dup_facts (modem);
  g_autofree char *now = g_strdup_printf (C_ ("modem", "Now: %s"), state);

  return trouble ? g_strjoin ("\n", now, trouble, facts, NULL) : g_strjoin ("\n", now, facts, NULL);
}

/* The modem was unplugged, or opened or locked further by somebody else. */
static void
close_dialog (TernModemBox *self)
{
  GtkWindow *dialog = self->dialog;

  g_clear_weak_pointer (&self->dialog);
  tern_toast (GTK_WIDGET (self), C_ ("toast", "The lock has changed, so the dialog was closed"));
  gtk_window_destroy (dialog);
}

static void
show (TernModemBox *self)
{
  const TernModem *modem = self->reader ? tern_reader_get_modem (self->reader) : NULL;
  g_autofree char *text = NULL;

  if (self->dialog && (modem == NULL || tern_modem_key_find (modem) != self->key))
    close_dialog (self);
  gtk_widget_set_visible (GTK_WIDGET (self), modem != NULL);
  if (modem == NULL)
    return;
  text = dup_text (self, modem);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 *modem->name ? modem->name : tern_reader_get_name (self->reader));
  adw_action_row_set_subtitle (self->row, text);
  gtk_widget_set_visible (self->unlock, tern_modem_key_find (modem) != TERN_MODEM_KEY_NONE);
  gtk_widget_set_sensitive (self->unlock, !self->turning);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->turning);
  gtk_spinner_set_spinning (self->spinner, self->turning);
}

static void
on_turned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernModemBox) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean turned = tern_modem_key_turn_finish (result, &error);

  self->turning = FALSE;
  show (self);
  if (turned)
    tern_toast (GTK_WIDGET (self), C_ ("toast", "Unlocked"));
  else if (gtk_widget_get_root (GTK_WIDGET (self)))
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("modem", "Not unlocked"), error);
}

static void
on_answered (TernUnlockDialog *dialog, const char *response, TernModemBox *self)
{
  const TernModem *modem = self->reader ? tern_reader_get_modem (self->reader) : NULL;

  g_clear_weak_pointer (&self->dialog);
  if (!g_str_equal (response, "unlock") || modem == NULL)
    return;
  self->turning = TRUE;
  show (self);
  tern_modem_key_turn_async (modem, tern_unlock_dialog_get_code (dialog),
                             tern_unlock_dialog_get_new_pin (dialog), NULL, on_turned,
                             g_object_ref (self));
}

static void
on_unlock_clicked (TernModemBox *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = tern_unlock_dialog_new (window, tern_reader_get_modem (self->reader));

  self->key = tern_modem_key_find (tern_reader_get_modem (self->reader));
  g_set_weak_pointer (&self->dialog, GTK_WINDOW (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
release (TernModemBox *self)
{
  if (self->reader)
    g_signal_handlers_disconnect_by_data (self->reader, self);
  g_clear_object (&self->reader);
}

static void
tern_modem_box_dispose (GObject *object)
{
  release (TERN_MODEM_BOX (object));
  g_clear_weak_pointer (&TERN_MODEM_BOX (object)->dialog);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_MODEM_BOX);
  G_OBJECT_CLASS (tern_modem_box_parent_class)->dispose (object);
}

static void
tern_modem_box_class_init (TernModemBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_modem_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-modem-box.ui");
  gtk_widget_class_bind_template_child (widget_class, TernModemBox, row);
  gtk_widget_class_bind_template_child (widget_class, TernModemBox, unlock);
  gtk_widget_class_bind_template_child (widget_class, TernModemBox, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock_clicked);
}

static void
tern_modem_box_init (TernModemBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_modem_box_new:
 *
 * Returns: (transfer floating): a box without a modem, hidden
 */
GtkWidget *
tern_modem_box_new (void)
{
  return g_object_new (TERN_TYPE_MODEM_BOX, NULL);
}

/**
 * tern_modem_box_set_reader:
 * @reader: (nullable): where the card is
 */
void
tern_modem_box_set_reader (TernModemBox *self, TernReader *reader)
{
  release (self);
  if (g_set_object (&self->reader, reader))
    g_signal_connect_swapped (reader, "notify::modem", G_CALLBACK (show), self);
  show (self);
}
