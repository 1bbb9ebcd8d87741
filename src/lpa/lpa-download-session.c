/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-download-private.h"

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"

#define TAC_LENGTH 8

/* How long saying good-bye to card and server may take, whatever the person's cancellable says. */
#define CANCEL_MILLISECONDS 6000

static void
forget_session (LpaDownload *self)
{
  g_clear_pointer (&self->authentication, lpa_server_authentication_free);
  g_clear_pointer (&self->response, g_bytes_unref);
  g_clear_pointer (&self->offer, lpa_server_offer_free);
  self->card_has_session = FALSE;
  self->server_ended = FALSE;
}

/**
 * lpa_download_session_initiate:
 * @self: a download
 * @cancellable: (nullable): cancels
 * @error: return location for an error of card or server
 *
 * Opens a session at the server and checks who it is (ES10b.GetEUICCChallenge,
 * ES10b.GetEUICCInfo, ES9+.InitiateAuthentication; SGP.22 3.0.1). The server learns nothing of
 * the code.
 *
 * Returns: whether the server may be talked to
 */
gboolean
lpa_download_session_initiate (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) info1 = NULL;

  forget_session (self);
  challenge = lpa_es10b_get_challenge (self->card, cancellable, error);
  if (challenge == NULL)
    return FALSE;
  info1 = lpa_es10b_get_info1 (self->card, cancellable, error);
  if (info1 == NULL)
    return FALSE;
  self->authentication =
      lpa_server_initiate_authentication (self->server, challenge, info1, cancellable, error);
  if (self->authentication == NULL)
    return FALSE;
  return self->code->oid == NULL ||
         lpa_server_authentication_check_oid (self->authentication, self->code->oid, error);
}

/**
 * lpa_download_session_authenticate:
 * @self: a download whose server is trusted
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the card
 *
 * Lets the card check the server and prove itself (ES10b.AuthenticateServer).
 *
 * Returns: whether the card accepts the server
 */
gboolean
lpa_download_session_authenticate (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *tac = NULL;
  LpaDeviceInfo device;

  if (self->tac != NULL)
    tac = g_strdup (self->tac);
  else
    tac = self->imei != NULL ? g_strndup (self->imei, TAC_LENGTH) : g_strdup (LPA_DEFAULT_TAC);
  device.tac = tac;
  device.imei = self->imei;
  self->response = lpa_es10b_authenticate_server (
      self->card, self->authentication->signed1, self->authentication->signature1,
      self->authentication->key_id, self->authentication->certificate, self->code->matching_id,
      &device, cancellable, error);
  self->card_has_session = self->response != NULL;
  return self->card_has_session;
}

/**
 * lpa_download_session_ask:
 * @self: a download whose card has authenticated the server
 * @cancellable: (nullable): cancels
 * @error: return location for an error of journal or server
 *
 * Shows the code to the server (ES9+.AuthenticateClient), which counts as an attempt there: it is
 * written down first.
 *
 * Returns: whether the server offers a profile
 */
gboolean
lpa_download_session_ask (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&self->operation->transaction_id, g_bytes_unref);
  self->operation->transaction_id = g_bytes_ref (self->authentication->transaction_bytes);
  if (!lpa_operation_advance (self->operation, self->journal, LPA_STEP_ORDER_FOUND, error))
    return FALSE;
  self->offer = lpa_server_authenticate_client (self->server, self->authentication, self->response,
                                                cancellable, error);
  return self->offer != NULL;
}

static gboolean
is_same_offer (LpaDownload *self, GError **error)
{
  g_autoptr (LpaProfile) profile = lpa_profile_new_from_metadata (self->offer->metadata, error);

  if (profile == NULL)
    return FALSE;
  if (lpa_profile_same (profile, self->preview->profile))
    return TRUE;
  lpa_error_set (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA, NULL,
                 "The server now offers another profile than the one agreed to");
  return FALSE;
}

/**
 * lpa_download_session_renew:
 * @self: a download whose preview has been seen
 * @cancellable: (nullable): cancels
 * @error: return location for an error of card, journal or server
 *
 * Opens another session for the same code in place of one that is spent, and makes sure that it
 * offers what the person saw.
 *
 * Returns: whether the download can go on
 */
gboolean
lpa_download_session_renew (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  if (!lpa_download_session_initiate (self, cancellable, error) ||
      !lpa_download_session_authenticate (self, cancellable, error) ||
      !lpa_download_session_ask (self, cancellable, error) || !is_same_offer (self, error))
    return FALSE;
  self->preview->confirmation_code_required = self->offer->confirmation_code_required;
  self->session_spent = FALSE;
  return TRUE;
}

/**
 * lpa_download_session_cancel:
 * @self: a download for which the card has given no result
 * @reason: why
 * @error: return location for what kept the server from being told
 *
 * Ends the session on the card and, with the card's signed word, on the server
 * (ES10b.CancelSession, ES9+.CancelSession; SGP.22 3.0.2), within a few seconds and even when
 * everything else has been cancelled. Where the card holds no session there is none to end; a
 * server that refused something has ended its own and is told nothing.
 *
 * Returns: whether the session is over on either side
 */
gboolean
lpa_download_session_cancel (LpaDownload *self, LpaCancelReason reason, GError **error)
{
  g_autoptr (LpaDeadline) deadline = NULL;
  g_autoptr (GBytes) response = NULL;
  GCancellable *cancellable;
  gboolean told = TRUE;

  if (self->card_has_session)
    {
      deadline = lpa_deadline_new (CANCEL_MILLISECONDS);
      cancellable = lpa_deadline_get_cancellable (deadline);
      response = lpa_es10b_cancel_session (self->card, self->authentication->transaction_bytes,
                                           reason, cancellable, error);
      told = response != NULL &&
             (self->server_ended || lpa_server_cancel_session (self->server, self->authentication,
                                                               response, cancellable, error));
    }
  forget_session (self);
  return told;
}
