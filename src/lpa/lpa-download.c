/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-download.h"

#include <openssl/crypto.h>
#include <string.h>

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-download-private.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-switch.h"

/* How long a server may take to hear of a package that the card refused. */
#define REFUSAL_REPORT_MILLISECONDS 20000

/* How long the card may take to list its profiles after the installation. */
#define LIST_MILLISECONDS 10000

enum
{
  SIGNAL_STEP,
  SIGNAL_PROGRESS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LpaDownload, lpa_download, G_TYPE_OBJECT)

/* A signal on its way to the person's thread. */
typedef struct
{
  LpaDownload *download;
  guint signal;
  LpaStep step;
  LpaStepState state;
  guint64 done;
  guint64 total;
} Event;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_object_unref (event->download);
  g_free (event);
}

static gboolean
event_emit (gpointer data)
{
  Event *event = data;

  if (event->signal == SIGNAL_STEP)
    g_signal_emit (event->download, signals[SIGNAL_STEP], 0, (int) event->step, (int) event->state);
  else
    g_signal_emit (event->download, signals[SIGNAL_PROGRESS], 0, event->done, event->total);
  return G_SOURCE_REMOVE;
}

static void
post (LpaDownload *self, Event event)
{
  event.download = g_object_ref (self);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, event_emit,
                              g_memdup2 (&event, sizeof event), event_free);
}

static void
emit_step (LpaDownload *self, LpaStep step, LpaStepState state)
{
  post (self, (Event){ .signal = SIGNAL_STEP, .step = step, .state = state });
}

/**
 * lpa_download_emit_progress: (skip)
 * @self: a download
 * @done: bytes done
 * @total: bytes in all
 */
void
lpa_download_emit_progress (LpaDownload *self, guint64 done, guint64 total)
{
  post (self, (Event){ .signal = SIGNAL_PROGRESS, .done = done, .total = total });
}

static void
clear_confirmation_code (LpaDownload *self)
{
  if (self->confirmation_code != NULL)
    OPENSSL_cleanse (self->confirmation_code, strlen (self->confirmation_code));
  g_clear_pointer (&self->confirmation_code, g_free);
}

/* Lets go of what belongs to the worker. */
static void
release (LpaDownload *self)
{
  clear_confirmation_code (self);
  g_clear_object (&self->card);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->operation, lpa_operation_free);
  g_clear_pointer (&self->card_keys, g_ptr_array_unref);
  g_clear_object (&self->server);
  g_clear_pointer (&self->authentication, lpa_server_authentication_free);
  g_clear_pointer (&self->response, g_bytes_unref);
  g_clear_pointer (&self->offer, lpa_server_offer_free);
  g_clear_pointer (&self->package, g_bytes_unref);
  g_clear_pointer (&self->result, lpa_install_result_free);
  g_clear_error (&self->code_refusal);
}

static void
lpa_download_finalize (GObject *object)
{
  LpaDownload *self = LPA_DOWNLOAD (object);

  release (self);
  g_clear_pointer (&self->code, lpa_activation_code_free);
  g_clear_object (&self->trust);
  g_clear_object (&self->trace);
  g_free (self->tac);
  g_free (self->imei);
  g_clear_pointer (&self->preview, lpa_preview_free);
  g_clear_object (&self->installed_profile);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (lpa_download_parent_class)->finalize (object);
}

static void
lpa_download_class_init (LpaDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_download_finalize;

  /**
   * LpaDownload::step:
   * @self: the download
   * @step: a #LpaStep
   * @state: the #LpaStepState it is in now
   */
  signals[SIGNAL_STEP] = g_signal_new ("step", LPA_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);

  /**
   * LpaDownload::progress:
   * @self: the download
   * @done: bytes of the package that the card has taken
   * @total: bytes of the package
   */
  signals[SIGNAL_PROGRESS] =
      g_signal_new ("progress", LPA_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
lpa_download_init (LpaDownload *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->step = LPA_STEP_CODE;
  self->usable = LPA_CODE_USABLE_YES;
  self->reason = LPA_CANCEL_REASON_POSTPONED;
}

/**
 * lpa_download_new:
 * @code: the activation code, or an event of a discovery server; empty for the order that waits
 *   at
 * the card's default server
 * @trust: which servers are believed
 *
 * Main thread.
 *
 * Returns: (transfer full): a download that has not begun
 */
LpaDownload *
lpa_download_new (const LpaActivationCode *code, LpaTrust *trust)
{
  LpaDownload *self = g_object_new (LPA_TYPE_DOWNLOAD, NULL);

  self->code = lpa_activation_code_copy (code);
  self->trust = g_object_ref (trust);
  return self;
}

/**
 * lpa_download_set_device:
 * @self: a download that has not begun
 * @tac: (nullable): the device's type allocation code, eight digits; %NULL means that of the
 *   IMEI,
 * or the usual one
 * @imei: (nullable): the device's IMEI, fifteen digits; told to the server only when given
 */
void
lpa_download_set_device (LpaDownload *self, const char *tac, const char *imei)
{
  g_free (self->tac);
  g_free (self->imei);
  self->tac = g_strdup (tac);
  self->imei = g_strdup (imei);
}

/**
 * lpa_download_set_trace:
 * @self: a download that has not begun
 * @trace: (nullable): where to record what is said to the server
 */
void
lpa_download_set_trace (LpaDownload *self, LpaTrace *trace)
{
  g_set_object (&self->trace, trace);
}

/**
 * lpa_download_set_confirmation_code:
 * @self: a download that is not running
 * @confirmation_code: (nullable): what the provider gave the person beside the code; the blanks
 * around it are dropped
 *
 * Kept until it has been used, then wiped.
 */
void
lpa_download_set_confirmation_code (LpaDownload *self, const char *confirmation_code)
{
  gsize length;

  clear_confirmation_code (self);
  if (confirmation_code == NULL)
    return;
  while (g_ascii_isspace (*confirmation_code))
    confirmation_code++;
  length = strlen (confirmation_code);
  while (length > 0 && g_ascii_isspace (confirmation_code[length - 1]))
    length--;
  self->confirmation_code = g_strndup (confirmation_code, length);
}

/**
 * lpa_download_set_consent:
 * @self: a download that is not running
 * @consent: whether the person agrees to the profile's policy rules
 */
void
lpa_download_set_consent (LpaDownload *self, gboolean consent)
{
  self->consent = consent;
}

/**
 * lpa_download_set_check_only:
 * @self: a download that has not begun
 * @check_only: whether the person only wants to look at the offer, which is what the history then
 * says
 */
void
lpa_download_set_check_only (LpaDownload *self, gboolean check_only)
{
  self->check_only = check_only;
}

/**
 * lpa_download_get_code:
 * @self: a download
 *
 * Returns: (transfer none): the code it was made for
 */
const LpaActivationCode *
lpa_download_get_code (LpaDownload *self)
{
  return self->code;
}

/**
 * lpa_download_get_preview:
 * @self: a download
 *
 * Main thread, while the download is not running.
 *
 * Returns: (transfer none) (nullable): what the server offers, once it is known
 */
const LpaPreview *
lpa_download_get_preview (LpaDownload *self)
{
  return self->preview;
}

/**
 * lpa_download_get_step:
 * @self: a download
 *
 * Returns: the step begun last, which is the one that failed when the download failed. Any thread
 */
LpaStep
lpa_download_get_step (LpaDownload *self)
{
  return (LpaStep) g_atomic_int_get (&self->step);
}

/**
 * lpa_download_get_code_usable:
 * @self: a download
 *
 * Returns: whether the code could be used again if the download ended now. Any thread
 */
LpaCodeUsable
lpa_download_get_code_usable (LpaDownload *self)
{
  return (LpaCodeUsable) g_atomic_int_get (&self->usable);
}

/**
 * lpa_download_set_usable: (skip)
 * @self: a download
 * @usable: what it is now
 */
void
lpa_download_set_usable (LpaDownload *self, LpaCodeUsable usable)
{
  g_atomic_int_set (&self->usable, usable);
}

/**
 * lpa_download_get_installed_profile:
 * @self: a download
 *
 * Main thread, while the download is not running.
 *
 * Returns: (transfer none) (nullable): the new profile as the card lists it, after
 * lpa_download_install() succeeded
 */
LpaProfile *
lpa_download_get_installed_profile (LpaDownload *self)
{
  return self->installed_profile;
}

/**
 * lpa_download_is_result_delivered:
 * @self: a download
 *
 * Returns: whether the server knows of the card's result; when not, the report stays on the card.
 * Any thread
 */
gboolean
lpa_download_is_result_delivered (LpaDownload *self)
{
  return g_atomic_int_get (&self->delivered);
}

/**
 * lpa_download_is_waiting:
 * @self: a download
 *
 * Returns: whether it waits for the person, so that lpa_download_install() or
 *   lpa_download_cancel() may be called: after a preview, and after an installation that only
 *   lacked something the person can give. Any thread
 */
gboolean
lpa_download_is_waiting (LpaDownload *self)
{
  return g_atomic_int_get (&self->state) == LPA_DOWNLOAD_STATE_WAITING;
}

static void
set_state (LpaDownload *self, LpaDownloadState state)
{
  g_atomic_int_set (&self->state, state);
}

/* Begins running, if the download is where the call belongs. */
static gboolean
take_state (LpaDownload *self, LpaDownloadState from, GError **error)
{
  if (g_atomic_int_compare_and_exchange (&self->state, from, LPA_DOWNLOAD_STATE_RUNNING))
    return TRUE;
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE, NULL,
                 "The download is not at the step that this belongs to");
  return FALSE;
}

/* The person can cure these in place; the session stays open for it. */
static gboolean
is_for_person (const GError *error)
{
  return g_error_matches (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONSENT_NEEDED) ||
         g_error_matches (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONFIRMATION_CODE) ||
         g_error_matches (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_RULES_NOT_ALLOWED);
}

static gboolean
is_refused_with (const GError *error, const char *figure)
{
  return g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED) &&
         g_strcmp0 (lpa_error_get_figure (error), figure) == 0;
}

static gboolean
is_confirmation_code_refused (const GError *error)
{
  return is_refused_with (error, "8.2.7/3.8") || is_refused_with (error, "8.2.7/2.2");
}

static gboolean
run_step (LpaDownload *self, const LpaDownloadStep *step, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean curable;

  g_atomic_int_set (&self->step, step->step);
  emit_step (self, step->step, LPA_STEP_STATE_RUNNING);
  if (step->run (self, cancellable, &local))
    {
      emit_step (self, step->step, LPA_STEP_STATE_DONE);
      return TRUE;
    }
  self->server_ended = g_error_matches (local, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED);
  curable = is_for_person (local) || is_confirmation_code_refused (local);
  emit_step (self, step->step, curable ? LPA_STEP_STATE_WAITING : LPA_STEP_STATE_FAILED);
  if (step->vital)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_info ("%s: %s", lpa_step_get_nick (step->step), local->message);
  return !step->vital;
}

static gboolean
run_steps (LpaDownload *self,
           const LpaDownloadStep *steps,
           guint n_steps,
           GCancellable *cancellable,
           GError **error)
{
  for (guint i = 0; i < n_steps; i++)
    if ((steps[i].vital && g_cancellable_set_error_if_cancelled (cancellable, error)) ||
        !run_step (self, &steps[i], cancellable, error))
      return FALSE;
  return TRUE;
}

/* Before a package is asked for another description harms nobody's code. */
static gboolean
is_in_error_book (LpaDownload *self, const GError *error)
{
  return g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED) ||
         (self->package_asked &&
          g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA)) ||
         g_error_matches (error, LPA_ES10_ERROR, LPA_ES10_ERROR_LOAD) ||
         g_error_matches (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_BUSY) ||
         g_error_matches (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_CLAIMED);
}

/**
 * lpa_download_note_failure: (skip)
 * @self: a download
 * @error: what it failed with
 *
 * Sets what the failure means for the code: what server, card and journal said is looked up in the
 * error book, anything else follows from how far the download got.
 */
void
lpa_download_note_failure (LpaDownload *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = NULL;

  if (lpa_download_get_code_usable (self) == LPA_CODE_USABLE_UNKNOWN)
    return;
  if (is_in_error_book (self, error))
    explanation = lpa_error_book_explain (error, lpa_download_get_step (self));
  if (explanation != NULL && explanation->usable != LPA_CODE_USABLE_NOT_INVOLVED)
    lpa_download_set_usable (self, explanation->usable);
  else if (self->package_asked && self->package == NULL && lpa_error_is_never_sent (error))
    lpa_download_set_usable (self, LPA_CODE_USABLE_YES);
}

/* A profile that the card refused: the server hears of it, for it may then give the order free
 * again. */
static void
report_refusal (LpaDownload *self)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (REFUSAL_REPORT_MILLISECONDS);
  g_autoptr (GError) error = NULL;

  if (!lpa_download_deliver (self, lpa_deadline_get_cancellable (deadline), &error))
    g_info ("The report of the failure stays on the card: %s", error->message);
}

static void
cancel_quietly (LpaDownload *self, LpaCancelReason reason)
{
  g_autoptr (GError) error = NULL;

  if (!lpa_download_session_cancel (self, reason, &error))
    g_info ("The server was not told that the session is cancelled: %s", error->message);
}

/* What the card made of the package is not known while the card cannot be asked: the entry stays
 * open, and the next refresh looks into it. */
static void
end (LpaDownload *self, const GError *error)
{
  if (!self->result_unknown)
    lpa_operation_end (self->operation, self->journal, error);
  release (self);
  set_state (self, LPA_DOWNLOAD_STATE_ENDED);
}

/* Puts the session away so that the same code can be tried once more with another confirmation
 * code. */
static void
wait_for_confirmation_code (LpaDownload *self, const GError *refusal)
{
  g_clear_error (&self->code_refusal);
  self->code_refusal = g_error_copy (refusal);
  cancel_quietly (self, LPA_CANCEL_REASON_POSTPONED);
  clear_confirmation_code (self);
  self->session_spent = TRUE;
  self->package_asked = FALSE;
  lpa_operation_advance (self->operation, self->journal, LPA_STEP_AGREED, NULL);
  set_state (self, LPA_DOWNLOAD_STATE_WAITING);
}

/* The way out of every failure. Once the card has given a result there is nothing to cancel, only
 * to report. */
static void
leave (LpaDownload *self, const GError *error)
{
  if (is_for_person (error))
    {
      set_state (self, LPA_DOWNLOAD_STATE_WAITING);
      return;
    }
  lpa_download_note_failure (self, error);
  if (is_confirmation_code_refused (error) && self->preview != NULL)
    {
      wait_for_confirmation_code (self, error);
      return;
    }
  if (self->result != NULL)
    report_refusal (self);
  else
    cancel_quietly (self, self->reason);
  end (self, error);
}

/* The person took longer than card or server remembers: nothing of theirs is lost by beginning
 * anew. */
static gboolean
is_session_lost (LpaDownload *self, const GError *error)
{
  if (self->package != NULL)
    return FALSE;
  return is_refused_with (error, "8.10.1/3.9") ||
         g_strcmp0 (lpa_error_get_figure (error), "prepare/4") == 0 ||
         (!self->package_asked &&
          g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET));
}

static gboolean
prepare_second_try (LpaDownload *self, const GError *error, GCancellable *cancellable)
{
  if (error->domain == LPA_CHANNEL_ERROR)
    self->card_has_session = FALSE;
  cancel_quietly (self, LPA_CANCEL_REASON_POSTPONED);
  self->session_spent = TRUE;
  self->package_asked = FALSE;
  lpa_download_set_usable (self, LPA_CODE_USABLE_YES);
  return error->domain != LPA_CHANNEL_ERROR || lpa_card_restart (self->card, cancellable, NULL);
}

static gboolean
install (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (run_steps (self, lpa_download_install_steps, lpa_download_n_install_steps, cancellable,
                 &local))
    return TRUE;
  if (!is_session_lost (self, local) || !prepare_second_try (self, local, cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return run_steps (self, lpa_download_install_steps, lpa_download_n_install_steps, cancellable,
                    error);
}

/* It is on the card, whether or not somebody has lost patience meanwhile: where the card's own
 * description cannot be had, the server's stands in. */
static void
find_installed_profile (LpaDownload *self)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (LIST_MILLISECONDS);
  g_autoptr (GPtrArray) profiles = NULL;
  GBytes *iccid = lpa_profile_get_iccid_bytes (self->preview->profile);
  LpaProfile *profile = NULL;

  profiles =
      lpa_es10c_list_profiles (self->card, FALSE, lpa_deadline_get_cancellable (deadline), NULL);
  if (profiles != NULL)
    profile = lpa_profiles_find (profiles, iccid);
  if (profile == NULL)
    profile = self->preview->profile;
  g_set_object (&self->installed_profile, profile);
}

/**
 * lpa_download_preview:
 * @self: a download that has not begun
 * @card: the card, between lpa_card_begin() and lpa_card_end(), and to stay so while the download
 * waits
 * @eid: its EID
 * @journal: (nullable): where to write down what is done
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * Goes as far as %LPA_STEP_ORDER_FOUND: card and server have proved themselves to each other and
 * the server says what it offers. On success the download waits; on failure it has ended and the
 * session is cancelled with %LPA_CANCEL_REASON_POSTPONED. Worker thread.
 *
 * Returns: whether there is a preview
 */
gboolean
lpa_download_preview (LpaDownload *self,
                      LpaCard *card,
                      const char *eid,
                      LpaJournal *journal,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!take_state (self, LPA_DOWNLOAD_STATE_NEW, error))
    return FALSE;
  g_set_object (&self->card, card);
  g_set_object (&self->journal, journal);
  self->operation =
      lpa_operation_new (self->check_only ? LPA_OPERATION_CHECK : LPA_OPERATION_DOWNLOAD, eid);
  self->operation->step = LPA_STEP_CODE;
  self->operation->code = lpa_activation_code_copy (self->code);
  if (run_steps (self, lpa_download_preview_steps, lpa_download_n_preview_steps, cancellable,
                 &local))
    {
      set_state (self, LPA_DOWNLOAD_STATE_WAITING);
      return TRUE;
    }
  leave (self, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * lpa_download_install:
 * @self: a download that waits
 * @cancellable: (nullable): cancels, until the card has given its result
 * @error: return location for an error of any layer
 *
 * Carries the download on to %LPA_STEP_RESULT_DELIVERED. %LPA_POLICY_ERROR_CONSENT_NEEDED,
 * _CONFIRMATION_CODE and _RULES_NOT_ALLOWED, and a server's word that the confirmation code is
 * wrong or missing (8.2.7), leave the download waiting: set what is lacking and call again, and a
 * session that is spent is opened anew by itself. After any other error the download has ended. A
 * result that could not be delivered is no error. Worker thread.
 *
 * Returns: whether the profile is on the card
 */
gboolean
lpa_download_install (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!take_state (self, LPA_DOWNLOAD_STATE_WAITING, error))
    return FALSE;
  if (!install (self, cancellable, &local))
    {
      leave (self, local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  find_installed_profile (self);
  end (self, NULL);
  return TRUE;
}

/* Reasons that end the order at the server must be true (SGP.22 5.7.14). */
static gboolean
may_give_reason (LpaDownload *self, LpaCancelReason reason)
{
  switch (reason)
    {
    case LPA_CANCEL_REASON_POSTPONED:
    case LPA_CANCEL_REASON_TIMEOUT:
    case LPA_CANCEL_REASON_END_USER_REJECTION:
      return TRUE;
    case LPA_CANCEL_REASON_PPR_NOT_ALLOWED:
      return self->preview->verdict == LPA_POLICY_VERDICT_NOT_ALLOWED;
    default:
      return FALSE;
    }
}

static gboolean
keeps_order (LpaCancelReason reason)
{
  return reason == LPA_CANCEL_REASON_POSTPONED || reason == LPA_CANCEL_REASON_TIMEOUT;
}

/* To decline an order for good the server has to hear it, in a session that is open. */
static gboolean
decline (LpaDownload *self, LpaCancelReason reason, GError **error)
{
  LpaCodeUsable before = lpa_download_get_code_usable (self);
  GError *local = NULL;

  if (self->session_spent && !lpa_download_session_renew (self, NULL, error))
    return FALSE;
  self->operation->kind = LPA_OPERATION_DOWNLOAD;
  if (!lpa_operation_advance (self->operation, self->journal, LPA_STEP_ORDER_FOUND, error))
    return FALSE;
  lpa_download_set_usable (self, LPA_CODE_USABLE_UNKNOWN);
  if (lpa_download_session_cancel (self, reason, &local))
    {
      lpa_download_set_usable (self, LPA_CODE_USABLE_NO);
      return TRUE;
    }
  if (lpa_error_is_never_sent (local))
    lpa_download_set_usable (self, before);
  g_propagate_error (error, local);
  return FALSE;
}

/* The person has seen enough, or has given up: the history says what made them. */
static void
end_by_choice (LpaDownload *self)
{
  lpa_operation_set_error (self->operation, self->code_refusal);
  if (self->code_refusal == NULL && self->operation->kind != LPA_OPERATION_CHECK)
    self->operation->outcome = LPA_OPERATION_OUTCOME_CANCELLED;
  lpa_operation_close (self->operation, self->journal);
  release (self);
  set_state (self, LPA_DOWNLOAD_STATE_ENDED);
}

/**
 * lpa_download_cancel:
 * @self: a download that waits
 * @reason: %LPA_CANCEL_REASON_POSTPONED and _TIMEOUT keep the order; _END_USER_REJECTION, and
 * _PPR_NOT_ALLOWED where that is so, end it for good
 * @error: return location for %LPA_POLICY_ERROR_NOT_THIS_STATE, or for what kept the server from
 * hearing of a reason that ends the order
 *
 * Ends the download. That the server could not be told is no error where the order is kept
 * anyway. Worker thread.
 *
 * Returns: whether it ended as asked; it has ended in any case but that of
 * %LPA_POLICY_ERROR_NOT_THIS_STATE
 */
gboolean
lpa_download_cancel (LpaDownload *self, LpaCancelReason reason, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!take_state (self, LPA_DOWNLOAD_STATE_WAITING, error))
    return FALSE;
  if (!may_give_reason (self, reason))
    {
      set_state (self, LPA_DOWNLOAD_STATE_WAITING);
      lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE, NULL,
                     "The session cannot truly be cancelled for this reason");
      return FALSE;
    }
  if (keeps_order (reason))
    cancel_quietly (self, reason);
  else if (!decline (self, reason, &local))
    cancel_quietly (self, LPA_CANCEL_REASON_POSTPONED);
  if (local != NULL)
    {
      end (self, local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  end_by_choice (self);
  return TRUE;
}
