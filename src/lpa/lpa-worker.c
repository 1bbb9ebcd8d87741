/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-worker.h"

/*
 * What the thread needs, apart from the object, so that the object may go while the thread still
 * runs its last job. Tasks are a queue and not sources of the context: a job that iterates the
 * context must not run the next one inside itself.
 */
typedef struct
{
  gatomicrefcount ref_count;
  GAsyncQueue *jobs;
  GMainContext *context;
  int stopped;
} WorkerLine;

typedef struct
{
  GTask *task;
  GTaskThreadFunc function;
} WorkerJob;

struct _LpaWorker
{
  GObject parent_instance;

  WorkerLine *line;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (LpaWorker, lpa_worker, G_TYPE_OBJECT)

static void
worker_line_unref (WorkerLine *line)
{
  if (!g_atomic_ref_count_dec (&line->ref_count))
    return;
  g_async_queue_unref (line->jobs);
  g_main_context_unref (line->context);
  g_free (line);
}

static gboolean
nothing (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* A task's last reference takes its source object along, which belongs to the task's context and
 * not to this thread. */
static void
worker_job_free (WorkerJob *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, nothing, job->task, g_object_unref);
  g_source_attach (source, g_task_get_context (job->task));
  g_free (job);
}

static void
worker_job_run (WorkerJob *job, gboolean stopped)
{
  GTask *task = job->task;

  if (stopped)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The card is no longer used");
  else if (!g_task_return_error_if_cancelled (task))
    job->function (task, g_task_get_source_object (task), g_task_get_task_data (task),
                   g_task_get_cancellable (task));
  worker_job_free (job);
}

static gpointer
worker_thread (gpointer data)
{
  WorkerLine *line = data;
  WorkerJob *job;

  g_main_context_push_thread_default (line->context);
  while ((job = g_async_queue_pop (line->jobs))->task != NULL)
    {
      worker_job_run (job, g_atomic_int_get (&line->stopped));
      while (g_main_context_iteration (line->context, FALSE))
        ;
    }
  g_free (job);
  g_main_context_pop_thread_default (line->context);
  worker_line_unref (line);
  return NULL;
}

static void
lpa_worker_finalize (GObject *object)
{
  LpaWorker *self = LPA_WORKER (object);

  g_atomic_int_set (&self->line->stopped, TRUE);
  g_async_queue_push (self->line->jobs, g_new0 (WorkerJob, 1));
  /* A job may hold the last reference; a thread cannot join itself, and ends right after that job.
   */
  if (lpa_worker_is_current (self))
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  worker_line_unref (self->line);
  G_OBJECT_CLASS (lpa_worker_parent_class)->finalize (object);
}

static void
lpa_worker_class_init (LpaWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_worker_finalize;
}

static void
lpa_worker_init (LpaWorker *self)
{
  self->line = g_new0 (WorkerLine, 1);
  g_atomic_ref_count_init (&self->line->ref_count);
  g_atomic_ref_count_inc (&self->line->ref_count);
  self->line->jobs = g_async_queue_new ();
  self->line->context = g_main_context_new ();
}

/**
 * lpa_worker_new:
 * @name: what the thread is called in a debugger; the system cuts it after 15 bytes
 *
 * Starts a thread. Any thread.
 *
 * Returns: (transfer full): the worker
 */
LpaWorker *
lpa_worker_new (const char *name)
{
  LpaWorker *self = g_object_new (LPA_TYPE_WORKER, NULL);

  self->thread = g_thread_new (name, worker_thread, self->line);
  return self;
}

/**
 * lpa_worker_push:
 * @self: the worker
 * @task: the task that @function returns through; the reference that the worker takes is dropped
 *   in
 * the task's own context
 * @function: runs on the worker's thread
 *
 * Queues a function. A task that is cancelled before its turn returns %G_IO_ERROR_CANCELLED
 * without
 * @function being called. Any thread.
 */
void
lpa_worker_push (LpaWorker *self, GTask *task, GTaskThreadFunc function)
{
  WorkerJob *job = g_new0 (WorkerJob, 1);

  job->task = g_object_ref (task);
  job->function = function;
  g_async_queue_push (self->line->jobs, job);
}

/**
 * lpa_worker_is_current:
 * @self: the worker
 *
 * Returns: whether the caller runs on the worker's thread. Any thread
 */
gboolean
lpa_worker_is_current (LpaWorker *self)
{
  return g_thread_self () == self->thread;
}
