/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-job-runs.h"

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"
#include "lpa/lpa-recovery.h"
#include "lpa/lpa-switch.h"

/* How long a card may take to say what an operation came to whose answer was lost or not waited
 * for. */
#define PROOF_MILLISECONDS 20000

#define NOT_KNOWN G_MAXINT64

/* The profiles that an operation is about, and the highest sequence number before it, -1 when no
 * report waited: what the operation has to report is newer or theirs. */
typedef struct
{
  GPtrArray *profiles;
  gint64 newest;
} Concern;

static gboolean
concerns (LpaNotification *notification, gpointer user_data)
{
  const Concern *concern = user_data;

  return (gint64) lpa_notification_get_sequence_number (notification) > concern->newest ||
         lpa_profiles_find (concern->profiles, lpa_notification_get_iccid_bytes (notification)) !=
             NULL;
}

static gboolean
is_one (LpaNotification *notification, gpointer user_data)
{
  LpaNotification *only = user_data;

  return only == NULL || lpa_notification_get_sequence_number (notification) ==
                             lpa_notification_get_sequence_number (only);
}

static LpaNotifierResult *
send_reports (LpaJob *job,
              LpaNotifierFilter filter,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  return lpa_notifier_send (job->card, job->trust, job->card_keys, job->trace, filter, user_data,
                            cancellable, error);
}

/* Delivering never makes an operation fail that the card has carried out; what went before it is
 * counted in. */
static void
deliver (LpaJob *job, Concern *concern, GCancellable *cancellable)
{
  GError *error = NULL;
  LpaNotifierResult *result = send_reports (job, concerns, concern, cancellable, &error);
  guint before = job->sent != NULL ? job->sent->sent : 0;

  if (result == NULL)
    {
      result = g_new0 (LpaNotifierResult, 1);
      result->error = error;
    }
  result->sent += before;
  g_clear_pointer (&job->sent, lpa_notifier_result_free);
  job->sent = result;
}

/* No notification yet is before sequence number 0, which is a valid one. */
static gboolean
find_newest (LpaJob *job, gint64 *newest, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = lpa_es10b_list_notifications (job->card, cancellable, error);

  *newest = -1;
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    *newest = MAX (*newest, (gint64) lpa_notification_get_sequence_number (list->pdata[i]));
  return TRUE;
}

/* The profile as it is on the card now, and the list in which it is. */
static LpaProfile *
find_on_card (LpaJob *job, GPtrArray **profiles, GCancellable *cancellable, GError **error)
{
  LpaProfile *profile;

  *profiles = lpa_es10c_list_profiles (job->card, FALSE, cancellable, error);
  if (*profiles == NULL)
    return NULL;
  profile = lpa_profiles_find (*profiles, lpa_profile_get_iccid_bytes (job->profile));
  if (profile == NULL)
    lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE, NULL,
                   "\"%s\" is no longer on the card", lpa_profile_get_display_name (job->profile));
  return profile;
}

static LpaOperation *
make_operation (LpaJob *job, LpaOperationKind kind, LpaProfile *profile)
{
  LpaOperation *operation = lpa_operation_new (kind, job->eid);

  if (profile != NULL)
    {
      operation->iccid = g_strdup (lpa_profile_get_iccid (profile));
      operation->profile_name = g_strdup (lpa_profile_get_display_name (profile));
    }
  return operation;
}

static LpaOperation *
begin_operation (LpaJob *job, LpaOperationKind kind, GError **error)
{
  g_autoptr (LpaOperation) operation = make_operation (job, kind, job->profile);

  if (kind == LPA_OPERATION_RENAME)
    {
      g_free (operation->profile_name);
      operation->profile_name = g_strdup (job->text);
    }
  if (kind == LPA_OPERATION_SET_DEFAULT_SMDP)
    operation->server = g_strdup (job->text);
  return lpa_operation_begin (operation, job->journal, error) ? g_steal_pointer (&operation) : NULL;
}

/* Whether a reading of the card shows what the job wanted. */
typedef gboolean (*Proof) (LpaJob *job, const LpaReading *reading);

static gboolean
is_uncertain (const GError *error)
{
  return error != NULL && (error->domain == LPA_CHANNEL_ERROR || error->domain == LPA_CARD_ERROR ||
                           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

/* An empty reader has been waited for already, by the restart that found it empty. */
static gboolean
is_card_gone (const GError *error)
{
  return g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD) ||
         g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER);
}

/* Some cards show a switch after a power-cycle only, and whoever gave up may have left the card
 * without power. */
static LpaReading *
read_for_proof (LpaJob *job, const GError *error)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (PROOF_MILLISECONDS);

  if (is_card_gone (error) || !lpa_recovery_restart (job->card))
    return NULL;
  return lpa_reading_new (job->card, lpa_deadline_get_cancellable (deadline), NULL);
}

/*
 * Ends an operation in the journal. Where the card's answer is lost, or was not waited for, its
 * lists decide; where they cannot be read either, the entry stays open and the next refresh looks
 * into it.
 */
static gboolean
conclude (LpaJob *job, LpaOperation *operation, Proof proof, GError *outcome, GError **error)
{
  g_autoptr (GError) local = outcome;
  g_autoptr (LpaReading) reading = NULL;
  gboolean known = TRUE;

  if (is_uncertain (local))
    {
      reading = read_for_proof (job, local);
      known = reading != NULL;
      if (known && proof (job, reading))
        g_clear_error (&local);
    }
  if (known)
    lpa_operation_end (operation, job->journal, local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static LpaProfile *
find_in_reading (LpaJob *job, const LpaReading *reading)
{
  return lpa_profiles_find (reading->profiles, lpa_profile_get_iccid_bytes (job->profile));
}

static gboolean
shows_state (LpaJob *job, const LpaReading *reading)
{
  LpaProfile *profile = find_in_reading (job, reading);

  return profile != NULL && lpa_profile_is_enabled (profile) == (gboolean) job->value;
}

static gboolean
shows_absence (LpaJob *job, const LpaReading *reading)
{
  return find_in_reading (job, reading) == NULL;
}

static gboolean
shows_nickname (LpaJob *job, const LpaReading *reading)
{
  LpaProfile *profile = find_in_reading (job, reading);
  const char *nickname = profile != NULL ? lpa_profile_get_nickname (profile) : NULL;

  return profile != NULL && g_strcmp0 (nickname != NULL ? nickname : "", job->text) == 0;
}

static gboolean
shows_address (LpaJob *job, const LpaReading *reading)
{
  if (reading->addresses == NULL)
    return FALSE;
  return g_strcmp0 (reading->addresses->default_smdp != NULL ? reading->addresses->default_smdp
                                                             : "",
                    job->text) == 0;
}

static gboolean
lacks_notification (LpaJob *job, const LpaReading *reading)
{
  for (guint i = 0; i < reading->notifications->len; i++)
    if (is_one (reading->notifications->pdata[i], job->notification))
      return FALSE;
  return TRUE;
}

/* Which profiles a reset of these kinds erases; provisioning profiles stay. */
static GPtrArray *
select_erased (GPtrArray *profiles, LpaResetOptions options)
{
  GPtrArray *erased = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < profiles->len; i++)
    {
      LpaProfileKind kind = lpa_profile_get_kind (profiles->pdata[i]);

      if ((kind == LPA_PROFILE_KIND_OPERATIONAL && (options & LPA_RESET_OPERATIONAL_PROFILES)) ||
          (kind == LPA_PROFILE_KIND_TEST && (options & LPA_RESET_TEST_PROFILES)))
        g_ptr_array_add (erased, g_object_ref (profiles->pdata[i]));
    }
  return erased;
}

static gboolean
shows_reset (LpaJob *job, const LpaReading *reading)
{
  g_autoptr (GPtrArray) left = select_erased (reading->profiles, job->value);

  if (left->len > 0)
    return FALSE;
  return (job->value & LPA_RESET_DEFAULT_SMDP) == 0 ||
         (reading->addresses != NULL &&
          (reading->addresses->default_smdp == NULL || *reading->addresses->default_smdp == '\0'));
}

/* A Concern about one profile; the array borrows it. */
static GPtrArray *
only_profile (LpaProfile *profile)
{
  GPtrArray *profiles = g_ptr_array_new ();

  g_ptr_array_add (profiles, profile);
  return profiles;
}

/**
 * lpa_job_run_switch:
 * @job: a job with a profile, and whether it is to be in use as its value
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Enables or disables a profile, and delivers what that has to report. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_switch (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) own = only_profile (job->profile);
  g_autoptr (LpaOperation) operation = NULL;
  Concern concern = { own, NOT_KNOWN };
  LpaProfile *profile = find_on_card (job, &profiles, cancellable, error);
  GError *outcome = NULL;

  if (profile == NULL || !find_newest (job, &concern.newest, cancellable, error))
    return FALSE;
  operation =
      begin_operation (job, job->value ? LPA_OPERATION_ENABLE : LPA_OPERATION_DISABLE, error);
  if (operation == NULL)
    return FALSE;
  lpa_switch_run (job->card, profiles, profile, job->value, cancellable, &outcome);
  if (!conclude (job, operation, shows_state, outcome, error))
    return FALSE;
  deliver (job, &concern, cancellable);
  return TRUE;
}

static gboolean
check_deletable (LpaProfile *profile, GError **error)
{
  if ((lpa_profile_get_rules (profile) & LPA_POLICY_RULES_NO_DELETE) != 0)
    lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_DELETE_FORBIDDEN, NULL,
                   "The provider does not allow \"%s\" to be deleted",
                   lpa_profile_get_display_name (profile));
  else if (lpa_profile_is_enabled (profile))
    lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_ENABLED, NULL,
                   "\"%s\" is in use and must be switched off before it can be deleted",
                   lpa_profile_get_display_name (profile));
  else
    return TRUE;
  return FALSE;
}

/* Reports that are owed go first: what comes after the end of a profile may no longer be understood
 * (field order: install, ..., delete). */
static gboolean
deliver_before (LpaJob *job, Concern *concern, GCancellable *cancellable, GError **error)
{
  deliver (job, concern, cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         find_newest (job, &concern->newest, cancellable, error);
}

/**
 * lpa_job_run_delete:
 * @job: a job with a profile
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Erases a profile, and delivers its reports before and after. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_delete (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) own = only_profile (job->profile);
  g_autoptr (LpaOperation) operation = NULL;
  Concern concern = { own, NOT_KNOWN };
  LpaProfile *profile = find_on_card (job, &profiles, cancellable, error);
  GError *outcome = NULL;

  if (profile == NULL || !check_deletable (profile, error) ||
      !deliver_before (job, &concern, cancellable, error))
    return FALSE;
  operation = begin_operation (job, LPA_OPERATION_DELETE, error);
  if (operation == NULL)
    return FALSE;
  lpa_es10c_delete (job->card, profile, cancellable, &outcome);
  if (!conclude (job, operation, shows_absence, outcome, error))
    return FALSE;
  deliver (job, &concern, cancellable);
  return TRUE;
}

/**
 * lpa_job_run_rename:
 * @job: a job with a profile, and its new nickname as its text
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Gives a profile a nickname. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_rename (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaOperation) operation = begin_operation (job, LPA_OPERATION_RENAME, error);
  GError *outcome = NULL;

  if (operation == NULL)
    return FALSE;
  lpa_es10c_set_nickname (job->card, job->profile, job->text, cancellable, &outcome);
  return conclude (job, operation, shows_nickname, outcome, error);
}

static gboolean
reset_memory (LpaJob *job, GCancellable *cancellable, GError **error)
{
  if (!lpa_es10c_reset_memory (job->card, job->value, cancellable, error))
    return FALSE;
  return !lpa_card_has_pending_refresh (job->card) ||
         lpa_card_restart (job->card, cancellable, error);
}

/*
 * Each profile that a reset erases has an entry of its own besides that of the reset, as if it were
 * deleted: the history tells what became of it, and which subscriptions run on.
 */
static GPtrArray *
begin_erasing (LpaJob *job, GPtrArray *erased, GError **error)
{
  g_autoptr (GPtrArray) operations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);
  LpaOperation *reset = begin_operation (job, LPA_OPERATION_RESET, error);
  gboolean begun = reset != NULL;

  if (begun)
    g_ptr_array_add (operations, reset);
  for (guint i = 0; begun && i < erased->len; i++)
    {
      g_ptr_array_add (operations, make_operation (job, LPA_OPERATION_DELETE, erased->pdata[i]));
      begun = lpa_operation_begin (operations->pdata[i + 1], job->journal, error);
    }
  if (begun)
    return g_steal_pointer (&operations);
  for (guint i = 0; i < operations->len; i++)
    lpa_operation_end (operations->pdata[i], job->journal, *error);
  return NULL;
}

/* The first is the reset itself. What is not known of it is not known of any. */
static void
end_erasing (LpaJob *job, GPtrArray *operations)
{
  const LpaOperation *reset = operations->pdata[0];

  for (guint i = 1; i < operations->len && reset->outcome != LPA_OPERATION_OUTCOME_OPEN; i++)
    {
      LpaOperation *deletion = operations->pdata[i];

      deletion->outcome = reset->outcome;
      deletion->error = g_strdup (reset->error);
      lpa_operation_close (deletion, job->journal);
    }
}

/**
 * lpa_job_run_reset:
 * @job: a job with what to erase, #LpaResetOptions, as its value
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Erases a card in part, and delivers reports before and after. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_reset (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) erased = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  Concern concern = { NULL, NOT_KNOWN };
  GError *outcome = NULL;
  gboolean done;

  profiles = lpa_es10c_list_profiles (job->card, FALSE, cancellable, error);
  if (profiles == NULL)
    return FALSE;
  erased = select_erased (profiles, job->value);
  concern.profiles = erased;
  if (!deliver_before (job, &concern, cancellable, error))
    return FALSE;
  operations = begin_erasing (job, erased, error);
  if (operations == NULL)
    return FALSE;
  reset_memory (job, cancellable, &outcome);
  done = conclude (job, operations->pdata[0], shows_reset, outcome, error);
  end_erasing (job, operations);
  if (!done)
    return FALSE;
  deliver (job, &concern, cancellable);
  return TRUE;
}

/**
 * lpa_job_run_set_default_smdp:
 * @job: a job with the address as its text; empty for none
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Sets the server to be asked when a code names none. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_set_default_smdp (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaOperation) operation = NULL;
  g_autofree char *address = NULL;
  GError *outcome = NULL;

  if (*job->text != '\0')
    {
      address = lpa_server_address_normalise (job->text, error);
      if (address == NULL)
        return FALSE;
      g_free (job->text);
      job->text = g_steal_pointer (&address);
    }
  operation = begin_operation (job, LPA_OPERATION_SET_DEFAULT_SMDP, error);
  if (operation == NULL)
    return FALSE;
  lpa_es10a_set_default_smdp (job->card, job->text, cancellable, &outcome);
  return conclude (job, operation, shows_address, outcome, error);
}

/**
 * lpa_job_run_send:
 * @job: a job with one of the card's reports, or none for all
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Delivers reports; what a server does not take is no error but stays. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_send (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaOperation) operation =
      begin_operation (job, LPA_OPERATION_SEND_NOTIFICATION, error);

  if (operation == NULL)
    return FALSE;
  job->sent = send_reports (job, is_one, job->notification, cancellable, error);
  lpa_operation_end (operation, job->journal, job->sent != NULL ? job->sent->error : *error);
  if (job->sent == NULL)
    return FALSE;
  if (!g_error_matches (job->sent->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&job->sent->error));
  return FALSE;
}

/**
 * lpa_job_run_remove:
 * @job: a job with one of the card's reports
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Takes a report off the card unsent. Worker thread.
 *
 * Returns: whether it was done
 */
gboolean
lpa_job_run_remove (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaOperation) operation =
      begin_operation (job, LPA_OPERATION_REMOVE_NOTIFICATION, error);
  GError *outcome = NULL;

  if (operation == NULL)
    return FALSE;
  lpa_es10b_remove_notification (
      job->card, lpa_notification_get_sequence_number (job->notification), cancellable, &outcome);
  return conclude (job, operation, lacks_notification, outcome, error);
}
