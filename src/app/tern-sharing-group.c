/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-sharing-group.h"

#include "ledger/tern-sharing.h"

#include <glib/gi18n.h>

struct _TernSharingGroup
{
  AdwPreferencesGroup parent_instance;

  GtkEditable *address;
  GtkEditable *station;
  GtkEditable *password;
  AdwActionRow *trial;
  GtkWidget *try;
  GtkSpinner *spinner;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (TernSharingGroup, tern_sharing_group, ADW_TYPE_PREFERENCES_GROUP)

static char *
dup_address (TernSharingGroup *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->address)));
}

static void
say (TernSharingGroup *self, const char *sentence)
{
  adw_action_row_set_subtitle (self->trial, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->trial), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence, -1);
}

static void
set_busy (TernSharingGroup *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->try, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* With a password in it the address would lie open in the settings. */
static void
on_address_applied (TernSharingGroup *self)
{
  g_autofree char *address = dup_address (self);
  g_autoptr (GError) error = NULL;
  TernPostgresPlace *place =
      *address != '\0' ? tern_postgres_place_new (address, NULL, &error) : NULL;

  g_clear_pointer (&place, tern_postgres_place_free);
  if (error != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->address), "error");
      say (self, error->message);
      return;
    }

  gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  g_settings_set_string (self->settings, "shared-ledger", address);
  gtk_widget_set_sensitive (self->try, *address != '\0');
  say (self, *address != '\0'
                 ? C_ ("sharing", "The history is shared there when Tern is next started.")
                 : C_ ("sharing", "Nothing is shared when Tern is next started."));
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernSharingGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (self->settings == NULL)
    return;
  set_busy (self, FALSE);
  if (tern_sharing_keep_password_finish (result, &error))
    {
      gtk_editable_set_text (self->password, "");
      say (self, C_ ("sharing", "The password is in the keyring of this desktop."));
      return;
    }

  sentence = g_strdup_printf (
      C_ ("sharing", "The password is not kept, because there is no keyring that can be used (%s). "
                     "Put it into a password file of PostgreSQL, such as ~/.pgpass."),
      error->message);
  say (self, sentence);
}

static void
on_password_applied (TernSharingGroup *self)
{
  g_autofree char *address = dup_address (self);

  if (*address == '\0')
    {
      say (self, C_ ("sharing", "Fill in the address first: the password is kept for it."));
      return;
    }
  set_busy (self, TRUE);
  tern_sharing_keep_password_async (address, gtk_editable_get_text (self->password), on_kept,
                                    g_object_ref (self));
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernSharingGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TernSharingTrial) trial = tern_sharing_try_finish (result, &error);
  g_autofree char *sentence = trial != NULL ? tern_sharing_trial_dup_sentence (trial) : NULL;

  if (self->settings == NULL)
    return;
  set_busy (self, FALSE);
  say (self, sentence != NULL ? sentence : error->message);
}

static void
on_try_clicked (TernSharingGroup *self)
{
  g_autofree char *address = dup_address (self);
  const char *password = gtk_editable_get_text (self->password);

  set_busy (self, TRUE);
  say (self, C_ ("sharing", "Asking the database…"));
  tern_sharing_try_async (address, *password != '\0' ? password : NULL, on_tried,
                          g_object_ref (self));
}

static void
on_address_changed (TernSharingGroup *self)
{
  g_autofree char *address = dup_address (self);

  gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  gtk_widget_set_sensitive (self->try, *address != '\0');
}

static void
tern_sharing_group_dispose (GObject *object)
{
  TernSharingGroup *self = TERN_SHARING_GROUP (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_SHARING_GROUP);
  G_OBJECT_CLASS (tern_sharing_group_parent_class)->dispose (object);
}

static void
tern_sharing_group_class_init (TernSharingGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_sharing_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-sharing-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, address);
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, station);
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, password);
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, trial);
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, try);
  gtk_widget_class_bind_template_child (widget_class, TernSharingGroup, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_address_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_try_clicked);
}

static void
tern_sharing_group_init (TernSharingGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), tern_postgres_is_built ());
}

/**
 * tern_sharing_group_set_settings:
 * @settings: where address and name are kept
 *
 * Shows what the settings say, and writes there what is changed.
 */
void
tern_sharing_group_set_settings (TernSharingGroup *self, GSettings *settings)
{
  g_autofree char *address = g_settings_get_string (settings, "shared-ledger");

  g_set_object (&self->settings, settings);
  gtk_editable_set_text (self->address, address);
  gtk_widget_set_sensitive (self->try, *address != '\0');
  g_settings_bind (settings, "station-name", self->station, "text", G_SETTINGS_BIND_DEFAULT);
}
