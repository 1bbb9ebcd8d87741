/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-reader.h"

#include <glib/gi18n-lib.h>

#include "readers/tern-card-stay.h"

/* How often reading begins anew by itself when the card is put in again, or seems to be, while it
 * is read. */
#define MAX_ATTEMPTS 3

struct _TernReader
{
  GObject parent_instance;

  LpaChannel *channel;
  TernCardSetup *setup;
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

  TernCardStay *stay; /* (nullable) */
  gboolean working;
  guint settle_source;
};

enum
{
  PROP_NAME = 1,
  PROP_STATE,
  PROP_SIMULATED,
  PROP_MODEM,
  PROP_CARD_PRESENT,
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
drop_card (TernReader *self)
{
  guint count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      g_signal_handlers_disconnect_by_data (euicc, self);
    }
  g_list_store_remove_all (self->euiccs);
  if (self->stay != NULL)
    tern_card_stay_end (self->stay);
  g_clear_object (&self->stay);
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
end_ready (TernReader *self, GPtrArray *euiccs)
{
  self->working = FALSE;
  self->attempts = 0;
  for (guint i = 0; i < euiccs->len; i++)
    {
      LpaEuicc *euicc = euiccs->pdata[i];

      g_signal_connect_object (euicc, "notify::busy", G_CALLBACK (on_busy_changed), self,
                               G_CONNECT_SWAPPED);
      g_list_store_append (self->euiccs, euicc);
    }
  set_state (self, TERN_READER_STATE_READY);
  settle (self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) euiccs =
      tern_card_stay_read_finish (TERN_CARD_STAY (source), result, &error);

  if (euiccs != NULL)
    end_ready (self, euiccs);
  else
    end_with_fault (self, error);
}

static void
start_reading (TernReader *self)
{
  self->flapped = FALSE;
  self->attempts++;
  g_clear_error (&self->error);
  self->working = TRUE;
  self->stay = tern_card_stay_new (self->channel, self->setup, self->worker);
  tern_card_stay_read_async (self->stay, on_read, g_object_ref (self));
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
  g_autoptr (TernReader) self = user_data;
  g_autoptr (GPtrArray) isdrs = tern_card_stay_find_finish (TERN_CARD_STAY (source), result, NULL);

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
         !tern_card_stay_is_held (self->stay);
}

static void
verify (TernReader *self)
{
  self->working = TRUE;
  tern_card_stay_find_async (self->stay, on_verified, g_object_ref (self));
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
    verify (self);
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
    case PROP_CARD_PRESENT:
      g_value_set_boolean (value, self->present);
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
  if (self->stay != NULL)
    tern_card_stay_revoke (self->stay);
  g_list_store_remove_all (self->euiccs);
  g_clear_object (&self->stay);
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
  g_clear_pointer (&self->setup, tern_card_setup_free);

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
  properties[PROP_CARD_PRESENT] = g_param_spec_boolean ("card-present", NULL, NULL, FALSE, flags);
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
  self->setup = tern_card_setup_copy (setup);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CARD_PRESENT]);
  settle (self);
}

/**
 * tern_reader_is_card_present:
 * @self: a reader
 *
 * Returns: whether a card is in it, as the hardware reports; that may change while an operation is
 * running, when the reader still keeps what it knows of the card
 */
gboolean
tern_reader_is_card_present (TernReader *self)
{
  g_return_val_if_fail (TERN_IS_READER (self), FALSE);

  return self->present;
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
      tern_card_stay_is_held (self->stay))
    return;

  count = g_list_model_get_n_items (G_LIST_MODEL (self->euiccs));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (G_LIST_MODEL (self->euiccs), i);

      lpa_euicc_refresh_async (euicc, NULL, NULL, NULL);
    }
}

/**
 * tern_reader_get_sleeping_eid:
 * @self: a reader
 *
 * Returns: (transfer none) (nullable): the EID of a card that is not looked at, where the modem
 * knows it
 */
const char *
tern_reader_get_sleeping_eid (TernReader *self)
{
  const TernModem *modem = tern_reader_get_modem (self);

  if (modem == NULL || tern_reader_get_state (self) != TERN_READER_STATE_ASLEEP)
    return NULL;
  return tern_modem_get_eid (modem, tern_reader_get_slot (self));
}
