/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-step.h"

G_BEGIN_DECLS

/**
 * LpaOperationKind:
 *
 * What is done to a card.
 */
typedef enum
{
  LPA_OPERATION_DOWNLOAD,
  LPA_OPERATION_CHECK,
  LPA_OPERATION_ENABLE,
  LPA_OPERATION_DISABLE,
  LPA_OPERATION_DELETE,
  LPA_OPERATION_RENAME,
  LPA_OPERATION_RESET,
  LPA_OPERATION_SET_DEFAULT_SMDP,
  LPA_OPERATION_SEND_NOTIFICATION,
  LPA_OPERATION_REMOVE_NOTIFICATION,
  LPA_OPERATION_CONNECT,
} LpaOperationKind;
#define LPA_N_OPERATION_KINDS (LPA_OPERATION_CONNECT + 1)

/**
 * LpaOperationOutcome:
 * @LPA_OPERATION_OUTCOME_OPEN: begun and not ended: the program is at it, or died at it
 * @LPA_OPERATION_OUTCOME_DONE: done
 * @LPA_OPERATION_OUTCOME_FAILED: failed, with a figure
 * @LPA_OPERATION_OUTCOME_CANCELLED: stopped by the person
 * @LPA_OPERATION_OUTCOME_UNKNOWN: neither the card nor the server can say any more
 */
typedef enum
{
  LPA_OPERATION_OUTCOME_OPEN,
  LPA_OPERATION_OUTCOME_DONE,
  LPA_OPERATION_OUTCOME_FAILED,
  LPA_OPERATION_OUTCOME_CANCELLED,
  LPA_OPERATION_OUTCOME_UNKNOWN,
} LpaOperationOutcome;

/**
 * LpaOperation:
 * @id: the journal's number for it; 0 until begun
 * @kind: what is done
 * @eid: of the card, whole; the journal decides what it keeps of it
 * @iccid: (nullable): of the profile, once known
 * @profile_name: (nullable): the profile's name, for the history
 * @server: (nullable): address of the server asked
 * @code: (nullable): the activation code, of which a journal keeps a keyed fingerprint only
 * @transaction_id: (nullable): of the running download session, once known
 * @step: the step reached
 * @outcome: how it ended
 * @error: (nullable): `DOMAIN/FIGURE` of what made it fail
 * @time: when it was begun, UTC
 * @ended: (nullable): when it was closed, UTC; only of one that comes out of a journal
 *
 * One operation, as it goes into and comes out of a journal. A journal hands it out without
 * @code. Free with lpa_operation_free().
 */
typedef struct
{
  gint64 id;
  LpaOperationKind kind;
  char *eid;
  char *iccid;
  char *profile_name;
  char *server;
  LpaActivationCode *code;
  GBytes *transaction_id;
  LpaStep step;
  LpaOperationOutcome outcome;
  char *error;
  GDateTime *time;
  GDateTime *ended;
} LpaOperation;

LpaOperation *lpa_operation_new (LpaOperationKind kind, const char *eid) G_GNUC_WARN_UNUSED_RESULT;
void lpa_operation_free (LpaOperation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaOperation, lpa_operation_free)
const char *lpa_operation_kind_get_nick (LpaOperationKind kind);
const char *lpa_operation_kind_get_label (LpaOperationKind kind);
const char *lpa_operation_outcome_get_nick (LpaOperationOutcome outcome);
char *lpa_operation_dup_account (const LpaOperation *self) G_GNUC_WARN_UNUSED_RESULT;

#define LPA_TYPE_JOURNAL (lpa_journal_get_type ())
G_DECLARE_INTERFACE (LpaJournal, lpa_journal, LPA, JOURNAL, GObject)

/**
 * LpaJournalInterface:
 * @begin: writes a new open entry and sets its @id
 * @advance: writes everything that changed in an open entry, above all the step about to be
 *   taken, and the kind: a check becomes a download
 * @finish: writes the outcome and closes the entry
 * @list_open: (element-type LpaOperation): entries of a card that were begun and never ended,
 * oldest first; without those that another living program is at
 * @names_profile: whether an entry is about the profile of this ICCID, which a journal may keep
 *   as a fingerprint only; when not implemented the texts are compared
 *
 * Signal "finished-elsewhere": another program has finished an operation on some card, so what is
 * known of cards may be out of date. Emitted on the main thread, by a journal that can tell.
 *
 * Where operations are written down. Each call returns only when what it wrote would survive the
 * loss of power; it is made before the step that changes card or server. Called on the thread of
 * the card's #LpaWorker.
 */
struct _LpaJournalInterface
{
  GTypeInterface parent;

  gboolean (*begin) (LpaJournal *self, LpaOperation *operation, GError **error);
  gboolean (*advance) (LpaJournal *self, const LpaOperation *operation, GError **error);
  gboolean (*finish) (LpaJournal *self, const LpaOperation *operation, GError **error);
  GPtrArray *(*list_open) (LpaJournal *self, const char *eid, GError **error);
  gboolean (*names_profile) (LpaJournal *self, const LpaOperation *operation, const char *iccid);
};

gboolean lpa_journal_begin (LpaJournal *self, LpaOperation *operation, GError **error);
gboolean lpa_journal_advance (LpaJournal *self, const LpaOperation *operation, GError **error);
gboolean lpa_journal_finish (LpaJournal *self, const LpaOperation *operation, GError **error);
GPtrArray *lpa_journal_list_open (LpaJournal *self,
                                  const char *eid,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_journal_names_profile (LpaJournal *self,
                                    const LpaOperation *operation,
                                    const char *iccid);

G_END_DECLS
