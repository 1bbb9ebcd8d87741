/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-package.h"
#include "lpa/lpa-tlv.h"

/* StoreMetadataRequest: ICCID, service provider name, profile name. */
#define METADATA              \
  "BF25 1B"                   \
  "5A0A 98940000001032547698" \
  "9105 54657374 41"          \
  "9206 50726F66 3132"
/* The same with the profile class, which stands for operational also when it is left out. */
#define METADATA_OTHER_CODING \
  "BF25 1E"                   \
  "5A0A 98940000001032547698" \
  "9105 54657374 41"          \
  "9206 50726F66 3132"        \
  "9501 02"
#define METADATA_OTHER        \
  "BF25 1B"                   \
  "5A0A 98940000001032547699" \
  "9105 54657374 41"          \
  "9206 50726F66 3132"
#define MAC "1122334455667788"

static GBytes *
decode (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  GBytes *bytes;

  for (; *text != '\0'; text++)
    if (*text != ' ')
      g_string_append_c (digits, *text);
  bytes = lpa_hex_decode (digits->str);
  g_assert_nonnull (bytes);
  return bytes;
}

static void
append_segment (GByteArray *out, GBytes *metadata, gsize from, gsize to)
{
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (metadata, from, to - from);
  g_autoptr (GBytes) mac = decode (MAC);
  g_autoptr (GByteArray) value = g_byte_array_new ();

  lpa_tlv_append_raw (value, part);
  lpa_tlv_append_raw (value, mac);
  lpa_tlv_append (out, 0x88, value->data, value->len);
}

/* BF36 { BF23 { }, A0 { }, A1 { 88 ... }, A3 { } } with the metadata cut into two where @cut is not
 * 0. */
static GBytes *
make_package (const char *text, gsize cut)
{
  g_autoptr (GBytes) metadata = decode (text);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint package = lpa_tlv_open (out, 0xBF36), sequence;

  lpa_tlv_append (out, 0xBF23, NULL, 0);
  lpa_tlv_append (out, 0xA0, NULL, 0);
  sequence = lpa_tlv_open (out, 0xA1);
  if (cut > 0)
    append_segment (out, metadata, 0, cut);
  append_segment (out, metadata, cut, g_bytes_get_size (metadata));
  lpa_tlv_close (out, sequence);
  lpa_tlv_append (out, 0xA3, NULL, 0);
  lpa_tlv_close (out, package);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
check (GBytes *package, GError **error)
{
  g_autoptr (GBytes) announced = decode (METADATA);

  return lpa_package_check_metadata (package, announced, error);
}

static void
test_same (void)
{
  g_autoptr (GBytes) whole = make_package (METADATA, 0);
  g_autoptr (GBytes) cut = make_package (METADATA, 11);
  g_autoptr (GBytes) other_coding = make_package (METADATA_OTHER_CODING, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (check (whole, &error));
  g_assert_no_error (error);
  g_assert_true (check (cut, &error));
  g_assert_no_error (error);
  g_assert_true (check (other_coding, &error));
  g_assert_no_error (error);
}

static void
test_other (void)
{
  g_autoptr (GBytes) package = make_package (METADATA_OTHER, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (check (package, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA);
}

static const struct
{
  const char *name;
  const char *package;
} nonsense[] = {
  { "empty", "" },
  { "other-tag", "BF37 00" },
  { "nothing-in-it", "BF36 00" },
  { "no-metadata", "BF36 05 BF23 00 A0 00" },
  { "other-segment", "BF36 04 A1 02 86 00" },
  { "shorter-than-mac", "BF36 0B A1 09 88 07 11223344556677" },
  { "cut", "BF36 0B A1 09 88 07 112233" },
  { "segment-beyond", "BF36 04 A1 02 88 08" },
};

static void
test_nonsense (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) package =
      *nonsense[i].package != '\0' ? decode (nonsense[i].package) : g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (check (package, &error));
  g_assert_true (error->domain == LPA_TLV_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/same", test_same);
  g_test_add_func ("/package/other", test_other);
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autofree char *path = g_strconcat ("/package/nonsense/", nonsense[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_nonsense);
    }
  return g_test_run ();
}
