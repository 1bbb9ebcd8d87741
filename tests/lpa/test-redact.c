/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-eid.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-redact.h"

#include "tlv-text.h"

#define EID "89049032123451234512345678901235"
#define MASKED_EID "89049032000000000000000000901293"

static void
test_identifiers (void)
{
  static const struct
  {
    const char *text;
    const char *masked;
  } cases[] = {
    { EID, "8904…1235" },
    { "8900012345678901234", "8900…1234" },
    { "ABCD-EFGH", "…" }, /* too short to keep anything of it */
    { "12345678901234567", "…" },
    { "123456789012345678901", "…" },
    { "SECRET-CODE-OF-SOME", "…" }, /* as long as an ICCID */
    { "ä12345678901234567", "…" },  /* no identifier at all */
    { "", "" },
    { NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = lpa_redact_identifier (cases[i].text);

      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
}

static char *
redact (GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  g_autofree guint8 *twice = NULL;

  lpa_redact_tlv (data, length);
  twice = g_memdup2 (data, length);
  lpa_redact_tlv (twice, length);
  if (length > 0)
    g_assert_cmpmem (data, length, twice, length);
  return lpa_hex_encode (data, length);
}

typedef struct
{
  const char *plain;
  const char *masked;
} Masking;

static const Masking maskings[] = {
  /* EID: the maker and four digits stay, the check digits are right */
  { "BF3E{ 5A=" EID " }", "BF3E{ 5A=" MASKED_EID " }" },
  /* ICCID: the last four digits stay */
  { "BF2D{ A0{ E3{ 5A=980010325476981032F4 9F70=01 90='Home' } E3{ 5A=980010325476981042F5 } } }",
    "BF2D{ A0{ E3{ 5A=980000000000000032F4 9F70=01 90='Home' } E3{ 5A=980000000000000042F5 } } }" },
  { "BF31{ A0{ 5A=980010325476981032F4 } 81=FF }", "BF31{ A0{ 5A=980000000000000032F4 } 81=FF }" },
  { "30{ BF2F{ 80=01 5A=980010325476981032F4 } }", "30{ BF2F{ 80=01 5A=980000000000000032F4 } }" },
  /* matching ID and IMEI in a request, not the TAC and not the transaction ID */
  { "BF38{ 30{ 80=0102 83='host' } A0{ 80='AB-CD' A1{ 80=53926011 A1{ 82=0F0000 } "
    "82=53926011111111F1 } } }",
    "BF38{ 30{ 80=0102 83='host' } A0{ 80='XXXXX' A1{ 80=53926011 A1{ 82=0F0000 } "
    "82=0000000000000000 } } }" },
  /* the same in the answer, within what the card signs; the certificate's subject has the EID */
  { "BF38{ A0{ 30{ 80=0102 A0{ 80='AB' A1{ 80=53926011 A1= } } } 5F37=11 30{ 31{ 13='" EID
    "' } } } }",
    "BF38{ A0{ 30{ 80=0102 A0{ 80='XX' A1{ 80=53926011 A1= } } } 5F37=11 30{ 31{ 13='" MASKED_EID
    "' } } } }" },
  /* hash of the confirmation code, in the request and in the answer */
  { "BF21{ 30{ 80=01 01=FF } 04=0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF "
    "30= }",
    "BF21{ 30{ 80=01 01=FF } 04=0000000000000000000000000000000000000000000000000000000000000000 "
    "30= }" },
  { "BF21{ A0{ 30{ 04=0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF } } }",
    "BF21{ A0{ 30{ 04=0000000000000000000000000000000000000000000000000000000000000000 } } }" },
  /* metadata on its way to the card, in the clear with a MAC behind it */
  { "88=BF250C5A0A980010325476981032F40102030405060708",
    "88=BF250C5A0A980000000000000032F40102030405060708" },
  /* and in more than one part */
  { "88=BF2581805A0A980010325476981032F40102030405060708",
    "88=BF2581805A0A980000000000000032F40102030405060708" },
  /* nothing to hide */
  { "86=5B0A98001032547698103254", "86=5B0A98001032547698103254" },
  { "BF20{ 82=020202 A9{ 04=81370F5125D0B1D408D4C3B232E6D25E795BEBFB } AA= }",
    "BF20{ 82=020202 A9{ 04=81370F5125D0B1D408D4C3B232E6D25E795BEBFB } AA= }" },
};

static void
test_tlv (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (maskings); i++)
    {
      g_autoptr (GBytes) plain = tlv_text (maskings[i].plain);
      g_autoptr (GBytes) masked = tlv_text (maskings[i].masked);
      g_autofree char *expected =
          lpa_hex_encode (g_bytes_get_data (masked, NULL), g_bytes_get_size (masked));
      g_autofree char *found = redact (plain);

      g_test_message ("%s", maskings[i].plain);
      g_assert_cmpstr (found, ==, expected);
    }
  g_assert_true (lpa_eid_is_valid (MASKED_EID));
}

/* What is cut off or broken is looked through all the same. */
static void
test_fragments (void)
{
  static const Masking fragments[] = {
    { "BF2D14A012E3105A0A980010325476981032F4", "BF2D14A012E3105A0A980000000000000032F4" },
    { "BF3E125A1089049032123451", "BF3E125A1089000000003451" },
    { "FFFFFF5A0A980010325476981032F45A0A98001032547698104200",
      "FFFFFF5A0A980000000000000032F45A0A98000000000000004200" },
    /* a request with a broken certificate in it: matching ID, TAC, IMEI */
    { "BF38283005A01680054142434445A10D800453926011A100820853926011000000F7",
      "BF38283005A01680055858585858A10D800453926011A10082080000000000000000" },
    /* hash of a confirmation code, cut off */
    { "BF2130043001020304200102030405", "BF2130043001020304200000000000" },
    { "5A", "5A" },
    { "5A0A", "5A0A" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fragments); i++)
    {
      g_autoptr (GBytes) plain = lpa_hex_decode (fragments[i].plain);
      g_autofree char *found = redact (plain);

      g_assert_cmpstr (found, ==, fragments[i].masked);
    }
}

/* Deeper than any object of the standard, and no stack to lose. */
static void
test_deep (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < 20000; i++)
    {
      const guint8 header[] = { 0x30, 0x83, 0x00, 0x00, 0x00 };

      g_byte_array_append (bytes, header, sizeof header);
    }
  for (guint i = 0; i < 20000; i++)
    {
      guint left = bytes->len - (i + 1) * 5;

      bytes->data[i * 5 + 2] = (guint8) (left >> 16);
      bytes->data[i * 5 + 3] = (guint8) (left >> 8);
      bytes->data[i * 5 + 4] = (guint8) left;
    }
  lpa_redact_tlv (bytes->data, bytes->len);
}

/* A server may repeat in its own words what it was told. */
static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *redacted;
  } cases[] = {
    { "The download order has expired (8.8.5/4.10).",
      "The download order has expired (8.8.5/4.10)." },
    { "MatchingID QRS5-ABCD-7777 is unknown to the SM-DP+",
      "MatchingID … is unknown to the SM-DP+" },
    { "no order 'ABC-DEF-GHI'", "no order '…'" },
    { "for EID " EID ".", "for EID 8904…1235." },
    { "id=1-ABCDE-2", "id=…" },
    { "länger 😀", "länger 😀" },
    { "", "" },
  };
  g_autofree char *json = lpa_redact_json (
      "{\"message\":\"MatchingID QRS5-ABCD is unknown\",\"reasonCode\":\"3.8\",\"note\":\"" EID
      "\",\"transactionId\":\"0123456789ABCDEF\"}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *redacted = lpa_redact_text (cases[i].text);

      g_assert_cmpstr (redacted, ==, cases[i].redacted);
    }
  g_assert_null (lpa_redact_text (NULL));
  g_assert_cmpstr (
      json, ==,
      "{\"message\":\"MatchingID … is unknown\",\"reasonCode\":\"3.8\",\"note\":\"8904…"
      "1235\",\"transactionId\":\"0123456789ABCDEF\"}");
}

static void
test_json (void)
{
  g_autoptr (GBytes) plain = tlv_text ("BF37{ 5A=980010325476981032F4 }");
  g_autoptr (GBytes) masked = tlv_text ("BF37{ 5A=980000000000000032F4 }");
  g_autofree char *plain64 =
      g_base64_encode (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  g_autofree char *masked64 =
      g_base64_encode (g_bytes_get_data (masked, NULL), g_bytes_get_size (masked));
  g_autofree char *json = g_strdup_printf (
      "{\"pendingNotification\":\"%s\",\"matchingId\":\"AB-CD\",\"transactionId\":\"01AF\","
      "\"smdpAddress\":\"smdp.example\",\"eid\":\"" EID "\",\"confirmationCode\":\"1234\","
      "\"boundProfilePackage\":\"AAAA\",\"count\":1,\"flag\":null,"
      "\"eventEntries\":[{\"eventId\":\"XYZ\",\"rspServerAddress\":\"a.example\"}]}",
      plain64);
  g_autofree char *expected = g_strdup_printf (
      "{\"pendingNotification\":\"%s\",\"matchingId\":\"…\",\"transactionId\":\"01AF\","
      "\"smdpAddress\":\"smdp.example\",\"eid\":\"8904…1235\",\"confirmationCode\":\"…\","
      "\"boundProfilePackage\":\"(4 characters)\",\"count\":1,\"flag\":null,"
      "\"eventEntries\":[{\"eventId\":\"…\",\"rspServerAddress\":\"a.example\"}]}",
      masked64);
  g_autofree char *found = lpa_redact_json (json);
  g_autofree char *html = lpa_redact_json ("<html>");
  g_autofree char *empty = lpa_redact_json ("");
  g_autofree char *none = lpa_redact_json (NULL);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpstr (html, ==, "(6 bytes that are no JSON)");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/redact/identifiers", test_identifiers);
  g_test_add_func ("/lpa/redact/tlv", test_tlv);
  g_test_add_func ("/lpa/redact/fragments", test_fragments);
  g_test_add_func ("/lpa/redact/deep", test_deep);
  g_test_add_func ("/lpa/redact/text", test_text);
  g_test_add_func ("/lpa/redact/json", test_json);

  return g_test_run ();
}
