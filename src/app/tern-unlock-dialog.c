/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-unlock-dialog.h"

#include "app/tern-modem-words.h"
#include "network/tern-modem-key.h"

#include <glib/gi18n.h>

struct _TernUnlockDialog
{
  AdwMessageDialog parent_instance;

  GtkLabel *label;
  GtkWidget *code;
  GtkWidget *new_box;
  GtkWidget *new_pin;
  GtkWidget *again;
  GtkLabel *problem;

  TernModemKeyKind kind;
};

G_DEFINE_FINAL_TYPE (TernUnlockDialog, tern_unlock_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* What is asked for, by what opens the lock. */
static const struct
{
  const char *heading;
  const char *body;
  const char *label;
} WORDS[] = {
  [TERN_MODEM_KEY_PIN] = {
    NC_ ("unlock", "PIN of the SIM"),
    NC_ ("unlock", "It came with the SIM or the eSIM, and has four to eight digits. After three "
                   "wrong ones the PUK is needed."),
    NC_ ("unlock", "PIN"),
  },
  [TERN_MODEM_KEY_PUK] = {
    NC_ ("unlock", "PUK of the SIM"),
    NC_ ("unlock", "Too many wrong PINs were entered. The provider has the PUK, eight digits. "
                   "After ten wrong ones the SIM is lost for good."),
    NC_ ("unlock", "PUK"),
  },
  [TERN_MODEM_KEY_DEVICE] = {
    NC_ ("unlock", "Code that unlocks the modem"),
    NC_ ("unlock", "The operator or company that the device came from gives it. Too many wrong "
                   "ones block the unlocking."),
    NC_ ("unlock", "Unlock code"),
  },
};

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static gboolean
is_new_pin_good (TernUnlockDialog *self)
{
  return self->kind != TERN_MODEM_KEY_PUK ||
         (tern_modem_key_check (TERN_MODEM_KEY_PIN, get_text (self->new_pin)) &&
          g_str_equal (get_text (self->new_pin), get_text (self->again)));
}

/* What is wrong while it is still being typed is not worth a word; two PINs that differ are. */
static void
on_changed (TernUnlockDialog *self)
{
  const char *again = get_text (self->again);
  gboolean differ = *again != '\0' && !g_str_has_prefix (get_text (self->new_pin), again);

  gtk_label_set_text (self->problem,
                      differ ? C_ ("unlock", "The two new PINs are not the same.") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), differ);
  adw_message_dialog_set_response_enabled (
      ADW_MESSAGE_DIALOG (self), "unlock",
      tern_modem_key_check (self->kind, get_text (self->code)) && is_new_pin_good (self));
}

/* The buffers of these entries wipe what is taken out of them. */
static void
wipe (TernUnlockDialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->code), "");
  gtk_editable_set_text (GTK_EDITABLE (self->new_pin), "");
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
}

static void
tern_unlock_dialog_dispose (GObject *object)
{
  TernUnlockDialog *self = TERN_UNLOCK_DIALOG (object);

  if (self->code != NULL)
    {
      wipe (self);
      /* Otherwise GTK 4.8 tells an entry that is gone already that it has lost the focus. */
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
    }
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_UNLOCK_DIALOG);
  G_OBJECT_CLASS (tern_unlock_dialog_parent_class)->dispose (object);
}

static void
tern_unlock_dialog_class_init (TernUnlockDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_unlock_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-unlock-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, label);
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, code);
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, new_box);
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, new_pin);
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, again);
  gtk_widget_class_bind_template_child (widget_class, TernUnlockDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
tern_unlock_dialog_init (TernUnlockDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_words (TernUnlockDialog *self, const TernModem *modem)
{
  const char *body = g_dpgettext2 (NULL, "unlock", WORDS[self->kind].body);
  const char *label = g_dpgettext2 (NULL, "unlock", WORDS[self->kind].label);
  g_autofree char *tries = tern_modem_words_dup_tries (modem);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self),
                                  g_dpgettext2 (NULL, "unlock", WORDS[self->kind].heading));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (self), "%s%s%s", body, tries ? "\n\n" : "",
                                  tries ? tries : "");
  gtk_label_set_text (self->label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_visible (self->new_box, self->kind == TERN_MODEM_KEY_PUK);
}

/**
 * tern_unlock_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @modem: a modem that tern_modem_key_find() finds something for
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is answered
 */
GtkWidget *
tern_unlock_dialog_new (GtkWindow *parent, const TernModem *modem)
{
  TernUnlockDialog *self = g_object_new (TERN_TYPE_UNLOCK_DIALOG, "transient-for", parent, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  self->kind = tern_modem_key_find (modem);
  adw_message_dialog_add_response (dialog, "cancel", C_ ("unlock", "_Cancel"));
  adw_message_dialog_add_response (dialog, "unlock", C_ ("unlock", "_Unlock"));
  adw_message_dialog_set_response_appearance (dialog, "unlock", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "unlock");
  set_words (self, modem);
  on_changed (self);
  return GTK_WIDGET (self);
}

/**
 * tern_unlock_dialog_get_code:
 *
 * Returns: (transfer none): what was typed
 */
const char *
tern_unlock_dialog_get_code (TernUnlockDialog *self)
{
  return get_text (self->code);
}

/**
 * tern_unlock_dialog_get_new_pin:
 *
 * Returns: (transfer none) (nullable): the PIN that the SIM is to have, with a PUK alone
 */
const char *
tern_unlock_dialog_get_new_pin (TernUnlockDialog *self)
{
  return self->kind == TERN_MODEM_KEY_PUK ? get_text (self->new_pin) : NULL;
}
