/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-pcsc-watcher.h"
#include "readers/tern-reader.h"

G_BEGIN_DECLS

/**
 * TernReaderPlace:
 * @reader: the reader
 * @channel: to the card in it
 * @path: (nullable): where it is, when not in the PC/SC service
 *
 * Where a reader is, and what was seen of it there last. A reader that was unplugged stays until
 * its last operation has ended. Main thread.
 */
typedef struct
{
  TernReader *reader;
  LpaChannel *channel;
  char *path;

  /*< private >*/
  gboolean gone;
  gboolean in_use;
  guint events;
} TernReaderPlace;

TernReaderPlace *tern_reader_place_new (LpaChannel *channel,
                                        const TernCardSetup *setup,
                                        const char *path) G_GNUC_WARN_UNUSED_RESULT;
void tern_reader_place_free (TernReaderPlace *self);
gboolean tern_reader_place_is_in_pcsc (const TernReaderPlace *self, const char *name);
void tern_reader_place_follow (TernReaderPlace *self, const TernPcscSlot *slot);
void tern_reader_place_take_away (TernReaderPlace *self);
gboolean tern_reader_place_is_over (const TernReaderPlace *self);

G_END_DECLS
