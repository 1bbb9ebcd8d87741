/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "sim/sim-euicc.h"
#include "sim/sim-smdp.h"

G_BEGIN_DECLS

/*
 * A reader for the simulated card in this process, which can be told to break.
 */
#define WORLD_TYPE_READER (world_reader_get_type ())
G_DECLARE_FINAL_TYPE (WorldReader, world_reader, WORLD, READER, GObject)

/**
 * WorldFault:
 * @WORLD_FAULT_NONE: nothing
 * @WORLD_FAULT_CANCEL: the cancellable of the world is cancelled before the command goes to the
 *   card
 * @WORLD_FAULT_RESET: the card is reset before the command, which gets %LPA_CHANNEL_ERROR_RESET
 * @WORLD_FAULT_MUTE: the card does not answer, once: %LPA_CHANNEL_ERROR_MUTE
 * @WORLD_FAULT_LOST: the card carries the command out, but the answer is lost
 */
typedef enum
{
  WORLD_FAULT_NONE,
  WORLD_FAULT_CANCEL,
  WORLD_FAULT_RESET,
  WORLD_FAULT_MUTE,
  WORLD_FAULT_LOST,
} WorldFault;

/*
 * A journal in memory, which can be told to fail.
 */
#define WORLD_TYPE_JOURNAL (world_journal_get_type ())
G_DECLARE_FINAL_TYPE (WorldJournal, world_journal, WORLD, JOURNAL, GObject)

LpaOperation *world_journal_get (WorldJournal *self, guint index);
guint world_journal_get_length (WorldJournal *self);
void world_journal_add (WorldJournal *self, LpaOperation *operation);
/* Makes the call fail that would write this step. */
void world_journal_fail_at (WorldJournal *self, LpaStep step);
void world_journal_forget_ends (WorldJournal *self, gboolean forget);
const char *world_journal_get_story (WorldJournal *self);

/**
 * World:
 *
 * A card, a server and the LPA between them, on one main context.
 */
typedef struct
{
  SimPki *pki;
  SimEuicc *sim;
  SimOrders *orders;
  SimSmdp *smdp;
  WorldReader *reader;
  LpaTrust *trust;
  WorldJournal *journal;
  LpaWorker *worker;
  LpaCard *card;
  GPtrArray *isdrs;
  LpaEuicc *euicc;
  GCancellable *cancellable;
} World;

World *world_new (const char *orders, const SimQuirks *quirks, const SimSmdpOptions *options);
void world_free (World *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

void world_start (World *self);
/* A second life of the program, with the same card, server and journal. */
void world_restart (World *self);
/* Another server in place of the first, with the same orders. */
void world_serve (World *self, const SimSmdpOptions *options);

/* Breaks at the @nth command whose data begins with @tag, in hexadecimal. */
void world_break_at (World *self, const char *tag, guint nth, WorldFault fault);
gboolean world_is_broken (World *self);
/* Somebody puts a card that was pulled back, at once. */
void world_put_back_when_pulled (World *self);
guint world_count_commands (World *self, const char *tag);
int world_get_cancel_reason (World *self);

LpaDownload *world_new_download (World *self, const char *matching_id);
gboolean world_preview (World *self, LpaDownload *download, GError **error);
gboolean world_install (World *self, LpaDownload *download, GError **error);
gboolean world_cancel (World *self, LpaDownload *download, LpaCancelReason reason, GError **error);
gboolean world_refresh (World *self, GError **error);
LpaNotifierResult *world_enable (World *self, LpaProfile *profile, GError **error);
LpaNotifierResult *world_disable (World *self, LpaProfile *profile, GError **error);
LpaNotifierResult *world_delete (World *self, LpaProfile *profile, GError **error);
void world_set_default_smdp (World *self, const char *address);
GAsyncResult *world_wait (GAsyncResult **slot);
void world_store_result (GObject *source, GAsyncResult *result, gpointer user_data);

LpaProfile *world_find (World *self, const char *iccid);
void world_wait_idle (World *self);

G_END_DECLS
