/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-notify.h"

#define ENDED "ended"

static gboolean
is_looked_at (GtkApplication *application)
{
  GtkWindow *active = gtk_application_get_active_window (application);

  return active && gtk_window_is_active (active);
}

/**
 * tern_notify:
 * @widget: any widget of the window
 * @title: what has ended, and how
 * @body: (nullable): what to do next
 *
 * Tells the desktop that something long has ended, when nobody is looking at the window. Working
 * the notification brings the window back.
 */
void
tern_notify (GtkWidget *widget, const char *title, const char *body)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application =
      GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  g_autoptr (GNotification) notification = NULL;

  /* Without a session bus there is no desktop to tell. */
  if (application == NULL || is_looked_at (application) ||
      g_application_get_dbus_connection (G_APPLICATION (application)) == NULL)
    return;
  notification = g_notification_new (title);
  if (body)
    g_notification_set_body (notification, body);
  g_application_send_notification (G_APPLICATION (application), ENDED, notification);
}
