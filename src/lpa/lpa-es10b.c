/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-es10-private.h"

#include <string.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-segments.h"

#define TAG_INFO1 0xBF20
#define TAG_PREPARE 0xBF21
#define TAG_INFO2 0xBF22
#define TAG_LIST_NOTIFICATIONS 0xBF28
#define TAG_RETRIEVE 0xBF2B
#define TAG_CHALLENGE 0xBF2E
#define TAG_NOTIFICATION 0xBF2F
#define TAG_REMOVE 0xBF30
#define TAG_INSTALL_RESULT 0xBF37
#define TAG_AUTHENTICATE 0xBF38
#define TAG_CANCEL 0xBF41
#define TAG_RAT 0xBF43

#define TAG_FAILURE 0xA1
#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_SEQUENCE 0x30

#define CHALLENGE_SIZE 16
#define HASH_SIZE 32
#define TAC_DIGITS 8
#define IMEI_DIGITS 15

#define RESULT_NOTHING_TO_DELETE 1

/**
 * lpa_es10b_get_challenge:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h
 *
 * ES10b.GetEUICCChallenge (SGP.22 5.7.7): begins a session on the card. The worker's thread.
 *
 * Returns: (transfer full) (nullable): the challenge, sixteen bytes
 */
GBytes *
lpa_es10b_get_challenge (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response, challenge;
  g_autoptr (GBytes) bytes = lpa_es10_ask (card, TAG_CHALLENGE, &response, cancellable, error);

  if (!bytes || !lpa_tlv_require (&response, 0x80, &challenge, error))
    return NULL;
  if (challenge.length != CHALLENGE_SIZE)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "The card's challenge has %" G_GSIZE_FORMAT " bytes", challenge.length);
      return NULL;
    }
  return lpa_tlv_dup_value (&challenge);
}

/**
 * lpa_es10b_get_info1:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h
 *
 * ES10b.GetEUICCInfo (SGP.22 5.7.8). The worker's thread.
 *
 * Returns: (transfer full) (nullable): EUICCInfo1, the whole BF20 object, which goes to the server
 * byte for byte
 */
GBytes *
lpa_es10b_get_info1 (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response;

  return lpa_es10_ask (card, TAG_INFO1, &response, cancellable, error);
}

/**
 * lpa_es10b_get_info2:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h
 *
 * ES10b.GetEUICCInfo (SGP.22 5.7.8). The worker's thread.
 *
 * Returns: (transfer full) (nullable): EUICCInfo2, the whole BF22 object, for
 * lpa_euicc_info_new_from_tlv()
 */
GBytes *
lpa_es10b_get_info2 (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response;

  return lpa_es10_ask (card, TAG_INFO2, &response, cancellable, error);
}

/* Digits, two in a byte with the first in the low half, filled up with F. */
static gboolean
append_digits (GByteArray *out, guint32 tag, const char *digits, gsize count, GError **error)
{
  g_autofree char *swapped = g_strnfill ((count + 1) & ~(gsize) 1, 'F');
  g_autoptr (GBytes) bytes = NULL;

  if (strlen (digits) != count || strspn (digits, "0123456789") != count)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "A device's number has %" G_GSIZE_FORMAT " digits", count);
      return FALSE;
    }
  for (gsize i = 0; i < count; i++)
    swapped[i ^ 1] = digits[i];
  bytes = lpa_hex_decode (swapped);
  lpa_tlv_append_bytes (out, tag, bytes);
  return TRUE;
}

/* CtxParams1 (SGP.22 5.7.13). No matching ID at all asks for the default order; no IMEI is better
 * than a made-up one. */
static gboolean
append_context (GByteArray *out,
                const char *matching_id,
                const LpaDeviceInfo *device,
                GError **error)
{
  guint context = lpa_tlv_open (out, 0xA0);
  guint info;

  if (matching_id && *matching_id != '\0')
    lpa_tlv_append_string (out, 0x80, matching_id);
  info = lpa_tlv_open (out, 0xA1);
  if (!append_digits (out, 0x80, device->tac, TAC_DIGITS, error))
    return FALSE;
  lpa_tlv_append (out, 0xA1, NULL, 0);
  if (device->imei && !append_digits (out, 0x82, device->imei, IMEI_DIGITS, error))
    return FALSE;
  lpa_tlv_close (out, info);
  lpa_tlv_close (out, context);
  return TRUE;
}

/* The answer to an authentication: to be handed on whole when it is good, an error when it says so.
 */
static GBytes *
call_and_judge (LpaCard *card,
                GByteArray *request,
                guint32 tag,
                LpaEs10Error function,
                GCancellable *cancellable,
                GError **error)
{
  LpaTlv response, part, code;
  g_autoptr (GBytes) bytes =
      lpa_es10_call (card, request, LPA_CARD_TIMEOUT_SWITCH, tag, &response, cancellable, error);
  gint64 result;

  if (!bytes)
    return NULL;
  if (lpa_tlv_find (&response, LPA_ES10_TAG_OK, &part))
    return g_steal_pointer (&bytes);
  if (lpa_tlv_require (&response, TAG_FAILURE, &part, error) &&
      lpa_tlv_require (&part, TAG_INTEGER, &code, error) &&
      lpa_tlv_get_integer (&code, &result, error))
    lpa_es10_refuse (error, function, result);
  return NULL;
}

/**
 * lpa_es10b_authenticate_server:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @server_signed1: serverSigned1, the whole SEQUENCE
 * @server_signature1: serverSignature1, with its 5F37 header
 * @key_id: euiccCiPKIdToBeUsed, with its 04 header
 * @server_certificate: CERT.DPauth.ECDSA or CERT.DSauth.ECDSA, DER
 * @matching_id: (nullable): the token of the code or the event; %NULL for the default order
 * @device: what the server learns of the device
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_AUTHENTICATE when the card does not believe the server,
 *   %G_IO_ERROR_INVALID_ARGUMENT when a number of @device is none
 *
 * ES10b.AuthenticateServer (SGP.22 5.7.13). The worker's thread.
 *
 * Returns: (transfer full) (nullable): AuthenticateServerResponse, the whole BF38 object, for the
 * server
 */
GBytes *
lpa_es10b_authenticate_server (LpaCard *card,
                               GBytes *server_signed1,
                               GBytes *server_signature1,
                               GBytes *key_id,
                               GBytes *server_certificate,
                               const char *matching_id,
                               const LpaDeviceInfo *device,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint mark = lpa_tlv_open (request, TAG_AUTHENTICATE);

  lpa_tlv_append_raw (request, server_signed1);
  lpa_tlv_append_raw (request, server_signature1);
  lpa_tlv_append_raw (request, key_id);
  lpa_tlv_append_raw (request, server_certificate);
  if (!append_context (request, matching_id, device, error))
    return NULL;
  lpa_tlv_close (request, mark);
  return call_and_judge (card, request, TAG_AUTHENTICATE, LPA_ES10_ERROR_AUTHENTICATE, cancellable,
                         error);
}

/**
 * lpa_es10b_prepare_download:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @smdp_signed2: smdpSigned2, the whole SEQUENCE
 * @smdp_signature2: smdpSignature2, with its 5F37 header
 * @hash_cc: (nullable): SHA-256 (SHA-256 (confirmation code) || transaction ID), when the server
 * wants a confirmation code
 * @smdp_certificate: CERT.DPpb.ECDSA, DER
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_PREPARE when the card refuses
 *
 * ES10b.PrepareDownload (SGP.22 5.7.5). The worker's thread.
 *
 * Returns: (transfer full) (nullable): PrepareDownloadResponse, the whole BF21 object, for the
 * server
 */
GBytes *
lpa_es10b_prepare_download (LpaCard *card,
                            GBytes *smdp_signed2,
                            GBytes *smdp_signature2,
                            GBytes *hash_cc,
                            GBytes *smdp_certificate,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint mark = lpa_tlv_open (request, TAG_PREPARE);

  g_return_val_if_fail (!hash_cc || g_bytes_get_size (hash_cc) == HASH_SIZE, NULL);

  lpa_tlv_append_raw (request, smdp_signed2);
  lpa_tlv_append_raw (request, smdp_signature2);
  if (hash_cc)
    lpa_tlv_append_bytes (request, TAG_OCTETS, hash_cc);
  lpa_tlv_append_raw (request, smdp_certificate);
  lpa_tlv_close (request, mark);
  return call_and_judge (card, request, TAG_PREPARE, LPA_ES10_ERROR_PREPARE, cancellable, error);
}

/**
 * lpa_es10b_load_package:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @package: BoundProfilePackage, the whole BF36 object
 * @progress: (nullable) (scope call): called after every segment
 * @user_data: for @progress
 * @cancellable: (nullable): seen before the first segment and never after: half a package would use
 * up the code for nothing
 * @error: return location; %LPA_TLV_ERROR when @package is none, before anything is sent
 *
 * ES10b.LoadBoundProfilePackage (SGP.22 5.7.6). Ends with the card's first word, which comes early
 * when something is wrong; nothing is ever sent behind it, and nothing twice. When it fails the
 * card may have a result all the same, to be found among its notifications. The worker's thread.
 *
 * Returns: (transfer full) (nullable): the card's result, which may be that it did not install the
 * profile
 */
LpaInstallResult *
lpa_es10b_load_package (LpaCard *card,
                        GBytes *package,
                        LpaLoadProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) segments = lpa_segments_cut (package, error);
  gsize done = 0;

  if (!segments || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) answer =
          lpa_card_exchange_once (card, segments->pdata[i], LPA_CARD_TIMEOUT_LOAD, error);

      if (!answer)
        return NULL;
      done += g_bytes_get_size (segments->pdata[i]);
      if (progress)
        progress (done, g_bytes_get_size (package), user_data);
      if (g_bytes_get_size (answer) > 0)
        return lpa_install_result_new_from_tlv (answer, error);
    }
  lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                 "The card took the whole package and gave no result");
  return NULL;
}

/**
 * lpa_es10b_cancel_session:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @transaction_id: of the session
 * @reason: why
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_CANCEL when the card refuses
 *
 * ES10b.CancelSession (SGP.22 5.7.14). The worker's thread.
 *
 * Returns: (transfer full) (nullable): CancelSessionResponse, the whole BF41 object, for the server
 */
GBytes *
lpa_es10b_cancel_session (LpaCard *card,
                          GBytes *transaction_id,
                          LpaCancelReason reason,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_CANCEL);
  LpaTlv response, signed_part;

  lpa_tlv_append_bytes (request, 0x80, transaction_id);
  lpa_tlv_append_integer (request, 0x81, reason);
  lpa_tlv_close (request, mark);
  bytes = lpa_es10_call (card, request, LPA_CARD_TIMEOUT_SWITCH, TAG_CANCEL, &response, cancellable,
                         error);
  if (!bytes || !lpa_es10_find_list (&response, LPA_ES10_ERROR_CANCEL, &signed_part, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

static GPtrArray *
read_notifications (const LpaTlv *list, GError **error)
{
  g_autoptr (GPtrArray) notifications = g_ptr_array_new_with_free_func (g_object_unref);
  LpaTlvReader reader;
  LpaTlv metadata;

  lpa_tlv_reader_enter (&reader, list);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      LpaNotification *notification;

      if (!lpa_tlv_reader_expect (&reader, TAG_NOTIFICATION, &metadata, error))
        return NULL;
      notification = lpa_notification_new_from_tlv (&metadata, error);
      if (!notification)
        return NULL;
      g_ptr_array_add (notifications, notification);
    }
  return g_steal_pointer (&notifications);
}

/**
 * lpa_es10b_list_notifications:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h
 *
 * ES10b.ListNotification (SGP.22 5.7.9). The worker's thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaNotification): what the card has to report,
 * in its own order
 */
GPtrArray *
lpa_es10b_list_notifications (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response, list;
  g_autoptr (GBytes) bytes =
      lpa_es10_ask (card, TAG_LIST_NOTIFICATIONS, &response, cancellable, error);

  if (!bytes || !lpa_es10_find_list (&response, LPA_ES10_ERROR_NOTIFICATION, &list, error))
    return NULL;
  return read_notifications (&list, error);
}

/* PendingNotification is either an installation result or a signed SEQUENCE. */
static GBytes *
read_pending (const LpaTlv *list, GError **error)
{
  LpaTlvReader reader;
  LpaTlv pending;

  lpa_tlv_reader_enter (&reader, list);
  if (!lpa_tlv_reader_next (&reader, &pending, error))
    return NULL;
  if (pending.tag == TAG_INSTALL_RESULT || pending.tag == TAG_SEQUENCE)
    return lpa_tlv_dup_raw (&pending);
  g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, "Object %X is no notification",
               pending.tag);
  return NULL;
}

/**
 * lpa_es10b_retrieve_notification:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @sequence_number: which one
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_NOTIFICATION when there is none of this number, or
 * %LPA_TLV_ERROR_TRUNCATED when the card gives an empty list instead
 *
 * ES10b.RetrieveNotificationsList (SGP.22 5.7.10). The worker's thread.
 *
 * Returns: (transfer full) (nullable): the notification, whole, as it goes to the server
 */
GBytes *
lpa_es10b_retrieve_notification (LpaCard *card,
                                 guint sequence_number,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_RETRIEVE);
  guint criteria = lpa_tlv_open (request, 0xA0);
  LpaTlv response, list;

  lpa_tlv_append_integer (request, 0x80, sequence_number);
  lpa_tlv_close (request, criteria);
  lpa_tlv_close (request, mark);
  bytes =
      lpa_es10_call (card, request, LPA_CARD_TIMEOUT, TAG_RETRIEVE, &response, cancellable, error);
  if (!bytes || !lpa_es10_find_list (&response, LPA_ES10_ERROR_NOTIFICATION, &list, error))
    return NULL;
  return read_pending (&list, error);
}

/**
 * lpa_es10b_remove_notification:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @sequence_number: which one
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_NOTIFICATION when the card refuses
 *
 * ES10b.RemoveNotificationFromList (SGP.22 5.7.11): the card forgets it for good. The worker's
 * thread.
 *
 * Returns: whether it is not on the card any more, also when it was not before
 */
gboolean
lpa_es10b_remove_notification (LpaCard *card,
                               guint sequence_number,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_REMOVE);
  LpaTlv response;
  gint64 result;

  lpa_tlv_append_integer (request, 0x80, sequence_number);
  lpa_tlv_close (request, mark);
  bytes =
      lpa_es10_call (card, request, LPA_CARD_TIMEOUT, TAG_REMOVE, &response, cancellable, error);
  if (!bytes || !lpa_es10_read_result (&response, &result, error))
    return FALSE;
  return result == 0 || result == RESULT_NOTHING_TO_DELETE ||
         lpa_es10_refuse (error, LPA_ES10_ERROR_NOTIFICATION, result);
}

/**
 * lpa_es10b_get_rat:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h; a card may lack the function
 *
 * ES10b.GetRAT (SGP.22 5.7.22). The worker's thread.
 *
 * Returns: (transfer full) (nullable): the rules authorisation table
 */
LpaRat *
lpa_es10b_get_rat (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response;
  g_autoptr (GBytes) bytes = lpa_es10_ask (card, TAG_RAT, &response, cancellable, error);

  return bytes ? lpa_rat_new_from_tlv (bytes, error) : NULL;
}
