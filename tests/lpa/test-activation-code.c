/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-activation-code.h"

#include <string.h>

#include "lpa/lpa-error.h"

/* A text and the code in it, as lpa_activation_code_to_text() writes it. */
typedef struct
{
  const char *text;
  const char *code;
} Accepted;

static const Accepted accepted[] = {
  /* As the standard has it */
  { "LPA:1$smdp.example.com$ABC-123", "LPA:1$smdp.example.com$ABC-123" },
  { "LPA:1$smdp.example.com$", "LPA:1$smdp.example.com$" },
  { "LPA:1$smdp.example.com$ABC$1.3.6.1.4.1.31746",
    "LPA:1$smdp.example.com$ABC$1.3.6.1.4.1.31746" },
  { "LPA:1$smdp.example.com$ABC$1.3.6.1.4.1.31746$1",
    "LPA:1$smdp.example.com$ABC$1.3.6.1.4.1.31746$1" },
  { "LPA:1$smdp.example.com$ABC$$1", "LPA:1$smdp.example.com$ABC$$1" },
  { "LPA:1$smdp.example.com$$1.3.6.1", "LPA:1$smdp.example.com$$1.3.6.1" },
  { "LPA:1$smdp.example.com$ABC$2.999.1", "LPA:1$smdp.example.com$ABC$2.999.1" },
  { "LPA:1$smdp.example.com$ABC$1.3.6.1.2.1.53860.7.5.1.1",
    "LPA:1$smdp.example.com$ABC$1.3.6.1.2.1.53860.7.5.1.1" },
  /* Nobody's extension: what follows a hash belongs to the matching ID */
  { "LPA:1$smdp.example.com$abc-def#1234", "LPA:1$smdp.example.com$abc-def#1234" },
  /* Empty or zero flag means no; what follows the fifth field is ignored */
  { "LPA:1$smdp.example.com$ABC$$", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.example.com$ABC$$0", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.example.com$ABC$", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.example.com$ABC$$1$more$and more", "LPA:1$smdp.example.com$ABC$$1" },
  /* Prefix in any case, missing, missing version, blanks around it */
  { "lpa:1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "lPa:1$smdp.example.com$aBc", "LPA:1$smdp.example.com$aBc" },
  { "1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA : 1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA: 1 $ smdp.example.com $ ABC $ 1.3.6 $ 1 ", "LPA:1$smdp.example.com$ABC$1.3.6$1" },
  { "LPA\xEF\xBC\x9A"
    "1$smdp.example.com$ABC",
    "LPA:1$smdp.example.com$ABC" },
  /* Around it and between: line ends, byte order mark, zero width, no-break space, quotes */
  { "  \r\n\tLPA:1$smdp.example.com$ABC\r\n", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$\nsmdp.example.com\n$ABC", "LPA:1$smdp.example.com$ABC" },
  { "\xEF\xBB\xBFLPA:1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.\xE2\x80\x8B"
    "example.com$A\xE2\x80\x8B\xC2\xAD"
    "BC\xE2\x81\xA0",
    "LPA:1$smdp.example.com$ABC" },
  { "\xC2\xA0LPA:1$smdp.example.com$ABC\xC2\xA0", "LPA:1$smdp.example.com$ABC" },
  { "\"LPA:1$smdp.example.com$ABC\"", "LPA:1$smdp.example.com$ABC" },
  { "\xE2\x80\x9CLPA:1$smdp.example.com$ABC\xE2\x80\x9D", "LPA:1$smdp.example.com$ABC" },
  { "'LPA:1$smdp.example.com$ABC'", "LPA:1$smdp.example.com$ABC" },
  { "<LPA:1$smdp.example.com$ABC>", "LPA:1$smdp.example.com$ABC" },
  /* In the middle of other words */
  { "Your code: LPA:1$smdp.example.com$ABC\nThank you for 5$", "LPA:1$smdp.example.com$ABC" },
  { "Scan or type \"lpa:1$smdp.example.com$AbC$$1\" now", "LPA:1$smdp.example.com$AbC$$1" },
  /* Dollar signs in disguise */
  { "LPA:1\\$smdp.example.com\\$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1%24smdp.example.com%24ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA%3A1%24smdp.example.com%24ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA%3A1%2524smdp.example.com%2524ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1\xEF\xBC\x84smdp.example.com\xEF\xBC\x84"
    "ABC",
    "LPA:1$smdp.example.com$ABC" },
  /* The letter case of the matching ID stays, and so do its odd characters */
  { "LPA:1$SMDP.Example.COM$aBc-DeF_9.x%41", "LPA:1$smdp.example.com$aBc-DeF_9.x%41" },
  { "LPA:1$smdp.example.com$\xC3\xA9t\xC3\xA9", "LPA:1$smdp.example.com$\xC3\xA9t\xC3\xA9" },
  /* Addresses as people write them */
  { "LPA:1$https://smdp.example.com/$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$HTTPS://smdp.example.com./$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.example.com.$ABC", "LPA:1$smdp.example.com$ABC" },
  { "LPA:1$smdp.example.com:8443$ABC", "LPA:1$smdp.example.com:8443$ABC" },
  { "LPA:1$127.0.0.1:8443$ABC", "LPA:1$127.0.0.1:8443$ABC" },
  { "LPA:1$[::1]:8443$ABC", "LPA:1$[::1]:8443$ABC" },
  { "LPA:1$localhost$ABC", "LPA:1$localhost$ABC" },
  /* a look-alike (Cyrillic) shows in its ASCII form */
  { "LPA:1$smd\xD1\x80.example.com$ABC", "LPA:1$xn--smd-2ed.example.com$ABC" },
  /* Links */
  { "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$smdp.example.com$ABC",
    "LPA:1$smdp.example.com$ABC" },
  { "https://esimsetup.android.com/esim_qrcode_provisioning?carddata="
    "LPA%3A1%24smdp.example.com%24ABC%24%241&source=mail",
    "LPA:1$smdp.example.com$ABC$$1" },
  { "https://esimsetup.android.com/x?a=b&carddata=LPA%253A1%2524smdp.example.com%2524AbC#top",
    "LPA:1$smdp.example.com$AbC" },
  { "https://install.example/LPA:1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "https://qr.example/1$smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "https://qr.example/1$https://smdp.example.com$ABC", "LPA:1$smdp.example.com$ABC" },
  { "HTTP://qr.example/?1%24smdp.example.com%24ABC", "LPA:1$smdp.example.com$ABC" },
};

static void
say (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("%s", escaped);
}

static void
test_accepted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaActivationCode) code =
          lpa_activation_code_parse (accepted[i].text, NULL, &error);
      g_autoptr (LpaActivationCode) copy = NULL;
      g_autofree char *text = NULL;

      say (accepted[i].text);
      g_assert_no_error (error);
      g_assert_nonnull (code);
      copy = lpa_activation_code_copy (code);
      text = lpa_activation_code_to_text (copy);
      g_assert_cmpstr (text, ==, accepted[i].code);
    }
}

typedef struct
{
  const char *text;
  int code;
  gsize where;
} Refused;

static const Refused refused[] = {
  { "", LPA_CODE_ERROR_EMPTY, 0 },
  { " \r\n\xE2\x80\x8B", LPA_CODE_ERROR_EMPTY, 0 },
  { "\"\"", LPA_CODE_ERROR_EMPTY, 0 },
  { "hello", LPA_CODE_ERROR_NOT_A_CODE, 0 },
  { "  hello", LPA_CODE_ERROR_NOT_A_CODE, 2 },
  { "LPA:", LPA_CODE_ERROR_NOT_A_CODE, 4 },
  { "it costs 5$ a month", LPA_CODE_ERROR_NOT_A_CODE, 0 },
  { "https://example.com/esim", LPA_CODE_ERROR_NOT_A_CODE, 0 },
  { "https://example.com/?carddata=LPA:2$smdp.example.com$ABC", LPA_CODE_ERROR_NOT_A_CODE, 0 },
  { "ab\xFF", LPA_CODE_ERROR_NOT_A_CODE, 2 },
  { "Your code: LPA:1$smdp_x.com$ABC", LPA_CODE_ERROR_ADDRESS, 21 },
  { "helpa:1$smdp.example.com$ABC", LPA_CODE_ERROR_NOT_A_CODE, 0 },
  /* cut by a shell: nothing, or what no name can hold, is left behind LPA:1 */
  { "LPA:1", LPA_CODE_ERROR_CUT_BY_SHELL, 5 },
  { "lpa:1.example.com", LPA_CODE_ERROR_CUT_BY_SHELL, 5 },
  { " LPA:1.com-123", LPA_CODE_ERROR_CUT_BY_SHELL, 6 },
  /* LPA:12 is not LPA:1 */
  { "LPA:12$smdp.example.com$ABC", LPA_CODE_ERROR_VERSION, 4 },
  { "LPA:12", LPA_CODE_ERROR_VERSION, 4 },
  { "LPA:2$smdp.example.com$ABC", LPA_CODE_ERROR_VERSION, 4 },
  { "2$smdp.example.com$ABC", LPA_CODE_ERROR_VERSION, 0 },
  { "LPA:x$smdp.example.com$ABC", LPA_CODE_ERROR_VERSION, 4 },
  /* addresses */
  { "LPA:1$$ABC", LPA_CODE_ERROR_ADDRESS, 6 },
  { "LPA:1$  $ABC", LPA_CODE_ERROR_ADDRESS, 8 },
  { "LPA:1$smdp example.com$ABC", LPA_CODE_ERROR_ADDRESS, 10 },
  { "LPA:1$smdp_x.example.com$ABC", LPA_CODE_ERROR_ADDRESS, 10 },
  { "LPA:1$smdp..com$ABC", LPA_CODE_ERROR_ADDRESS, 11 },
  { "LPA:1$-smdp.com$ABC", LPA_CODE_ERROR_ADDRESS, 11 },
  { "LPA:1$user@smdp.com$ABC", LPA_CODE_ERROR_ADDRESS, 10 },
  { "LPA:1$smdp.com/path$ABC", LPA_CODE_ERROR_ADDRESS, 14 },
  { "LPA:1$https://smdp.com/path$ABC", LPA_CODE_ERROR_ADDRESS, 22 },
  { "LPA:1$smdp.com?x$ABC", LPA_CODE_ERROR_ADDRESS, 14 },
  { "LPA:1$smdp.com:0$ABC", LPA_CODE_ERROR_ADDRESS, 15 },
  { "LPA:1$smdp.com:65536$ABC", LPA_CODE_ERROR_ADDRESS, 15 },
  { "LPA:1$smdp.com:http$ABC", LPA_CODE_ERROR_ADDRESS, 15 },
  { "LPA:1$smdp.com:$ABC", LPA_CODE_ERROR_ADDRESS, 15 },
  { "LPA:1$1.2.3$ABC", LPA_CODE_ERROR_ADDRESS, 10 },
  { "LPA:1$999.1.1.1$ABC", LPA_CODE_ERROR_ADDRESS, 14 },
  { "LPA:1$smdp\x01.com$ABC", LPA_CODE_ERROR_ADDRESS, 10 },
  /* positions are in the text that was given, not in the one that was cleaned */
  { "\xEF\xBB\xBF \xE2\x80\x9CLPA:1$smdp_x.com$ABC", LPA_CODE_ERROR_ADDRESS, 13 },
  { "LPA%3A1%24smdp_x.com%24ABC", LPA_CODE_ERROR_ADDRESS, 14 },
  { "https://x.example/?carddata=LPA:1$smdp_x.com$ABC", LPA_CODE_ERROR_ADDRESS, 38 },
  /* matching ID */
  { "LPA:1$smdp.com", LPA_CODE_ERROR_MATCHING_ID, 14 },
  { "LPA:1$smdp.com$AB CD", LPA_CODE_ERROR_MATCHING_ID, 17 },
  { "LPA:1$smdp.com$ABC\nThank you", LPA_CODE_ERROR_MATCHING_ID, 18 },
  { "LPA:1$smdp.com$AB\x07"
    "CD",
    LPA_CODE_ERROR_MATCHING_ID, 17 },
  { "https://x.example/?c=1%24smdp.com%24AB%00CD", LPA_CODE_ERROR_MATCHING_ID, 38 },
  /* object identifier and flag */
  { "LPA:1$smdp.com$ABC$1.3.x", LPA_CODE_ERROR_OID, 23 },
  { "LPA:1$smdp.com$ABC$1", LPA_CODE_ERROR_OID, 19 },
  { "LPA:1$smdp.com$ABC$3.1", LPA_CODE_ERROR_OID, 19 },
  { "LPA:1$smdp.com$ABC$1.40", LPA_CODE_ERROR_OID, 19 },
  { "LPA:1$smdp.com$ABC$1..3", LPA_CODE_ERROR_OID, 19 },
  { "LPA:1$smdp.com$ABC$1.03", LPA_CODE_ERROR_OID, 19 },
  { "LPA:1$smdp.com$ABC$$2", LPA_CODE_ERROR_FLAG, 20 },
  { "LPA:1$smdp.com$ABC$$11", LPA_CODE_ERROR_FLAG, 20 },
  { "LPA:1$smdp.com$ABC$$yes", LPA_CODE_ERROR_FLAG, 20 },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaActivationCode) code = NULL;
      gsize where = 9999;

      say (refused[i].text);
      code = lpa_activation_code_parse (refused[i].text, &where, &error);
      g_assert_error (error, LPA_CODE_ERROR, refused[i].code);
      g_assert_cmpuint (where, ==, refused[i].where);
      g_assert_null (code);
    }
}

static void
test_lengths (void)
{
  g_autofree char *token = g_strnfill (255, 'A');
  g_autofree char *fits = g_strconcat ("LPA:1$smdp.com$", token, NULL);
  g_autofree char *too_long = g_strconcat (fits, "A", NULL);
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *long_label = g_strconcat ("LPA:1$", label, ".com$A", NULL);
  g_autofree char *huge = g_strnfill (1000000, '$');
  g_autoptr (LpaActivationCode) code = lpa_activation_code_parse (fits, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gsize where;

  g_assert_nonnull (code);
  g_assert_cmpstr (code->matching_id, ==, token);
  g_assert_null (lpa_activation_code_parse (too_long, &where, &error));
  g_assert_error (error, LPA_CODE_ERROR, LPA_CODE_ERROR_TOO_LONG);
  g_assert_cmpuint (where, ==, 15 + 255);
  g_clear_error (&error);
  g_assert_null (lpa_activation_code_parse (long_label, &where, &error));
  g_assert_error (error, LPA_CODE_ERROR, LPA_CODE_ERROR_ADDRESS);
  g_clear_error (&error);
  g_assert_null (lpa_activation_code_parse (huge, &where, &error));
  g_assert_error (error, LPA_CODE_ERROR, LPA_CODE_ERROR_TOO_LONG);
}

static void
test_reason_names_character (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lpa_activation_code_parse ("LPA:1$smdp.com:http$ABC", NULL, &error));
  g_assert_cmpstr (error->message, ==, "Character 16: the port is not a number");
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "address");
}

static void
test_normalise (void)
{
  static const Accepted addresses[] = {
    { "smdp.example.com", "smdp.example.com" },
    { " SMDP.Example.com ", "smdp.example.com" },
    { "\xC2\xA0https://smdp.example.com/\n", "smdp.example.com" },
    { "http://smdp.example.com.", "smdp.example.com" },
    { "smdp.example.com:443", "smdp.example.com:443" },
    { "smdp.example.com.:443/", "smdp.example.com:443" },
  };
  static const char *const bad[] = { "",    " ",   "https://", "/",  "a b",  "a@b",
                                     "a/b", "a:b", "a:1:2",    "..", "\xFF", "LPA:1$a$b" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = lpa_server_address_normalise (addresses[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address, ==, addresses[i].code);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      say (bad[i]);
      g_assert_null (lpa_server_address_normalise (bad[i], &error));
      g_assert_error (error, LPA_CODE_ERROR, LPA_CODE_ERROR_ADDRESS);
    }
}

/* Whatever comes, the parser ends, and says of a refusal a place inside the text. */
static void
test_damaged (void)
{
  static const char alphabet[] = "$1:%24/?=&#\\\"' \n.-@[]LPAlpa0\xEF\xBC\x84\xFF";
  g_autoptr (GRand) random = g_rand_new_with_seed (22);

  for (guint round = 0; round < 20000; round++)
    {
      const char *source = accepted[round % G_N_ELEMENTS (accepted)].text;
      g_autofree char *text = g_strdup (source);
      gsize length = strlen (text);
      g_autoptr (LpaActivationCode) code = NULL;
      g_autoptr (GError) error = NULL;
      gsize where = 0;

      for (gint32 n = g_rand_int_range (random, 1, 6); n > 0; n--)
        text[g_rand_int_range (random, 0, (gint32) length)] =
            alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)];
      code = lpa_activation_code_parse (text, &where, &error);
      g_assert_true ((code != NULL) != (error != NULL));
      g_assert_cmpuint (where, <=, length);
      g_assert_true (!code || (code->address && *code->address));
    }
}

static void
test_new (void)
{
  g_autoptr (LpaActivationCode) code = lpa_activation_code_new ("SMDP.example.com", "aB");
  g_autoptr (LpaActivationCode) empty = lpa_activation_code_new ("", "");
  g_autofree char *text = lpa_activation_code_to_text (code);

  g_assert_cmpstr (text, ==, "LPA:1$smdp.example.com$aB");
  g_assert_null (empty->address);
  g_assert_null (empty->matching_id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/activation-code/accepted", test_accepted);
  g_test_add_func ("/activation-code/refused", test_refused);
  g_test_add_func ("/activation-code/lengths", test_lengths);
  g_test_add_func ("/activation-code/reason-names-character", test_reason_names_character);
  g_test_add_func ("/activation-code/normalise", test_normalise);
  g_test_add_func ("/activation-code/damaged", test_damaged);
  g_test_add_func ("/activation-code/new", test_new);

  return g_test_run ();
}
