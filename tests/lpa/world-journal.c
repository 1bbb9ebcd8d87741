/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

/* Keeps copies, as a file would; the story is every call in order: `begin check/none`, `advance
 * download/agreed`, ... */
struct _WorldJournal
{
  GObject parent_instance;

  GPtrArray *operations;
  GString *story;
  gboolean forgets_ends;
  LpaStep fails_at;
};

static void journal_init (LpaJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WorldJournal,
                               world_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_JOURNAL, journal_init))

static void
tell (WorldJournal *self, const char *call, const LpaOperation *operation)
{
  g_string_append_printf (self->story, "%s %s/%s", call,
                          lpa_operation_kind_get_nick (operation->kind),
                          lpa_step_get_nick (operation->step));
  if (g_str_equal (call, "finish"))
    g_string_append_printf (self->story, " %s %s",
                            lpa_operation_outcome_get_nick (operation->outcome),
                            operation->error != NULL ? operation->error : "-");
  g_string_append_c (self->story, '\n');
}

static LpaOperation *
copy (const LpaOperation *from)
{
  LpaOperation *to = lpa_operation_new (from->kind, from->eid);

  to->id = from->id;
  to->iccid = g_strdup (from->iccid);
  to->profile_name = g_strdup (from->profile_name);
  to->server = g_strdup (from->server);
  to->transaction_id = from->transaction_id ? g_bytes_ref (from->transaction_id) : NULL;
  to->step = from->step;
  to->outcome = from->outcome;
  to->error = g_strdup (from->error);
  return to;
}

static gboolean
world_journal_begin (LpaJournal *journal, LpaOperation *operation, GError **error)
{
  WorldJournal *self = WORLD_JOURNAL (journal);

  g_assert_cmpint (operation->id, ==, 0);
  operation->id = self->operations->len + 1;
  g_ptr_array_add (self->operations, copy (operation));
  tell (self, "begin", operation);
  return TRUE;
}

static void
put (WorldJournal *self, const LpaOperation *operation)
{
  LpaOperation **slot;

  g_assert_cmpint (operation->id, >, 0);
  g_assert_cmpint (operation->id, <=, self->operations->len);
  slot = (LpaOperation **) &self->operations->pdata[operation->id - 1];
  g_assert_cmpint ((*slot)->outcome, ==, LPA_OPERATION_OUTCOME_OPEN);
  lpa_operation_free (*slot);
  *slot = copy (operation);
}

static gboolean
world_journal_advance (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  WorldJournal *self = WORLD_JOURNAL (journal);

  if (operation->step == self->fails_at)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "The disk is full");
      return FALSE;
    }
  put (self, operation);
  tell (self, "advance", operation);
  return TRUE;
}

static gboolean
world_journal_finish (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  WorldJournal *self = WORLD_JOURNAL (journal);

  g_assert_cmpint (operation->outcome, !=, LPA_OPERATION_OUTCOME_OPEN);
  if (!self->forgets_ends)
    put (self, operation);
  tell (self, "finish", operation);
  return TRUE;
}

static GPtrArray *
world_journal_list_open (LpaJournal *journal, const char *eid, GError **error)
{
  WorldJournal *self = WORLD_JOURNAL (journal);
  GPtrArray *open = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);

  for (guint i = 0; i < self->operations->len; i++)
    {
      LpaOperation *operation = self->operations->pdata[i];

      if (operation->outcome == LPA_OPERATION_OUTCOME_OPEN && g_str_equal (operation->eid, eid))
        g_ptr_array_add (open, copy (operation));
    }
  return open;
}

static void
journal_init (LpaJournalInterface *iface)
{
  iface->begin = world_journal_begin;
  iface->advance = world_journal_advance;
  iface->finish = world_journal_finish;
  iface->list_open = world_journal_list_open;
}

static void
world_journal_finalize (GObject *object)
{
  WorldJournal *self = WORLD_JOURNAL (object);

  g_ptr_array_unref (self->operations);
  g_string_free (self->story, TRUE);
  G_OBJECT_CLASS (world_journal_parent_class)->finalize (object);
}

static void
world_journal_class_init (WorldJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = world_journal_finalize;
}

static void
world_journal_init (WorldJournal *self)
{
  self->operations = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);
  self->story = g_string_new (NULL);
  self->fails_at = LPA_STEP_NONE;
}

LpaOperation *
world_journal_get (WorldJournal *self, guint index)
{
  g_assert_cmpuint (index, <, self->operations->len);
  return self->operations->pdata[index];
}

guint
world_journal_get_length (WorldJournal *self)
{
  return self->operations->len;
}

void
world_journal_add (WorldJournal *self, LpaOperation *operation)
{
  operation->id = self->operations->len + 1;
  g_ptr_array_add (self->operations, operation);
}

void
world_journal_fail_at (WorldJournal *self, LpaStep step)
{
  self->fails_at = step;
}

void
world_journal_forget_ends (WorldJournal *self, gboolean forget)
{
  self->forgets_ends = forget;
}

const char *
world_journal_get_story (WorldJournal *self)
{
  return self->story->str;
}
