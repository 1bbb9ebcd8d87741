/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "readers/tern-service-state.h"

G_BEGIN_DECLS

/**
 * TernPcscSlot:
 * @name: the reader's name, never empty, unlike every other in the same snapshot
 * @present: whether a card is in it
 * @in_use: whether some program holds the card
 * @events: how often a card was put in or taken out, as the service counts; by it a card that was
 * changed between two looks is noticed
 *
 * One reader at one moment. Free with tern_pcsc_slot_free().
 */
typedef struct
{
  char *name;
  gboolean present;
  gboolean in_use;
  guint events;
} TernPcscSlot;

void tern_pcsc_slot_free (TernPcscSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPcscSlot, tern_pcsc_slot_free)

/**
 * TernPcscWatchFunc:
 * @state: how the service is, never %TERN_SERVICE_STATE_STARTING
 * @slots: (element-type TernPcscSlot): every reader, in the service's order
 * @user_data: as given to tern_pcsc_watcher_new()
 *
 * Told what there is, at the start and whenever it has changed.
 */
typedef void (*TernPcscWatchFunc) (TernServiceState state, GPtrArray *slots, gpointer user_data);

/**
 * TernPcscWatcher:
 *
 * Follows readers and cards on a thread of its own, and the service itself as it is started and
 * stopped. It asks cards nothing.
 */
typedef struct _TernPcscWatcher TernPcscWatcher;

TernPcscWatcher *tern_pcsc_watcher_new (TernPcscWatchFunc function,
                                        gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void tern_pcsc_watcher_stop (TernPcscWatcher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPcscWatcher, tern_pcsc_watcher_stop)

GPtrArray *tern_pcsc_parse_names (const char *names, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
