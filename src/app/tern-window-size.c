/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-window-size.h"

/* In pixels, what the window can be made at the least. */
#define LEAST_WIDTH 360
#define LEAST_HEIGHT 294

/**
 * tern_window_size_restore:
 * @window: the main window, before it is shown
 *
 * Makes it as large as it was when the program was last closed.
 */
void
tern_window_size_restore (GtkWindow *window)
{
  g_autoptr (GSettings) settings = g_settings_new (TERN_APPLICATION_ID);

  gtk_window_set_default_size (window, g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (window);
}

/**
 * tern_window_size_save:
 * @window: the main window
 *
 * Keeps its size for the next time.
 */
void
tern_window_size_save (GtkWindow *window)
{
  g_autoptr (GSettings) settings = g_settings_new (TERN_APPLICATION_ID);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (settings, "window-width", MAX (width, LEAST_WIDTH));
  g_settings_set_int (settings, "window-height", MAX (height, LEAST_HEIGHT));
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
}
