/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-worker.h"

static GString *order;
static GMutex order_mutex;

static void
note (gpointer letter)
{
  g_mutex_lock (&order_mutex);
  g_string_append_c (order, (char) GPOINTER_TO_INT (letter));
  g_mutex_unlock (&order_mutex);
}

static gboolean
note_later (gpointer letter)
{
  note (letter);
  return G_SOURCE_REMOVE;
}

static void
count (GObject *source, GAsyncResult *result, gpointer user_data)
{
  int *left = user_data;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  (*left)--;
}

/* Leaves work for its own context, which is done before the next task and not within it. */
static void
run_and_post (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GSource) later = g_idle_source_new ();

  note (data);
  g_source_set_callback (later, note_later, GINT_TO_POINTER ('.'), NULL);
  g_source_attach (later, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static void
push (LpaWorker *worker, char letter, GTaskThreadFunc function, int *left)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, count, left);

  g_task_set_task_data (task, GINT_TO_POINTER (letter), NULL);
  lpa_worker_push (worker, task, function);
}

static void
test_order (void)
{
  LpaWorker *worker = lpa_worker_new ("test");
  int left = 4;

  order = g_string_new (NULL);
  for (char letter = 'a'; letter < 'e'; letter++)
    push (worker, letter, run_and_post, &left);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (worker);
  g_assert_cmpstr (order->str, ==, "a.b.c.d.");
  g_string_free (order, TRUE);
}

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (lpa_worker_is_current (source));
  g_task_return_boolean (task, TRUE);
}

static void
test_thread (void)
{
  g_autoptr (LpaWorker) worker = lpa_worker_new ("test");
  g_autoptr (GTask) task = NULL;
  int left = 1;

  g_assert_false (lpa_worker_is_current (worker));
  task = g_task_new (worker, NULL, count, &left);
  lpa_worker_push (worker, task, check_thread);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
never (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_not_reached ();
}

static void
expect_cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled_in_the_queue (void)
{
  g_autoptr (LpaWorker) worker = lpa_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = NULL;
  gboolean done = FALSE;

  g_cancellable_cancel (cancellable);
  task = g_task_new (NULL, cancellable, expect_cancelled, &done);
  lpa_worker_push (worker, task, never);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Says that it runs, and holds the worker up until the gate gives something. */
static void
wait_for_gate (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GAsyncQueue **queues = data;

  g_async_queue_push (queues[0], task);
  g_async_queue_pop (queues[1]);
  g_task_return_boolean (task, TRUE);
}

static gpointer
open_gate (gpointer data)
{
  g_usleep (20000);
  g_async_queue_push (data, data);
  return NULL;
}

static void
test_dropped (void)
{
  LpaWorker *worker = lpa_worker_new ("test");
  g_autoptr (GAsyncQueue) started = g_async_queue_new ();
  g_autoptr (GAsyncQueue) gate = g_async_queue_new ();
  GAsyncQueue *queues[] = { started, gate };
  int left = 1;
  gboolean done = FALSE;
  g_autoptr (GTask) first = g_task_new (NULL, NULL, count, &left);
  g_autoptr (GTask) second = g_task_new (NULL, NULL, expect_cancelled, &done);
  GThread *opener;

  g_task_set_task_data (first, queues, NULL);
  lpa_worker_push (worker, first, wait_for_gate);
  lpa_worker_push (worker, second, never);
  g_async_queue_pop (started);
  opener = g_thread_new ("opener", open_gate, gate);
  g_assert_finalize_object (worker);
  g_thread_join (opener);
  while (left > 0 || !done)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  LpaWorker *worker;
  int gone;
} Last;

static void
worker_gone (gpointer user_data, GObject *object)
{
  g_atomic_int_set ((int *) user_data, TRUE);
}

static void
drop_last (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Last *last = data;

  g_task_return_boolean (task, TRUE);
  g_clear_object (&last->worker);
}

/* A thread cannot join itself: the last reference may go on the worker. */
static void
test_dropped_by_itself (void)
{
  Last last = { lpa_worker_new ("test"), FALSE };
  int left = 1;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, count, &left);

  g_object_weak_ref (G_OBJECT (last.worker), worker_gone, &last.gone);
  g_task_set_task_data (task, &last, NULL);
  lpa_worker_push (last.worker, task, drop_last);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  while (!g_atomic_int_get (&last.gone))
    g_thread_yield ();
}

static void
source_gone (gpointer user_data, GObject *object)
{
  *(GThread **) user_data = g_thread_self ();
}

/* A task may carry the last reference to an object of the main thread; it goes there. */
static void
test_source_goes_on_its_own_thread (void)
{
  g_autoptr (LpaWorker) worker = lpa_worker_new ("test");
  GThread *where = NULL;

  order = g_string_new (NULL);
  for (guint i = 0; i < 50; i++)
    {
      GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
      GTask *task = g_task_new (source, NULL, NULL, NULL);

      where = NULL;
      g_object_weak_ref (source, source_gone, &where);
      g_object_unref (source);
      g_task_set_task_data (task, GINT_TO_POINTER ('x'), NULL);
      lpa_worker_push (worker, task, run_and_post);
      g_object_unref (task);
      while (where == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (where == g_thread_self ());
    }
  g_assert_finalize_object (g_steal_pointer (&worker));
  g_string_free (order, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/order", test_order);
  g_test_add_func ("/worker/thread", test_thread);
  g_test_add_func ("/worker/cancelled-in-the-queue", test_cancelled_in_the_queue);
  g_test_add_func ("/worker/dropped", test_dropped);
  g_test_add_func ("/worker/dropped-by-itself", test_dropped_by_itself);
  g_test_add_func ("/worker/source-goes-on-its-own-thread", test_source_goes_on_its_own_thread);
  return g_test_run ();
}
