/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-lane.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "orders/tern-order-lane-private.h"

enum
{
  PROP_STATE = 1,
  PROP_SENTENCE,
  PROP_EID,
  PROP_ROW,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_STEP,
  SIGNAL_ROW_ENDED,
  SIGNAL_PAUSED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TernOrderLane, tern_order_lane, G_TYPE_OBJECT)

typedef struct
{
  const char *nick;
  const char *sentence;
} State;

static const State states[] = {
  [TERN_ORDER_LANE_STATE_EMPTY] = { "empty", NC_ ("order", "Insert the next card.") },
  [TERN_ORDER_LANE_STATE_READING] = { "reading", NC_ ("order", "The card is being read.") },
  [TERN_ORDER_LANE_STATE_WORKING] = { "working", NC_ ("order", "Leave the card in.") },
  [TERN_ORDER_LANE_STATE_DONE] = { "done", NC_ ("order", "Done. You may take the card out.") },
  [TERN_ORDER_LANE_STATE_SEEN] = { "seen",
                                   NC_ ("order", "This card was done before. Take it out.") },
  [TERN_ORDER_LANE_STATE_NO_ROWS] = { "no-rows", NC_ ("order",
                                                      "No row is left for this card. You may take "
                                                      "it out.") },
  [TERN_ORDER_LANE_STATE_ASIDE] = { "aside", NC_ ("order", "This card cannot be used.") },
  [TERN_ORDER_LANE_STATE_STOPPED] = { "stopped", NC_ ("order", "Stopped.") },
};

static void
tern_order_lane_dispose (GObject *object)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  g_clear_handle_id (&self->report_source, g_source_remove);
  g_clear_object (&self->download);
  g_clear_object (&self->euicc);
  g_clear_object (&self->reader);
  g_clear_object (&self->order);
  G_OBJECT_CLASS (tern_order_lane_parent_class)->dispose (object);
}

static void
tern_order_lane_finalize (GObject *object)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  g_clear_pointer (&self->plan, tern_order_plan_free);
  g_clear_pointer (&self->hold, tern_order_hold_free);
  g_clear_error (&self->error);
  g_free (self->sentence);
  G_OBJECT_CLASS (tern_order_lane_parent_class)->finalize (object);
}

static void
tern_order_lane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_EID:
      g_value_set_string (value, tern_order_lane_get_eid (self));
      break;
    case PROP_ROW:
      g_value_set_uint (value, tern_order_lane_get_row (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_order_lane_class_init (TernOrderLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = tern_order_lane_dispose;
  object_class->finalize = tern_order_lane_finalize;
  object_class->get_property = tern_order_lane_get_property;
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, TERN_ORDER_LANE_STATE_STOPPED, 0, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_EID] = g_param_spec_string ("eid", NULL, NULL, NULL, flags);
  properties[PROP_ROW] = g_param_spec_uint ("row", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_STEP] =
      g_signal_new ("step", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_ROW_ENDED] = g_signal_new ("row-ended", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PAUSED] = g_signal_new ("paused", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tern_order_lane_init (TernOrderLane *self)
{
  self->sentence = g_strdup ("");
}

/**
 * tern_order_lane_state_get_nick:
 * @state: what a reader is at
 *
 * Returns: its name for programs
 */
const char *
tern_order_lane_state_get_nick (TernOrderLaneState state)
{
  return states[state].nick;
}

/**
 * tern_order_lane_set_state:
 * @self: a lane
 * @state: what it is at
 * @sentence: (nullable): what a person is told; %NULL for what is always said of @state
 */
void
tern_order_lane_set_state (TernOrderLane *self, TernOrderLaneState state, const char *sentence)
{
  self->state = state;
  g_free (self->sentence);
  self->sentence =
      g_strdup (sentence != NULL ? sentence
                                 : g_dpgettext2 (GETTEXT_PACKAGE, "order", states[state].sentence));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * tern_order_lane_set_aside:
 * @self: a lane
 * @error: why the card cannot be used
 */
void
tern_order_lane_set_aside (TernOrderLane *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  g_autofree char *sentence = g_strdup_printf ("%s %s", explanation->cause, explanation->action);

  tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_ASIDE, sentence);
}

/**
 * tern_order_lane_tell_step:
 * @self: a lane
 * @step: nick of what is done with the row
 * @state: nick of how far it is
 */
void
tern_order_lane_tell_step (TernOrderLane *self, const char *step, const char *state)
{
  guint number = tern_order_lane_get_row (self);

  if (number != 0)
    g_signal_emit (self, signals[SIGNAL_STEP], 0, number, step, state);
}

/**
 * tern_order_lane_turn_to:
 * @self: a lane
 * @euicc: the eUICC whose rows come next
 */
void
tern_order_lane_turn_to (TernOrderLane *self, LpaEuicc *euicc)
{
  g_set_object (&self->euicc, euicc);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EID]);
}

/**
 * tern_order_lane_tell_row:
 * @self: a lane that is at another row than before
 */
void
tern_order_lane_tell_row (TernOrderLane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}

/**
 * tern_order_lane_tell_ended:
 * @self: a lane whose row stands where it stays for now
 */
void
tern_order_lane_tell_ended (TernOrderLane *self)
{
  g_signal_emit (self, signals[SIGNAL_ROW_ENDED], 0, self->hold->record);
}

/**
 * tern_order_lane_tell_paused:
 * @self: a lane
 * @error: why the next row would fail just so
 */
void
tern_order_lane_tell_paused (TernOrderLane *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_PAUSED], 0, error);
}

/**
 * tern_order_lane_come_to_rest:
 * @self: a lane whose last step has ended
 */
void
tern_order_lane_come_to_rest (TernOrderLane *self)
{
  self->step = TERN_ORDER_STEP_NONE;
  g_clear_pointer (&self->hold, tern_order_hold_free);
  tern_order_lane_tell_row (self);
  if (self->stopping)
    tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_STOPPED, NULL);
  else if (tern_reader_get_state (self->reader) != TERN_READER_STATE_READY)
    tern_order_lane_look_again (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
card_gone (TernOrderLane *self)
{
  g_clear_object (&self->euicc);
  self->next_euicc = 0;
  self->rows_done = 0;
  self->card_aside = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EID]);
}

static void
follow_reader (TernOrderLane *self)
{
  TernReaderState state = tern_reader_get_state (self->reader);

  if (!self->started || self->stopping || tern_order_lane_is_at_work (self))
    return;
  switch (state)
    {
    case TERN_READER_STATE_EMPTY:
      card_gone (self);
      tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_EMPTY, NULL);
      break;
    case TERN_READER_STATE_READING:
      card_gone (self);
      tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_READING, NULL);
      break;
    case TERN_READER_STATE_ASLEEP:
      card_gone (self);
      tern_order_lane_set_state (
          self, TERN_ORDER_LANE_STATE_ASIDE,
          C_ ("order", "A modem uses this card, so the order leaves it alone."));
      break;
    case TERN_READER_STATE_FAULT:
      card_gone (self);
      tern_order_lane_set_aside (self, tern_reader_get_error (self->reader));
      break;
    case TERN_READER_STATE_READY:
      if (self->euicc == NULL)
        tern_order_lane_go_on (self, TERN_ORDER_STEP_CARD);
      break;
    }
}

/**
 * tern_order_lane_new:
 * @order: the order
 * @plan: how it is to be run
 * @run: the run it belongs to
 * @reader: the reader
 *
 * Returns: (transfer full): a lane that has not begun
 */
TernOrderLane *
tern_order_lane_new (TernOrder *order, const TernOrderPlan *plan, gint64 run, TernReader *reader)
{
  TernOrderLane *self = g_object_new (TERN_TYPE_ORDER_LANE, NULL);

  self->order = g_object_ref (order);
  self->plan = tern_order_plan_copy (plan);
  self->run = run;
  self->reader = g_object_ref (reader);
  g_signal_connect_object (reader, "notify::state", G_CALLBACK (follow_reader), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * tern_order_lane_get_reader:
 * @self: a lane
 *
 * Returns: (transfer none): its reader
 */
TernReader *
tern_order_lane_get_reader (TernOrderLane *self)
{
  return self->reader;
}

/**
 * tern_order_lane_get_state:
 * @self: a lane
 *
 * Returns: what it is at
 */
TernOrderLaneState
tern_order_lane_get_state (TernOrderLane *self)
{
  return self->state;
}

/**
 * tern_order_lane_get_sentence:
 * @self: a lane
 *
 * Returns: what a person is to do now, or why the card is put aside
 */
const char *
tern_order_lane_get_sentence (TernOrderLane *self)
{
  return self->sentence;
}

/**
 * tern_order_lane_get_eid:
 * @self: a lane
 *
 * Returns: (nullable): the card in it
 */
const char *
tern_order_lane_get_eid (TernOrderLane *self)
{
  return self->euicc != NULL ? lpa_euicc_get_eid (self->euicc) : NULL;
}

/**
 * tern_order_lane_get_row:
 * @self: a lane
 *
 * Returns: the number of the row at work, or 0
 */
guint
tern_order_lane_get_row (TernOrderLane *self)
{
  return self->hold != NULL && self->hold->record != NULL ? self->hold->record->number : 0;
}

/**
 * tern_order_lane_is_at_work:
 * @self: a lane
 *
 * Returns: whether a step is being done
 */
gboolean
tern_order_lane_is_at_work (TernOrderLane *self)
{
  return self->step != TERN_ORDER_STEP_NONE;
}

/**
 * tern_order_lane_start:
 * @self: a lane that has not begun
 *
 * Begins with the card that is in the reader, or with the next one that is put in.
 */
void
tern_order_lane_start (TernOrderLane *self)
{
  self->started = TRUE;
  follow_reader (self);
}

/* What was said of the card in the reader stays true when nothing more is done. */
static gboolean
says_what_of_card (TernOrderLane *self)
{
  return self->state == TERN_ORDER_LANE_STATE_DONE || self->state == TERN_ORDER_LANE_STATE_SEEN ||
         self->state == TERN_ORDER_LANE_STATE_NO_ROWS || self->state == TERN_ORDER_LANE_STATE_ASIDE;
}

/**
 * tern_order_lane_stop:
 * @self: a lane
 *
 * Ends it after the step that is being done. An order that was only looked at is put off, and what
 * was begun is carried through.
 */
void
tern_order_lane_stop (TernOrderLane *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  if (!tern_order_lane_is_at_work (self) && !says_what_of_card (self))
    tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_STOPPED, NULL);
}

/**
 * tern_order_lane_look_again:
 * @self: a lane
 *
 * Something has changed that may give the card another row.
 */
void
tern_order_lane_look_again (TernOrderLane *self)
{
  if (tern_order_lane_is_at_work (self) || self->stopping)
    return;
  if (tern_reader_get_state (self->reader) != TERN_READER_STATE_READY)
    {
      follow_reader (self);
      return;
    }
  if (self->card_aside)
    return;
  self->next_euicc = 0;
  g_clear_object (&self->euicc);
  follow_reader (self);
}
