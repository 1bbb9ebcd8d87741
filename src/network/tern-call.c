/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-call.h"

#include "network/tern-wait.h"

/* How long a call that is stopped may take to say so. */
#define STOP_MILLISECONDS 5000

struct _TernCall
{
  GAsyncResult *result;
  GCancellable *stop;
};

static void
clear (gpointer data)
{
  TernCall *self = data;

  g_clear_object (&self->result);
  g_clear_object (&self->stop);
}

/**
 * tern_call_new:
 *
 * Returns: (transfer full): a call that has not begun
 */
TernCall *
tern_call_new (void)
{
  TernCall *self = g_rc_box_new0 (TernCall);

  self->stop = g_cancellable_new ();
  return self;
}

/**
 * tern_call_unref:
 * @self: (transfer full): a call
 */
void
tern_call_unref (TernCall *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * tern_call_get_cancellable:
 * @self: a call
 *
 * Returns: (transfer none): what it is to be begun with, so that it can be stopped
 */
GCancellable *
tern_call_get_cancellable (TernCall *self)
{
  return self->stop;
}

/**
 * tern_call_acquire:
 * @self: a call
 *
 * Returns: (transfer full): what tern_call_done() is to be given
 */
TernCall *
tern_call_acquire (TernCall *self)
{
  return g_rc_box_acquire (self);
}

/**
 * tern_call_done:
 * @source: who was called
 * @result: the answer
 * @call: (transfer full): from tern_call_acquire()
 *
 * The callback of the call.
 */
void
tern_call_done (GObject *source, GAsyncResult *result, gpointer call)
{
  g_autoptr (TernCall) self = call;

  g_set_object (&self->result, result);
}

static gboolean
is_done (gpointer data)
{
  return ((const TernCall *) data)->result != NULL;
}

/**
 * tern_call_await:
 * @self: a call that has begun
 * @milliseconds: how long it may take
 * @cancellable: (nullable): stops it
 * @error: return location for %G_IO_ERROR_CANCELLED, when there is no answer even to that
 *
 * Returns: (transfer none) (nullable): the answer, which may be that it was stopped
 */
GAsyncResult *
tern_call_await (TernCall *self, guint milliseconds, GCancellable *cancellable, GError **error)
{
  if (!tern_wait (milliseconds, is_done, self, cancellable))
    {
      g_cancellable_cancel (self->stop);
      tern_wait (STOP_MILLISECONDS, is_done, self, NULL);
    }
  if (self->result == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is no answer");
  return self->result;
}
