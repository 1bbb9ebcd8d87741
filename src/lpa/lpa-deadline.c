/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-deadline.h"

/* A thread and not a timeout source: the one who waits is blocked in the core and iterates no
 * context. */
struct _LpaDeadline
{
  GCancellable *cancellable;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gint64 end;
  gboolean done;
};

static gpointer
deadline_thread (gpointer data)
{
  LpaDeadline *self = data;
  gboolean over = FALSE;

  g_mutex_lock (&self->mutex);
  while (!self->done && !over)
    over = !g_cond_wait_until (&self->cond, &self->mutex, self->end);
  g_mutex_unlock (&self->mutex);
  if (over)
    g_cancellable_cancel (self->cancellable);
  return NULL;
}

/**
 * lpa_deadline_new:
 * @milliseconds: how long from now
 *
 * Any thread.
 *
 * Returns: (transfer full): a running deadline
 */
LpaDeadline *
lpa_deadline_new (guint milliseconds)
{
  LpaDeadline *self = g_new0 (LpaDeadline, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->cancellable = g_cancellable_new ();
  self->end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  self->thread = g_thread_new ("lpa-deadline", deadline_thread, self);
  return self;
}

/**
 * lpa_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: (transfer none): cancelled when the time is over
 */
GCancellable *
lpa_deadline_get_cancellable (LpaDeadline *self)
{
  return self->cancellable;
}

/**
 * lpa_deadline_free:
 * @self: (transfer full): a deadline; what it bounds must have returned
 */
void
lpa_deadline_free (LpaDeadline *self)
{
  g_mutex_lock (&self->mutex);
  self->done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
