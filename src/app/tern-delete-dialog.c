/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-delete-dialog.h"

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#include <glib/gi18n.h>

struct _TernDeleteDialog
{
  AdwMessageDialog parent_instance;

  GtkWidget *typing;
  GtkLabel *prompt;
  GtkEntry *entry;

  LpaProfile *profile;
};

G_DEFINE_FINAL_TYPE (TernDeleteDialog, tern_delete_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
on_entry_changed (TernDeleteDialog *self)
{
  g_autofree char *typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *name = g_strdup (lpa_profile_get_display_name (self->profile));
  gboolean same = g_utf8_collate (g_strstrip (typed), g_strstrip (name)) == 0;

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "delete", same);
}

/* Why this profile cannot be deleted now, before anything is asked of the card; %NULL when it can.
 */
static GError *
find_obstacle (LpaProfile *profile)
{
  if (lpa_profile_get_rules (profile) & LPA_POLICY_RULES_NO_DELETE)
    return lpa_error_new (LPA_POLICY_ERROR, LPA_POLICY_ERROR_DELETE_FORBIDDEN, NULL,
                          "a policy rule forbids deleting");
  if (lpa_profile_is_enabled (profile))
    return lpa_error_new (LPA_POLICY_ERROR, LPA_POLICY_ERROR_ENABLED, NULL,
                          "the profile is enabled");
  return NULL;
}

static void
show_question (TernDeleteDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  const char *name = lpa_profile_get_display_name (self->profile);
  g_autofree char *prompt = g_strdup_printf (C_ ("delete", "Type “%s” to confirm:"), name);

  adw_message_dialog_format_heading (dialog, C_ ("delete", "Delete “%s”?"), name);
  adw_message_dialog_set_body (
      dialog,
      C_ ("delete",
          "The profile is erased from this card for good. The code it came with is normally "
          "used up: to have it back you need a new code from the provider.\n\n"
          "The contract is not ended by this. You go on paying until you end it with the "
          "provider."));
  gtk_label_set_text (self->prompt, prompt);
  adw_message_dialog_add_responses (dialog, "cancel", C_ ("delete", "_Keep"), "delete",
                                    C_ ("delete", "_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "delete", FALSE);
  adw_message_dialog_set_default_response (dialog, "delete");
}

static void
show_obstacle (TernDeleteDialog *self, const GError *obstacle)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (obstacle, LPA_STEP_NONE);
  g_autofree char *body = g_strdup_printf ("%s\n\n%s", explanation->cause, explanation->action);

  adw_message_dialog_format_heading (dialog, C_ ("delete", "“%s” cannot be deleted"),
                                     lpa_profile_get_display_name (self->profile));
  adw_message_dialog_set_body (dialog, body);
  gtk_widget_set_visible (self->typing, FALSE);
  adw_message_dialog_add_response (dialog, "cancel", C_ ("delete", "_Close"));
  if (g_error_matches (obstacle, LPA_POLICY_ERROR, LPA_POLICY_ERROR_ENABLED) &&
      !(lpa_profile_get_rules (self->profile) & LPA_POLICY_RULES_NO_DISABLE))
    adw_message_dialog_add_response (dialog, "disable", C_ ("delete", "_Switch it off"));
}

static void
tern_delete_dialog_dispose (GObject *object)
{
  g_clear_object (&TERN_DELETE_DIALOG (object)->profile);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_DELETE_DIALOG);
  G_OBJECT_CLASS (tern_delete_dialog_parent_class)->dispose (object);
}

static void
tern_delete_dialog_class_init (TernDeleteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_delete_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-delete-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernDeleteDialog, typing);
  gtk_widget_class_bind_template_child (widget_class, TernDeleteDialog, prompt);
  gtk_widget_class_bind_template_child (widget_class, TernDeleteDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
}

static void
tern_delete_dialog_init (TernDeleteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_delete_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @profile: a profile on a card
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is answered
 */
GtkWidget *
tern_delete_dialog_new (GtkWindow *parent, LpaProfile *profile)
{
  TernDeleteDialog *self = g_object_new (TERN_TYPE_DELETE_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GError) obstacle = find_obstacle (profile);

  self->profile = g_object_ref (profile);
  if (obstacle)
    show_obstacle (self, obstacle);
  else
    show_question (self);
  return GTK_WIDGET (self);
}

/**
 * tern_delete_dialog_get_profile:
 *
 * Returns: (transfer none): the profile in question
 */
LpaProfile *
tern_delete_dialog_get_profile (TernDeleteDialog *self)
{
  return self->profile;
}
