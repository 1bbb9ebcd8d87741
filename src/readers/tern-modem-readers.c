/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "readers/tern-modem-readers.h"

#include <glib/gi18n-lib.h>

#include "readers/tern-modem-watcher.h"

/* ModemManager that does not answer holds nobody up for longer. Milliseconds. */
#define SETTLED_WITHIN 5000

typedef struct
{
  TernModem *modem; /* as it was last seen */
  guint slot;
  TernReader *reader;
  GFileMonitor *node;
} Place;

struct _TernModemReaders
{
  TernModemReadersHost host;
  TernModemWatcher *watcher;
  guint patience; /* ends when nothing has been told for long */
  GPtrArray *places;
  TernModems *modems; /* as told last */
};

static void
place_free (gpointer data)
{
  Place *place = data;

  if (place->node != NULL)
    g_file_monitor_cancel (place->node);
  g_clear_object (&place->node);
  g_clear_object (&place->reader);
  tern_modem_unref (place->modem);
  g_free (place);
}

/* --- Names ----------------------------------------------------------------------------------- */

static gboolean
has_twin (TernModemReaders *self, const TernModem *modem)
{
  for (guint i = 0; i < self->modems->len; i++)
    {
      const TernModem *other = self->modems->pdata[i];

      if (!g_str_equal (other->device, modem->device) && g_str_equal (other->model, modem->model))
        return TRUE;
    }
  return FALSE;
}

static char *
name_modem (TernModemReaders *self, const TernModem *modem)
{
  g_autofree char *port = g_path_get_basename (modem->node);

  if (*modem->model == '\0')
    return g_strdup_printf (C_ ("reader", "Mobile modem %s"), port);
  if (has_twin (self, modem))
    return g_strdup_printf (C_ ("reader", "%s modem %s"), modem->model, port);
  return g_strdup_printf (C_ ("reader", "%s modem"), modem->model);
}

/* The slot is only named where there are several. */
static char *
name_slot (TernModemReaders *self, const TernModem *modem, guint slot)
{
  g_autofree char *name = name_modem (self, modem);

  if (!modem->counts_slots)
    return g_steal_pointer (&name);
  return g_strdup_printf (C_ ("reader", "%s · slot %u"), name, slot);
}

/* --- What is where --------------------------------------------------------------------------- */

static const TernModemSlot *
find_slot (const TernModem *modem, guint number)
{
  for (guint i = 0; i < modem->slots->len; i++)
    if (((const TernModemSlot *) modem->slots->pdata[i])->number == number)
      return modem->slots->pdata[i];
  return NULL;
}

static gboolean
is_same_thing (const TernModem *one, const TernModem *other)
{
  return g_str_equal (one->device, other->device) && g_strcmp0 (one->node, other->node) == 0 &&
         g_str_equal (one->imei, other->imei);
}

static TernModem *
find_modem (TernModemReaders *self, const Place *place)
{
  for (guint i = 0; i < self->modems->len; i++)
    if (is_same_thing (self->modems->pdata[i], place->modem))
      return self->modems->pdata[i];
  return NULL;
}

static gboolean
has_place (TernModemReaders *self, const TernModem *modem, guint slot)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = self->places->pdata[i];

      if (place->slot == slot && is_same_thing (place->modem, modem))
        return TRUE;
    }
  return FALSE;
}

/* To look at a slot that the modem does not use, the modem has to let go of the one it does use,
 * and with it of its connection. That is not done behind the person's back. */
static gboolean
would_disturb (const TernModem *modem, const TernModemSlot *slot)
{
  const TernModemSlot *in_use = tern_modem_get_slot_in_use (modem);

  return in_use != NULL && in_use != slot && !in_use->empty &&
         modem->state != TERN_MODEM_STATE_FAILED;
}

static void update (TernModemReaders *self);

static void
follow_node (TernModemReaders *self, Place *place)
{
  g_autoptr (GFile) file = g_file_new_for_path (place->modem->node);

  place->node = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (place->node == NULL)
    return;

  g_file_monitor_set_rate_limit (place->node, 0);
  g_signal_connect_swapped (place->node, "changed", G_CALLBACK (update), self);
}

static void
add_place (TernModemReaders *self, TernModem *modem, const TernModemSlot *slot)
{
  g_autofree char *name = name_slot (self, modem, slot->number);
  TernReader *reader = self->host.add (modem, slot->number, name, self->host.user_data);
  Place *place;

  if (reader == NULL)
    return;

  place = g_new0 (Place, 1);
  place->modem = tern_modem_ref (modem);
  place->slot = slot->number;
  place->reader = reader;
  g_ptr_array_add (self->places, place);
  follow_node (self, place);
  tern_reader_set_modem (reader, modem, slot->number);
  if (would_disturb (modem, slot))
    tern_reader_let_sleep (reader);
  tern_reader_set_card_present (reader, TRUE);
}

static void
take_modem (Place *place, TernModem *modem)
{
  g_clear_pointer (&place->modem, tern_modem_unref);
  place->modem = tern_modem_ref (modem);
  tern_reader_set_modem (place->reader, modem, place->slot);
}

static void
follow_slot (Place *place, TernModem *modem)
{
  const TernModemSlot *slot = find_slot (modem, place->slot);

  take_modem (place, modem);
  if (slot == NULL)
    return;
  tern_reader_set_card_present (place->reader, !slot->empty);
  if (slot->in_use)
    tern_reader_wake (place->reader);
}

/* ModemManager has let go of a modem that is still plugged in: it was stopped, was told to, or
 * looks at the modem anew since another slot is in use. The card can be used all the same. */
static gboolean
is_plugged_in (const Place *place)
{
  return g_file_test (place->modem->node, G_FILE_TEST_EXISTS);
}

static void
let_go (Place *place)
{
  g_autoptr (TernModem) modem = tern_modem_copy_let_go (place->modem);

  take_modem (place, modem);
}

static void
follow_places (TernModemReaders *self)
{
  for (guint i = self->places->len; i > 0; i--)
    {
      Place *place = self->places->pdata[i - 1];
      TernModem *modem = find_modem (self, place);

      if (modem != NULL)
        follow_slot (place, modem);
      else if (is_plugged_in (place))
        let_go (place);
      else
        {
          self->host.remove (place->reader, self->host.user_data);
          g_ptr_array_remove_index (self->places, i - 1);
        }
    }
}

static void
add_slots (TernModemReaders *self, TernModem *modem)
{
  for (guint i = 0; i < modem->slots->len; i++)
    {
      const TernModemSlot *slot = modem->slots->pdata[i];

      if (!slot->empty && !has_place (self, modem, slot->number))
        add_place (self, modem, slot);
    }
}

static void
update (TernModemReaders *self)
{
  follow_places (self);
  for (guint i = 0; i < self->modems->len; i++)
    if (((const TernModem *) self->modems->pdata[i])->node != NULL)
      add_slots (self, self->modems->pdata[i]);
  self->host.changed (self->host.user_data);
}

#ifdef TERN_HAVE_MODEMS

static void
on_modems (TernModems *modems, gpointer user_data)
{
  TernModemReaders *self = user_data;
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->modems);

  g_clear_handle_id (&self->patience, g_source_remove);
  self->modems = g_ptr_array_ref (modems);
  update (self);
}

static gboolean
lose_patience (gpointer data)
{
  TernModemReaders *self = data;

  self->patience = 0;
  self->host.changed (self->host.user_data);
  return G_SOURCE_REMOVE;
}

static void
start (TernModemReaders *self)
{
  self->patience = g_timeout_add (SETTLED_WITHIN, lose_patience, self);
  self->watcher = tern_modem_watcher_new (NULL, on_modems, self);
}

static void
stop (TernModemReaders *self)
{
  g_clear_pointer (&self->watcher, tern_modem_watcher_stop);
}

#else

static void
start (TernModemReaders *self)
{
}

static void
stop (TernModemReaders *self)
{
}

#endif

/**
 * tern_modem_readers_new:
 * @host: who has the readers
 *
 * Adds a reader for each slot with a card of each modem that speaks MBIM, and removes those of
 * modems that were pulled out.
 *
 * Returns: (transfer full): one that knows of no modem yet
 */
TernModemReaders *
tern_modem_readers_new (const TernModemReadersHost *host)
{
  TernModemReaders *self = g_new0 (TernModemReaders, 1);

  self->host = *host;
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->modems = g_ptr_array_new ();
  start (self);
  return self;
}

/**
 * tern_modem_readers_free:
 * @self: (transfer full): it; the readers stay where they are
 */
void
tern_modem_readers_free (TernModemReaders *self)
{
  stop (self);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->modems);
  g_free (self);
}

/**
 * tern_modem_readers_is_settled:
 * @self: it
 *
 * Returns: whether ModemManager has said what there is, or has not for so long that it is not worth
 * to wait
 */
gboolean
tern_modem_readers_is_settled (TernModemReaders *self)
{
  return self->patience == 0;
}
