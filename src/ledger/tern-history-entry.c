/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-history-entry.h"

struct _TernHistoryEntry
{
  GObject parent_instance;

  LpaOperation *operation;
  GBytes *profile;
  char *code_mark;
  char *station;
};

G_DEFINE_FINAL_TYPE (TernHistoryEntry, tern_history_entry, G_TYPE_OBJECT)

static void
tern_history_entry_finalize (GObject *object)
{
  TernHistoryEntry *self = TERN_HISTORY_ENTRY (object);

  g_clear_pointer (&self->operation, lpa_operation_free);
  g_clear_pointer (&self->profile, g_bytes_unref);
  g_free (self->code_mark);
  g_free (self->station);
  G_OBJECT_CLASS (tern_history_entry_parent_class)->finalize (object);
}

static void
tern_history_entry_class_init (TernHistoryEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_history_entry_finalize;
}

static void
tern_history_entry_init (TernHistoryEntry *self)
{
}

/* Enough digits of a code's fingerprint to tell two codes apart. */
static char *
dup_mark (GBytes *code)
{
  const guint8 *bytes;
  gsize size;

  if (code == NULL)
    return NULL;
  bytes = g_bytes_get_data (code, &size);
  g_return_val_if_fail (size >= 4, NULL);
  return g_strdup_printf ("%02X%02X%02X%02X", bytes[0], bytes[1], bytes[2], bytes[3]);
}

/**
 * tern_history_entry_new:
 * @operation: (transfer full): out of the ledger
 * @code: (transfer full) (nullable): the fingerprint of its code
 * @profile: (transfer full) (nullable): the fingerprint of its profile
 * @station: (transfer full) (nullable): the name of the station where it was done, %NULL for this
 * one
 *
 * Returns: (transfer full): the entry
 */
TernHistoryEntry *
tern_history_entry_new (LpaOperation *operation, GBytes *code, GBytes *profile, char *station)
{
  TernHistoryEntry *self = g_object_new (TERN_TYPE_HISTORY_ENTRY, NULL);

  self->operation = operation;
  self->code_mark = dup_mark (code);
  g_clear_pointer (&code, g_bytes_unref);
  self->profile = profile;
  self->station = station;
  return self;
}

/**
 * tern_history_entry_get_operation:
 *
 * Returns: (transfer none): the operation, with shortened numbers
 */
const LpaOperation *
tern_history_entry_get_operation (TernHistoryEntry *self)
{
  return self->operation;
}

/**
 * tern_history_entry_get_profile:
 *
 * Returns: (transfer none) (nullable): the fingerprint of the profile, see
 * tern_ledger_names_profile()
 */
GBytes *
tern_history_entry_get_profile (TernHistoryEntry *self)
{
  return self->profile;
}

/**
 * tern_history_entry_get_station:
 *
 * Returns: (transfer none) (nullable): the name of the station where it was done, %NULL when that
 * is this one and it is by itself
 */
const char *
tern_history_entry_get_station (TernHistoryEntry *self)
{
  return self->station;
}

/**
 * tern_history_entry_get_code_mark:
 *
 * Returns: (transfer none) (nullable): the beginning of the code's keyed fingerprint, eight
 * hexadecimal digits: says two codes apart without giving either away
 */
const char *
tern_history_entry_get_code_mark (TernHistoryEntry *self)
{
  return self->code_mark;
}

/**
 * tern_history_entry_same:
 *
 * Returns: whether both are of the same operation and say the same of it
 */
gboolean
tern_history_entry_same (TernHistoryEntry *self, TernHistoryEntry *other)
{
  const LpaOperation *a = self->operation;
  const LpaOperation *b = other->operation;

  return a->id == b->id && a->outcome == b->outcome && a->kind == b->kind && a->step == b->step &&
         g_strcmp0 (a->profile_name, b->profile_name) == 0 && g_strcmp0 (a->error, b->error) == 0 &&
         g_strcmp0 (self->station, other->station) == 0;
}
