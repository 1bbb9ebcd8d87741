/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-servers.h"

#include "lpa/lpa-error-book.h"

/* More servers than this in one order nobody has; the rest is not asked. */
#define MAX_SERVERS 32

/* Milliseconds between two questions. */
#define PACE 1000

typedef struct
{
  LpaEuicc *euicc;
  TernOrderServerFunc function;
  gpointer function_data;
  GPtrArray *servers;
  guint next;
  guint source;
} Asking;

static void
server_free (gpointer data)
{
  TernOrderServer *server = data;

  g_free (server->address);
  g_free (server->problem);
  g_free (server);
}

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_clear_handle_id (&asking->source, g_source_remove);
  g_object_unref (asking->euicc);
  g_ptr_array_unref (asking->servers);
  g_free (asking);
}

static void
count_server (GPtrArray *servers, const char *address)
{
  TernOrderServer *server;

  for (guint i = 0; i < servers->len; i++)
    {
      server = servers->pdata[i];
      if (g_str_equal (server->address, address))
        {
          server->n_rows++;
          return;
        }
    }
  if (servers->len == MAX_SERVERS)
    return;
  server = g_new0 (TernOrderServer, 1);
  server->address = g_strdup (address);
  server->n_rows = 1;
  g_ptr_array_add (servers, server);
}

/* Order's thread. */
static gboolean
list_servers (TernOrder *order, gpointer data, GError **error)
{
  GPtrArray *servers = data;
  guint n = tern_order_get_counts (order)->total;

  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, i);

      if (entry->reason == TERN_ORDER_REASON_NONE && entry->code->address != NULL)
        count_server (servers, entry->code->address);
    }
  return TRUE;
}

static void ask_next (GTask *task);

static gboolean
ask_later (gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);

  asking->source = 0;
  ask_next (task);
  return G_SOURCE_REMOVE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);
  TernOrderServer *server = asking->servers->pdata[asking->next++];
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaDryRun) answer = lpa_euicc_dry_run_finish (asking->euicc, result, &error);

  if (answer == NULL)
    {
      g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);

      server->problem = g_strdup_printf ("%s %s", explanation->cause, explanation->action);
    }
  asking->function (server, asking->function_data);
  asking->source = g_timeout_add (asking->next < asking->servers->len ? PACE : 0, ask_later, task);
}

static void
ask_next (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (LpaActivationCode) code = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  if (asking->next >= asking->servers->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  code = lpa_activation_code_new (
      ((TernOrderServer *) asking->servers->pdata[asking->next])->address, NULL);
  lpa_euicc_dry_run_async (asking->euicc, code, g_task_get_cancellable (task), on_answer, task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  tern_order_do_finish (TERN_ORDER (source), result, NULL);
  ask_next (user_data);
}

/**
 * tern_order_ask_servers_async:
 * @order: an order
 * @euicc: the card on whose behalf they are asked
 * @function: called with each answer
 * @function_data: for @function
 * @cancellable: (nullable): cancels
 * @callback: called when all have been asked
 * @user_data: for @callback
 *
 * Asks each server that codes of the order lead to whether it talks to the card, one a second at
 * most. What it says to a code cannot be known without showing it the code. Main thread.
 */
void
tern_order_ask_servers_async (TernOrder *order,
                              LpaEuicc *euicc,
                              TernOrderServerFunc function,
                              gpointer function_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (order, cancellable, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);

  asking->euicc = g_object_ref (euicc);
  asking->function = function;
  asking->function_data = function_data;
  asking->servers = g_ptr_array_new_with_free_func (server_free);
  g_task_set_source_tag (task, tern_order_ask_servers_async);
  g_task_set_task_data (task, asking, asking_free);
  tern_order_do_async (order, list_servers, asking->servers, NULL, on_listed, task);
}

/**
 * tern_order_ask_servers_finish:
 * @order: an order
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all were asked
 */
gboolean
tern_order_ask_servers_finish (TernOrder *order, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, order), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
