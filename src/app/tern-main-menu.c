/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-main-menu.h"

struct _TernMainMenu
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (TernMainMenu, tern_main_menu, ADW_TYPE_BIN)

static void
tern_main_menu_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_MAIN_MENU);
  G_OBJECT_CLASS (tern_main_menu_parent_class)->dispose (object);
}

static void
tern_main_menu_class_init (TernMainMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_main_menu_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               TERN_RESOURCE_PATH "tern-main-menu.ui");
}

static void
tern_main_menu_init (TernMainMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_main_menu_new:
 *
 * Returns: (transfer floating): the button, with its menu
 */
GtkWidget *
tern_main_menu_new (void)
{
  return g_object_new (TERN_TYPE_MAIN_MENU, NULL);
}
