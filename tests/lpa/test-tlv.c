/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"

static void
test_read_nested (void)
{
  /* BF2D { A0 { E3 { 5A iccid, 9F70 state } } } */
  g_autoptr (GBytes) bytes = lpa_hex_decode ("BF2D14A012E310 5A0A98000000000000000010 9F700101");
  LpaTlv list, ok, profile, iccid, state;
  g_autoptr (GError) error = NULL;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xBF2D, &list, &error));
  g_assert_no_error (error);
  g_assert_true (lpa_tlv_find (&list, 0xA0, &ok));
  g_assert_true (lpa_tlv_require (&ok, 0xE3, &profile, &error));
  g_assert_true (lpa_tlv_require (&profile, 0x5A, &iccid, &error));
  g_assert_true (lpa_tlv_require (&profile, 0x9F70, &state, &error));
  g_assert_cmpuint (iccid.length, ==, 10);
  g_assert_cmpuint (state.value[0], ==, 1);
  g_assert_false (lpa_tlv_require (&profile, 0x99, &state, &error));
  g_assert_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING);
}

typedef struct
{
  const char *hex;
  int code;
} Refusal;

static void
test_refusals (void)
{
  static const Refusal refusals[] = {
    { "", LPA_TLV_ERROR_TRUNCATED },
    { "30", LPA_TLV_ERROR_TRUNCATED },
    { "3002", LPA_TLV_ERROR_TRUNCATED },
    { "300201", LPA_TLV_ERROR_TRUNCATED },
    { "BF", LPA_TLV_ERROR_TRUNCATED },
    { "BFAD", LPA_TLV_ERROR_TRUNCATED },
    { "BFADADAD01", LPA_TLV_ERROR_TAG },
    { "3080", LPA_TLV_ERROR_LENGTH },
    { "3085000000000100", LPA_TLV_ERROR_LENGTH },
    { "3084FFFFFFFF", LPA_TLV_ERROR_TRUNCATED },
    { "3082FF", LPA_TLV_ERROR_TRUNCATED },
    { "300000", LPA_TLV_ERROR_TRAILING },
    { "310100", LPA_TLV_ERROR_UNEXPECTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GBytes) bytes = lpa_hex_decode (refusals[i].hex);
      g_autoptr (GError) error = NULL;
      LpaTlv tlv;

      g_test_message ("%s", refusals[i].hex);
      g_assert_false (lpa_tlv_parse_bytes (bytes, 0x30, &tlv, &error));
      g_assert_error (error, LPA_TLV_ERROR, refusals[i].code);
    }
}

static void
test_write (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *hex = NULL;
  guint outer, inner;

  outer = lpa_tlv_open (out, 0xBF31);
  inner = lpa_tlv_open (out, 0xA0);
  lpa_tlv_append (out, 0x5A, (const guint8 *) "\x98\x10", 2);
  lpa_tlv_close (out, inner);
  lpa_tlv_append_integer (out, 0x81, 255);
  lpa_tlv_close (out, outer);

  hex = lpa_hex_encode (out->data, out->len);
  g_assert_cmpstr (hex, ==, "BF310AA0045A029810810200FF");
}

static void
test_lengths (void)
{
  static const gsize lengths[] = { 0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree guint8 *value = g_malloc0 (lengths[i] + 1);
      g_autoptr (GError) error = NULL;
      guint mark;
      LpaTlv tlv;

      lpa_tlv_append (out, 0x30, value, lengths[i]);
      g_assert_true (lpa_tlv_parse (out->data, out->len, 0x30, &tlv, &error));
      g_assert_cmpuint (tlv.length, ==, lengths[i]);

      g_byte_array_set_size (out, 0);
      mark = lpa_tlv_open (out, 0x30);
      g_byte_array_append (out, value, (guint) lengths[i]);
      lpa_tlv_close (out, mark);
      g_assert_true (lpa_tlv_parse (out->data, out->len, 0x30, &tlv, &error));
      g_assert_cmpuint (tlv.length, ==, lengths[i]);
    }
}

static void
test_integers (void)
{
  static const gint64 values[] = { 0,     1,  127,  128,  255,        256,
                                   65535, -1, -128, -129, G_MAXINT64, G_MININT64 };
  g_autoptr (GError) error = NULL;
  LpaTlv empty = { .tag = 0x02 };
  gint64 value;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      LpaTlv tlv;

      lpa_tlv_append_integer (out, 0x02, values[i]);
      g_assert_true (lpa_tlv_parse (out->data, out->len, 0x02, &tlv, NULL));
      g_assert_true (lpa_tlv_get_integer (&tlv, &value, NULL));
      g_assert_cmpint (value, ==, values[i]);
    }

  g_assert_false (lpa_tlv_get_integer (&empty, &value, &error));
  g_assert_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE);
}

static void
test_bits (void)
{
  static const struct
  {
    const char *hex;
    gboolean good;
    guint32 bits;
  } cases[] = {
    { "99020640", TRUE, 1 << 1 },          /* two bits, the second is set */
    { "99020560", TRUE, 1 << 1 | 1 << 2 }, /* three bits */
    { "990100", TRUE, 0 },                 /* no bits at all */
    { "9902077F", TRUE, 0 },               /* unused bits do not count */
    { "990400800180", TRUE, 1u << 0 | 1u << 15 | 1u << 16 },
    { "99060080000001FF", TRUE, 1u << 0 | 1u << 31 }, /* those beyond 31 are left out */
    { "9900", FALSE, 0 },                             /* not even the number of unused bits */
    { "99020880", FALSE, 0 },                         /* more than seven unused bits */
    { "990101", FALSE, 0 },                           /* unused bits of nothing */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = lpa_hex_decode (cases[i].hex);
      g_autoptr (GError) error = NULL;
      guint32 bits = 0;
      LpaTlv tlv;

      g_test_message ("%s", cases[i].hex);
      g_assert_true (lpa_tlv_parse_bytes (bytes, 0x99, &tlv, NULL));
      g_assert_cmpint (lpa_tlv_get_bits (&tlv, &bits, &error), ==, cases[i].good);
      if (cases[i].good)
        g_assert_cmphex (bits, ==, cases[i].bits);
      else
        g_assert_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE);
    }
}

/* Found by fuzzing: what was not found was left half filled with the last thing read. */
static void
test_not_found_is_left_alone (void)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode ("3005 810100 82FF");
  LpaTlv parent, child = { 0 };
  LpaTlvReader reader;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0x30, &parent, NULL));
  g_assert_false (lpa_tlv_find (&parent, 0x84, &child));
  g_assert_null (child.value);
  g_assert_cmpuint (child.length, ==, 0);

  lpa_tlv_reader_enter (&reader, &parent);
  g_assert_false (lpa_tlv_reader_optional (&reader, 0x84, &child));
  g_assert_null (child.value);
}

static void
test_text (void)
{
  static const guint8 broken[] = { 'a', 0xFF, 'b' };
  LpaTlv tlv = { .tag = 0x90, .value = broken, .length = sizeof broken };
  g_autofree char *text = lpa_tlv_dup_utf8 (&tlv);

  g_assert_cmpstr (text, ==, "a\uFFFDb");
}

/* What a card or a server calls something must not move a terminal's cursor, begin a line of its
 * own, or turn round what stands beside it. */
static void
test_text_is_harmless (void)
{
  static const struct
  {
    const char *text;
    const char *clean;
  } cases[] = {
    { "Fjordcell 10 GB", "Fjordcell 10 GB" },
    { "\x1B[2J\x1B]0;x\x07", " [2J ]0;x " },
    { "one\r\ntwo\tthree\x7F", "one  two three " },
    { "C1 \xC2\x9B"
      "31m",
      "C1  31m" },
    { "safe\u202Eevil\u2066!", "safe evil !" },
    { "日本 👩\u200D💻 é", "日本 👩\u200D💻 é" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LpaTlv tlv = { .tag = 0x90,
                     .value = (const guint8 *) cases[i].text,
                     .length = strlen (cases[i].text) };
      g_autofree char *text = lpa_tlv_dup_utf8 (&tlv);

      g_assert_cmpstr (text, ==, cases[i].clean);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/tlv/read-nested", test_read_nested);
  g_test_add_func ("/lpa/tlv/refusals", test_refusals);
  g_test_add_func ("/lpa/tlv/write", test_write);
  g_test_add_func ("/lpa/tlv/lengths", test_lengths);
  g_test_add_func ("/lpa/tlv/integers", test_integers);
  g_test_add_func ("/lpa/tlv/bits", test_bits);
  g_test_add_func ("/lpa/tlv/not-found-is-left-alone", test_not_found_is_left_alone);
  g_test_add_func ("/lpa/tlv/text", test_text);
  g_test_add_func ("/lpa/tlv/text-is-harmless", test_text_is_harmless);

  return g_test_run ();
}
