/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-metadata-check.h"

#include "sim/sim-bpp-loader.h"
#include "sim/sim-rules.h"
#include "sim/sim-upp.h"

#define TAG_METADATA 0xBF25

#define MAX_PROVIDER_NAME 32
#define MAX_PROFILE_NAME 64
#define MAX_ICON 1024

typedef struct
{
  guint32 tag;
  gsize least;
  gsize most;
  gboolean mandatory;
} Field;

static gboolean
check_fields (const LpaTlv *metadata)
{
  static const Field fields[] = {
    { 0x5A, SIM_ICCID_SIZE, SIM_ICCID_SIZE, TRUE },
    { 0x91, 0, MAX_PROVIDER_NAME, TRUE },
    { 0x92, 0, MAX_PROFILE_NAME, TRUE },
    { 0x93, 1, 1, FALSE },
    { 0x94, 0, MAX_ICON, FALSE },
    { 0x95, 1, 1, FALSE },
    { 0xB6, 0, G_MAXUINT16, FALSE },
    { 0xB7, 5, G_MAXUINT16, FALSE },
    { 0x99, 1, 2, FALSE },
  };
  LpaTlv tlv, type;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gboolean there = lpa_tlv_find (metadata, fields[i].tag, &tlv);

      if (there ? tlv.length < fields[i].least || tlv.length > fields[i].most : fields[i].mandatory)
        return FALSE;
    }

  return !lpa_tlv_find (metadata, 0x94, &tlv) || lpa_tlv_find (metadata, 0x93, &type);
}

/* Policy rules must be authorised by the card's table, and a profile that may not be disabled must
 * be the only operational one. */
static gboolean
rules_allowed (SimProfileStore *store, const LpaTlv *metadata)
{
  GPtrArray *profiles = sim_profile_store_get_profiles (store);
  LpaTlv tlv, owner;
  guint8 rules = lpa_tlv_find (metadata, 0x99, &tlv) ? sim_bit_string_first (&tlv) : 0;

  if (!sim_rules_allow (rules, lpa_tlv_find (metadata, 0xB7, &owner) ? &owner : NULL))
    return FALSE;

  for (guint i = 0; (rules & SIM_PPR1) && i < profiles->len; i++)
    if (sim_profile_get_class (profiles->pdata[i]) == SIM_PROFILE_CLASS_OPERATIONAL)
      return FALSE;

  return TRUE;
}

/**
 * sim_metadata_check:
 * @plain: StoreMetadata, deciphered
 * @store: what is on the card already
 * @kept: (out) (nullable): the metadata, where it can be read
 *
 * What a card refuses of a profile before it takes it (SGP.22 5.5.3).
 *
 * Returns: 0, or why it is refused, a #SimErrorReason
 */
int
sim_metadata_check (const GByteArray *plain, SimProfileStore *store, GBytes **kept)
{
  LpaTlv metadata, iccid, profile_class;

  if (!lpa_tlv_parse (plain->data, plain->len, TAG_METADATA, &metadata, NULL) ||
      !check_fields (&metadata))
    return SIM_ERROR_REASON_INCORRECT_VALUES;

  *kept = lpa_tlv_dup_raw (&metadata);
  if (lpa_tlv_find (&metadata, 0x95, &profile_class) &&
      profile_class.value[0] != SIM_PROFILE_CLASS_OPERATIONAL &&
      profile_class.value[0] != SIM_PROFILE_CLASS_TEST)
    return SIM_ERROR_REASON_UNSUPPORTED_CLASS;
  if (lpa_tlv_find (&metadata, 0x5A, &iccid) && sim_profile_store_find (store, &iccid) != NULL)
    return SIM_ERROR_REASON_ICCID_EXISTS;
  if (!rules_allowed (store, &metadata))
    return SIM_ERROR_REASON_PPR_NOT_ALLOWED;

  return 0;
}
