/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-portal.h"

#include "camera/tern-camera-error.h"
#include "camera/tern-portal-request.h"

#include <gio/gunixfdlist.h>

#define INTERFACE "org.freedesktop.portal.Camera"

/* A "no" of the person comes as if they had thought again. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = tern_portal_request_finish (result, &error);

  if (results)
    g_task_return_boolean (task, TRUE);
  else if (g_task_return_error_if_cancelled (task))
    return;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_DENIED, "%s",
                             error->message);
}

/**
 * tern_camera_portal_ask_async:
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Asks whether cameras may be used. Main thread. Ends with tern_camera_portal_ask_finish().
 */
void
tern_camera_portal_ask_async (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_task_set_source_tag (task, tern_camera_portal_ask_async);
  tern_portal_request_async (INTERFACE, "AccessCamera", NULL, &options, cancellable, on_answer,
                             task);
}

/**
 * tern_camera_portal_ask_finish:
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED where there is no such portal,
 *   %TERN_CAMERA_ERROR_DENIED, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether they may
 */
gboolean
tern_camera_portal_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_camera_portal_ask_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) files = NULL;
  GError *error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), &files, result, &error);
  gint32 handle = -1;
  int file = -1;

  if (answer)
    g_variant_get (answer, "(h)", &handle);
  if (answer && files)
    file = g_unix_fd_list_get (files, handle, &error);
  if (file >= 0)
    g_task_return_int (task, file);
  else if (error)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_FAILED,
                             "The portal gave no way to the cameras");
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    g_task_return_error (task, error);
  else
    g_dbus_connection_call_with_unix_fd_list (
        bus, TERN_PORTAL_NAME, TERN_PORTAL_PATH, INTERFACE, "OpenPipeWireRemote",
        g_variant_new ("(a{sv})", NULL), G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
        g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

/**
 * tern_camera_portal_open_async:
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Opens a way to the cameras, once they may be used. Each serves one client of PipeWire. Main
 * thread. Ends with tern_camera_portal_open_finish().
 */
void
tern_camera_portal_open_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tern_camera_portal_open_async);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

/**
 * tern_camera_portal_open_finish:
 * @result: what the callback was given
 * @error: return location for an error of D-Bus, %TERN_CAMERA_ERROR_FAILED, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: a socket of PipeWire that the caller closes, or -1
 */
int
tern_camera_portal_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_camera_portal_open_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
