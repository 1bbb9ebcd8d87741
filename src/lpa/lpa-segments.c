/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-segments.h"

#include "lpa/lpa-tlv.h"

#define TAG_PACKAGE 0xBF36
#define TAG_SECURE_CHANNEL 0xBF23
#define TAG_CONFIGURE 0xA0
#define TAG_METADATA 0xA1
#define TAG_SESSION_KEYS 0xA2
#define TAG_ELEMENTS 0xA3
#define TAG_METADATA_PART 0x88
#define TAG_ELEMENTS_PART 0x86

/* The segments under construction: parts of one package, never copied. */
typedef struct
{
  GBytes *package;
  const guint8 *start;
  GPtrArray *segments;
} Cutter;

static void
cut (Cutter *cutter, const guint8 *from, const guint8 *to)
{
  g_ptr_array_add (cutter->segments,
                   g_bytes_new_from_bytes (cutter->package, (gsize) (from - cutter->start),
                                           (gsize) (to - from)));
}

static void
cut_whole (Cutter *cutter, const LpaTlv *tlv)
{
  cut (cutter, tlv->raw, tlv->raw + tlv->raw_length);
}

/* The header alone, then each member. */
static gboolean
cut_members (Cutter *cutter, const LpaTlv *tlv, guint32 tag, GError **error)
{
  LpaTlvReader reader;
  LpaTlv member;

  cut (cutter, tlv->raw, tlv->value);
  lpa_tlv_reader_enter (&reader, tlv);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      if (!lpa_tlv_reader_expect (&reader, tag, &member, error))
        return FALSE;
      cut_whole (cutter, &member);
    }
  return TRUE;
}

static gboolean
cut_package (Cutter *cutter, const LpaTlv *package, GError **error)
{
  LpaTlvReader reader;
  LpaTlv part;

  lpa_tlv_reader_enter (&reader, package);
  if (!lpa_tlv_reader_expect (&reader, TAG_SECURE_CHANNEL, &part, error))
    return FALSE;
  cut (cutter, package->raw, part.raw + part.raw_length);
  if (!lpa_tlv_reader_expect (&reader, TAG_CONFIGURE, &part, error))
    return FALSE;
  cut_whole (cutter, &part);
  if (!lpa_tlv_reader_expect (&reader, TAG_METADATA, &part, error) ||
      !cut_members (cutter, &part, TAG_METADATA_PART, error))
    return FALSE;
  if (lpa_tlv_reader_optional (&reader, TAG_SESSION_KEYS, &part))
    cut_whole (cutter, &part);
  if (!lpa_tlv_reader_expect (&reader, TAG_ELEMENTS, &part, error) ||
      !cut_members (cutter, &part, TAG_ELEMENTS_PART, error))
    return FALSE;
  if (lpa_tlv_reader_at_end (&reader))
    return TRUE;
  g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_TRAILING,
                       "There is something behind the profile elements of the package");
  return FALSE;
}

/**
 * lpa_segments_cut:
 * @package: BoundProfilePackage, the whole BF36 object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Cuts a package into what goes to the card one after the other (SGP.22 2.5.5): the header with the
 * secure channel, the configuration, the header of the metadata and each part of it, the session
 * keys if there are any, the header of the elements and each part of them. Put together again the
 * segments are the package, byte for byte. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type GBytes): the segments
 */
GPtrArray *
lpa_segments_cut (GBytes *package, GError **error)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Cutter cutter = { package, g_bytes_get_data (package, NULL), segments };
  LpaTlv tlv;

  if (!lpa_tlv_parse_bytes (package, TAG_PACKAGE, &tlv, error) ||
      !cut_package (&cutter, &tlv, error))
    return NULL;
  return g_steal_pointer (&segments);
}
