/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-profile-dialog.h"

#include "app/tern-error-dialog.h"
#include "app/tern-icon.h"
#include "app/tern-outlive.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

/* Length of a nickname in bytes (SGP.22 5.7.21). */
#define NICKNAME_SIZE 64

struct _TernProfileDialog
{
  AdwWindow parent_instance;

  AdwAvatar *avatar;
  GtkLabel *heading;
  GtkLabel *state;
  AdwEntryRow *nickname;
  GtkLabel *counter;
  GtkSpinner *spinner;
  AdwActionRow *provider;
  AdwActionRow *name;
  AdwActionRow *operator;
  AdwActionRow *country;
  AdwActionRow *network;
  AdwActionRow *iccid;
  AdwActionRow *kind;
  AdwActionRow *rules;

  GSettings *settings;
  TernOperators *operators;
  LpaEuicc *euicc;
  LpaProfile *profile;
};

G_DEFINE_FINAL_TYPE (TernProfileDialog, tern_profile_dialog, ADW_TYPE_WINDOW)

static guint delete_signal;

static void
show_row (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text && *text);
  adw_action_row_set_subtitle (row, text ? text : "");
}

static void
show_length (TernProfileDialog *self)
{
  gsize length = strlen (gtk_editable_get_text (GTK_EDITABLE (self->nickname)));
  g_autofree char *text =
      g_strdup_printf (C_ ("nickname", "%" G_GSIZE_FORMAT " of %d bytes"), length, NICKNAME_SIZE);

  gtk_label_set_text (self->counter, text);
  if (length > NICKNAME_SIZE)
    gtk_widget_add_css_class (GTK_WIDGET (self->nickname), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->nickname), "error");
}

static void
show_iccid (TernProfileDialog *self)
{
  g_autofree char *text = NULL;

  if (self->profile)
    text = tern_words_dup_eid (lpa_profile_get_iccid (self->profile),
                               !g_settings_get_boolean (self->settings, "show-identifiers"));
  show_row (self->iccid, text);
}

/* What is not known is not named. */
static void
show_owner (TernProfileDialog *self)
{
  const LpaOwner *owner = lpa_profile_get_owner (self->profile);
  g_autofree char *mcc = owner ? lpa_owner_dup_mcc (owner) : NULL;
  g_autofree char *mnc = owner ? lpa_owner_dup_mnc (owner) : NULL;
  g_autofree char *network = mcc && mnc ? g_strdup_printf ("%s-%s", mcc, mnc) : NULL;
  g_autofree char *operator= NULL;
  g_autofree char *country = NULL;

  if (self->operators)
    {
      operator= tern_operators_dup_profile_operator (self->operators, self->profile);
      country = tern_operators_dup_profile_country (self->operators, self->profile);
    }
  show_row (self->operator, operator);
  show_row (self->country, country);
  show_row (self->network, network);
}

static void
show_profile (TernProfileDialog *self)
{
  LpaProfile *profile = self->profile;
  g_autofree char *rules = tern_words_dup_rules (lpa_profile_get_rules (profile));
  const char *nickname = lpa_profile_get_nickname (profile);

  tern_icon_show_profile (self->avatar, profile);
  gtk_label_set_text (self->heading, lpa_profile_get_display_name (profile));
  gtk_label_set_text (self->state, lpa_profile_is_enabled (profile) ? C_ ("profile", "In use")
                                                                    : C_ ("profile", "Not in use"));
  gtk_editable_set_text (GTK_EDITABLE (self->nickname), nickname ? nickname : "");
  adw_entry_row_set_show_apply_button (self->nickname, FALSE);
  adw_entry_row_set_show_apply_button (self->nickname, TRUE);
  show_length (self);
  show_row (self->provider, lpa_profile_get_provider (profile));
  show_row (self->name, lpa_profile_get_name (profile));
  show_owner (self);
  show_iccid (self);
  show_row (self->kind, tern_words_get_kind (lpa_profile_get_kind (profile)));
  show_row (self->rules, rules);
}

/* The profile as the card has it now; profiles are snapshots. */
static void
take_current_profile (TernProfileDialog *self)
{
  g_autoptr (LpaProfile) current =
      lpa_euicc_find_profile (self->euicc, lpa_profile_get_iccid (self->profile), NULL);

  if (current)
    g_set_object (&self->profile, current);
  show_profile (self);
}

/* Another program is at the card as well. What is being typed is the person's. */
static void
on_profiles_changed (TernProfileDialog *self)
{
  const char *known = lpa_profile_get_nickname (self->profile);
  g_autofree char *typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->nickname)));
  gboolean typing = g_strcmp0 (typed, known ? known : "") != 0;
  g_autoptr (LpaProfile) current =
      lpa_euicc_find_profile (self->euicc, lpa_profile_get_iccid (self->profile), NULL);

  if (current == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  take_current_profile (self);
  if (typing)
    gtk_editable_set_text (GTK_EDITABLE (self->nickname), typed);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernProfileDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  gtk_spinner_set_spinning (self->spinner, FALSE);
  gtk_editable_set_editable (GTK_EDITABLE (self->nickname), TRUE);
  if (self->profile == NULL)
    return;
  if (sent == NULL)
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("profile", "Not renamed"), error);
  take_current_profile (self);
}

static void
on_nickname_applied (TernProfileDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->nickname));

  if (strlen (text) > NICKNAME_SIZE)
    {
      tern_toast (GTK_WIDGET (self), C_ ("nickname", "The card has room for 64 bytes only"));
      adw_entry_row_set_show_apply_button (self->nickname, FALSE);
      adw_entry_row_set_show_apply_button (self->nickname, TRUE);
      return;
    }
  gtk_editable_set_editable (GTK_EDITABLE (self->nickname), FALSE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  lpa_euicc_rename_async (self->euicc, self->profile, text, NULL, on_renamed, g_object_ref (self));
}

static void
on_copy_iccid (TernProfileDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          lpa_profile_get_iccid (self->profile));
  tern_toast (GTK_WIDGET (self), C_ ("toast", "ICCID copied"));
}

static void
on_delete_clicked (TernProfileDialog *self)
{
  g_autoptr (TernProfileDialog) alive = g_object_ref (self);

  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (alive, delete_signal, 0);
}

static void
tern_profile_dialog_dispose (GObject *object)
{
  TernProfileDialog *self = TERN_PROFILE_DIALOG (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->operators);
  g_clear_object (&self->euicc);
  g_clear_object (&self->profile);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_PROFILE_DIALOG);
  G_OBJECT_CLASS (tern_profile_dialog_parent_class)->dispose (object);
}

static void
tern_profile_dialog_class_init (TernProfileDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_profile_dialog_dispose;
  delete_signal = g_signal_new ("delete", TERN_TYPE_PROFILE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-profile-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, state);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, nickname);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, counter);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, provider);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, name);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, operator);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, country);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, network);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, iccid);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, TernProfileDialog, rules);
  gtk_widget_class_bind_template_callback (widget_class, show_length);
  gtk_widget_class_bind_template_callback (widget_class, on_nickname_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_iccid);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_clicked);
}

static void
tern_profile_dialog_init (TernProfileDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TERN_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::show-identifiers", G_CALLBACK (show_iccid),
                           self, G_CONNECT_SWAPPED);
}

/**
 * tern_profile_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @euicc: the card
 * @profile: a profile on it
 * @operators: (nullable): who operates which network, once known
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_profile_dialog_new (GtkWindow *parent,
                         LpaEuicc *euicc,
                         LpaProfile *profile,
                         TernOperators *operators)
{
  GtkApplication *application = parent ? gtk_window_get_application (parent) : NULL;
  TernProfileDialog *self = g_object_new (TERN_TYPE_PROFILE_DIALOG, "transient-for", parent,
                                          "application", application, NULL);

  self->euicc = g_object_ref (euicc);
  self->profile = g_object_ref (profile);
  tern_outlive_parent (self);
  g_set_object (&self->operators, operators);
  g_signal_connect_object (lpa_euicc_get_profiles (euicc), "items-changed",
                           G_CALLBACK (on_profiles_changed), self, G_CONNECT_SWAPPED);
  show_profile (self);
  return GTK_WIDGET (self);
}

/**
 * tern_profile_dialog_get_profile:
 *
 * Returns: (transfer none): the profile as it was read last
 */
LpaProfile *
tern_profile_dialog_get_profile (TernProfileDialog *self)
{
  return self->profile;
}
