/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-preferences.h"

#include "app/tern-sharing-group.h"

struct _TernPreferences
{
  AdwPreferencesWindow parent_instance;

  GtkSwitch *identifiers;
  GtkSwitch *web;
  TernSharingGroup *sharing;
};

G_DEFINE_FINAL_TYPE (TernPreferences, tern_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
tern_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_PREFERENCES);
  G_OBJECT_CLASS (tern_preferences_parent_class)->dispose (object);
}

static void
tern_preferences_class_init (TernPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (TERN_TYPE_SHARING_GROUP);
  G_OBJECT_CLASS (klass)->dispose = tern_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TernPreferences, identifiers);
  gtk_widget_class_bind_template_child (widget_class, TernPreferences, web);
  gtk_widget_class_bind_template_child (widget_class, TernPreferences, sharing);
}

static void
tern_preferences_init (TernPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_preferences_new:
 * @parent: (nullable): the window it belongs to
 * @settings: where they are kept
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_preferences_new (GtkWindow *parent, GSettings *settings)
{
  TernPreferences *self = g_object_new (TERN_TYPE_PREFERENCES, "transient-for", parent, NULL);

  g_settings_bind (settings, "show-identifiers", self->identifiers, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "allow-web-authorities", self->web, "active", G_SETTINGS_BIND_DEFAULT);
  tern_sharing_group_set_settings (self->sharing, settings);
  return GTK_WIDGET (self);
}
