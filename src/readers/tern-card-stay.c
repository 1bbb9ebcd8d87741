/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-card-stay.h"

#include "readers/tern-lease-channel.h"

struct _TernCardStay
{
  GObject parent_instance;

  TernCardSetup *setup;
  LpaWorker *worker;
  TernLeaseChannel *lease;
  LpaCard *card;
};

G_DEFINE_FINAL_TYPE (TernCardStay, tern_card_stay, G_TYPE_OBJECT)

static void
tern_card_stay_dispose (GObject *object)
{
  TernCardStay *self = TERN_CARD_STAY (object);

  g_clear_object (&self->card);
  g_clear_object (&self->lease);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->setup, tern_card_setup_free);

  G_OBJECT_CLASS (tern_card_stay_parent_class)->dispose (object);
}

static void
tern_card_stay_class_init (TernCardStayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_card_stay_dispose;
}

static void
tern_card_stay_init (TernCardStay *self)
{
}

/**
 * tern_card_stay_new:
 * @channel: the reader's
 * @setup: what the card gets along
 * @worker: the reader's
 *
 * Returns: (transfer full): the stay of the card that is in the reader
 */
TernCardStay *
tern_card_stay_new (LpaChannel *channel, const TernCardSetup *setup, LpaWorker *worker)
{
  TernCardStay *self = g_object_new (TERN_TYPE_CARD_STAY, NULL);

  self->setup = tern_card_setup_copy (setup);
  self->worker = g_object_ref (worker);
  self->lease = tern_lease_channel_new (channel);
  self->card = lpa_card_new (LPA_CHANNEL (self->lease), self->setup->memory);
  return self;
}

static void
find_isdrs (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TernCardStay *self = source;
  g_autoptr (GError) error = NULL;
  GPtrArray *isdrs = lpa_card_find_isdrs (self->card, self->setup->aids, cancellable, &error);

  if (isdrs == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, isdrs, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * tern_card_stay_find_async:
 * @self: a stay
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the card which eUICCs it has.
 */
void
tern_card_stay_find_async (TernCardStay *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_card_stay_find_async);
  lpa_worker_push (self->worker, task, find_isdrs);
}

/**
 * tern_card_stay_find_finish:
 * @self: a stay
 * @result: as the callback got it
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type LpaIsdr): what was found
 */
GPtrArray *
tern_card_stay_find_finish (TernCardStay *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static LpaEuicc *
make_euicc (TernCardStay *self, const LpaIsdr *isdr)
{
  LpaEuicc *euicc = lpa_euicc_new (self->worker, self->card, isdr);

  lpa_euicc_set_trust (euicc, self->setup->trust);
  lpa_euicc_set_journal (euicc, self->setup->journal);
  lpa_euicc_set_trace (euicc, self->setup->trace);

  return euicc;
}

static void refresh_next (GTask *task, guint index);

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  guint index;

  if (!lpa_euicc_refresh_finish (LPA_EUICC (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_ptr_array_find (g_task_get_task_data (task), source, &index);
  refresh_next (task, index + 1);
}

/* One after the other: they share the card. */
static void
refresh_next (GTask *task, guint index)
{
  GPtrArray *euiccs = g_task_get_task_data (task);

  if (index == euiccs->len)
    g_task_return_pointer (task, g_ptr_array_ref (euiccs), (GDestroyNotify) g_ptr_array_unref);
  else
    lpa_euicc_refresh_async (euiccs->pdata[index], NULL, on_refreshed, g_object_ref (task));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernCardStay *self = TERN_CARD_STAY (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = tern_card_stay_find_finish (self, result, &error);
  GPtrArray *euiccs;

  if (isdrs == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  euiccs = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < isdrs->len; i++)
    g_ptr_array_add (euiccs, make_euicc (self, isdrs->pdata[i]));
  g_task_set_task_data (task, euiccs, (GDestroyNotify) g_ptr_array_unref);
  refresh_next (task, 0);
}

/**
 * tern_card_stay_read_async:
 * @self: a stay
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the card which eUICCs it has, and each of them all about itself.
 */
void
tern_card_stay_read_async (TernCardStay *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_card_stay_read_async);
  tern_card_stay_find_async (self, on_found, task);
}

/**
 * tern_card_stay_read_finish:
 * @self: a stay
 * @result: as the callback got it
 * @error: return location for the error with which it ended
 *
 * Returns: (transfer full) (nullable) (element-type LpaEuicc): what was found
 */
GPtrArray *
tern_card_stay_read_finish (TernCardStay *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tern_card_stay_is_held:
 * @self: a stay
 *
 * Returns: whether an operation holds the card at this moment, even if it waits for the person
 */
gboolean
tern_card_stay_is_held (TernCardStay *self)
{
  return tern_lease_channel_is_connected (self->lease);
}

/**
 * tern_card_stay_revoke:
 * @self: a stay
 *
 * Lets everything that begins from now on fail.
 */
void
tern_card_stay_revoke (TernCardStay *self)
{
  tern_lease_channel_revoke (self->lease);
}

static void
disconnect (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  lpa_channel_disconnect (LPA_CHANNEL (((TernCardStay *) source)->lease));
  g_task_return_boolean (task, TRUE);
}

/**
 * tern_card_stay_end:
 * @self: a stay
 *
 * The card is taken for gone: revokes, and disconnects what is still connected.
 */
void
tern_card_stay_end (TernCardStay *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  tern_card_stay_revoke (self);
  lpa_worker_push (self->worker, task, disconnect);
}
