/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-journal.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (LpaJournal, lpa_journal, G_TYPE_OBJECT)

static const struct
{
  const char *nick;
  const char *label;
} kinds[] = {
  [LPA_OPERATION_DOWNLOAD] = { "download", NC_ ("operation", "Add an eSIM") },
  [LPA_OPERATION_CHECK] = { "check", NC_ ("operation", "Check a code") },
  [LPA_OPERATION_ENABLE] = { "enable", NC_ ("operation", "Switch on") },
  [LPA_OPERATION_DISABLE] = { "disable", NC_ ("operation", "Switch off") },
  [LPA_OPERATION_DELETE] = { "delete", NC_ ("operation", "Delete") },
  [LPA_OPERATION_RENAME] = { "rename", NC_ ("operation", "Rename") },
  [LPA_OPERATION_RESET] = { "reset", NC_ ("operation", "Reset the card") },
  [LPA_OPERATION_SET_DEFAULT_SMDP] = { "set-default-smdp",
                                       NC_ ("operation", "Set the default server") },
  [LPA_OPERATION_SEND_NOTIFICATION] = { "send-notification", NC_ ("operation", "Send reports") },
  [LPA_OPERATION_REMOVE_NOTIFICATION] = { "remove-notification",
                                          NC_ ("operation", "Remove a report") },
  [LPA_OPERATION_CONNECT] = { "connect", NC_ ("operation", "Connect") },
};

static const char *outcomes[] = {
  [LPA_OPERATION_OUTCOME_OPEN] = "open",       [LPA_OPERATION_OUTCOME_DONE] = "done",
  [LPA_OPERATION_OUTCOME_FAILED] = "failed",   [LPA_OPERATION_OUTCOME_CANCELLED] = "cancelled",
  [LPA_OPERATION_OUTCOME_UNKNOWN] = "unknown",
};

static gboolean
same_text (LpaJournal *self, const LpaOperation *operation, const char *iccid)
{
  return g_strcmp0 (operation->iccid, iccid) == 0;
}

static void
lpa_journal_default_init (LpaJournalInterface *iface)
{
  iface->names_profile = same_text;
  g_signal_new ("finished-elsewhere", LPA_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

/**
 * lpa_operation_new:
 * @kind: what is to be done
 * @eid: to which card
 *
 * Returns: (transfer full): an operation not yet written anywhere. Any thread
 */
LpaOperation *
lpa_operation_new (LpaOperationKind kind, const char *eid)
{
  LpaOperation *self = g_new0 (LpaOperation, 1);

  self->kind = kind;
  self->eid = g_strdup (eid);
  self->step = LPA_STEP_NONE;
  self->time = g_date_time_new_now_utc ();
  return self;
}

/**
 * lpa_operation_free:
 * @self: (nullable) (transfer full): an operation
 */
void
lpa_operation_free (LpaOperation *self)
{
  if (self == NULL)
    return;
  g_free (self->eid);
  g_free (self->iccid);
  g_free (self->profile_name);
  g_free (self->server);
  g_clear_pointer (&self->code, lpa_activation_code_free);
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_free (self->error);
  g_clear_pointer (&self->time, g_date_time_unref);
  g_clear_pointer (&self->ended, g_date_time_unref);
  g_free (self);
}

/**
 * lpa_operation_kind_get_nick:
 * @kind: a kind of operation
 *
 * Returns: its name in JSON and in the journal
 */
const char *
lpa_operation_kind_get_nick (LpaOperationKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);
  return kinds[kind].nick;
}

/**
 * lpa_operation_kind_get_label:
 * @kind: a kind of operation
 *
 * Returns: its name for people, translated
 */
const char *
lpa_operation_kind_get_label (LpaOperationKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);
  return g_dpgettext2 (GETTEXT_PACKAGE, "operation", kinds[kind].label);
}

/**
 * lpa_operation_outcome_get_nick:
 * @outcome: how an operation ended
 *
 * Returns: its name in JSON and in the journal
 */
const char *
lpa_operation_outcome_get_nick (LpaOperationOutcome outcome)
{
  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (outcomes), NULL);
  return outcomes[outcome];
}

/* How it ended, for a download with what that means for its code. */
static const struct
{
  const char *any;
  const char *download;
} accounts[] = {
  [LPA_OPERATION_OUTCOME_DONE] = {
    NC_ ("recovered", "It was completed."),
    NC_ ("recovered", "The profile is installed, so the code cannot be used again."),
  },
  [LPA_OPERATION_OUTCOME_FAILED] = {
    NC_ ("recovered", "It did not take place."),
    NC_ ("recovered", "The profile is not installed. Try the code again with this card."),
  },
  [LPA_OPERATION_OUTCOME_CANCELLED] = {
    NC_ ("recovered", "Nothing was changed on the card."),
    NC_ ("recovered", "The profile is not installed, and the code has not been used up."),
  },
  [LPA_OPERATION_OUTCOME_UNKNOWN] = {
    NC_ ("recovered", "The card does not know how it ended. Look at the list of profiles."),
    NC_ ("recovered", "The card does not know how it ended. Look at the list of profiles; if it is "
                      "not there, try the code again with this card."),
  },
};

/**
 * lpa_operation_dup_account:
 * @self: an operation that was left open by an earlier run, and has been looked into
 *
 * Returns: (transfer full) (nullable): sentences for people that say how it ended, translated;
 * %NULL when it is open still or was only a look at an offer
 */
char *
lpa_operation_dup_account (const LpaOperation *self)
{
  gboolean download = self->kind == LPA_OPERATION_DOWNLOAD;
  const char *label = lpa_operation_kind_get_label (self->kind);
  const char *ending;
  g_autofree char *what = NULL;

  if (self->kind == LPA_OPERATION_CHECK || (guint) self->outcome >= G_N_ELEMENTS (accounts) ||
      accounts[self->outcome].any == NULL)
    return NULL;

  ending = download ? accounts[self->outcome].download : accounts[self->outcome].any;
  what = self->profile_name
             ? g_strdup_printf (C_ ("recovered", "%s “%s”"), label, self->profile_name)
             : g_strdup (label);
  return g_strdup_printf (C_ ("recovered", "Something was interrupted earlier: %s. %s"), what,
                          g_dpgettext2 (GETTEXT_PACKAGE, "recovered", ending));
}

/**
 * lpa_journal_begin:
 * @self: the journal
 * @operation: what is about to be done; its @id is set
 * @error: return location for an error of the journal
 *
 * Writes a new open entry, durably. Worker thread.
 *
 * Returns: whether it is written; when not, the operation must not be started
 */
gboolean
lpa_journal_begin (LpaJournal *self, LpaOperation *operation, GError **error)
{
  return LPA_JOURNAL_GET_IFACE (self)->begin (self, operation, error);
}

/**
 * lpa_journal_advance:
 * @self: the journal
 * @operation: an open operation
 * @error: return location for an error of the journal
 *
 * Writes what changed in an open entry, durably, before the step that it names is taken. Worker
 * thread.
 *
 * Returns: whether it is written; when not, the step must not be taken
 */
gboolean
lpa_journal_advance (LpaJournal *self, const LpaOperation *operation, GError **error)
{
  return LPA_JOURNAL_GET_IFACE (self)->advance (self, operation, error);
}

/**
 * lpa_journal_finish:
 * @self: the journal
 * @operation: an operation that has ended, its outcome set
 * @error: return location for an error of the journal
 *
 * Writes the outcome and closes the entry, durably. Worker thread.
 *
 * Returns: whether it is written; when not, the entry stays open and is looked into at the next
 * start
 */
gboolean
lpa_journal_finish (LpaJournal *self, const LpaOperation *operation, GError **error)
{
  return LPA_JOURNAL_GET_IFACE (self)->finish (self, operation, error);
}

/**
 * lpa_journal_list_open:
 * @self: the journal
 * @eid: of the card
 * @error: return location for an error of the journal
 *
 * Worker thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaOperation): what was begun on this card
 *   and never ended, oldest first
 */
GPtrArray *
lpa_journal_list_open (LpaJournal *self, const char *eid, GError **error)
{
  return LPA_JOURNAL_GET_IFACE (self)->list_open (self, eid, error);
}

/**
 * lpa_journal_names_profile:
 * @self: the journal
 * @operation: an entry that it handed out
 * @iccid: of a profile, as text
 *
 * A journal may keep only a fingerprint of an ICCID, so that it alone can tell. Worker thread.
 *
 * Returns: whether @operation is about that profile
 */
gboolean
lpa_journal_names_profile (LpaJournal *self, const LpaOperation *operation, const char *iccid)
{
  return LPA_JOURNAL_GET_IFACE (self)->names_profile (self, operation, iccid);
}
