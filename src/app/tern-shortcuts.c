/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-shortcuts.h"

/**
 * tern_shortcuts_present:
 * @window: the main window
 *
 * Shows which keys do what. The window for that is made when it is wanted: asked about one that was
 * just closed, GTK 4.8 answers a screen reader with a window that is hidden, and crashes if that
 * was never shown.
 */
void
tern_shortcuts_present (GtkApplicationWindow *window)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (gtk_application_window_get_help_overlay (window) == NULL)
    {
      builder = gtk_builder_new_from_resource (TERN_RESOURCE_PATH "help-overlay.ui");
      gtk_application_window_set_help_overlay (
          window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}
