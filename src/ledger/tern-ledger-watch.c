/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-watch.h"

#include "ledger/tern-ledger-private.h"

/* Milliseconds between two looks at what other programs wrote, and at what other stations did. */
#define LOOK_INTERVAL 250
#define SHARE_INTERVAL 2000

struct _TernLedgerWatch
{
  /* Owns this, and lives while a look is under way. */
  TernLedger *ledger;
  GFileMonitor *monitor;
  gulong handler;

  /* Operations that others have finished, as far as is known. */
  gint64 others;
  gboolean looking;
  gboolean look_again;

  /* What tern_share_look() said the last time. */
  guint timer;
  gint64 shared;
  gboolean looking_at_share;
};

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, tern_ledger_count_finished_elsewhere (source));
}

static void on_looked (GObject *source, GAsyncResult *result, gpointer user_data);

/* Our own writing is seen as well; what matters is what stands in the file. */
static void
on_folder_changed (TernLedgerWatch *self)
{
  g_autoptr (GTask) task = NULL;

  self->look_again = self->looking;
  if (self->looking)
    return;

  self->looking = TRUE;
  task = g_task_new (self->ledger, NULL, on_looked, self);
  g_task_set_source_tag (task, on_folder_changed);
  g_task_run_in_thread (task, look);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernLedgerWatch *self = user_data;
  gint64 others = g_task_propagate_int (G_TASK (result), NULL);
  gboolean more = others > self->others;

  self->looking = FALSE;
  if (self->look_again)
    on_folder_changed (self);
  self->others = MAX (self->others, others);
  if (more)
    g_signal_emit_by_name (source, "finished-elsewhere");
  g_signal_emit_by_name (source, "changed");
}

static void
look_at_share (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, tern_share_look (tern_ledger_get_share (source)));
}

static void
on_share_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernLedgerWatch *self = user_data;
  gint64 shared = g_task_propagate_int (G_TASK (result), NULL);
  gboolean changed = shared >= 0 && shared != self->shared;

  self->looking_at_share = FALSE;
  if (shared >= 0)
    self->shared = shared;
  if (changed)
    g_signal_emit_by_name (source, "changed");
}

static gboolean
on_timer (gpointer data)
{
  TernLedgerWatch *self = data;
  g_autoptr (GTask) task = NULL;

  if (self->looking_at_share)
    return G_SOURCE_CONTINUE;

  self->looking_at_share = TRUE;
  task = g_task_new (self->ledger, NULL, on_share_looked, self);
  g_task_set_source_tag (task, on_timer);
  g_task_run_in_thread (task, look_at_share);
  return G_SOURCE_CONTINUE;
}

/**
 * tern_ledger_watch_new: (skip)
 * @ledger: (transfer none): the ledger, which outlives the watch
 * @path: its file
 *
 * Returns: (transfer full): a watch that has begun. Where the system cannot watch the folder it
 * sees no other programs
 */
TernLedgerWatch *
tern_ledger_watch_new (TernLedger *ledger, const char *path)
{
  TernLedgerWatch *self = g_new0 (TernLedgerWatch, 1);
  g_autofree char *folder_path = g_path_get_dirname (path);
  g_autoptr (GFile) folder = g_file_new_for_path (folder_path);

  self->ledger = ledger;
  self->others = MAX (tern_ledger_count_finished_elsewhere (ledger), 0);
  if (tern_ledger_get_share (ledger) != NULL)
    self->timer = g_timeout_add (SHARE_INTERVAL, on_timer, self);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (self->monitor, LOOK_INTERVAL);
      self->handler =
          g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_folder_changed), self);
    }
  return self;
}

/**
 * tern_ledger_watch_free: (skip)
 * @self: (transfer full): a watch
 */
void
tern_ledger_watch_free (TernLedgerWatch *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handler_disconnect (self->monitor, self->handler);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_free (self);
}
