/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-recovery.h"

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"

/* How long a card may take to come back. */
#define RESTART_MILLISECONDS 5000

/* What the card says of an operation that was left open. */
typedef struct
{
  LpaOperation *operation;
  LpaProfile *profile;
  const LpaAddresses *addresses;
} Evidence;

/**
 * lpa_recovery_restart:
 * @card: a card between lpa_card_begin() and lpa_card_end() that was reset, pulled or lost
 *
 * Brings a card back in order to ask what became of a command, whatever has been cancelled; but
 * does not wait long for one that somebody holds in their hand. Worker thread.
 *
 * Returns: whether the card answers again
 */
gboolean
lpa_recovery_restart (LpaCard *card)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (RESTART_MILLISECONDS);

  return lpa_card_restart (card, lpa_deadline_get_cancellable (deadline), NULL);
}

static LpaInstallResult *
read_result (LpaCard *card, guint sequence_number, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) raw = NULL;

  raw = lpa_es10b_retrieve_notification (card, sequence_number, cancellable, error);
  return raw != NULL ? lpa_install_result_new_from_tlv (raw, error) : NULL;
}

/* One report that the card cannot give or that cannot be read must not hide the next. */
static gboolean
is_about_one_report (const GError *error)
{
  return error->domain == LPA_ES10_ERROR || error->domain == LPA_TLV_ERROR;
}

/**
 * lpa_recovery_find_result:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @transaction_id: of a download session
 * @result: (out) (nullable) (transfer full): the card's word on its package, or %NULL if it keeps
 * none
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the card
 *
 * Looks for a session's ProfileInstallationResult among the card's notifications, newest first.
 * Worker thread.
 *
 * Returns: whether the card could be asked
 */
gboolean
lpa_recovery_find_result (LpaCard *card,
                          GBytes *transaction_id,
                          LpaInstallResult **result,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GPtrArray) list = lpa_es10b_list_notifications (card, cancellable, error);

  *result = NULL;
  if (list == NULL)
    return FALSE;
  for (guint i = list->len; i > 0; i--)
    {
      LpaNotification *notification = list->pdata[i - 1];
      g_autoptr (LpaInstallResult) found = NULL;
      g_autoptr (GError) local = NULL;

      if (lpa_notification_get_event (notification) != LPA_NOTIFICATION_EVENT_INSTALL)
        continue;
      found = read_result (card, lpa_notification_get_sequence_number (notification), cancellable,
                           &local);
      if (found == NULL && !is_about_one_report (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (found != NULL && g_bytes_equal (found->transaction_id, transaction_id))
        {
          *result = g_steal_pointer (&found);
          return TRUE;
        }
    }
  return TRUE;
}

static LpaOperationOutcome
judge_presence (const Evidence *evidence)
{
  if (evidence->operation->iccid == NULL)
    return LPA_OPERATION_OUTCOME_UNKNOWN;
  return evidence->profile == NULL ? LPA_OPERATION_OUTCOME_DONE : LPA_OPERATION_OUTCOME_FAILED;
}

static LpaOperationOutcome
judge_state (const Evidence *evidence)
{
  gboolean wanted = evidence->operation->kind == LPA_OPERATION_ENABLE;

  if (evidence->profile == NULL)
    return LPA_OPERATION_OUTCOME_UNKNOWN;
  return lpa_profile_is_enabled (evidence->profile) == wanted ? LPA_OPERATION_OUTCOME_DONE
                                                              : LPA_OPERATION_OUTCOME_FAILED;
}

/* The journal has the new nickname as the profile's name. */
static LpaOperationOutcome
judge_nickname (const Evidence *evidence)
{
  const char *nickname;

  if (evidence->profile == NULL || evidence->operation->profile_name == NULL)
    return LPA_OPERATION_OUTCOME_UNKNOWN;
  nickname = lpa_profile_get_nickname (evidence->profile);
  return g_strcmp0 (nickname != NULL ? nickname : "", evidence->operation->profile_name) == 0
             ? LPA_OPERATION_OUTCOME_DONE
             : LPA_OPERATION_OUTCOME_FAILED;
}

static LpaOperationOutcome
judge_address (const Evidence *evidence)
{
  const char *now;

  if (evidence->addresses == NULL)
    return LPA_OPERATION_OUTCOME_UNKNOWN;
  now = evidence->addresses->default_smdp;
  return g_strcmp0 (now != NULL ? now : "",
                    evidence->operation->server != NULL ? evidence->operation->server : "") == 0
             ? LPA_OPERATION_OUTCOME_DONE
             : LPA_OPERATION_OUTCOME_FAILED;
}

static LpaOperationOutcome
judge_check (const Evidence *evidence)
{
  return LPA_OPERATION_OUTCOME_CANCELLED;
}

static LpaOperationOutcome (*const judges[]) (const Evidence *) = {
  [LPA_OPERATION_CHECK] = judge_check,     [LPA_OPERATION_ENABLE] = judge_state,
  [LPA_OPERATION_DISABLE] = judge_state,   [LPA_OPERATION_DELETE] = judge_presence,
  [LPA_OPERATION_RENAME] = judge_nickname, [LPA_OPERATION_SET_DEFAULT_SMDP] = judge_address,
  [LPA_OPERATION_CONNECT] = judge_check,
};

/* The card kept no word on the package: either it never had the whole of it, or the server has
 * taken that word already. */
static LpaOperationOutcome
judge_without_result (const Evidence *evidence)
{
  const LpaOperation *operation = evidence->operation;

  if (operation->step < LPA_STEP_PACKAGE_BOUND || operation->step == LPA_STEP_NONE)
    return LPA_OPERATION_OUTCOME_CANCELLED;
  if (evidence->profile != NULL)
    return LPA_OPERATION_OUTCOME_DONE;
  if (operation->iccid == NULL || operation->step >= LPA_STEP_RESULT_DELIVERED)
    return LPA_OPERATION_OUTCOME_UNKNOWN;
  return LPA_OPERATION_OUTCOME_FAILED;
}

static gboolean
judge_download (const Evidence *evidence, LpaCard *card, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaInstallResult) result = NULL;
  g_autoptr (GError) reason = NULL;
  LpaOperation *operation = evidence->operation;

  if (operation->transaction_id != NULL && operation->step != LPA_STEP_NONE &&
      operation->step >= LPA_STEP_PACKAGE_BOUND &&
      !lpa_recovery_find_result (card, operation->transaction_id, &result, cancellable, error))
    return FALSE;
  if (result == NULL)
    {
      operation->outcome = judge_without_result (evidence);
      return TRUE;
    }
  if (!result->success)
    reason = lpa_install_result_to_error (result);
  lpa_operation_set_error (operation, reason);
  return TRUE;
}

static LpaProfile *
find_profile (LpaJournal *journal, const LpaOperation *operation, GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    if (lpa_journal_names_profile (journal, operation, lpa_profile_get_iccid (profiles->pdata[i])))
      return profiles->pdata[i];
  return NULL;
}

/**
 * lpa_recovery_settle:
 * @journal: where it is written
 * @operation: an open entry of @journal, whose outcome is set
 * @card: the card, between lpa_card_begin() and lpa_card_end()
 * @profiles: (element-type LpaProfile): what its list says now
 * @addresses: (nullable): its configured addresses, where they could be read
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the card; the entry is then to stay open
 *
 * Finds out what an operation that an earlier run of the program left open came to. What neither
 * the card nor the step reached can prove is %LPA_OPERATION_OUTCOME_UNKNOWN; nothing is guessed.
 * Worker thread.
 *
 * Returns: whether the card could be asked
 */
gboolean
lpa_recovery_settle (LpaJournal *journal,
                     LpaOperation *operation,
                     LpaCard *card,
                     GPtrArray *profiles,
                     const LpaAddresses *addresses,
                     GCancellable *cancellable,
                     GError **error)
{
  Evidence evidence = { operation, find_profile (journal, operation, profiles), addresses };

  if (operation->kind == LPA_OPERATION_DOWNLOAD)
    return judge_download (&evidence, card, cancellable, error);
  operation->outcome = LPA_OPERATION_OUTCOME_UNKNOWN;
  if (operation->kind < G_N_ELEMENTS (judges) && judges[operation->kind] != NULL)
    operation->outcome = judges[operation->kind](&evidence);
  return TRUE;
}
