/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-metadata.h"

#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"
#include "sim/sim-upp.h"

#include <string.h>

#define CLASS_OPERATIONAL 2
#define ICON_JPEG 0
#define ICON_PNG 1

/**
 * sim_smdp_decode_bcd:
 * @data: (array length=length): nibble-swapped digits
 * @length: size of @data in bytes
 *
 * Returns: (transfer full): the digits up to the first F; nibbles that are no digits are shown as
 * hexadecimal
 */
char *
sim_smdp_decode_bcd (const guint8 *data, gsize length)
{
  GString *digits = g_string_new (NULL);

  for (gsize i = 0; i < 2 * length; i++)
    {
      guint nibble = i % 2 == 0 ? data[i / 2] & 0x0F : data[i / 2] >> 4;

      if (nibble == 0xF)
        break;
      g_string_append_printf (digits, "%X", nibble);
    }
  return g_string_free (digits, FALSE);
}

static void
append_icon (GByteArray *out, GBytes *icon)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (icon, &length);
  gboolean png = length > 4 && memcmp (data, "\x89PNG", 4) == 0;

  lpa_tlv_append_integer (out, 0x93, png ? ICON_PNG : ICON_JPEG);
  lpa_tlv_append_bytes (out, 0x94, icon);
}

/* A BIT STRING with only @bit of the first four set; the bits behind the last one that is set are
 * unused. */
static void
append_event (GByteArray *out, guint32 tag, guint bit)
{
  const guint8 value[] = { (guint8) (7 - bit), (guint8) (0x80 >> bit) };

  lpa_tlv_append (out, tag, value, sizeof value);
}

static void
append_notifications (GByteArray *out, guint notifications, const char *address)
{
  guint events = notifications << 1 | 1; /* the installation is always reported */
  guint mark = lpa_tlv_open (out, 0xB6);

  for (guint bit = 0; bit < 4; bit++)
    if (events & 1u << bit)
      {
        guint entry = lpa_tlv_open (out, 0x30);

        append_event (out, 0x80, bit);
        lpa_tlv_append_string (out, 0x81, address);
        lpa_tlv_close (out, entry);
      }
  lpa_tlv_close (out, mark);
}

static guint8
digit_or_filler (const char *digits, guint index)
{
  return index < strlen (digits) ? (guint8) g_ascii_digit_value (digits[index]) : 0xF;
}

static void
append_hex (GByteArray *out, guint32 tag, const char *hex)
{
  g_autoptr (GBytes) bytes = hex ? lpa_hex_decode (hex) : NULL;

  if (bytes)
    lpa_tlv_append_bytes (out, tag, bytes);
}

/* MCC and MNC in the order of TS 24.008 10.5.1.13. */
static void
append_owner (GByteArray *out, const SimOrder *order)
{
  const char *digits = order->owner.mccmnc;
  const guint8 mccmnc[] = {
    (guint8) (digit_or_filler (digits, 1) << 4 | digit_or_filler (digits, 0)),
    (guint8) (digit_or_filler (digits, 5) << 4 | digit_or_filler (digits, 2)),
    (guint8) (digit_or_filler (digits, 4) << 4 | digit_or_filler (digits, 3)),
  };
  guint mark = lpa_tlv_open (out, 0xB7);

  lpa_tlv_append (out, 0x80, mccmnc, sizeof mccmnc);
  append_hex (out, 0x81, order->owner.gid1);
  append_hex (out, 0x82, order->owner.gid2);
  lpa_tlv_close (out, mark);
}

static void
append_rules (GByteArray *out, guint ppr)
{
  const guint8 bits = (guint8) ((ppr & 1 ? 0x40 : 0) | (ppr & 2 ? 0x20 : 0));
  const guint8 value[] = { ppr & 2 ? 5 : 6, bits };

  lpa_tlv_append (out, 0x99, value, sizeof value);
}

/**
 * sim_smdp_metadata_new:
 * @order: a profile
 * @icon: (nullable): its icon, PNG or JPEG
 * @address: where its notifications go when the order does not say
 *
 * Returns: (transfer full): what is announced about the profile: StoreMetadataRequest, BF25
 */
GBytes *
sim_smdp_metadata_new (const SimOrder *order, GBytes *icon, const char *address)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 iccid[SIM_ICCID_SIZE];
  guint mark = lpa_tlv_open (out, 0xBF25);

  sim_iccid_encode (order->iccid, iccid);
  lpa_tlv_append (out, 0x5A, iccid, sizeof iccid);
  lpa_tlv_append_string (out, 0x91, order->provider);
  lpa_tlv_append_string (out, 0x92, order->profile);
  if (icon)
    append_icon (out, icon);
  if (order->profile_class != CLASS_OPERATIONAL)
    lpa_tlv_append_integer (out, 0x95, order->profile_class);
  append_notifications (out, order->notifications,
                        order->notification_address ? order->notification_address : address);
  if (order->owner.mccmnc)
    append_owner (out, order);
  if (order->ppr)
    append_rules (out, order->ppr);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
