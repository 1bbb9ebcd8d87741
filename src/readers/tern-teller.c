/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-teller.h"

struct _TernTeller
{
  gatomicrefcount references;
  GMainContext *context;
  GDestroyNotify news_free;

  /* The thread that made it. */
  TernTellFunc function;
  gpointer user_data;
};

typedef struct
{
  TernTeller *teller;
  gpointer news;
} Telling;

/**
 * tern_teller_new:
 * @function: called on the main context that is the default of the calling thread
 * @news_free: for what is told
 * @user_data: for @function
 *
 * Returns: (transfer full): a teller
 */
TernTeller *
tern_teller_new (TernTellFunc function, GDestroyNotify news_free, gpointer user_data)
{
  TernTeller *self = g_new0 (TernTeller, 1);

  g_atomic_ref_count_init (&self->references);
  self->context = g_main_context_ref_thread_default ();
  self->function = function;
  self->news_free = news_free;
  self->user_data = user_data;
  return self;
}

/**
 * tern_teller_unref:
 * @self: (transfer full): a teller
 *
 * What it has still on its way keeps it. Any thread.
 */
void
tern_teller_unref (TernTeller *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_main_context_unref (self->context);
  g_free (self);
}

static void
telling_free (gpointer data)
{
  Telling *self = data;

  self->teller->news_free (self->news);
  tern_teller_unref (self->teller);
  g_free (self);
}

/* Hushing happens on the thread this runs on, so nothing is told after it. */
static gboolean
deliver (gpointer data)
{
  const Telling *telling = data;

  if (telling->teller->function != NULL)
    telling->teller->function (telling->news, telling->teller->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * tern_teller_tell:
 * @self: a teller
 * @news: (transfer full): something new
 *
 * By a source of its own: g_main_context_invoke() would call here and now while the other thread is
 * busy. Any thread.
 */
void
tern_teller_tell (TernTeller *self, gpointer news)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Telling *telling = g_new0 (Telling, 1);

  g_atomic_ref_count_inc (&self->references);
  telling->teller = self;
  telling->news = news;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, telling, telling_free);
  g_source_attach (source, self->context);
}

/**
 * tern_teller_hush:
 * @self: a teller
 *
 * Nothing is told afterwards. On the thread that made it.
 */
void
tern_teller_hush (TernTeller *self)
{
  self->function = NULL;
}
