/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-run.h"

#include <string.h>

#include "orders/tern-order-error.h"

/* How often to look whether other stations have done what is left, while this one waits. */
#define LOOK_SECONDS 5

struct _TernOrderRun
{
  GObject parent_instance;

  TernOrder *order;
  TernOrderPlan *plan;
  GListModel *readers;
  GListStore *lanes;
  gint64 run;

  GTask *task;
  gboolean stopping;
  gboolean looking;
  GError *fault;
  guint check_source;
};

enum
{
  PROP_RUNNING = 1,
  PROP_STOPPING,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernOrderRun,
                               tern_order_run,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
run_get_item_type (GListModel *model)
{
  return TERN_TYPE_ORDER_LANE;
}

static guint
run_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (TERN_ORDER_RUN (model)->lanes));
}

static gpointer
run_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (TERN_ORDER_RUN (model)->lanes), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = run_get_item_type;
  iface->get_n_items = run_get_n_items;
  iface->get_item = run_get_item;
}

static void
tern_order_run_dispose (GObject *object)
{
  TernOrderRun *self = TERN_ORDER_RUN (object);

  g_clear_handle_id (&self->check_source, g_source_remove);
  if (self->lanes != NULL)
    g_list_store_remove_all (self->lanes);
  g_clear_object (&self->readers);
  g_clear_object (&self->order);
  G_OBJECT_CLASS (tern_order_run_parent_class)->dispose (object);
}

static void
tern_order_run_finalize (GObject *object)
{
  TernOrderRun *self = TERN_ORDER_RUN (object);

  g_clear_object (&self->lanes);
  g_clear_pointer (&self->plan, tern_order_plan_free);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (tern_order_run_parent_class)->finalize (object);
}

static void
tern_order_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernOrderRun *self = TERN_ORDER_RUN (object);

  if (id == PROP_RUNNING)
    g_value_set_boolean (value, tern_order_run_is_running (self));
  else if (id == PROP_STOPPING)
    g_value_set_boolean (value, self->stopping);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tern_order_run_class_init (TernOrderRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = tern_order_run_dispose;
  object_class->finalize = tern_order_run_finalize;
  object_class->get_property = tern_order_run_get_property;
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_STOPPING] = g_param_spec_boolean ("stopping", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_order_run_init (TernOrderRun *self)
{
  self->lanes = g_list_store_new (TERN_TYPE_ORDER_LANE);
  g_signal_connect_object (self->lanes, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

static TernOrderLane *
peek_lane (TernOrderRun *self, guint position)
{
  g_autoptr (TernOrderLane) lane = g_list_model_get_item (G_LIST_MODEL (self->lanes), position);

  return lane; /* the list holds it */
}

static guint
count_lanes (TernOrderRun *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lanes));
}

static gboolean
is_anybody_busy (TernOrderRun *self)
{
  for (guint i = 0; i < count_lanes (self); i++)
    if (tern_order_lane_is_at_work (peek_lane (self, i)) ||
        tern_order_lane_get_state (peek_lane (self, i)) == TERN_ORDER_LANE_STATE_READING)
      return TRUE;
  return FALSE;
}

/* A card that comes back may finish what is not finished. */
static gboolean
is_anything_left (TernOrderRun *self)
{
  const TernOrderCounts *counts = tern_order_get_counts (self->order);

  return counts->state[TERN_ORDER_STATE_WAITING] + counts->state[TERN_ORDER_STATE_UNCERTAIN] +
             counts->state[TERN_ORDER_STATE_INSTALLED] + counts->state[TERN_ORDER_STATE_CLAIMED] >
         0;
}

static void
end (TernOrderRun *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  for (guint i = 0; i < count_lanes (self); i++)
    tern_order_lane_stop (peek_lane (self, i));
  tern_order_book_end_run (tern_order_get_book (self->order), self->run);
  self->stopping = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOPPING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (self->fault != NULL)
    g_task_return_error (task, g_error_copy (self->fault));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean check_end (gpointer user_data);

/* What other stations have done meanwhile counts, too. */
static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderRun) self = user_data;

  self->looking = FALSE;
  tern_order_refresh_finish (self->order, result, NULL);
  if (self->task == NULL || is_anybody_busy (self))
    return;
  if (self->stopping || !self->plan->wait || !is_anything_left (self))
    end (self);
  else if (self->check_source == 0)
    self->check_source = g_timeout_add_seconds (LOOK_SECONDS, check_end, self);
}

static gboolean
check_end (gpointer user_data)
{
  TernOrderRun *self = user_data;

  self->check_source = 0;
  if (self->task == NULL || self->run == 0 || self->looking || is_anybody_busy (self))
    return G_SOURCE_REMOVE;
  self->looking = TRUE;
  tern_order_refresh_async (self->order, NULL, on_looked, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Later, since one change often brings the next. */
static void
check_soon (TernOrderRun *self)
{
  g_clear_handle_id (&self->check_source, g_source_remove);
  self->check_source = g_idle_add (check_end, self);
}

static void
pause_run (TernOrderRun *self, const GError *fault)
{
  if (self->fault == NULL)
    self->fault = g_error_copy (fault);
  tern_order_run_stop (self);
}

/* A row that went back to the queue may be for a card that has nothing to do. */
static void
row_ended (TernOrderRun *self, const TernOrderRecord *record)
{
  if (record->state != TERN_ORDER_STATE_WAITING || self->stopping)
    return;
  for (guint i = 0; i < count_lanes (self); i++)
    if (tern_order_lane_get_state (peek_lane (self, i)) == TERN_ORDER_LANE_STATE_NO_ROWS)
      tern_order_lane_look_again (peek_lane (self, i));
}

static gboolean
fits_plan (TernOrderRun *self, TernReader *reader)
{
  return self->plan->reader == NULL ||
         strstr (tern_reader_get_name (reader), self->plan->reader) != NULL;
}

static void
add_lane (TernOrderRun *self, TernReader *reader)
{
  g_autoptr (TernOrderLane) lane = NULL;

  if (!fits_plan (self, reader))
    return;
  lane = tern_order_lane_new (self->order, self->plan, self->run, reader);
  g_signal_connect_object (lane, "notify::state", G_CALLBACK (check_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "row-ended", G_CALLBACK (row_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "paused", G_CALLBACK (pause_run), self, G_CONNECT_SWAPPED);
  g_list_store_append (self->lanes, lane);
  tern_order_lane_start (lane);
}

static gboolean
is_there (TernOrderRun *self, TernReader *reader)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->readers); i++)
    {
      g_autoptr (TernReader) other = g_list_model_get_item (self->readers, i);

      if (other == reader)
        return TRUE;
    }
  return FALSE;
}

static void
readers_changed (TernOrderRun *self, guint position, guint removed, guint added)
{
  if (self->task == NULL || self->run == 0)
    return;
  for (guint i = 0; i < added && !self->stopping; i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (self->readers, position + i);

      add_lane (self, reader);
    }
  for (guint i = count_lanes (self); removed > 0 && i > 0; i--)
    if (!is_there (self, tern_order_lane_get_reader (peek_lane (self, i - 1))) &&
        !tern_order_lane_is_at_work (peek_lane (self, i - 1)))
      g_list_store_remove (self->lanes, i - 1);
  check_soon (self);
}

/**
 * tern_order_run_new:
 * @order: the order
 * @plan: how to run it, checked
 * @readers: of TernReader, such as a #TernReaderMonitor
 *
 * Returns: (transfer full): a run that has not begun
 */
TernOrderRun *
tern_order_run_new (TernOrder *order, const TernOrderPlan *plan, GListModel *readers)
{
  TernOrderRun *self = g_object_new (TERN_TYPE_ORDER_RUN, NULL);

  self->order = g_object_ref (order);
  self->plan = tern_order_plan_copy (plan);
  self->readers = g_object_ref (readers);
  g_signal_connect_object (readers, "items-changed", G_CALLBACK (readers_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * tern_order_run_get_order:
 * @self: a run
 *
 * Returns: (transfer none): its order
 */
TernOrder *
tern_order_run_get_order (TernOrderRun *self)
{
  return self->order;
}

static gboolean
begin_run (TernOrder *order, gpointer data, GError **error)
{
  gint64 *run = data;
  TernOrderBook *book = tern_order_get_book (order);

  if (!tern_order_book_note_dead_runs (book, tern_order_get_id (order), error) ||
      !tern_order_settle_uncertain (order, NULL, error))
    return FALSE;
  *run = tern_order_book_begin_run (book, error);
  return *run != 0;
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderRun) self = user_data;
  gint64 *run = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!tern_order_do_finish (self->order, result, &error))
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->task);

      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
      g_task_return_error (task, error);
      return;
    }
  self->run = *run;
  for (guint i = 0; !self->stopping && i < g_list_model_get_n_items (self->readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (self->readers, i);

      add_lane (self, reader);
    }
  check_soon (self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderRun) self = user_data;

  tern_order_refresh_finish (self->order, result, NULL);
}

/**
 * tern_order_run_start_async:
 * @self: a run that has not begun
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Goes on where the order stands.
 */
void
tern_order_run_start_async (TernOrderRun *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->task == NULL && self->run == 0);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, tern_order_run_start_async);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  tern_order_do_async (self->order, begin_run, g_new0 (gint64, 1), g_free, on_begun,
                       g_object_ref (self));
  tern_order_refresh_async (self->order, NULL, on_refreshed, g_object_ref (self));
}

/**
 * tern_order_run_start_finish:
 * @self: a run
 * @result: what the callback was given
 * @error: return location for the fault that would have made every next row fail
 *
 * Returns: whether it ended by itself or was stopped
 */
gboolean
tern_order_run_start_finish (TernOrderRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tern_order_run_is_running:
 * @self: a run
 *
 * Returns: whether it has begun and not ended
 */
gboolean
tern_order_run_is_running (TernOrderRun *self)
{
  return self->task != NULL;
}

/**
 * tern_order_run_is_stopping:
 * @self: a run
 *
 * Returns: whether it ends as soon as the steps that are being done have ended
 */
gboolean
tern_order_run_is_stopping (TernOrderRun *self)
{
  return self->stopping;
}

/**
 * tern_order_run_stop:
 * @self: a run
 *
 * Ends it safely: after the steps that are being done, never inside one.
 */
void
tern_order_run_stop (TernOrderRun *self)
{
  if (self->task == NULL || self->stopping)
    return;
  self->stopping = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOPPING]);
  for (guint i = 0; i < count_lanes (self); i++)
    tern_order_lane_stop (peek_lane (self, i));
  check_soon (self);
}
