/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-download-private.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-package.h"
#include "lpa/lpa-recovery.h"

#define CONFIRMATION_CODE_LENGTH 32
#define HASH_LENGTH 32

/* How long a card may take to say what became of a package whose answer was lost. */
#define RESULT_MILLISECONDS 20000

static gboolean
has_confirmation_code (LpaDownload *self)
{
  glong length = self->confirmation_code != NULL ? g_utf8_strlen (self->confirmation_code, -1) : 0;

  return length > 0 && length <= CONFIRMATION_CODE_LENGTH;
}

static gboolean
refuse (GError **error, LpaPolicyError code, const char *sentence)
{
  lpa_error_set (error, LPA_POLICY_ERROR, code, NULL, "%s", sentence);
  return FALSE;
}

/* The server has the last word on whether one is needed, also when the session is opened anew. */
static gboolean
check_confirmation_code (LpaDownload *self, GError **error)
{
  if (!self->preview->confirmation_code_required || has_confirmation_code (self))
    return TRUE;
  return refuse (error, LPA_POLICY_ERROR_CONFIRMATION_CODE,
                 "A confirmation code of 1 to 32 characters is needed");
}

static gboolean
check_agreement (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  const LpaPreview *preview = self->preview;

  if (preview->installed != NULL)
    return refuse (error, LPA_POLICY_ERROR_ALREADY_INSTALLED,
                   "The announced profile is on the card already");
  if (preview->verdict == LPA_POLICY_VERDICT_NOT_ALLOWED)
    return refuse (error, LPA_POLICY_ERROR_RULES_NOT_ALLOWED,
                   "The profile's rules are not allowed on this card");
  if (preview->verdict == LPA_POLICY_VERDICT_CONSENT_NEEDED && !self->consent)
    return refuse (error, LPA_POLICY_ERROR_CONSENT_NEEDED,
                   "The person has not agreed to the profile's rules");
  if (!check_confirmation_code (self, error) ||
      (self->session_spent && !lpa_download_session_renew (self, cancellable, error)) ||
      !check_confirmation_code (self, error))
    return FALSE;
  self->operation->kind = LPA_OPERATION_DOWNLOAD;
  return lpa_operation_advance (self->operation, self->journal, LPA_STEP_AGREED, error);
}

/* SHA-256 (SHA-256 (code) || transactionId), SGP.22 2.6.6 and 5.7.5. */
static GBytes *
hash_confirmation_code (LpaDownload *self)
{
  gsize id_length;
  gconstpointer id = g_bytes_get_data (self->authentication->transaction_bytes, &id_length);
  g_autofree guint8 *input = g_malloc (HASH_LENGTH + id_length);
  guint8 hash[HASH_LENGTH];

  EVP_Digest (self->confirmation_code, strlen (self->confirmation_code), input, NULL, EVP_sha256 (),
              NULL);
  memcpy (input + HASH_LENGTH, id, id_length);
  EVP_Digest (input, HASH_LENGTH + id_length, hash, NULL, EVP_sha256 (), NULL);
  OPENSSL_cleanse (input, HASH_LENGTH + id_length);
  return g_bytes_new (hash, sizeof hash);
}

static GBytes *
prepare (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) hash = NULL;

  if (self->offer->confirmation_code_required)
    hash = hash_confirmation_code (self);
  return lpa_es10b_prepare_download (self->card, self->offer->signed2, self->offer->signature2,
                                     hash, self->offer->certificate, cancellable, error);
}

/* From the request on the server may have given the package away, so that is written down before.
 */
static gboolean
bind_package (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) response = prepare (self, cancellable, error);
  g_autoptr (GError) local = NULL;

  if (response == NULL || g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !lpa_operation_advance (self->operation, self->journal, LPA_STEP_PACKAGE_BOUND, error))
    return FALSE;
  self->package_asked = TRUE;
  lpa_download_set_usable (self, LPA_CODE_USABLE_SAME_CARD);
  self->package = lpa_server_get_bound_profile_package (self->server, self->authentication,
                                                        response, cancellable, error);
  if (self->package == NULL)
    return FALSE;
  if (lpa_package_check_metadata (self->package, self->offer->metadata, &local))
    return TRUE;
  if (g_error_matches (local, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA))
    self->reason = LPA_CANCEL_REASON_METADATA_MISMATCH;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
report_progress (gsize done, gsize total, gpointer user_data)
{
  lpa_download_emit_progress (user_data, done, total);
}

/*
 * The answer to the package is lost, but the card may have carried it out: its list of
 * notifications knows. Where that cannot be read nothing may be cancelled; where there is no
 * result and the card was not restarted, its session is still open and failed.
 */
static void
look_for_result (LpaDownload *self, const GError *lost)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (RESULT_MILLISECONDS);
  GCancellable *cancellable = lpa_deadline_get_cancellable (deadline);
  gboolean restarted = lost->domain == LPA_CHANNEL_ERROR;
  gboolean asked;

  asked = (!restarted || lpa_recovery_restart (self->card)) &&
          lpa_recovery_find_result (self->card, self->authentication->transaction_bytes,
                                    &self->result, cancellable, NULL);
  if (restarted || !asked)
    self->card_has_session = FALSE;
  self->result_unknown = !asked;
  if (!asked)
    lpa_download_set_usable (self, LPA_CODE_USABLE_UNKNOWN);
  else if (self->result == NULL && !g_error_matches (lost, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->reason = LPA_CANCEL_REASON_LOAD_BPP_EXECUTION_ERROR;
}

static gboolean
load_package (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) lost = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !lpa_operation_advance (self->operation, self->journal, LPA_STEP_PACKAGE_LOADED, error))
    return FALSE;
  self->result =
      lpa_es10b_load_package (self->card, self->package, report_progress, self, cancellable, &lost);
  if (self->result == NULL)
    look_for_result (self, lost);
  if (self->result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&lost));
      return FALSE;
    }
  if (!self->result->success)
    {
      g_propagate_error (error, lpa_install_result_to_error (self->result));
      return FALSE;
    }
  lpa_download_set_usable (self, LPA_CODE_USABLE_NO);
  return TRUE;
}

/* The session's own connection, when the report goes to the same server. */
static LpaServer *
get_report_server (LpaDownload *self, GError **error)
{
  g_autofree char *address = lpa_server_address_normalise (self->result->address, error);
  LpaServer *server;

  if (address == NULL)
    return NULL;
  if (g_strcmp0 (address, self->operation->server) == 0)
    return g_object_ref (self->server);
  server = lpa_server_new (address, self->trust, self->card_keys);
  lpa_server_set_trace (server, self->trace);
  return server;
}

/**
 * lpa_download_deliver:
 * @self: a download for which the card has given a result
 * @cancellable: (nullable): cancels
 * @error: return location for what kept the server from being told
 *
 * Tells the server what the card said to its package, and takes the report off the card once the
 * server has it (ES9+.HandleNotification, ES10b.RemoveNotificationFromList; SGP.22 3.5).
 *
 * Returns: whether the server knows
 */
gboolean
lpa_download_deliver (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaServer) server = get_report_server (self, error);
  g_autoptr (GError) local = NULL;

  if (server == NULL ||
      !lpa_server_handle_notification (server, self->result->raw, cancellable, error))
    return FALSE;
  g_atomic_int_set (&self->delivered, TRUE);
  if (!lpa_es10b_remove_notification (self->card, self->result->sequence_number, cancellable,
                                      &local))
    g_info ("A delivered report stays on the card: %s", local->message);
  return TRUE;
}

static gboolean
deliver_result (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!lpa_operation_advance (self->operation, self->journal, LPA_STEP_RESULT_DELIVERED, &local))
    g_info ("The journal does not know of the result: %s", local->message);
  return lpa_download_deliver (self, cancellable, error);
}

const LpaDownloadStep lpa_download_install_steps[] = {
  { LPA_STEP_AGREED, TRUE, check_agreement },
  { LPA_STEP_PACKAGE_BOUND, TRUE, bind_package },
  { LPA_STEP_PACKAGE_LOADED, TRUE, load_package },
  { LPA_STEP_RESULT_DELIVERED, FALSE, deliver_result },
};
const guint lpa_download_n_install_steps = G_N_ELEMENTS (lpa_download_install_steps);
