/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-cards.h"

#include "lpa/lpa-error.h"
#include "modem-helper/tern-helper-modem.h"
#include "modem-helper/tern-helper-node.h"
#include "readers/tern-mbim-undo.h"

/* A modem, and who has its card. */
typedef struct
{
  TernHelperCards *cards;
  TernHelperModem *modem;
  TernHelperGuest *holder; /* (nullable) */
  gboolean opening;        /* whether the holder does not have the card yet */
  char *last;              /* (nullable): who held it last, for whom its slot may still be kept */
  GQueue waiting;          /* of TernHelperCall, the oldest first */
} Place;

struct _TernHelperCards
{
  const TernHelperOptions *options;
  GHashTable *places; /* by path of the device node */
  gboolean stopped;
};

static void
place_free (gpointer data)
{
  Place *self = data;

  tern_helper_modem_free (self->modem);
  g_queue_clear (&self->waiting);
  g_free (self->last);
  g_free (self);
}

static Place *
get_place (TernHelperCards *self, const char *device)
{
  Place *place = g_hash_table_lookup (self->places, device);

  if (place != NULL)
    return place;

  place = g_new0 (Place, 1);
  place->cards = self;
  place->modem =
      tern_helper_modem_new (device, self->options->state, (guint) self->options->linger);
  g_queue_init (&place->waiting);
  g_hash_table_insert (self->places, g_strdup (device), place);
  return place;
}

typedef gboolean (*PlacePredicate) (const Place *place, TernHelperGuest *guest);

static Place *
find_place (TernHelperCards *self, PlacePredicate predicate, TernHelperGuest *guest)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    if (predicate (place, guest))
      return place;
  return NULL;
}

static gboolean
is_held_by (const Place *place, TernHelperGuest *guest)
{
  return place->holder == guest;
}

static gboolean
is_open_for (const Place *place, TernHelperGuest *guest)
{
  return place->holder == guest && !place->opening;
}

static gboolean
is_kept_for (const Place *place, TernHelperGuest *guest)
{
  return place->holder == NULL && g_strcmp0 (place->last, guest->name) == 0;
}

static gboolean
is_wanted_by (const Place *place, TernHelperGuest *guest)
{
  for (const GList *link = place->waiting.head; link != NULL; link = link->next)
    if (((const TernHelperCall *) link->data)->guest == guest)
      return TRUE;
  return FALSE;
}

static void take (TernHelperCall *call, Place *place);

static void
let_go (Place *place, TernHelperGuest *guest)
{
  TernHelperCall *next;

  if (place->holder != guest)
    return;

  g_free (place->last);
  place->last = g_strdup (guest->name);
  place->holder = NULL;
  next = place->cards->stopped ? NULL : g_queue_pop_head (&place->waiting);
  if (next != NULL)
    take (next, place);
}

static void
on_opened (GVariant *value, const GError *error, gpointer user_data)
{
  TernHelperCall *call = user_data;
  Place *place = call->context;

  if (place->holder == call->guest)
    place->opening = FALSE;
  if (error != NULL)
    let_go (place, call->guest);
  tern_helper_call_finish (call, value, error);
}

static void
take (TernHelperCall *call, Place *place)
{
  guint slot;

  g_clear_handle_id (&call->timeout, g_source_remove);
  g_variant_get (tern_helper_call_get_arguments (call), "(&su)", NULL, &slot);
  place->holder = call->guest;
  place->opening = TRUE;
  call->context = place;
  tern_helper_modem_run (place->modem, TERN_HELPER_VERB_OPEN, slot, NULL, on_opened, call);
}

static void
stop_waiting (TernHelperCall *call)
{
  Place *place = call->context;
  g_autoptr (GError) error = lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_IN_USE,
                                            "helper/in-use", "Another program uses the modem");

  g_queue_remove (&place->waiting, call);
  tern_helper_call_finish (call, NULL, error);
}

static gboolean
on_waited_in_vain (gpointer user_data)
{
  ((TernHelperCall *) user_data)->timeout = 0;
  stop_waiting (user_data);
  return G_SOURCE_REMOVE;
}

static void
get_in_line (TernHelperCall *call, Place *place)
{
  call->context = place;
  call->timeout = g_timeout_add ((guint) place->cards->options->wait, on_waited_in_vain, call);
  g_queue_push_tail (&place->waiting, call);
}

/**
 * tern_helper_cards_open:
 * @self: the cards
 * @call: (transfer full): (su): device, slot
 *
 * Takes a card for the caller, once nobody else has it.
 */
void
tern_helper_cards_open (TernHelperCards *self, TernHelperCall *call)
{
  g_autoptr (GError) error = NULL;
  const char *device;
  Place *place;

  g_variant_get (tern_helper_call_get_arguments (call), "(&su)", &device, NULL);
  if (find_place (self, is_held_by, call->guest) != NULL ||
      find_place (self, is_wanted_by, call->guest) != NULL)
    {
      tern_helper_call_refuse (call, "The caller has a card already");
      return;
    }
  if (!tern_helper_node_check (device, self->options->test_node, &error))
    {
      tern_helper_call_finish (call, NULL, error);
      return;
    }

  place = get_place (self, device);
  if (place->holder == NULL)
    take (call, place);
  else
    get_in_line (call, place);
}

static void
on_done (GVariant *value, const GError *error, gpointer user_data)
{
  tern_helper_call_finish (user_data, value, error);
}

/**
 * tern_helper_cards_list_slots:
 * @self: the cards
 * @call: (transfer full): (s): device
 */
void
tern_helper_cards_list_slots (TernHelperCards *self, TernHelperCall *call)
{
  g_autoptr (GError) error = NULL;
  const char *device;

  g_variant_get (tern_helper_call_get_arguments (call), "(&s)", &device);
  if (!tern_helper_node_check (device, self->options->test_node, &error))
    tern_helper_call_finish (call, NULL, error);
  else
    tern_helper_modem_run (get_place (self, device)->modem, TERN_HELPER_VERB_LIST, 0, NULL, on_done,
                           call);
}

/* What is done with the card that the caller has. */
static void
run_with_card (TernHelperCards *self,
               TernHelperCall *call,
               TernHelperVerb verb,
               guint number,
               GBytes *bytes)
{
  Place *place = find_place (self, is_open_for, call->guest);
  g_autoptr (GError) error = NULL;

  if (place != NULL)
    {
      tern_helper_modem_run (place->modem, verb, number, bytes, on_done, call);
      return;
    }

  lpa_error_set (&error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, "helper/lost",
                 "The caller has no card");
  tern_helper_call_finish (call, NULL, error);
}

/**
 * tern_helper_cards_open_channel:
 * @self: the cards
 * @call: (transfer full): (ayy): application, P2 of SELECT
 */
void
tern_helper_cards_open_channel (TernHelperCards *self, TernHelperCall *call)
{
  g_autoptr (GVariant) array = NULL;
  g_autoptr (GBytes) aid = NULL;
  guint8 p2;

  g_variant_get (tern_helper_call_get_arguments (call), "(@ayy)", &array, &p2);
  aid = g_variant_get_data_as_bytes (array);
  run_with_card (self, call, TERN_HELPER_VERB_OPEN_CHANNEL, p2, aid);
}

/**
 * tern_helper_cards_transmit:
 * @self: the cards
 * @call: (transfer full): (ayu): command, milliseconds
 */
void
tern_helper_cards_transmit (TernHelperCards *self, TernHelperCall *call)
{
  g_autoptr (GVariant) array = NULL;
  g_autoptr (GBytes) command = NULL;
  guint milliseconds;

  g_variant_get (tern_helper_call_get_arguments (call), "(@ayu)", &array, &milliseconds);
  command = g_variant_get_data_as_bytes (array);
  run_with_card (self, call, TERN_HELPER_VERB_TRANSMIT, milliseconds, command);
}

/**
 * tern_helper_cards_close_channel:
 * @self: the cards
 * @call: (transfer full): without arguments
 */
void
tern_helper_cards_close_channel (TernHelperCards *self, TernHelperCall *call)
{
  run_with_card (self, call, TERN_HELPER_VERB_CLOSE_CHANNEL, 0, NULL);
}

/**
 * tern_helper_cards_reset:
 * @self: the cards
 * @call: (transfer full): without arguments
 */
void
tern_helper_cards_reset (TernHelperCards *self, TernHelperCall *call)
{
  run_with_card (self, call, TERN_HELPER_VERB_RESET, 0, NULL);
}

/**
 * tern_helper_cards_reveal:
 * @self: the cards
 * @call: (transfer full): without arguments
 */
void
tern_helper_cards_reveal (TernHelperCards *self, TernHelperCall *call)
{
  run_with_card (self, call, TERN_HELPER_VERB_REVEAL, 0, NULL);
}

static void
on_let_go (GVariant *value, const GError *error, gpointer user_data)
{
  TernHelperCall *call = user_data;

  let_go (call->context, call->guest);
  tern_helper_call_finish (call, value, error);
}

static void
end_with_card (TernHelperCall *call, Place *place, TernHelperVerb verb)
{
  call->context = place;
  if (place == NULL)
    tern_helper_call_finish (call, NULL, NULL);
  else
    tern_helper_modem_run (place->modem, verb, 0, NULL, on_let_go, call);
}

/**
 * tern_helper_cards_close:
 * @self: the cards
 * @call: (transfer full): without arguments
 *
 * Lets the next caller have the card. The modem stays with its slot for a moment.
 */
void
tern_helper_cards_close (TernHelperCards *self, TernHelperCall *call)
{
  end_with_card (call, find_place (self, is_open_for, call->guest), TERN_HELPER_VERB_CLOSE);
}

/**
 * tern_helper_cards_restore:
 * @self: the cards
 * @call: (transfer full): without arguments
 *
 * Puts everything back that was changed for the caller, whether it still has the card or has just
 * let it go.
 */
void
tern_helper_cards_restore (TernHelperCards *self, TernHelperCall *call)
{
  Place *place = find_place (self, is_held_by, call->guest);

  if (place == NULL)
    place = find_place (self, is_kept_for, call->guest);
  end_with_card (call, place, TERN_HELPER_VERB_RESTORE);
}

/* Of one guest, or of all. */
static void
empty_line (Place *place, TernHelperGuest *guest)
{
  for (GList *link = place->waiting.head, *next; link != NULL; link = next)
    {
      TernHelperCall *call = link->data;

      next = link->next;
      if (guest == NULL || call->guest == guest)
        stop_waiting (call);
    }
}

static void
empty_lines (TernHelperCards *self, TernHelperGuest *guest)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    empty_line (place, guest);
}

/**
 * tern_helper_cards_leave:
 * @self: the cards
 * @guest: who has left the bus
 *
 * Gives everything back, after what is being done for the guest at this moment.
 */
void
tern_helper_cards_leave (TernHelperCards *self, TernHelperGuest *guest)
{
  empty_lines (self, guest);
  tern_helper_cards_restore (self, tern_helper_call_new (guest, NULL));
}

static void
on_repaired (GVariant *value, const GError *error, gpointer user_data)
{
  if (error != NULL)
    g_warning ("What an earlier helper changed on a modem is not put back: %s", error->message);
}

static void
repair (TernHelperCards *self, const char *path)
{
  g_autoptr (TernMbimUndo) undo = tern_mbim_undo_new (path);
  const char *device = tern_mbim_undo_get_device (undo);

  if (device != NULL && tern_helper_node_check (device, self->options->test_node, NULL))
    tern_helper_modem_run (get_place (self, device)->modem, TERN_HELPER_VERB_RESTORE, 0, NULL,
                           on_repaired, NULL);
}

/**
 * tern_helper_cards_repair:
 * @self: the cards, of which nothing was asked yet
 *
 * Puts back what a helper that was killed has left behind, before anything else is done.
 */
void
tern_helper_cards_repair (TernHelperCards *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->options->state, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->options->state, name, NULL);

      repair (self, path);
    }
}

static gboolean
is_busy (const Place *place, TernHelperGuest *nobody)
{
  return place->holder != NULL || !tern_helper_modem_is_idle (place->modem);
}

/**
 * tern_helper_cards_are_idle:
 * @self: the cards
 *
 * Returns: whether nobody has one, and nothing is to be put back
 */
gboolean
tern_helper_cards_are_idle (TernHelperCards *self)
{
  return find_place (self, is_busy, NULL) == NULL;
}

/**
 * tern_helper_cards_new:
 * @options: what to go by; must live as long
 *
 * Returns: (transfer full): the cards
 */
TernHelperCards *
tern_helper_cards_new (const TernHelperOptions *options)
{
  TernHelperCards *self = g_new0 (TernHelperCards, 1);

  self->options = options;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  return self;
}

/**
 * tern_helper_cards_stop:
 * @self: the cards
 *
 * Refuses who is in line, ends what is being done and puts everything back. Blocks; the answers
 * come on the main context.
 */
void
tern_helper_cards_stop (TernHelperCards *self)
{
  GHashTableIter iter;
  gpointer place;

  self->stopped = TRUE;
  empty_lines (self, NULL);
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    tern_helper_modem_stop (((Place *) place)->modem);
}

/**
 * tern_helper_cards_free:
 * @self: (transfer full): the cards, stopped and all answers given
 */
void
tern_helper_cards_free (TernHelperCards *self)
{
  g_hash_table_unref (self->places);
  g_free (self);
}
