/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-portal-request.h"

#define REQUEST "org.freedesktop.portal.Request"

/* How a request ends. */
enum
{
  RESPONSE_DONE,
  RESPONSE_CANCELLED,
  RESPONSE_OTHER,
};

typedef struct
{
  GDBusConnection *bus;
  char *interface;
  char *method;
  GVariant *arguments;
  char *token;
  char *handle;
  guint subscription;
  gulong cancel_handler;
  gboolean is_open;
} Request;

static void
unsubscribe (Request *self)
{
  if (self->subscription)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
}

static void
request_free (gpointer data)
{
  Request *self = data;

  unsubscribe (self);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->arguments, g_variant_unref);
  g_free (self->interface);
  g_free (self->method);
  g_free (self->token);
  g_free (self->handle);
  g_free (self);
}

/* The first of answer, fault and cancelling counts. */
static void
end (GTask *task, GVariant *results, GError *error)
{
  Request *request = g_task_get_task_data (task);

  g_assert (request->is_open);
  request->is_open = FALSE;
  unsubscribe (request);
  g_clear_signal_handler (&request->cancel_handler, g_task_get_cancellable (task));
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, results, (GDestroyNotify) g_variant_unref);
}

static void
on_response (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  g_autoptr (GVariant) results = NULL;
  guint32 response;
  Request *request = g_task_get_task_data (task);

  if (!request->is_open || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == RESPONSE_CANCELLED)
    end (task, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not wanted any more"));
  else if (response == RESPONSE_DONE)
    end (task, g_steal_pointer (&results), NULL);
  else
    end (task, NULL,
         g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                              "The desktop does not allow it"));
}

static void
subscribe (GTask *task, const char *handle)
{
  Request *request = g_task_get_task_data (task);

  if (g_strcmp0 (request->handle, handle) == 0)
    return;
  unsubscribe (request);
  g_free (request->handle);
  request->handle = g_strdup (handle);
  request->subscription = g_dbus_connection_signal_subscribe (
      request->bus, TERN_PORTAL_NAME, REQUEST, "Response", handle, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_response, g_object_ref (task), g_object_unref);
}

/* Where there is no portal there is nobody of that name, or nobody who knows the method. */
static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Request *request = g_task_get_task_data (task);
  const char *handle;

  if (!request->is_open)
    return;
  if (reply)
    {
      g_variant_get (reply, "(&o)", &handle);
      subscribe (task, handle);
    }
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    end (task, NULL,
         g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, error->message));
  else
    end (task, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, error->message));
}

static void
on_cancelled (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_dbus_connection_call (request->bus, TERN_PORTAL_NAME, request->handle, REQUEST, "Close", NULL,
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  end (task, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

/* The answer can come before the call returns: it is listened for where it will come from. */
static void
call (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (request->bus) + 1);
  g_autofree char *handle = NULL;

  g_strdelimit (sender, ".", '_');
  handle = g_strdup_printf (TERN_PORTAL_PATH "/request/%s/%s", sender, request->token);
  subscribe (task, handle);
  g_dbus_connection_call (request->bus, TERN_PORTAL_NAME, TERN_PORTAL_PATH, request->interface,
                          request->method, request->arguments, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_called, g_object_ref (task));
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Request *request = g_task_get_task_data (task);

  request->bus = g_bus_get_finish (result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  request->is_open = TRUE;
  if (request->bus == NULL)
    {
      end (task, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, error->message));
      return;
    }
  call (task);
  if (cancellable)
    request->cancel_handler = g_signal_connect_object (
        cancellable, "cancelled", G_CALLBACK (on_cancelled), task, G_CONNECT_SWAPPED);
}

/* The options carry the token that tells where the answer will come from. */
static Request *
request_new (const char *interface, const char *method, const char *parent, GVariantDict *options)
{
  Request *self = g_new0 (Request, 1);

  self->interface = g_strdup (interface);
  self->method = g_strdup (method);
  self->token = g_strdup_printf ("tern%u", g_random_int ());
  g_variant_dict_insert (options, "handle_token", "s", self->token);
  self->arguments = parent ? g_variant_new ("(s@a{sv})", parent, g_variant_dict_end (options))
                           : g_variant_new ("(@a{sv})", g_variant_dict_end (options));
  g_variant_ref_sink (self->arguments);
  return self;
}

/**
 * tern_portal_request_async:
 * @interface: of the portal
 * @method: of @interface
 * @parent: (nullable): the window to ask in front of, empty when it is not known; %NULL for a
 *   method that takes none
 * @options: the method's options; used up
 * @cancellable: (nullable): to stop it; the person is not asked any longer
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Asks the portal, which asks the person. Main thread. Ends with tern_portal_request_finish().
 */
void
tern_portal_request_async (const char *interface,
                           const char *method,
                           const char *parent,
                           GVariantDict *options,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tern_portal_request_async);
  g_task_set_task_data (task, request_new (interface, method, parent, options), request_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

/**
 * tern_portal_request_finish:
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_NOT_SUPPORTED where there is no such portal,
 *   %G_IO_ERROR_PERMISSION_DENIED, or %G_IO_ERROR_CANCELLED, also when the person does not want it
 *
 * Returns: (transfer full) (nullable): the answer, of type a{sv}
 */
GVariant *
tern_portal_request_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_portal_request_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
