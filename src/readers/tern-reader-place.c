/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-reader-place.h"

#include "lpa/lpa-error.h"

/**
 * tern_reader_place_new:
 * @channel: to the card in the reader
 * @setup: what its cards get along
 * @path: (nullable): where it is, when not in the PC/SC service
 *
 * Returns: (transfer full): an empty reader and its place
 */
TernReaderPlace *
tern_reader_place_new (LpaChannel *channel, const TernCardSetup *setup, const char *path)
{
  TernReaderPlace *self = g_new0 (TernReaderPlace, 1);

  self->reader = tern_reader_new (channel, setup);
  self->channel = g_object_ref (channel);
  self->path = g_strdup (path);
  return self;
}

/**
 * tern_reader_place_free:
 * @self: (transfer full): a place
 */
void
tern_reader_place_free (TernReaderPlace *self)
{
  g_object_unref (self->reader);
  g_object_unref (self->channel);
  g_free (self->path);
  g_free (self);
}

/**
 * tern_reader_place_is_in_pcsc:
 * @self: a place
 * @name: of a reader of the PC/SC service
 *
 * Returns: whether this is that reader
 */
gboolean
tern_reader_place_is_in_pcsc (const TernReaderPlace *self, const char *name)
{
  return self->path == NULL && g_str_equal (tern_reader_get_name (self->reader), name);
}

/* A card that another program held is asked once that program has let it go. */
static void
retry_if_freed (TernReaderPlace *self, gboolean in_use)
{
  if (self->in_use && !in_use &&
      g_error_matches (tern_reader_get_error (self->reader), LPA_CHANNEL_ERROR,
                       LPA_CHANNEL_ERROR_IN_USE))
    tern_reader_retry (self->reader);
  self->in_use = in_use;
}

/**
 * tern_reader_place_follow:
 * @self: a place in the PC/SC service
 * @slot: how that says it is
 */
void
tern_reader_place_follow (TernReaderPlace *self, const TernPcscSlot *slot)
{
  /* Changed between two looks: out and in again. */
  if (!self->gone && slot->present && slot->events != self->events)
    tern_reader_set_card_present (self->reader, FALSE);
  self->gone = FALSE;
  self->events = slot->events;
  tern_reader_set_card_present (self->reader, slot->present);
  retry_if_freed (self, slot->in_use);
}

/**
 * tern_reader_place_take_away:
 * @self: a place
 *
 * The reader was unplugged.
 */
void
tern_reader_place_take_away (TernReaderPlace *self)
{
  self->gone = TRUE;
  self->in_use = FALSE;
  tern_reader_set_card_present (self->reader, FALSE);
}

/**
 * tern_reader_place_is_over:
 * @self: a place
 *
 * Returns: whether the reader was unplugged and nothing goes on with its card any more
 */
gboolean
tern_reader_place_is_over (const TernReaderPlace *self)
{
  return self->gone && tern_reader_get_state (self->reader) == TERN_READER_STATE_EMPTY;
}
