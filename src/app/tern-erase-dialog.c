/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-erase-dialog.h"

#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

/* More names than these are only counted. */
#define MOST_NAMES 12

struct _TernEraseDialog
{
  AdwMessageDialog parent_instance;

  AdwActionRow *operational_row;
  GtkCheckButton *operational;
  AdwActionRow *test_row;
  GtkCheckButton *test;
  AdwActionRow *server_row;
  GtkCheckButton *server;
  GtkLabel *consequence;
  GtkLabel *prompt;
  GtkEntry *entry;

  LpaEuicc *euicc;
};

G_DEFINE_FINAL_TYPE (TernEraseDialog, tern_erase_dialog, ADW_TYPE_MESSAGE_DIALOG)

static const char *
get_phrase (void)
{
  return C_ ("erase", "erase this card");
}

/* How many profiles of a kind there are; their names are appended to @names. */
static guint
count_profiles (TernEraseDialog *self, LpaProfileKind kind, GString *names)
{
  GListModel *profiles = lpa_euicc_get_profiles (self->euicc);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_get_kind (profile) != kind)
        continue;
      if (n++ < MOST_NAMES)
        g_string_append_printf (names, "%s“%s”", n > 1 ? ", " : "",
                                lpa_profile_get_display_name (profile));
    }
  if (n > MOST_NAMES)
    g_string_append_printf (names, ", …");
  return n;
}

static const char *
get_default_server (TernEraseDialog *self)
{
  const LpaAddresses *addresses = lpa_euicc_get_addresses (self->euicc);

  return addresses && addresses->default_smdp && *addresses->default_smdp ? addresses->default_smdp
                                                                          : NULL;
}

static void
append_profiles (GString *text, guint n, const char *names)
{
  g_string_append_printf (text,
                          lpa_plural ("erase",
                                      "%u profile is erased for good, also if it is switched on or "
                                      "its provider does not allow it to be deleted: %s.",
                                      "%u profiles are erased for good, also those that are "
                                      "switched on or that their providers do not allow to be "
                                      "deleted: %s.",
                                      n),
                          n, names);
}

/* Everything that goes, as it is on the card now. */
static char *
dup_consequence (TernEraseDialog *self, LpaResetOptions options)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GString *text = g_string_new (NULL);
  guint n = 0;

  if (options & LPA_RESET_OPERATIONAL_PROFILES)
    n += count_profiles (self, LPA_PROFILE_KIND_OPERATIONAL, names);
  if (n > 0 && (options & LPA_RESET_TEST_PROFILES))
    g_string_append (names, ", ");
  if (options & LPA_RESET_TEST_PROFILES)
    n += count_profiles (self, LPA_PROFILE_KIND_TEST, names);
  if (n > 0)
    append_profiles (text, n, names->str);
  if (options & LPA_RESET_DEFAULT_SMDP)
    g_string_append_printf (text, "%s%s", text->len ? " " : "",
                            C_ ("erase", "The card goes back to the default server it came with, "
                                         "or to none."));
  return g_string_free (text, FALSE);
}

static void
update (TernEraseDialog *self)
{
  LpaResetOptions options = tern_erase_dialog_get_options (self);
  g_autofree char *consequence = dup_consequence (self, options);
  g_autofree char *typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gboolean same = g_utf8_collate (g_strstrip (typed), get_phrase ()) == 0;

  gtk_label_set_text (self->consequence, consequence);
  gtk_widget_set_visible (GTK_WIDGET (self->consequence), *consequence != '\0');
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "erase",
                                           options != 0 && same);
}

static void
show_kind (AdwActionRow *row, GtkCheckButton *check, guint n)
{
  g_autofree char *text = g_strdup_printf (lpa_plural ("erase", "%u profile", "%u profiles", n), n);

  adw_action_row_set_subtitle (row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (row), n > 0);
  if (n == 0)
    gtk_check_button_set_active (check, FALSE);
}

/* The card may change while the dialog is open, by another program for one. */
static void
show_card (TernEraseDialog *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const char *server = get_default_server (self);

  show_kind (self->operational_row, self->operational,
             count_profiles (self, LPA_PROFILE_KIND_OPERATIONAL, names));
  show_kind (self->test_row, self->test, count_profiles (self, LPA_PROFILE_KIND_TEST, names));
  adw_action_row_set_subtitle (self->server_row, server ? server : C_ ("server", "None"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->server_row), server != NULL);
  update (self);
}

static void
tern_erase_dialog_dispose (GObject *object)
{
  g_clear_object (&TERN_ERASE_DIALOG (object)->euicc);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ERASE_DIALOG);
  G_OBJECT_CLASS (tern_erase_dialog_parent_class)->dispose (object);
}

static void
tern_erase_dialog_class_init (TernEraseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_erase_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-erase-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, operational_row);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, operational);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, test_row);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, test);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, server_row);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, server);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, consequence);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, prompt);
  gtk_widget_class_bind_template_child (widget_class, TernEraseDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
tern_erase_dialog_init (TernEraseDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  g_autofree char *prompt = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  prompt = g_strdup_printf (C_ ("erase", "Type “%s” to confirm:"), get_phrase ());
  gtk_label_set_text (self->prompt, prompt);
  adw_message_dialog_add_responses (dialog, "cancel", C_ ("erase", "_Keep everything"), "erase",
                                    C_ ("erase", "_Erase"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "erase", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "erase");
}

/**
 * tern_erase_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @euicc: the card
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is answered
 */
GtkWidget *
tern_erase_dialog_new (GtkWindow *parent, LpaEuicc *euicc)
{
  TernEraseDialog *self = g_object_new (TERN_TYPE_ERASE_DIALOG, "transient-for", parent, NULL);

  self->euicc = g_object_ref (euicc);
  g_signal_connect_object (lpa_euicc_get_profiles (euicc), "items-changed", G_CALLBACK (show_card),
                           self, G_CONNECT_SWAPPED);
  show_card (self);
  return GTK_WIDGET (self);
}

/**
 * tern_erase_dialog_get_options:
 *
 * Returns: what is chosen to be erased
 */
LpaResetOptions
tern_erase_dialog_get_options (TernEraseDialog *self)
{
  LpaResetOptions options = 0;

  if (gtk_check_button_get_active (self->operational))
    options |= LPA_RESET_OPERATIONAL_PROFILES;
  if (gtk_check_button_get_active (self->test))
    options |= LPA_RESET_TEST_PROFILES;
  if (gtk_check_button_get_active (self->server))
    options |= LPA_RESET_DEFAULT_SMDP;
  return options;
}
