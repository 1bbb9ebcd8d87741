/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server-answer.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"

#include "lpa/lpa-tlv.h"

#define MAX_TRANSACTION_ID 16

static gboolean fail (GError **error, LpaServerError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, LpaServerError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lpa_error_set (error, LPA_SERVER_ERROR, (int) code, NULL, "%s", message);
  return FALSE;
}

static gboolean
bytes_equal_value (GBytes *bytes, const LpaTlv *tlv)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return length == tlv->length && (length == 0 || memcmp (data, tlv->value, length) == 0);
}

/* An object inside signed data; what is missing there is the server's fault. */
static gboolean
require (const LpaTlv *parent, guint32 tag, LpaTlv *tlv, const char *name, GError **error)
{
  if (lpa_tlv_find (parent, tag, tlv))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "%s is missing in what the server signed", name);
}

static gboolean
parse (GBytes *bytes, guint32 tag, LpaTlv *tlv, const char *name, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (lpa_tlv_parse_bytes (bytes, tag, tlv, &cause))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "%s: %s", name, cause->message);
}

static gboolean
check_transaction (GBytes *transaction, const LpaTlv *parent, const char *name, GError **error)
{
  LpaTlv id;

  if (!require (parent, 0x80, &id, "transactionId", error))
    return FALSE;
  if (bytes_equal_value (transaction, &id))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_TRANSACTION, "%s belongs to another transaction", name);
}

/* Whether the server means itself: the address asked, in any case, with its port or without. */
static gboolean
is_own_address (const char *own, const LpaTlv *tlv)
{
  g_autofree char *text = lpa_tlv_dup_utf8 (tlv);
  g_autofree char *signed_address = text ? lpa_server_address_normalise (text, NULL) : NULL;
  g_autofree char *without_port = g_strdup (own);
  char *colon = strrchr (without_port, ':');

  if (colon && colon[1] != '\0' && strspn (colon + 1, "0123456789") == strlen (colon + 1))
    *colon = '\0';
  return signed_address &&
         (g_str_equal (signed_address, own) || g_str_equal (signed_address, without_port));
}

/* The checks of serverSigned1 that are the LPA's (SGP.22 3.0.1). */
static gboolean
check_signed1 (const LpaServerAuthentication *authentication,
               const char *own,
               GBytes *challenge,
               GError **error)
{
  LpaTlv signed1, signed_challenge, address;

  if (!parse (authentication->signed1, 0x30, &signed1, "serverSigned1", error) ||
      !check_transaction (authentication->transaction_bytes, &signed1, "serverSigned1", error) ||
      !require (&signed1, 0x81, &signed_challenge, "euiccChallenge", error) ||
      !require (&signed1, 0x83, &address, "serverAddress", error))
    return FALSE;
  if (!bytes_equal_value (challenge, &signed_challenge))
    return fail (error, LPA_SERVER_ERROR_CHALLENGE,
                 "The server signed another challenge than the card's");
  if (!is_own_address (own, &address))
    return fail (error, LPA_SERVER_ERROR_ADDRESS, "The server signed another address than %s", own);
  return TRUE;
}

/*
 * Whether the issuer that the server chose is among those under which the card can sign (AA in
 * EUICCInfo1).
 */
static gboolean
check_issuer (GBytes *key_id, GBytes *info1, GError **error)
{
  LpaTlv info, keys, key, chosen;
  LpaTlvReader reader;

  if (!parse (key_id, 0x04, &chosen, "euiccCiPKIdToBeUsed", error) ||
      !lpa_tlv_parse_bytes (info1, 0xBF20, &info, error) ||
      !lpa_tlv_require (&info, 0xAA, &keys, error))
    return FALSE;
  lpa_tlv_reader_enter (&reader, &keys);
  while (!lpa_tlv_reader_at_end (&reader) && lpa_tlv_reader_next (&reader, &key, NULL))
    if (key.tag == 0x04 && key.length == chosen.length &&
        memcmp (key.value, chosen.value, key.length) == 0)
      return TRUE;
  return fail (error, LPA_SERVER_ERROR_ISSUER,
               "The server chose an issuer under which the card cannot sign");
}

static gboolean
read_transaction_id (LpaServerReply *reply, LpaServerAuthentication *out, GError **error)
{
  const char *id = lpa_server_reply_require_string (reply, "transactionId", error);
  gsize length;

  if (!id)
    return FALSE;
  out->transaction_id = g_strdup (id);
  out->transaction_bytes = strpbrk (id, ": \t\r\n") ? NULL : lpa_hex_decode (id);
  length = out->transaction_bytes ? g_bytes_get_size (out->transaction_bytes) : 0;
  if (length >= 1 && length <= MAX_TRANSACTION_ID)
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "The transactionId cannot be read");
}

/**
 * lpa_server_authentication_read:
 * @self: an empty answer
 * @reply: what the server replied to InitiateAuthentication
 * @error: return location for an error of %LPA_SERVER_ERROR
 *
 * Returns: whether all of it is there
 */
gboolean
lpa_server_authentication_read (LpaServerAuthentication *self,
                                LpaServerReply *reply,
                                GError **error)
{
  /* The standard itself spells it both ways. */
  const char *key_id = lpa_server_reply_has (reply, "euiccCiPKIdTobeUsed") ? "euiccCiPKIdTobeUsed"
                                                                           : "euiccCiPKIdToBeUsed";

  if (!read_transaction_id (reply, self, error))
    return FALSE;
  self->signed1 = lpa_server_reply_require_tlv (reply, "serverSigned1", 0x30, error);
  if (!self->signed1)
    return FALSE;
  self->signature1 = lpa_server_reply_require_tlv (reply, "serverSignature1", 0x5F37, error);
  if (!self->signature1)
    return FALSE;
  self->key_id = lpa_server_reply_require_tlv (reply, key_id, 0x04, error);
  if (!self->key_id)
    return FALSE;
  self->certificate = lpa_server_reply_require_tlv (reply, "serverCertificate", 0x30, error);
  return self->certificate != NULL;
}

/**
 * lpa_server_authentication_check:
 * @self: an answer
 * @address: the address that was asked
 * @challenge: the card's
 * @info1: EUICCInfo1, the whole BF20 object from the card
 * @error: return location for an error of %LPA_SERVER_ERROR
 *
 * The LPA's own checks (SGP.22 3.0.1): transaction, challenge, address, and an issuer under which
 * the card can sign.
 *
 * Returns: whether the answer may go to the card
 */
gboolean
lpa_server_authentication_check (const LpaServerAuthentication *self,
                                 const char *address,
                                 GBytes *challenge,
                                 GBytes *info1,
                                 GError **error)
{
  return check_signed1 (self, address, challenge, error) &&
         check_issuer (self->key_id, info1, error);
}

static gboolean
has_registered_id (const GENERAL_NAMES *names, const char *oid)
{
  for (int i = 0; names && i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
      char text[256];

      if (name->type != GEN_RID ||
          OBJ_obj2txt (text, sizeof text, name->d.registeredID, 1) >= (int) sizeof text)
        continue;
      if (g_str_equal (text, oid))
        return TRUE;
    }
  return FALSE;
}

/**
 * lpa_server_authentication_check_oid:
 * @self: what the server answered
 * @oid: (nullable): the object identifier in the activation code
 * @error: return location for %LPA_SERVER_ERROR_OID
 *
 * Compares the code's object identifier with the one in the server's certificate (SGP.22 3.0.1,
 * 4.1). Any thread.
 *
 * Returns: whether it is the same, or the code has none
 */
gboolean
lpa_server_authentication_check_oid (const LpaServerAuthentication *self,
                                     const char *oid,
                                     GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (self->certificate, &length);
  GENERAL_NAMES *names;
  X509 *certificate;
  gboolean found;

  if (!oid || *oid == '\0')
    return TRUE;
  certificate = d2i_X509 (NULL, &data, (long) length);
  names = certificate ? X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL) : NULL;
  found = has_registered_id (names, oid);
  GENERAL_NAMES_free (names);
  X509_free (certificate);
  if (!found)
    fail (error, LPA_SERVER_ERROR_OID,
          "The object identifier in the code is not the one in the server's certificate");
  return found;
}

/**
 * lpa_server_authentication_check_reply:
 * @self: what the server answered first
 * @reply: what it replies later in the session
 * @error: return location for %LPA_SERVER_ERROR_TRANSACTION
 *
 * Compares the transactionId that a reply repeats, if it does.
 *
 * Returns: whether it belongs to the same session
 */
gboolean
lpa_server_authentication_check_reply (const LpaServerAuthentication *self,
                                       LpaServerReply *reply,
                                       GError **error)
{
  const char *id = lpa_server_reply_get_string (reply, "transactionId");

  if (!id || g_ascii_strcasecmp (id, self->transaction_id) == 0)
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_TRANSACTION, "The answer belongs to another transaction");
}

/**
 * lpa_server_authentication_check_package:
 * @self: what the server answered first
 * @package: the whole BF36 object that it sends later in the session
 * @error: return location for an error of %LPA_SERVER_ERROR
 *
 * Returns: whether it belongs to the same session
 */
gboolean
lpa_server_authentication_check_package (const LpaServerAuthentication *self,
                                         GBytes *package,
                                         GError **error)
{
  LpaTlv bpp, channel;

  return parse (package, 0xBF36, &bpp, "boundProfilePackage", error) &&
         require (&bpp, 0xBF23, &channel, "initialiseSecureChannelRequest", error) &&
         check_transaction (self->transaction_bytes, &channel, "boundProfilePackage", error);
}

/**
 * lpa_server_authentication_free:
 * @self: (nullable): an answer
 *
 * Frees it.
 */
void
lpa_server_authentication_free (LpaServerAuthentication *self)
{
  if (!self)
    return;
  g_free (self->transaction_id);
  g_clear_pointer (&self->transaction_bytes, g_bytes_unref);
  g_clear_pointer (&self->signed1, g_bytes_unref);
  g_clear_pointer (&self->signature1, g_bytes_unref);
  g_clear_pointer (&self->key_id, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}

/**
 * lpa_server_offer_read:
 * @self: an empty offer
 * @reply: what the server replied to AuthenticateClient
 * @error: return location for an error of %LPA_SERVER_ERROR
 *
 * Returns: whether all of it is there
 */
gboolean
lpa_server_offer_read (LpaServerOffer *self, LpaServerReply *reply, GError **error)
{
  self->metadata = lpa_server_reply_require_tlv (reply, "profileMetadata", 0xBF25, error);
  if (!self->metadata)
    return FALSE;
  self->signed2 = lpa_server_reply_require_tlv (reply, "smdpSigned2", 0x30, error);
  if (!self->signed2)
    return FALSE;
  self->signature2 = lpa_server_reply_require_tlv (reply, "smdpSignature2", 0x5F37, error);
  if (!self->signature2)
    return FALSE;
  self->certificate = lpa_server_reply_require_tlv (reply, "smdpCertificate", 0x30, error);
  return self->certificate != NULL;
}

/**
 * lpa_server_offer_check:
 * @self: an offer; takes from smdpSigned2 whether a confirmation code is needed
 * @authentication: what the server answered first
 * @error: return location for an error of %LPA_SERVER_ERROR
 *
 * Returns: whether it belongs to the same session
 */
gboolean
lpa_server_offer_check (LpaServerOffer *self,
                        const LpaServerAuthentication *authentication,
                        GError **error)
{
  LpaTlv signed2, flag;

  if (!parse (self->signed2, 0x30, &signed2, "smdpSigned2", error) ||
      !check_transaction (authentication->transaction_bytes, &signed2, "smdpSigned2", error) ||
      !require (&signed2, 0x01, &flag, "ccRequiredFlag", error))
    return FALSE;
  if (flag.length != 1)
    return fail (error, LPA_SERVER_ERROR_MALFORMED, "ccRequiredFlag cannot be read");
  self->confirmation_code_required = flag.value[0] != 0;
  return TRUE;
}

/**
 * lpa_server_offer_free:
 * @self: (nullable): an offer
 *
 * Frees it.
 */
void
lpa_server_offer_free (LpaServerOffer *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_clear_pointer (&self->signed2, g_bytes_unref);
  g_clear_pointer (&self->signature2, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}
