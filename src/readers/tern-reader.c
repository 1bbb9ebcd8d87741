/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "readers/tern-lease-channel.h"

/* How often reading begins anew by itself when the card is put in again, or seems to be, while it
 * is read. */
#define MAX_ATTEMPTS 3

struct _TernReader
{
  GObject parent_instance;

  LpaChannel *channel;
  LpaTrust *trust;
  LpaJournal *journal;
  LpaTrace *trace;
  LpaCardMemory *memory;
  GPtrArray *aids;
  LpaWorker *worker;
  TernModem *modem; /* (nullable) */
  guint slot;

  TernReaderState state;
  GError *error;
  GListStore *euiccs;

  /* What the reader reports, and whether it reported the card gone while work was going on. */
  gboolean present;
  gboolean flapped;
  gboolean asleep;
  guint attempts;

  /* One card's stay. */
  TernLeaseChannel *lease;
  LpaCard *card;
  GPtrArray *found;
  gboolean working;
  guint settle_source;
};

enum
{
  PROP_NAME = 1,
  PROP_STATE,
  PROP_SIMULATED,
  PROP_MODEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (TernReaderState,
                    tern_reader_state,
                    G_DEFINE_ENUM_VALUE (TERN_READER_STATE_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (TERN_READER_STATE_ASLEEP, "asleep"),
                    G_DEFINE_ENUM_VALUE (TERN_READER_STATE_READING, "reading"),
                    G_DEFINE_ENUM_VALUE (TERN_READER_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (TERN_READER_STATE_FAULT, "fault"))

G_DEFINE_FINAL_TYPE (TernReader, tern_reader, G_TYPE_OBJECT)

static void settle (TernReader *self);

static void
set_state (TernReader *self, TernReaderState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static gboolean
is_busy (TernReader *self)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));

  if (self->working)
    return TRUE;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      if (lpa_euicc_is_busy (euicc))
        return TRUE;
    }

  return FALSE;
}

static gboolean
settle_when_idle (gpointer data)
{
  TernReader *self = data;

  self->settle_source = 0;
  settle (self);

  return G_SOURCE_REMOVE;
}

/* Not at once: whoever asked for the operation hears its end first. */
static void
on_busy_changed (TernReader *self)
{
  if (self->settle_source == 0 && !is_busy (self))
    self->settle_source = g_idle_add (settle_when_idle, self);
}

static void
disconnect_lease (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  lpa_channel_disconnect (LPA_CHANNEL (data));
  g_task_return_boolean (task, TRUE);
}

static void
drop_card (TernReader *self)
{
  g_autoptr (GTask) task = NULL;
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      g_signal_handlers_disconnect_by_data (euicc, self);
    }
  g_list_store_remove_all (self->euiccs);
  g_clear_pointer (&self->found, g_ptr_array_unref);

  if (self->lease != NULL)
    {
      task = g_task_new (self, NULL, NULL, NULL);
      tern_lease_channel_revoke (self->lease);
      g_task_set_task_data (task, g_object_ref (self->lease), g_object_unref);
      lpa_worker_push (self->worker, task, disconnect_lease);
    }
  g_clear_object (&self->card);
  g_clear_object (&self->lease);
}

/* The card was taken out and put in again while it was read: that is no fault of it, but reading it
 * anew has an end. */
static void
end_with_fault (TernReader *self, GError *error)
{
  gboolean again = self->present && self->flapped && self->attempts < MAX_ATTEMPTS;

  self->working = FALSE;
  drop_card (self);
  if (self->present && !again)
    {
      g_clear_error (&self->error);
      self->error = g_error_copy (error);
      self->flapped = FALSE;
      set_state (self, TERN_READER_STATE_FAULT);
    }
  settle (self);
}

static void
end_ready (TernReader *self)
{
  self->working = FALSE;
  self->attempts = 0;
  for (guint i = 0; i < self->found->len; i++)
    {
      LpaEuicc *euicc = self->found->pdata[i];

      g_signal_connect_object (euicc, "notify::busy", G_CALLBACK (on_busy_changed), self,
                               G_CONNECT_SWAPPED);
      g_list_store_append (self->euiccs, euicc);
    }
  g_clear_pointer (&self->found, g_ptr_array_unref);
  set_state (self, TERN_READER_STATE_READY);
  settle (self);
}

static void refresh_next (TernReader *self, guint index);

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernReader) self = user_data;
  g_autoptr (GError) error = NULL;
  guint index;

  if (!lpa_euicc_refresh_finish (LPA_EUICC (source), result, &error))
    {
      end_with_fault (self, error);
      return;
    }

  g_ptr_array_find (self->found, source, &index);
  refresh_next (self, index + 1);
}

static void
refresh_next (TernReader *self, guint index)
{
  if (index == self->found->len)
    end_ready (self);
  else
    lpa_euicc_refresh_async (self->found->pdata[index], NULL, on_refreshed, g_object_ref (self));
}

static LpaEuicc *
make_euicc (TernReader *self, const LpaIsdr *isdr)
{
  LpaEuicc *euicc = lpa_euicc_new (self->worker, self->card, isdr);

  lpa_euicc_set_trust (euicc, self->trust);
  lpa_euicc_set_journal (euicc, self->journal);
  lpa_euicc_set_trace (euicc, self->trace);

  return euicc;
}

static void
find_isdrs (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TernReader *self = source;
  g_autoptr (GError) error = NULL;
  GPtrArray *isdrs = lpa_card_find_isdrs (LPA_CARD (data), self->aids, cancellable, &error);

  if (isdrs == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, isdrs, (GDestroyNotify) g_ptr_array_unref);
}

static void
find_on_worker (TernReader *self, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);

  self->working = TRUE;
  g_task_set_task_data (task, g_object_ref (self->card), g_object_unref);
  lpa_worker_push (self->worker, task, find_isdrs);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernReader *self = TERN_READER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = g_task_propagate_pointer (G_TASK (result), &error);

  if (isdrs == NULL)
    {
      end_with_fault (self, error);
      return;
    }

  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < isdrs->len; i++)
    g_ptr_array_add (self->found, make_euicc (self, isdrs->pdata[i]));
  refresh_next (self, 0);
}

static void
start_reading (TernReader *self)
{
  self->flapped = FALSE;
  self->attempts++;
  g_clear_error (&self->error);
  self->lease = tern_lease_channel_new (self->channel);
  self->card = lpa_card_new (LPA_CHANNEL (self->lease), self->memory);
  find_on_worker (self, on_found);
  set_state (self, TERN_READER_STATE_READING);
}

static gboolean
has_eid (TernReader *self, const char *eid)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      if (g_strcmp0 (lpa_euicc_get_eid (euicc), eid) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_same_card (TernReader *self, GPtrArray *isdrs)
{
  if (isdrs == NULL || isdrs->len != g_list_model_get_n_items (G_LIST_MODEL (self->euiccs)))
    return FALSE;

  for (guint i = 0; i < isdrs->len; i++)
    if (!has_eid (self, ((const LpaIsdr *) isdrs->pdata[i])->eid))
      return FALSE;

  return TRUE;
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernReader *self = TERN_READER (source);
  g_autoptr (GPtrArray) isdrs = g_task_propagate_pointer (G_TASK (result), NULL);

  self->working = FALSE;
  if (is_same_card (self, isdrs))
    self->flapped = FALSE;
  else if (self->present && !is_busy (self))
    {
      drop_card (self);
      start_reading (self);
      return;
    }
  on_busy_changed (self);
}

/* Not while a download waits for the person with the card held: if that is another card by now its
 * next exchange fails. */
static gboolean
must_verify (TernReader *self)
{
  return self->state == TERN_READER_STATE_READY && self->flapped &&
         !tern_lease_channel_is_connected (self->lease);
}

/*
 * The one place that decides what follows from what the reader reports. It waits until nothing is
 * going on: an operation ends with its own error when the card is gone, and one that resets the
 * card may make a reader report it gone for a moment, in which case the card is asked whether it is
 * still the same.
 */
static void
settle (TernReader *self)
{
  if (is_busy (self))
    return;

  if (!self->present)
    {
      drop_card (self);
      self->flapped = FALSE;
      self->attempts = 0;
      g_clear_error (&self->error);
      set_state (self, TERN_READER_STATE_EMPTY);
    }
  else if (must_verify (self))
    find_on_worker (self, on_verified);
  else if (self->state == TERN_READER_STATE_EMPTY && self->asleep)
    set_state (self, TERN_READER_STATE_ASLEEP);
  else if (self->state == TERN_READER_STATE_EMPTY || self->state == TERN_READER_STATE_READING)
    start_reading (self);
}

static void
tern_reader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernReader *self = TERN_READER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, tern_reader_get_name (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SIMULATED:
      g_value_set_boolean (value, tern_reader_is_simulated (self));
      break;
    case PROP_MODEM:
      g_value_set_boxed (value, self->modem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_reader_dispose (GObject *object)
{
  TernReader *self = TERN_READER (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->lease != NULL)
    tern_lease_channel_revoke (self->lease);
  g_list_store_remove_all (self->euiccs);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->card);
  g_clear_object (&self->lease);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (tern_reader_parent_class)->dispose (object);
}

static void
tern_reader_finalize (GObject *object)
{
  TernReader *self = TERN_READER (object);

  g_clear_error (&self->error);
  g_clear_pointer (&self->modem, tern_modem_unref);
  g_clear_object (&self->euiccs);
  g_clear_object (&self->channel);
  g_clear_object (&self->trust);
  g_clear_object (&self->journal);
  g_clear_object (&self->trace);
  g_clear_object (&self->memory);
  g_clear_pointer (&self->aids, g_ptr_array_unref);

  G_OBJECT_CLASS (tern_reader_parent_class)->finalize (object);
}

static void
tern_reader_class_init (TernReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tern_reader_get_property;
  object_class->dispose = tern_reader_dispose;
  object_class->finalize = tern_reader_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, tern_reader_state_get_type (),
                         TERN_READER_STATE_EMPTY, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SIMULATED] = g_param_spec_boolean ("simulated", NULL, NULL, FALSE, flags);
  properties[PROP_MODEM] =
      g_param_spec_boxed ("modem", NULL, NULL, TERN_TYPE_MODEM, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_reader_init (TernReader *self)
{
  self->euiccs = g_list_store_new (LPA_TYPE_EUICC);
}

/**
 * tern_reader_new:
 * @channel: to the card in the reader
 * @setup: what its cards get along
 *
 * Makes an empty reader. Main thread.
 *
 * Returns: (transfer full): the reader
 */
TernReader *
tern_reader_new (LpaChannel *channel, const TernCardSetup *setup)
{
  TernReader *self = g_object_new (TERN_TYPE_READER, NULL);

  self->channel =
      setup->trace != NULL ? lpa_trace_wrap (setup->trace, channel) : g_object_ref (channel);
  g_set_object (&self->trust, setup->trust);
  g_set_object (&self->journal, setup->journal);
  g_set_object (&self->trace, setup->trace);
  g_set_object (&self->memory, setup->memory);
  self->aids = g_ptr_array_ref (setup->aids);
  self->worker = lpa_worker_new ("card");

  return self;
}

/**
 * tern_reader_get_name:
 * @self: a reader
 *
 * Returns: its name, for people; some drivers leave their readers without one
 */
const char *
tern_reader_get_name (TernReader *self)
{
  const char *name;

  g_return_val_if_fail (TERN_IS_READER (self), NULL);

  name = lpa_channel_get_name (self->channel);
  name += strspn (name, " \t");
  return *name != '\0' ? name : C_ ("reader", "Card reader");
}

/**
 * tern_reader_get_state:
 * @self: a reader
 *
 * Returns: whether there is a card, and how far it is known
 */
TernReaderState
tern_reader_get_state (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), TERN_READER_STATE_EMPTY);

  return self->state;
}

/**
 * tern_reader_get_error:
 * @self: a reader
 *
 * Returns: (transfer none) (nullable): why the card cannot be used, in the state
 * %TERN_READER_STATE_FAULT
 */
const GError *
tern_reader_get_error (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), NULL);

  return self->error;
}

/**
 * tern_reader_is_simulated:
 * @self: a reader
 *
 * Returns: whether its card is a simulation of this program's own
 */
gboolean
tern_reader_is_simulated (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), FALSE);

  return lpa_channel_is_simulated (self->channel);
}

/**
 * tern_reader_get_modem:
 * @self: a reader
 *
 * Returns: (transfer none) (nullable): the modem that it is a slot of, as it stands now
 */
const TernModem *
tern_reader_get_modem (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), NULL);

  return self->modem;
}

/**
 * tern_reader_get_slot:
 * @self: a reader
 *
 * Returns: which slot of the modem it is, from 1; 0 where there is no modem
 */
guint
tern_reader_get_slot (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), 0);

  return self->slot;
}

/**
 * tern_reader_set_modem:
 * @self: a reader
 * @modem: the modem that it is a slot of, as it stands now
 * @slot: which one, from 1
 */
void
tern_reader_set_modem (TernReader *self, TernModem *modem, guint slot)
{
  g_return_if_fail (TERN_IS_READER (self));

  if (self->modem == modem && self->slot == slot)
    return;

  g_clear_pointer (&self->modem, tern_modem_unref);
  self->modem = tern_modem_ref (modem);
  self->slot = slot;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEM]);
}

/**
 * tern_reader_get_euiccs:
 * @self: a reader
 *
 * Returns: (transfer none): a list of #LpaEuicc, the same object for the reader's whole life
 */
GListModel *
tern_reader_get_euiccs (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), NULL);

  return G_LIST_MODEL (self->euiccs);
}

/**
 * tern_reader_set_card_present:
 * @self: a reader
 * @present: whether a card is in it
 *
 * Tells what the hardware reports. A card that came is asked what it is, of one that went
 * everything is forgotten, but not before an operation that is running has ended.
 */
void
tern_reader_set_card_present (TernReader *self, gboolean present)
{
  g_return_if_fail (TERN_IS_READER (self));

  if (self->present == present)
    return;

  self->present = present;
  self->flapped = self->flapped || !present;
  settle (self);
}

/**
 * tern_reader_let_sleep:
 * @self: an empty reader
 *
 * A card that comes is not looked at before tern_reader_wake().
 */
void
tern_reader_let_sleep (TernReader *self)
{
  g_return_if_fail (TERN_IS_READER (self));

  self->asleep = TRUE;
}

/**
 * tern_reader_wake:
 * @self: a reader
 *
 * Has the card asked what it is, if it was left alone until now.
 */
void
tern_reader_wake (TernReader *self)
{
  g_return_if_fail (TERN_IS_READER (self));

  if (!self->asleep)
    return;

  self->asleep = FALSE;
  if (self->state == TERN_READER_STATE_ASLEEP)
    start_reading (self);
}

/**
 * tern_reader_retry:
 * @self: a reader
 *
 * Asks a card with a fault again what it is. Does nothing in other states.
 */
void
tern_reader_retry (TernReader *self)
{
  g_return_if_fail (TERN_IS_READER (self));

  if (self->state != TERN_READER_STATE_FAULT || !self->present || is_busy (self))
    return;

  self->attempts = 0;
  start_reading (self);
}

/**
 * tern_reader_refresh:
 * @self: a reader
 *
 * Reads its eUICCs again, since another program has changed something. One that is busy reads
 * itself again when it has ended; one that is held for a download that waits for the person is
 * left in peace.
 */
void
tern_reader_refresh (TernReader *self)
{
  guint count;

  g_return_if_fail (TERN_IS_READER (self));

  if (self->state != TERN_READER_STATE_READY || is_busy (self) ||
      tern_lease_channel_is_connected (self->lease))
    return;

  count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      lpa_euicc_refresh_async (euicc, NULL, NULL, NULL);
    }
}
