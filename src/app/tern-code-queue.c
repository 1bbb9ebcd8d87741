/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-code-queue.h"

#include <openssl/crypto.h>
#include <string.h>

/* Nobody waits for more. */
#define MOST_CODES 20

struct _TernCodeQueue
{
  GQueue codes;
};

/**
 * tern_code_queue_new:
 *
 * Returns: (transfer full): a queue in which no code waits
 */
TernCodeQueue *
tern_code_queue_new (void)
{
  return g_new0 (TernCodeQueue, 1);
}

/**
 * tern_code_queue_free:
 *
 * Forgets the codes that wait.
 */
void
tern_code_queue_free (TernCodeQueue *self)
{
  g_queue_clear_full (&self->codes, (GDestroyNotify) tern_code_queue_wipe);
  g_free (self);
}

/**
 * tern_code_queue_push:
 * @code: a code
 *
 * Returns: whether it waits now; not when too many wait already
 */
gboolean
tern_code_queue_push (TernCodeQueue *self, const char *code)
{
  if (g_queue_get_length (&self->codes) >= MOST_CODES)
    return FALSE;
  g_queue_push_tail (&self->codes, g_strdup (code));
  return TRUE;
}

/**
 * tern_code_queue_pop:
 *
 * Returns: (transfer full) (nullable): the code that has waited longest, for
 *   tern_code_queue_wipe()
 */
char *
tern_code_queue_pop (TernCodeQueue *self)
{
  return g_queue_pop_head (&self->codes);
}

/**
 * tern_code_queue_wipe:
 * @code: (transfer full) (nullable): a code
 *
 * Frees it, and leaves nothing of it in memory.
 */
void
tern_code_queue_wipe (char *code)
{
  if (code)
    OPENSSL_cleanse (code, strlen (code));
  g_free (code);
}
