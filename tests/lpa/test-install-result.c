/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-install-result.h"
#include "lpa/lpa-tlv.h"

#include "tlv-text.h"

#define HEAD                                                                    \
  "BF37{ BF27{ 80=0102030405060708              # transaction\n"                \
  "            BF2F{ 80=07 81=0780 0C='smdp.example' 5A=980010325476981032F4 }" \
  "            06=2B06010401                    # OID of the server\n"          \
  "            A2{ "
#define TAIL " } } 5F37=00112233 }"

static LpaInstallResult *
parse_well (const char *text)
{
  g_autoptr (GBytes) bytes = tlv_text (text);
  g_autoptr (GError) error = NULL;
  LpaInstallResult *result = lpa_install_result_new_from_tlv (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (result->raw, bytes));
  g_assert_cmpuint (g_bytes_get_size (result->transaction_id), ==, 8);
  g_assert_cmpuint (result->sequence_number, ==, 7);
  g_assert_cmpstr (result->address, ==, "smdp.example");
  return result;
}

static void
test_success (void)
{
  /* A0 { AID, EUICCResponse { peStatus { ok } } } */
  g_autoptr (LpaInstallResult) result =
      parse_well (HEAD "A0{ 4F=A0000005591010FFFFFFFF8900001100 04=3007A0053003800100 }" TAIL);

  g_assert_true (result->success);
  g_assert_cmpuint (g_bytes_get_size (result->aid), ==, 16);
  g_assert_cmpint (result->command, ==, -1);
  g_assert_cmpint (result->reason, ==, -1);
  g_assert_null (lpa_install_result_to_error (result));
}

static void
test_failure (void)
{
  /* loadProfileElements, PEProcessingError; the card's own words: ok, then element 14 is not
   * supported, then aborted */
  g_autoptr (LpaInstallResult) result =
      parse_well (HEAD "A1{ 80=05 81=0C 82=3011A00D3003800100300680010181010E8100 }" TAIL);
  g_autoptr (GError) error = lpa_install_result_to_error (result);

  g_assert_false (result->success);
  g_assert_null (result->aid);
  g_assert_cmpint (result->command, ==, 5);
  g_assert_cmpint (result->reason, ==, 12);
  g_assert_cmpint (result->element_status, ==, 1);
  g_assert_cmpint (result->element, ==, 14);
  g_assert_error (error, LPA_ES10_ERROR, LPA_ES10_ERROR_LOAD);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "load/5/12");
  g_assert_cmpstr (lpa_error_get_detail (error), ==, "profile element 14: pe-not-supported (1)");
}

/* The card's own words are a help; without them, or with odd ones, the result is the same. */
static void
test_elements (void)
{
  static const struct
  {
    const char *text;
    int status;
    int element;
  } cases[] = {
    { HEAD "A1{ 80=02 81=09 }" TAIL, -1, -1 },
    { HEAD "A1{ 80=02 81=09 82= }" TAIL, -1, -1 },
    { HEAD "A1{ 80=02 81=09 82=FFFFFF }" TAIL, -1, -1 },
    { HEAD "A1{ 80=02 81=09 82=3007A0053003800100 }" TAIL, -1, -1 },
    { HEAD "A1{ 80=02 81=09 82=3007A005300380011F }" TAIL, 31, -1 },
    /* two responses, the second names the element */
    { HEAD "A1{ 80=02 81=09 82=3007A0053003800100300AA0083006800104810103 }" TAIL, 4, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LpaInstallResult) result = parse_well (cases[i].text);
      g_autoptr (GError) error = lpa_install_result_to_error (result);

      g_assert_cmpint (result->element_status, ==, cases[i].status);
      g_assert_cmpint (result->element, ==, cases[i].element);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, "load/2/9");
    }
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "",
    "BF37{ }",
    "30{ BF27{ } }", /* another notification */
    "BF37{ BF27{ } }",
    "BF37{ BF27{ 80=01 A2{ A0{ } } } }",                        /* no metadata */
    "BF37{ BF27{ BF2F{ 80=07 81=0780 0C='a' } A2{ A0{ } } } }", /* no transaction */
    "BF37{ BF27{ 80=01 BF2F{ 80=07 0C='a' } A2{ A0{ } } } }",   /* bad metadata */
    "BF37{ BF27{ 80=01 BF2F{ 80=07 81=0780 0C='a' } } }",       /* no result */
    HEAD TAIL,
    HEAD "A2{ }" TAIL,
    HEAD "A1{ }" TAIL,
    HEAD "A1{ 80=05 }" TAIL,
    HEAD "A1{ 81=05 }" TAIL,
    HEAD "A1{ 80=FF 81=05 }" TAIL,
    HEAD "A0{ }" TAIL " 00=", /* something behind it */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = tlv_text (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (lpa_install_result_new_from_tlv (bytes, &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/install-result/success", test_success);
  g_test_add_func ("/lpa/install-result/failure", test_failure);
  g_test_add_func ("/lpa/install-result/elements", test_elements);
  g_test_add_func ("/lpa/install-result/refusals", test_refusals);

  return g_test_run ();
}
