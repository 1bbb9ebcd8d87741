/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-notification.h"

#include "sim/sim-rsp-session.h"

#define TAG_NOTIFICATION_METADATA 0xBF2F
#define TAG_NOTIFICATION_CONFIGURATION 0xB6

/**
 * sim_notification_new_metadata:
 * @sequence: its number
 * @event: one bit, for example %SIM_EVENT_ENABLE
 * @address: the server it goes to
 * @iccid: (nullable): the profile's ICCID, an object 5A
 *
 * Returns: (transfer full): a NotificationMetadata (BF2F)
 */
GBytes *
sim_notification_new_metadata (gint64 sequence,
                               guint8 event,
                               const char *address,
                               const LpaTlv *iccid)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, TAG_NOTIFICATION_METADATA);

  lpa_tlv_append_integer (out, 0x80, sequence);
  sim_bit_string_append (out, 0x81, event);
  lpa_tlv_append_string (out, 0x0C, address);
  if (iccid != NULL)
    lpa_tlv_append (out, 0x5A, iccid->value, iccid->length);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/* OtherSignedNotification: the metadata, our signature over them, our certificates. */
static void
add_signed (SimProfileStore *store,
            SimPki *pki,
            guint8 event,
            const char *address,
            const LpaTlv *iccid)
{
  gint64 sequence = sim_profile_store_next_sequence (store);
  g_autoptr (GBytes) metadata = sim_notification_new_metadata (sequence, event, address, iccid);
  g_autoptr (GBytes) data = NULL;
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_raw (out, metadata);
  sim_append_signature (out, sim_pki_get_key (pki, SIM_PKI_EUICC),
                        g_bytes_get_data (metadata, NULL), g_bytes_get_size (metadata));
  lpa_tlv_append_raw (out, sim_pki_get_der (pki, SIM_PKI_EUICC));
  lpa_tlv_append_raw (out, sim_pki_get_der (pki, SIM_PKI_EUM));
  lpa_tlv_close (out, mark);

  data = g_byte_array_free_to_bytes (out);
  sim_profile_store_add_notification (store, sequence, event, metadata, data);
}

/**
 * sim_notification_add_configured:
 * @store: where notifications are kept
 * @pki: the card's certificates and keys
 * @profile: the profile that something happened to
 * @event: what happened
 * @except: (nullable): a server that is told in another way
 *
 * Makes a signed notification for each server that the profile's metadata name for @event.
 */
void
sim_notification_add_configured (SimProfileStore *store,
                                 SimPki *pki,
                                 const SimProfile *profile,
                                 guint8 event,
                                 const char *except)
{
  LpaTlvReader reader;
  LpaTlv list, entry, events, address, iccid;

  if (!sim_profile_find (profile, TAG_NOTIFICATION_CONFIGURATION, &list) ||
      !sim_profile_find (profile, 0x5A, &iccid))
    return;

  lpa_tlv_reader_enter (&reader, &list);
  while (lpa_tlv_reader_optional (&reader, 0x30, &entry))
    {
      g_autofree char *text = NULL;

      if (!lpa_tlv_find (&entry, 0x80, &events) || !lpa_tlv_find (&entry, 0x81, &address) ||
          (sim_bit_string_first (&events) & event) == 0)
        continue;
      text = lpa_tlv_dup_utf8 (&address);
      if (except == NULL || g_ascii_strcasecmp (text, except) != 0)
        add_signed (store, pki, event, text, &iccid);
    }
}
