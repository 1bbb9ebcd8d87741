/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-eid.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"

#define SIZE 16
#define DIGITS (2 * SIZE)

/* The makers that the first eight digits stand for, as far as they have been seen in the field. */
static const struct
{
  const char *prefix;
  const char *name;
} makers[] = {
  { "35060000", "HED" },
  { "35840574", "Watchdata" },
  { "89033023", "Thales" },
  { "89033024", "IDEMIA" },
  { "89034011", "Valid" },
  { "89041030", "STMicroelectronics" },
  { "89043051", "NXP Semiconductors" },
  { "89043052", "NXP Semiconductors" },
  { "89044045", "Kigen" },
  { "89044047", "1GLOBAL" },
  { "89049032", "Giesecke+Devrient" },
  { "89049038", "Giesecke+Devrient" },
  { "89086001", "Hengbao" },
  { "89086029", "Wuhan Tianyu" },
  { "89086030", "Eastcompeace" },
};

/**
 * lpa_eid_from_bytes:
 * @data: (array length=length): what the card gives as its EID
 * @length: its size in bytes
 * @error: return location for %LPA_CARD_ERROR_MALFORMED
 *
 * Reads an EID and verifies its check digits, since a card that gives a wrong one cannot be trusted
 * with anything else (SGP.02 2.2.2, SGP.29).
 *
 * Returns: (transfer full) (nullable): 32 digits
 */
char *
lpa_eid_from_bytes (const guint8 *data, gsize length, GError **error)
{
  g_autofree char *eid = NULL;

  if (length != SIZE)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                     "The card gives an EID of %" G_GSIZE_FORMAT " bytes instead of 16", length);
      return NULL;
    }

  eid = lpa_hex_encode (data, length);
  if (!lpa_eid_is_valid (eid))
    {
      lpa_error_set (
          error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
          "The check digits of the card's EID are wrong: the chip does not answer correctly");
      return NULL;
    }
  return g_steal_pointer (&eid);
}

/**
 * lpa_eid_is_valid:
 * @eid: a text
 *
 * Returns: whether @eid is 32 digits whose last two are right: the whole number modulo 97 is 1
 */
gboolean
lpa_eid_is_valid (const char *eid)
{
  guint rest = 0;

  if (strlen (eid) != DIGITS)
    return FALSE;
  for (; *eid != '\0'; eid++)
    {
      if (!g_ascii_isdigit (*eid))
        return FALSE;
      rest = (rest * 10 + (guint) g_ascii_digit_value (*eid)) % 97;
    }
  return rest == 1;
}

/**
 * lpa_eid_get_maker:
 * @eid: an EID
 *
 * Returns: (nullable): who made the eUICC, when it is known
 */
const char *
lpa_eid_get_maker (const char *eid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++)
    if (g_str_has_prefix (eid, makers[i].prefix))
      return makers[i].name;
  return NULL;
}
