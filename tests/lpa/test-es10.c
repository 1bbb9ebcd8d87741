/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-hex.h"

#include "fake-channel.h"
#include "tlv-text.h"

#define AID "A0000005591010FFFFFFFF8900000100"
#define ICCID "980010325476981032F4"
#define ISDP "A0000005591010FFFFFFFF8900001100"

typedef struct
{
  FakeChannel *channel;
  LpaCard *card;
  LpaProfile *profile;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (AID);
  g_autoptr (GBytes) info = tlv_text ("E3{ 5A=" ICCID " 4F=" ISDP " }");
  g_autoptr (GError) error = NULL;
  LpaTlv tlv;

  f->channel = fake_channel_new ();
  f->card = lpa_card_new (LPA_CHANNEL (f->channel), NULL);
  g_assert_true (lpa_tlv_parse_bytes (info, 0xE3, &tlv, NULL));
  f->profile = lpa_profile_new_from_info (&tlv, NULL);
  fake_channel_script (f->channel, "connect", "80AA00000AA9088100820101830107 -> 9000",
                       "0070000001 -> 019000", "01A4040010" AID " -> 9000", NULL);
  lpa_card_begin (f->card, aid, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_channel_script (f->channel, "00708001 -> 9000", "disconnect", NULL);
  lpa_card_end (f->card);
  fake_channel_assert_finished (f->channel);
  g_assert_finalize_object (f->profile);
  g_assert_finalize_object (f->card);
  g_assert_finalize_object (f->channel);
}

static char *
to_hex (const char *text)
{
  g_autoptr (GBytes) bytes = tlv_text (text);

  return lpa_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* What the function must send, in hexadecimal, and what the card answers to it, as objects. */
static void
expect (Fixture *f, const char *request, const char *response)
{
  g_autofree char *answer = to_hex (response);
  g_autofree char *line =
      g_strdup_printf ("81E29100%02X%s -> %s9000", (guint) strlen (request) / 2, request, answer);

  fake_channel_add (f->channel, line);
}

static void
assert_error (GError **error, GQuark domain, int code, const char *figure)
{
  g_assert_error (*error, domain, code);
  g_assert_cmpstr (lpa_error_get_figure (*error), ==, figure);
  g_clear_error (error);
}

static void
assert_hex (GBytes *bytes, const char *expected)
{
  g_autofree char *hex = NULL;

  g_assert_nonnull (bytes);
  hex = lpa_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (hex, ==, expected);
}

static void
test_addresses (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaAddresses) both = NULL;
  g_autoptr (LpaAddresses) none = NULL;

  expect (f, "BF3C00", "BF3C{ 80='smdp.example' 81='smds.example' }");
  both = lpa_es10a_get_addresses (f->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (both->default_smdp, ==, "smdp.example");
  g_assert_cmpstr (both->root_smds, ==, "smds.example");

  expect (f, "BF3C00", "BF3C{ 80= }");
  none = lpa_es10a_get_addresses (f->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (none->default_smdp);
  g_assert_null (none->root_smds);

  expect (f, "BF3C00", "BF3D{ }");
  g_assert_null (lpa_es10a_get_addresses (f->card, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, NULL);
  expect (f, "BF3C00", "");
  g_assert_null (lpa_es10a_get_addresses (f->card, NULL, &error));
  assert_error (&error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL);
}

static void
test_default_smdp (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* 80: the address */
  expect (f, "BF3F098007612E622E632E64", "BF3F{ 80=00 }");
  g_assert_true (lpa_es10a_set_default_smdp (f->card, "a.b.c.d", NULL, &error));
  expect (f, "BF3F028000", "BF3F{ 80=00 }");
  g_assert_true (lpa_es10a_set_default_smdp (f->card, NULL, NULL, &error));
  expect (f, "BF3F0480026161", "BF3F{ 80=7F }");
  g_assert_false (lpa_es10a_set_default_smdp (f->card, "aa", NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_DEFAULT_SMDP, "default-smdp/127");
  expect (f, "BF3F0480026161", "BF3F{ }");
  g_assert_false (lpa_es10a_set_default_smdp (f->card, "aa", NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, NULL);
}

static void
test_challenge_and_info (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) info1 = NULL;
  g_autoptr (GBytes) info2 = NULL;

  expect (f, "BF2E00", "BF2E{ 80=000102030405060708090A0B0C0D0E0F }");
  challenge = lpa_es10b_get_challenge (f->card, NULL, &error);
  g_assert_no_error (error);
  assert_hex (challenge, "000102030405060708090A0B0C0D0E0F");
  expect (f, "BF2E00", "BF2E{ 80=000102030405060708090A0B0C0D0E }");
  g_assert_null (lpa_es10b_get_challenge (f->card, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE, NULL);

  /* whole and untouched, since they are signed over */
  expect (f, "BF2000", "BF20{ 82=020202 A9= AA= 9F01=00 }");
  info1 = lpa_es10b_get_info1 (f->card, NULL, &error);
  assert_hex (info1, "BF200D8203020202A900AA009F010100");
  expect (f, "BF2200", "BF22{ 82=020202 }");
  info2 = lpa_es10b_get_info2 (f->card, NULL, &error);
  assert_hex (info2, "BF22058203020202");
}

static GBytes *
authenticate (Fixture *f, const char *matching_id, const LpaDeviceInfo *device, GError **error)
{
  g_autoptr (GBytes) signed1 = tlv_text ("30{ 80=01 }");
  g_autoptr (GBytes) signature = tlv_text ("5F37=AABB");
  g_autoptr (GBytes) key = tlv_text ("04=CCDD");
  g_autoptr (GBytes) certificate = tlv_text ("30{ 02=02 }");

  return lpa_es10b_authenticate_server (f->card, signed1, signature, key, certificate, matching_id,
                                        device, NULL, error);
}

static void
test_authenticate (Fixture *f, gconstpointer data)
{
  static const LpaDeviceInfo plain = { "35290611", NULL };
  static const LpaDeviceInfo with_imei = { "35290611", "352906110000007" };
  static const LpaDeviceInfo bad[] = { { "3529061", NULL },
                                       { "352906111", NULL },
                                       { "3529061x", NULL },
                                       { "35290611", "35290611000000" },
                                       { "35290611", "3529061100000071" },
                                       { "35290611", "35290611000000A" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) other = NULL;

  expect (f,
          "BF382F"       /* AuthenticateServerRequest */
          "3003800101"   /* serverSigned1 */
          "5F3702AABB"   /* serverSignature1 */
          "0402CCDD"     /* euiccCiPKIdToBeUsed */
          "3003020102"   /* CERT.DPauth */
          "A01A"         /* ctxParamsForCommonAuthentication */
          "800441422D31" /* matchingId */
          "A112"         /* deviceInfo */
          "800453926011" /* TAC, digits swapped */
          "A100"         /* no capabilities */
          "820853926011000000F7" /* IMEI, digits swapped, filled with F */,
          "BF38{ A0{ 30= } }");
  answer = authenticate (f, "AB-1", &with_imei, &error);
  g_assert_no_error (error);
  assert_hex (answer, "BF3804A0023000");

  /* no matching ID, no IMEI: no such objects */
  expect (f, "BF381F30038001015F3702AABB0402CCDD3003020102A00AA108800453926011A100",
          "BF38{ A0{ } }");
  other = authenticate (f, "", &plain, &error);
  g_assert_no_error (error);

  expect (f, "BF381F30038001015F3702AABB0402CCDD3003020102A00AA108800453926011A100",
          "BF38{ A1{ 80=01 02=07 } }");
  g_assert_null (authenticate (f, NULL, &plain, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_AUTHENTICATE, "authenticate/7");
  expect (f, "BF381F30038001015F3702AABB0402CCDD3003020102A00AA108800453926011A100",
          "BF38{ A1{ 80=01 } }");
  g_assert_null (authenticate (f, NULL, &plain, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (authenticate (f, NULL, &bad[i], &error));
      assert_error (&error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
    }
}

static void
test_prepare (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) signed2 = tlv_text ("30{ 80=01 01=FF }");
  g_autoptr (GBytes) signature = tlv_text ("5F37=AABB");
  g_autoptr (GBytes) certificate = tlv_text ("30{ 02=02 }");
  g_autoptr (GBytes) hash =
      lpa_hex_decode ("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  expect (f,
          "BF2134"
          "30068001010101FF" /* smdpSigned2 */
          "5F3702AABB"       /* smdpSignature2 */
          "0420000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" /* hashCc */
          "3003020102",                                                          /* CERT.DPpb */
          "BF21{ A0{ } }");
  answer =
      lpa_es10b_prepare_download (f->card, signed2, signature, hash, certificate, NULL, &error);
  assert_hex (answer, "BF2102A000");

  expect (f, "BF211230068001010101FF5F3702AABB3003020102", "BF21{ A1{ 80=01 02=7F } }");
  g_assert_null (
      lpa_es10b_prepare_download (f->card, signed2, signature, NULL, certificate, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_PREPARE, "prepare/127");
}

static void
test_cancel_session (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) transaction = lpa_hex_decode ("0102");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  /* 80: transaction, 81: postponed */
  expect (f, "BF410780020102810101", "BF41{ A0{ 30= } }");
  answer =
      lpa_es10b_cancel_session (f->card, transaction, LPA_CANCEL_REASON_POSTPONED, NULL, &error);
  assert_hex (answer, "BF4104A0023000");
  expect (f, "BF41078002010281017F", "BF41{ 81=05 }");
  g_assert_null (
      lpa_es10b_cancel_session (f->card, transaction, LPA_CANCEL_REASON_UNDEFINED, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_CANCEL, "cancel/5");
}

static void
test_notifications (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GBytes) other = NULL;
  g_autoptr (GError) error = NULL;

  expect (f, "BF2800",
          "BF28{ A0{ BF2F{ 80=00 81=0780 0C='a' 5A=" ICCID " } BF2F{ 80=0100 81=0410 0C='b' } } }");
  list = lpa_es10b_list_notifications (f->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpuint (lpa_notification_get_sequence_number (list->pdata[0]), ==, 0);
  g_assert_cmpuint (lpa_notification_get_sequence_number (list->pdata[1]), ==, 256);

  expect (f, "BF2800", "BF28{ A0= }");
  none = lpa_es10b_list_notifications (f->card, NULL, &error);
  g_assert_cmpuint (none->len, ==, 0);
  expect (f, "BF2800", "BF28{ 81=7F }");
  g_assert_null (lpa_es10b_list_notifications (f->card, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_NOTIFICATION, "notification/127");
  expect (f, "BF2800", "BF28{ A0{ 30= } }");
  g_assert_null (lpa_es10b_list_notifications (f->card, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, NULL);
  expect (f, "BF2800", "BF28{ A0{ BF2F= } }");
  g_assert_null (lpa_es10b_list_notifications (f->card, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, NULL);

  /* number 0 is a number like any other */
  expect (f, "BF2B05A003800100", "BF2B{ A0{ BF37{ BF27= } } }");
  result = lpa_es10b_retrieve_notification (f->card, 0, NULL, &error);
  assert_hex (result, "BF3703BF2700");
  expect (f, "BF2B06A004800200FF", "BF2B{ A0{ 30{ BF2F= } } }");
  other = lpa_es10b_retrieve_notification (f->card, 255, NULL, &error);
  assert_hex (other, "3003BF2F00");
  expect (f, "BF2B05A003800105", "BF2B{ 81=01 }");
  g_assert_null (lpa_es10b_retrieve_notification (f->card, 5, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_NOTIFICATION, "notification/1");
  expect (f, "BF2B05A003800105", "BF2B{ A0= }");
  g_assert_null (lpa_es10b_retrieve_notification (f->card, 5, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_TRUNCATED, NULL);
  expect (f, "BF2B05A003800105", "BF2B{ A0{ 31= } }");
  g_assert_null (lpa_es10b_retrieve_notification (f->card, 5, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, NULL);

  expect (f, "BF3003800100", "BF30{ 80=00 }");
  g_assert_true (lpa_es10b_remove_notification (f->card, 0, NULL, &error));
  expect (f, "BF3003800107", "BF30{ 80=01 }"); /* it is gone already */
  g_assert_true (lpa_es10b_remove_notification (f->card, 7, NULL, &error));
  expect (f, "BF3003800107", "BF30{ 80=7F }");
  g_assert_false (lpa_es10b_remove_notification (f->card, 7, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_NOTIFICATION, "notification/127");
}

static void
test_rat (Fixture *f, gconstpointer data)
{
  g_autoptr (LpaRat) rat = NULL;
  g_autoptr (GError) error = NULL;

  expect (f, "BF4300", "BF43{ A0{ 30{ 80=0640 A1{ 30{ 80=EEEEEE } } 82=00 } } }");
  rat = lpa_es10b_get_rat (f->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lpa_rat_get_n_rules (rat), ==, 1);
  fake_channel_add (f->channel, "81E2910003BF4300 -> 6D00");
  g_assert_null (lpa_es10b_get_rat (f->card, NULL, &error));
  assert_error (&error, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6D00");
}

static void
test_eid (Fixture *f, gconstpointer data)
{
  g_autofree char *eid = NULL;
  g_autoptr (GError) error = NULL;

  /* 5C: the list of wanted tags */
  expect (f, "BF3E035C015A", "BF3E{ 5A=89049032123451234512345678901235 }");
  eid = lpa_es10c_get_eid (f->card, NULL, &error);
  g_assert_cmpstr (eid, ==, "89049032123451234512345678901235");
  expect (f, "BF3E035C015A", "BF3E{ 5A=89049032123451234512345678901234 }");
  g_assert_null (lpa_es10c_get_eid (f->card, NULL, &error));
  assert_error (&error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL);
  expect (f, "BF3E035C015A", "BF3E{ }");
  g_assert_null (lpa_es10c_get_eid (f->card, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, NULL);
}

#define LIST_ALL                  \
  "BF2D0F5C0D5A4F9F7090919293949" \
  "5B6B799"
#define LIST_NO_ICONS "BF2D0D5C0B5A4F9F7090919295B6B799"
#define LIST_FEW "BF2D0A5C085A4F9F7090919295"

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) fewer = NULL;
  g_autoptr (GError) error = NULL;

  expect (f, LIST_ALL, "BF2D{ A0{ E3{ 5A=" ICCID " 94=01 } E3{ 5A=98 9F70=01 } } }");
  two = lpa_es10c_list_profiles (f->card, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_nonnull (lpa_profile_get_icon (two->pdata[0]));
  g_assert_true (lpa_profile_is_enabled (two->pdata[1]));

  expect (f, LIST_NO_ICONS, "BF2D{ A0= }");
  none = lpa_es10c_list_profiles (f->card, FALSE, NULL, &error);
  g_assert_cmpuint (none->len, ==, 0);

  /* a card that does not know all members is asked for fewer */
  expect (f, LIST_NO_ICONS, "BF2D{ 81=01 }");
  expect (f, LIST_FEW, "BF2D{ A0{ E3{ 5A=98 } } }");
  fewer = lpa_es10c_list_profiles (f->card, FALSE, NULL, &error);
  g_assert_cmpuint (fewer->len, ==, 1);

  expect (f, LIST_NO_ICONS, "BF2D{ 81=01 }");
  expect (f, LIST_FEW, "BF2D{ 81=01 }");
  g_assert_null (lpa_es10c_list_profiles (f->card, FALSE, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_LIST, "list/1");
  expect (f, LIST_NO_ICONS, "BF2D{ 81=7F }");
  g_assert_null (lpa_es10c_list_profiles (f->card, FALSE, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_LIST, "list/127");
  expect (f, LIST_NO_ICONS, "BF2D{ A0{ E4{ 5A=98 } } }");
  g_assert_null (lpa_es10c_list_profiles (f->card, FALSE, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, NULL);
  expect (f, LIST_NO_ICONS, "BF2D{ A0{ E3{ 4F=" ISDP " } } }");
  g_assert_null (lpa_es10c_list_profiles (f->card, FALSE, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, NULL);
}

static void
test_switch (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* A0: the profile, by 5A ICCID or 4F AID; 81: whether to refresh */
  expect (f, "BF3111A00C5A0A" ICCID "8101FF", "BF31{ 80=00 }");
  g_assert_true (
      lpa_es10c_enable (f->card, f->profile, LPA_PROFILE_HANDLE_ICCID, TRUE, NULL, &error));
  expect (f, "BF3117A0124F10" ISDP "810100", "BF31{ 80=00 }");
  g_assert_true (
      lpa_es10c_enable (f->card, f->profile, LPA_PROFILE_HANDLE_AID, FALSE, NULL, &error));
  expect (f, "BF3111A00C5A0A" ICCID "810100", "BF31{ 80=03 }");
  g_assert_false (
      lpa_es10c_enable (f->card, f->profile, LPA_PROFILE_HANDLE_ICCID, FALSE, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_ENABLE, "enable/3");

  expect (f, "BF3211A00C5A0A" ICCID "810100", "BF32{ 80=00 }");
  g_assert_true (
      lpa_es10c_disable (f->card, f->profile, LPA_PROFILE_HANDLE_ICCID, FALSE, NULL, &error));
  expect (f, "BF3217A0124F10" ISDP "8101FF", "BF32{ 80=05 }");
  g_assert_false (
      lpa_es10c_disable (f->card, f->profile, LPA_PROFILE_HANDLE_AID, TRUE, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_DISABLE, "disable/5");
}

static void
test_delete (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* no A0 here */
  expect (f, "BF330C5A0A" ICCID, "BF33{ 80=00 }");
  g_assert_true (lpa_es10c_delete (f->card, f->profile, NULL, &error));
  expect (f, "BF330C5A0A" ICCID, "BF33{ 80=02 }");
  g_assert_false (lpa_es10c_delete (f->card, f->profile, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_DELETE, "delete/2");
}

static void
test_nickname (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  expect (f, "BF29105A0A" ICCID "9002C3A9", "BF29{ 80=00 }");
  g_assert_true (lpa_es10c_set_nickname (f->card, f->profile, "é", NULL, &error));
  expect (f, "BF290E5A0A" ICCID "9000", "BF29{ 80=00 }");
  g_assert_true (lpa_es10c_set_nickname (f->card, f->profile, "", NULL, &error));
  expect (f, "BF290E5A0A" ICCID "9000", "BF29{ 80=01 }");
  g_assert_false (lpa_es10c_set_nickname (f->card, f->profile, "", NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_NICKNAME, "nickname/1");
}

static void
test_nickname_cut (void)
{
#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN
  static const struct
  {
    const char *name;
    const char *cut;
  } cases[] = {
    { "", "" },
    { SIXTY "0123", SIXTY "0123" },  /* 64 bytes fit */
    { SIXTY "01234", SIXTY "0123" }, /* 65 do not */
    { SIXTY "012é", SIXTY "012" },   /* the border runs through two bytes, */
    { SIXTY "01€", SIXTY "01" },     /* through three, */
    { SIXTY "0😀", SIXTY "0" },       /* through four, */
    { SIXTY "😀", SIXTY "😀" },        /* and behind them */
    { "a\xFF"
      "b",
      "a\uFFFDb" }, /* no UTF-8 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = lpa_nickname_cut (cases[i].name);

      g_assert_cmpstr (cut, ==, cases[i].cut);
    }
}

static void
test_reset (Fixture *f, gconstpointer data)
{
  static const struct
  {
    LpaResetOptions options;
    const char *request;
  } cases[] = {
    { LPA_RESET_OPERATIONAL_PROFILES, "BF340482020580" },
    { LPA_RESET_TEST_PROFILES, "BF340482020540" },
    { LPA_RESET_DEFAULT_SMDP, "BF340482020520" },
    { LPA_RESET_OPERATIONAL_PROFILES | LPA_RESET_TEST_PROFILES | LPA_RESET_DEFAULT_SMDP,
      "BF3404820205E0" },
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      expect (f, cases[i].request, "BF34{ 80=00 }");
      g_assert_true (lpa_es10c_reset_memory (f->card, cases[i].options, NULL, &error));
    }
  expect (f, "BF340482020580", "BF34{ 80=01 }");
  g_assert_false (lpa_es10c_reset_memory (f->card, LPA_RESET_OPERATIONAL_PROFILES, NULL, &error));
  assert_error (&error, LPA_ES10_ERROR, LPA_ES10_ERROR_RESET, "reset/1");
}

static void
note_progress (gsize done, gsize total, gpointer user_data)
{
  g_string_append_printf (user_data, "%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT " ", done, total);
}

#define PACKAGE "BF36{ BF23{ 80=01 } A0{ 87=AA } A1{ 88=BB 88=CC } A2{ 87=DD } A3{ 86=EE 86=FF } }"
#define RESULT "BF37{ BF27{ 80=01 BF2F{ 80=00 81=0780 0C='a' } A2{ A1{ 80=02 81=0F } } } 5F37=00 }"

static LpaInstallResult *
load (Fixture *f, const char *package, GString *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = tlv_text (package);

  return lpa_es10b_load_package (f->card, bytes, progress ? note_progress : NULL, progress,
                                 cancellable, error);
}

/* Each segment is a chain of its own. */
static void
add_segments (Fixture *f, guint count)
{
  static const char *const segments[] = {
    "81E2910009"
    "BF3620"
    "BF2303800101 -> 9000",
    "81E2910005"
    "A0038701AA -> 9000",
    "81E2910002"
    "A106 -> 9000",
    "81E2910003"
    "8801BB -> 9000",
    "81E2910003"
    "8801CC -> 9000",
    "81E2910005"
    "A2038701DD -> 9000",
    "81E2910002"
    "A306 -> 9000",
    "81E2910003"
    "8601EE -> 9000",
  };

  for (guint i = 0; i < count; i++)
    fake_channel_add (f->channel, segments[i]);
}

static void
test_load (Fixture *f, gconstpointer data)
{
  g_autofree char *result_hex = to_hex (RESULT);
  g_autofree char *last = g_strdup_printf ("81C0000026 -> %s9000", result_hex);
  g_autoptr (GString) progress = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LpaInstallResult) result = NULL;
  g_autoptr (GError) error = NULL;

  /* cancelling comes too late once the first segment is on its way */
  fake_channel_set_cancellable (f->channel, cancellable);
  fake_channel_add (f->channel, "cancel");
  add_segments (f, 8);
  fake_channel_script (f->channel, "81E29100038601FF -> 6126", last, NULL);
  result = load (f, PACKAGE, progress, cancellable, &error);
  g_assert_no_error (error);
  g_assert_false (result->success);
  g_assert_cmpint (result->reason, ==, 15);
  g_assert_cmpstr (progress->str, ==, "9/35 14/35 16/35 19/35 22/35 27/35 29/35 32/35 35/35 ");

  /* but before that nothing is sent */
  g_assert_null (load (f, PACKAGE, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The card's first word ends it, whenever it comes; nothing is sent behind it. */
static void
test_load_stops (Fixture *f, gconstpointer data)
{
  g_autofree char *result_hex = to_hex (RESULT);
  g_autofree char *early = g_strdup_printf ("81E29100038801BB -> %s9000", result_hex);
  g_autoptr (LpaInstallResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_segments (f, 3);
  fake_channel_add (f->channel, early);
  result = load (f, PACKAGE, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->command, ==, 2);

  add_segments (f, 3);
  fake_channel_add (f->channel, "81E29100038801BB -> 6A88");
  g_assert_null (load (f, PACKAGE, NULL, NULL, &error));
  assert_error (&error, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6A88");

  add_segments (f, 3);
  fake_channel_add (f->channel, "81E29100038801BB ! reset");
  g_assert_null (load (f, PACKAGE, NULL, NULL, &error));
  assert_error (&error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, NULL);

  add_segments (f, 3);
  fake_channel_add (f->channel, "81E29100038801BB -> BF3800 9000");
  g_assert_null (load (f, PACKAGE, NULL, NULL, &error));
  assert_error (&error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, NULL);

  add_segments (f, 8);
  fake_channel_add (f->channel, "81E29100038601FF -> 9000");
  g_assert_null (load (f, PACKAGE, NULL, NULL, &error));
  assert_error (&error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL);

  /* what is no package is not begun */
  g_assert_null (load (f, "BF36{ BF23{ 80=01 } A0{ 87=AA } }", NULL, NULL, &error));
  g_assert_true (error->domain == LPA_TLV_ERROR);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function) \
  g_test_add ("/lpa/es10/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);

  ADD ("addresses", test_addresses);
  ADD ("default-smdp", test_default_smdp);
  ADD ("challenge-and-info", test_challenge_and_info);
  ADD ("authenticate", test_authenticate);
  ADD ("prepare", test_prepare);
  ADD ("cancel-session", test_cancel_session);
  ADD ("notifications", test_notifications);
  ADD ("rat", test_rat);
  ADD ("eid", test_eid);
  ADD ("list", test_list);
  ADD ("switch", test_switch);
  ADD ("delete", test_delete);
  ADD ("nickname", test_nickname);
  g_test_add_func ("/lpa/es10/nickname-cut", test_nickname_cut);
  ADD ("reset", test_reset);
  ADD ("load", test_load);
  ADD ("load-stops", test_load_stops);

  return g_test_run ();
}
