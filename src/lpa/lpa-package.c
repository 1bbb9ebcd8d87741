/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-package.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-profile.h"
#include "lpa/lpa-tlv.h"

#define TAG_PACKAGE 0xBF36
#define TAG_METADATA_SEQUENCE 0xA1
#define TAG_METADATA_SEGMENT 0x88
#define MAC_LENGTH 8

/* StoreMetadata travels in the clear, in segments that each end in a MAC (SGP.22 2.5.4). */
static GBytes *
collect_metadata (const LpaTlv *package, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  LpaTlv sequence, segment;
  LpaTlvReader reader;

  if (!lpa_tlv_require (package, TAG_METADATA_SEQUENCE, &sequence, error))
    return NULL;
  lpa_tlv_reader_enter (&reader, &sequence);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      if (!lpa_tlv_reader_expect (&reader, TAG_METADATA_SEGMENT, &segment, error))
        return NULL;
      if (segment.length < MAC_LENGTH)
        {
          g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                               "A segment of the package is shorter than its MAC");
          return NULL;
        }
      g_byte_array_append (out, segment.value, segment.length - MAC_LENGTH);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* Two encodings of the same description are the same description. */
static gboolean
says_the_same (GBytes *found, GBytes *announced)
{
  g_autoptr (LpaProfile) one = NULL;
  g_autoptr (LpaProfile) other = NULL;

  if (g_bytes_equal (found, announced))
    return TRUE;
  one = lpa_profile_new_from_metadata (found, NULL);
  other = lpa_profile_new_from_metadata (announced, NULL);
  return one != NULL && other != NULL && lpa_profile_same (one, other);
}

/**
 * lpa_package_check_metadata:
 * @package: a BoundProfilePackage, the whole BF36 object
 * @metadata: the profile as it was announced, BF25
 * @error: return location for %LPA_SERVER_ERROR_METADATA or an error of %LPA_TLV_ERROR
 *
 * Checks that a package holds the profile that a person agreed to (SGP.22 3.1.3). Any thread.
 *
 * Returns: whether it does
 */
gboolean
lpa_package_check_metadata (GBytes *package, GBytes *metadata, GError **error)
{
  g_autoptr (GBytes) found = NULL;
  LpaTlv tlv;

  if (!lpa_tlv_parse_bytes (package, TAG_PACKAGE, &tlv, error))
    return FALSE;
  found = collect_metadata (&tlv, error);
  if (found == NULL)
    return FALSE;
  if (says_the_same (found, metadata))
    return TRUE;
  lpa_error_set (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA, NULL,
                 "The package holds another profile than the one announced");
  return FALSE;
}
