/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-line.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "readers/tern-mbim-error.h"

/* Milliseconds. */
#define CLOSE_TIMEOUT 5000

struct _TernMbimLine
{
  GMainContext *context;
  MbimDevice *device;
  GCancellable *abort; /* ends what is waited for when the modem has gone */
  gboolean removed;
};

static guint
to_seconds (guint milliseconds)
{
  return (milliseconds + 999) / 1000;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (TernMbimLine *self, GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (self->context, TRUE);

  return *place;
}

static void
on_removed (TernMbimLine *self)
{
  self->removed = TRUE;
  g_cancellable_cancel (self->abort);
}

static gboolean
set_removed (GError **error)
{
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, "mbim/removed",
                 "The modem is no longer there");
  return FALSE;
}

static gboolean
fail (TernMbimLine *self, const GError *cause, GError **error)
{
  if (self->removed)
    return set_removed (error);

  tern_mbim_error_convert (error, cause);
  return FALSE;
}

/* Before libmbim says it in its own words. The proxy opens the node in our stead. */
static gboolean
check_node (const char *path, gboolean proxy, GError **error)
{
  if (g_access (path, F_OK) != 0)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, "mbim/no-node",
                     "There is no modem at %s", path);
      return FALSE;
    }
  if (!proxy && g_access (path, R_OK | W_OK) != 0)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED,
                     "mbim/not-permitted", "%s: %s", path, g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}

static gboolean
find_device (TernMbimLine *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;

  mbim_device_new (file, NULL, on_done, &result);
  self->device = mbim_device_new_finish (wait_for (self, &result), &cause);
  if (self->device == NULL)
    return fail (self, cause, error);

  g_signal_connect_swapped (self->device, MBIM_DEVICE_SIGNAL_REMOVED, G_CALLBACK (on_removed),
                            self);
  return TRUE;
}

/* The usual proxy drops without a word whoever is not root. */
static gboolean
set_open_error (TernMbimLine *self, gboolean proxy, const GError *cause, GError **error)
{
  if (!self->removed && proxy && geteuid () != 0)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED,
                     "mbim/not-permitted", "mbim-proxy does not serve this user: %s",
                     cause->message);
      return FALSE;
    }

  return fail (self, cause, error);
}

static void
forward_cancel (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

static gboolean
open_device (TernMbimLine *self,
             gboolean proxy,
             guint timeout,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;
  gulong forward =
      cancellable != NULL
          ? g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel), self->abort, NULL)
          : 0;
  gboolean opened;

  mbim_device_open_full (self->device,
                         proxy ? MBIM_DEVICE_OPEN_FLAGS_PROXY : MBIM_DEVICE_OPEN_FLAGS_NONE,
                         to_seconds (timeout), self->abort, on_done, &result);
  opened = mbim_device_open_full_finish (self->device, wait_for (self, &result), &cause);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, forward);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return opened || set_open_error (self, proxy, cause, error);
}

static gboolean
open_session (TernMbimLine *self,
              const char *path,
              gboolean proxy,
              guint timeout,
              GCancellable *cancellable,
              GError **error)
{
  gboolean opened;

  g_main_context_push_thread_default (self->context);
  opened =
      find_device (self, path, error) && open_device (self, proxy, timeout, cancellable, error);
  g_main_context_pop_thread_default (self->context);
  return opened;
}

/**
 * tern_mbim_line_open:
 * @path: of the device node
 * @proxy: whether to go through mbim-proxy, which other programs use at the same time
 * @timeout: milliseconds that opening may take
 * @cancellable: (nullable): to give up
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): an open session
 */
TernMbimLine *
tern_mbim_line_open (const char *path,
                     gboolean proxy,
                     guint timeout,
                     GCancellable *cancellable,
                     GError **error)
{
  TernMbimLine *self;

  if (!check_node (path, proxy, error))
    return NULL;

  mbim_utils_set_show_personal_info (FALSE);
  self = g_new0 (TernMbimLine, 1);
  self->context = g_main_context_new ();
  self->abort = g_cancellable_new ();
  if (open_session (self, path, proxy, timeout, cancellable, error))
    return self;

  tern_mbim_line_close (self);
  return NULL;
}

static void
close_device (TernMbimLine *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (self->removed || !mbim_device_is_open (self->device))
    {
      mbim_device_close_force (self->device, NULL);
      return;
    }

  mbim_device_close (self->device, to_seconds (CLOSE_TIMEOUT), NULL, on_done, &result);
  mbim_device_close_finish (self->device, wait_for (self, &result), NULL);
}

/**
 * tern_mbim_line_close:
 * @self: (transfer full): a line
 *
 * Ends the session. Never fails; blocks, five seconds at most.
 */
void
tern_mbim_line_close (TernMbimLine *self)
{
  g_main_context_push_thread_default (self->context);
  if (self->device != NULL)
    {
      close_device (self);
      g_signal_handlers_disconnect_by_data (self->device, self);
    }
  g_clear_object (&self->device);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);

  g_clear_object (&self->abort);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * tern_mbim_line_is_removed:
 * @self: a line
 *
 * Returns: whether the modem has gone
 */
gboolean
tern_mbim_line_is_removed (TernMbimLine *self)
{
  return self->removed;
}

static MbimMessage *
exchange (TernMbimLine *self, MbimMessage *request, guint timeout, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbim_device_command (self->device, request, to_seconds (timeout), self->abort, on_done, &result);
  return mbim_device_command_finish (self->device, wait_for (self, &result), error);
}

/**
 * tern_mbim_line_send:
 * @self: a line
 * @request: a command
 * @timeout: milliseconds that the modem may take
 * @status: (out): how the modem says that it ended
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Sends one command and waits for its answer. Blocks.
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status
 */
MbimMessage *
tern_mbim_line_send (TernMbimLine *self,
                     MbimMessage *request,
                     guint timeout,
                     guint32 *status,
                     GError **error)
{
  g_autoptr (MbimMessage) response = NULL;
  g_autoptr (GError) cause = NULL;

  g_main_context_push_thread_default (self->context);
  while (g_main_context_iteration (self->context, FALSE))
    ; /* what the modem said unasked, or that it has gone */
  if (!self->removed)
    response = exchange (self, request, timeout, &cause);
  g_main_context_pop_thread_default (self->context);

  if (response == NULL ||
      mbim_message_get_message_type (response) != MBIM_MESSAGE_TYPE_COMMAND_DONE)
    {
      fail (self, cause, error);
      return NULL;
    }

  *status = mbim_message_command_done_get_status_code (response);
  return g_steal_pointer (&response);
}
