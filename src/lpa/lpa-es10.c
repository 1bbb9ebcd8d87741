/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-es10-private.h"

/**
 * lpa_es10_call:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @request: the command
 * @timeout: milliseconds that each exchange may take
 * @tag: the tag that the response must have
 * @response: (out caller-allocates): the response; borrows what is returned
 * @cancellable: (nullable): as for lpa_card_exchange()
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or %LPA_TLV_ERROR
 *
 * Returns: (transfer full) (nullable): the bytes of the response, one whole object
 */
GBytes *
lpa_es10_call (LpaCard *card,
               GByteArray *request,
               guint timeout,
               guint32 tag,
               LpaTlv *response,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GBytes) command = g_bytes_new (request->data, request->len);
  g_autoptr (GBytes) answer = lpa_card_exchange (card, command, timeout, cancellable, error);

  if (!answer)
    return NULL;
  if (g_bytes_get_size (answer) == 0)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                     "The card gave no answer to function %X", tag);
      return NULL;
    }
  return lpa_tlv_parse_bytes (answer, tag, response, error) ? g_steal_pointer (&answer) : NULL;
}

/**
 * lpa_es10_ask:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @tag: the function, which takes nothing
 * @response: (out caller-allocates): the response; borrows what is returned
 * @cancellable: (nullable): as for lpa_card_exchange()
 * @error: return location as for lpa_es10_call()
 *
 * Returns: (transfer full) (nullable): as lpa_es10_call()
 */
GBytes *
lpa_es10_ask (LpaCard *card,
              guint32 tag,
              LpaTlv *response,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();

  lpa_tlv_append (request, tag, NULL, 0);
  return lpa_es10_call (card, request, LPA_CARD_TIMEOUT, tag, response, cancellable, error);
}

/**
 * lpa_es10_read_result:
 * @response: a response that holds a result and nothing else
 * @result: (out): the result; 0 is success
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether there is a result
 */
gboolean
lpa_es10_read_result (const LpaTlv *response, gint64 *result, GError **error)
{
  LpaTlv tlv;

  return lpa_tlv_require (response, LPA_ES10_TAG_RESULT, &tlv, error) &&
         lpa_tlv_get_integer (&tlv, result, error);
}

/**
 * lpa_es10_refuse:
 * @error: return location for the error
 * @function: what the card was asked to do
 * @result: its result, other than success
 *
 * Sets an error with the figure `FUNCTION/RESULT`.
 *
 * Returns: %FALSE
 */
gboolean
lpa_es10_refuse (GError **error, LpaEs10Error function, gint64 result)
{
  g_autoptr (GError) named = g_error_new_literal (LPA_ES10_ERROR, (int) function, "");
  const char *nick = lpa_error_code_nick (named);
  g_autofree char *figure = g_strdup_printf ("%s/%" G_GINT64_FORMAT, nick, result);

  lpa_error_set (error, LPA_ES10_ERROR, (int) function, figure,
                 "The card refused the function \"%s\" with result %" G_GINT64_FORMAT, nick,
                 result);
  return FALSE;
}

/**
 * lpa_es10_find_list:
 * @response: a response that is either a list (A0) or an error (81)
 * @function: what the card was asked to do
 * @list: (out caller-allocates): the list
 * @error: return location for an error of %LPA_ES10_ERROR or %LPA_TLV_ERROR
 *
 * Returns: whether it is a list
 */
gboolean
lpa_es10_find_list (const LpaTlv *response, LpaEs10Error function, LpaTlv *list, GError **error)
{
  LpaTlv refusal;
  gint64 result;

  if (!lpa_tlv_find (response, LPA_ES10_TAG_ERROR, &refusal))
    return lpa_tlv_require (response, LPA_ES10_TAG_OK, list, error);
  if (!lpa_tlv_get_integer (&refusal, &result, error))
    return FALSE;
  return lpa_es10_refuse (error, function, result);
}
