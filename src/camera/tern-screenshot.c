/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-screenshot.h"

#include "camera/tern-portal-request.h"

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) results = tern_portal_request_finish (result, &error);
  const char *uri = NULL;

  if (results == NULL)
    g_task_return_error (task, error);
  else if (g_variant_lookup (results, "uri", "&s", &uri))
    g_task_return_pointer (task, g_file_new_for_uri (uri), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                             "The desktop does not give a picture of the screen");
}

/**
 * tern_screenshot_take_async:
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Asks the desktop for a picture of the screen; the desktop asks the person. Main thread. Ends with
 * tern_screenshot_take_finish().
 */
void
tern_screenshot_take_async (GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_task_set_source_tag (task, tern_screenshot_take_async);
  g_variant_dict_insert (&options, "interactive", "b", TRUE);
  tern_portal_request_async ("org.freedesktop.portal.Screenshot", "Screenshot", "", &options,
                             cancellable, on_answer, task);
}

/**
 * tern_screenshot_take_finish:
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED where the desktop has no way to do it,
 *   %G_IO_ERROR_PERMISSION_DENIED, or %G_IO_ERROR_CANCELLED, also when the person does not go on
 *
 * Returns: (transfer full) (nullable): the picture
 */
GFile *
tern_screenshot_take_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_screenshot_take_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
