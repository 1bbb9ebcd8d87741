/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-wait.h"

static gboolean
wake (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cancelled (GCancellable *cancellable, gpointer data)
{
  return wake (data);
}

static GSource *
attach (GSource *source, GSourceFunc wakes, gboolean *over, GMainContext *context)
{
  g_source_set_callback (source, wakes, over, NULL);
  g_source_attach (source, context);
  return source;
}

static void
detach (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * tern_wait:
 * @milliseconds: how long
 * @test: whether what is waited for is there; asked at once and after everything that happens in
 * the thread-default main context
 * @data: for @test
 * @cancellable: (nullable): ends the waiting
 *
 * Blocks, running the thread-default main context.
 *
 * Returns: whether @test was true; otherwise the time was up, or it was cancelled
 */
gboolean
tern_wait (guint milliseconds,
           gboolean (*test) (gpointer data),
           gpointer data,
           GCancellable *cancellable)
{
  GMainContext *context = g_main_context_get_thread_default ();
  gboolean over = FALSE;
  GSource *timeout = attach (g_timeout_source_new (milliseconds), wake, &over, context);
  GSource *cancel = cancellable != NULL
                        ? attach (g_cancellable_source_new (cancellable),
                                  (GSourceFunc) (void (*) (void)) wake_cancelled, &over, context)
                        : NULL;
  gboolean met;

  while (!(met = test (data)) && !over)
    g_main_context_iteration (context, TRUE);
  detach (timeout);
  if (cancel != NULL)
    detach (cancel);
  return met;
}
