/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-isdr-aids.h"

#include <string.h>

#include "lpa/lpa-hex.h"

#define AID_MIN 5
/* ISO 7816-4 ends at 16, but one product has been sold with 17. */
#define AID_MAX 17

/*
 * In the order of trying. Both halves of an eSTK card stand before GSMA's AID, which on such a card
 * is another name of the first half; the others are as frequent as they stand.
 */
static const struct
{
  const char *aid;
  const char *product;
} known[] = {
  { "A06573746B6D65FFFF4953442D522030", "eSTK.me SE0" },
  { "A06573746B6D65FFFF4953442D522031", "eSTK.me SE1" },
  { "A0000005591010FFFFFFFF8900000100", NULL },
  { "A0000005591010FFFFFFFF8900050500", "5ber" },
  { "A0000005591010000000008900000300", "eSIM.me" },
  { "A0000005591010FFFFFFFF8900000177", "Xesim" },
  { "A000000559104C696E6B736669656C64", "LinksField" },
  { "A0000006281010FFFFFFFF8900000100", "GlocalMe" },
  { "A06573746B6D65FFFFFFFF4953442D52", "eSTK.me AUX" },
  { "A0000005591010000000890000000300", "eSIM.me" },
};

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

/**
 * lpa_isdr_aids_new_default:
 *
 * Returns: (transfer full) (element-type GBytes): the AIDs known from the field, in the order of
 * trying
 */
GPtrArray *
lpa_isdr_aids_new_default (void)
{
  GPtrArray *aids = new_list ();

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_ptr_array_add (aids, lpa_hex_decode (known[i].aid));
  return aids;
}

/* The AID in a line, %NULL for an empty one or a comment. */
static gboolean
read_line (char *line, guint number, GBytes **aid, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  char *comment = strchr (line, '#');
  gsize size;

  *aid = NULL;
  if (comment)
    *comment = '\0';
  if (*g_strstrip (line) == '\0')
    return TRUE;

  bytes = lpa_hex_decode (line);
  size = bytes ? g_bytes_get_size (bytes) : 0;
  if (size < AID_MIN || size > AID_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "Line %u is no AID of %d to %d bytes in hexadecimal", number, AID_MIN, AID_MAX);
      return FALSE;
    }
  *aid = g_steal_pointer (&bytes);
  return TRUE;
}

/**
 * lpa_isdr_aids_load:
 * @path: a text file with one AID a line in hexadecimal; from a # on it is a comment
 * @error: return location for an error of %G_FILE_ERROR, or %G_IO_ERROR_INVALID_DATA that names the
 * line
 *
 * Returns: (transfer full) (nullable) (element-type GBytes): the AIDs in the order of the file
 */
GPtrArray *
lpa_isdr_aids_load (const char *path, GError **error)
{
  g_autoptr (GPtrArray) aids = new_list ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      GBytes *aid;

      if (!read_line (lines[i], i + 1, &aid, error))
        return NULL;
      if (aid)
        g_ptr_array_add (aids, aid);
    }
  if (aids->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s holds no AID", path);
      return NULL;
    }
  return g_steal_pointer (&aids);
}

/**
 * lpa_isdr_aid_get_product:
 * @aid: the AID of an ISD-R
 *
 * Returns: (nullable): the name of the product that has it; %NULL for GSMA's own, which anybody may
 * have, and for unknown ones
 */
const char *
lpa_isdr_aid_get_product (GBytes *aid)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (aid, &length);
  g_autofree char *hex = lpa_hex_encode (data, length);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].aid, hex))
      return known[i].product;
  return NULL;
}
