/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-metadata.h"

#include "sim/sim-upp.h"

#define TAG_METADATA 0xBF25
#define ICON_PNG 1
#define OPERATOR_SIZE 3

static void
append_configuration (GByteArray *out, const char *address)
{
  guint list = lpa_tlv_open (out, 0xB6);
  guint entry = lpa_tlv_open (out, 0x30);

  sim_bit_string_append (out, 0x80, SIM_EVENT_ENABLE | SIM_EVENT_DISABLE | SIM_EVENT_DELETE);
  lpa_tlv_append_string (out, 0x81, address);
  lpa_tlv_close (out, entry);
  lpa_tlv_close (out, list);
}

static void
append_owner (GByteArray *out, const guint8 *owner)
{
  guint mark = lpa_tlv_open (out, 0xB7);

  lpa_tlv_append (out, 0x80, owner, OPERATOR_SIZE);
  lpa_tlv_close (out, mark);
}

/**
 * sim_metadata_encode:
 * @self: what a server says of a profile
 *
 * Returns: (transfer full) (nullable): the StoreMetadata request (BF25), or %NULL when the ICCID is
 * none
 */
GBytes *
sim_metadata_encode (const SimMetadata *self)
{
  GByteArray *out;
  guint8 iccid[SIM_ICCID_SIZE];
  guint mark;

  if (!sim_iccid_encode (self->iccid, iccid))
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_METADATA);
  lpa_tlv_append (out, 0x5A, iccid, sizeof iccid);
  lpa_tlv_append_string (out, 0x91, self->provider);
  lpa_tlv_append_string (out, 0x92, self->name);
  if (self->icon != NULL)
    {
      lpa_tlv_append_integer (out, 0x93, ICON_PNG);
      lpa_tlv_append_bytes (out, 0x94, self->icon);
    }
  lpa_tlv_append_integer (out, 0x95, (gint64) self->profile_class);
  if (self->address != NULL)
    append_configuration (out, self->address);
  if (self->owner != NULL)
    append_owner (out, self->owner);
  if (self->rules != 0)
    sim_bit_string_append (out, 0x99, self->rules);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}
