/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-es10-private.h"

#define TAG_GET_ADDRESSES 0xBF3C
#define TAG_SET_DEFAULT_SMDP 0xBF3F
#define TAG_DEFAULT_SMDP 0x80
#define TAG_ROOT_SMDS 0x81

/**
 * lpa_addresses_free:
 * @self: (transfer full): the addresses
 */
void
lpa_addresses_free (LpaAddresses *self)
{
  g_clear_pointer (&self->default_smdp, g_free);
  g_clear_pointer (&self->root_smds, g_free);
  g_free (self);
}

static char *
read_address (const LpaTlv *response, guint32 tag)
{
  LpaTlv tlv;

  return lpa_tlv_find (response, tag, &tlv) && tlv.length > 0 ? lpa_tlv_dup_utf8 (&tlv) : NULL;
}

/**
 * lpa_es10a_get_addresses:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location, as for all functions of lpa-es10.h
 *
 * ES10a.GetEuiccConfiguredAddresses (SGP.22 5.7.3). The worker's thread.
 *
 * Returns: (transfer full) (nullable): the servers that the card knows
 */
LpaAddresses *
lpa_es10a_get_addresses (LpaCard *card, GCancellable *cancellable, GError **error)
{
  LpaTlv response;
  g_autoptr (GBytes) bytes = lpa_es10_ask (card, TAG_GET_ADDRESSES, &response, cancellable, error);
  LpaAddresses *self;

  if (!bytes)
    return NULL;
  self = g_new0 (LpaAddresses, 1);
  self->default_smdp = read_address (&response, TAG_DEFAULT_SMDP);
  self->root_smds = read_address (&response, TAG_ROOT_SMDS);
  return self;
}

/**
 * lpa_es10a_set_default_smdp:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @address: (nullable): a host name; %NULL or empty for none
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_DEFAULT_SMDP when the card refuses
 *
 * ES10a.SetDefaultDpAddress (SGP.22 5.7.4). The worker's thread.
 *
 * Returns: whether the card took it
 */
gboolean
lpa_es10a_set_default_smdp (LpaCard *card,
                            const char *address,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_SET_DEFAULT_SMDP);
  LpaTlv response;
  gint64 result;

  lpa_tlv_append_string (request, TAG_DEFAULT_SMDP, address ? address : "");
  lpa_tlv_close (request, mark);
  bytes = lpa_es10_call (card, request, LPA_CARD_TIMEOUT, TAG_SET_DEFAULT_SMDP, &response,
                         cancellable, error);
  if (!bytes || !lpa_es10_read_result (&response, &result, error))
    return FALSE;
  return result == 0 || lpa_es10_refuse (error, LPA_ES10_ERROR_DEFAULT_SMDP, result);
}
