/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-await.h"

/**
 * tern_await_done:
 * @source: the object whose operation ended
 * @result: its result
 * @slot: address of the #GAsyncResult pointer that tern_await() waits for
 *
 * A #GAsyncReadyCallback.
 */
void
tern_await_done (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

/**
 * tern_await:
 * @slot: (inout): filled by tern_await_done()
 *
 * Runs the default main context until @slot is filled. The caller owns what is in it then.
 */
void
tern_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
}
