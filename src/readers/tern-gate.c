/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-gate.h"

struct _TernGate
{
  gboolean open;
  GPtrArray *waiting;
};

/* What a task that waits holds: where it waits, and what ends that early. */
typedef struct
{
  TernGate *gate;
  GSource *cancelled;
} Wait;

/**
 * tern_gate_new:
 *
 * Returns: (transfer full): a moment that has not come
 */
TernGate *
tern_gate_new (void)
{
  TernGate *self = g_new0 (TernGate, 1);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * tern_gate_free:
 * @self: (transfer full): a gate; whoever waits at it keeps what it is part of
 */
void
tern_gate_free (TernGate *self)
{
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/**
 * tern_gate_open:
 * @self: a gate
 *
 * The moment has come: all tasks return %TRUE.
 */
void
tern_gate_open (TernGate *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->open = TRUE;
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  const Wait *wait = g_task_get_task_data (task);

  if (g_ptr_array_remove (wait->gate->waiting, task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
wait_free (gpointer data)
{
  Wait *self = data;

  g_source_destroy (self->cancelled);
  g_source_unref (self->cancelled);
  g_free (self);
}

/* The source goes with the task, whose end it must not outlive. */
static void
follow_cancellable (TernGate *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Wait *wait;

  if (cancellable == NULL)
    return;

  wait = g_new0 (Wait, 1);
  wait->gate = self;
  wait->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (wait->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (wait->cancelled, g_task_get_context (task));
  g_task_set_task_data (task, wait, wait_free);
}

/**
 * tern_gate_await:
 * @self: a gate
 * @task: (transfer full): returns %TRUE when the moment has come, or that it was cancelled; its
 * source object is what the gate is part of
 */
void
tern_gate_await (TernGate *self, GTask *task)
{
  if (self->open)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  follow_cancellable (self, task);
  g_ptr_array_add (self->waiting, task);
}
