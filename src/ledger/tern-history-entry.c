/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-history-entry.h"

struct _TernHistoryEntry
{
  GObject parent_instance;

  LpaOperation *operation;
  char *code_mark;
};

G_DEFINE_FINAL_TYPE (TernHistoryEntry, tern_history_entry, G_TYPE_OBJECT)

static void
tern_history_entry_finalize (GObject *object)
{
  TernHistoryEntry *self = TERN_HISTORY_ENTRY (object);

  g_clear_pointer (&self->operation, lpa_operation_free);
  g_free (self->code_mark);
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

/**
 * tern_history_entry_new:
 * @operation: (transfer full): out of the ledger
 * @code_mark: (transfer full) (nullable): what its code can be told by, see
 * tern_ledger_dup_code_mark()
 *
 * Returns: (transfer full): the entry
 */
TernHistoryEntry *
tern_history_entry_new (LpaOperation *operation, char *code_mark)
{
  TernHistoryEntry *self = g_object_new (TERN_TYPE_HISTORY_ENTRY, NULL);

  self->operation = operation;
  self->code_mark = code_mark;
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
 * tern_history_entry_get_code_mark:
 *
 * Returns: (transfer none) (nullable): what the code can be told by from others
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
         g_strcmp0 (a->profile_name, b->profile_name) == 0 && g_strcmp0 (a->error, b->error) == 0;
}
