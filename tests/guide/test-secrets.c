/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-secrets.h"

#include <string.h>

#define MATCHING_ID "FJRD-10GB-7Q2K-55TH"
#define EID "89044045930000000000001234567853"
#define ICCID "8944476500001224158"

typedef struct
{
  const char *text;
  const char *left;
} Row;

/* Sentences of this program, with something from outside in them. */
static void
test_mixed (void)
{
  static const Row rows[] = {
    { "Nothing to hide here.", "Nothing to hide here." },
    { "The server refused: 8.2.6/3.8", "The server refused: 8.2.6/3.8" },
    { "status 6A82, 8010001D, 0000045D", "status 6A82, 8010001D, 0000045D" },
    { "2026-11-20 10:15:02 +0100", "2026-11-20 10:15:02 +0100" },
    { "order " MATCHING_ID " not found", "order … not found" },
    { "order fjrd-10gb-7q2k-55th!", "order …!" },
    { "FJRD10GB7Q2K55TH", "…" },
    { "FJRD 10GB 7Q2K 55TH", "…" },
    { "<" MATCHING_ID ">, \"" MATCHING_ID "\"", "<…>, \"…\"" },
    { "id=" MATCHING_ID "&x=1", "id=…&x=1" },
    { "LPA:1$smdp.example.com$" MATCHING_ID, "…" },
    { "lpa:1$smdp.example.com$other", "…" },
    { "code 1$smdp.example.com$other$$1 is bad", "code … is bad" },
    { "https://x.example/?carddata=LPA:1%24smdp.example.com%24other",
      "https://x.example/?carddata=…" },
    { "464A52442D313047422D3751324B2D35355448", "…" },
    { "RkpSRC0xMEdCLTdRMkstNTVUSA==", "…A==" },
    { "EID " EID " is wrong", "EID 8904…7853 is wrong" },
    { "EID 8904 4045 9300 0000 0000 0012 3456 7853", "EID 8904…7853" },
    { "ICCID " ICCID ".", "ICCID 8944…4158." },
    { "IMEI 356303455555555", "IMEI …" },
    { "a\nb\tc\x01", "a b c " },
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "", "" },
  };
  g_autoptr (TernSecrets) secrets = tern_secrets_new ();

  g_assert_true (tern_secrets_is_empty (secrets));
  tern_secrets_add (secrets, NULL);
  tern_secrets_add (secrets, "");
  g_assert_true (tern_secrets_is_empty (secrets));
  tern_secrets_add (secrets, MATCHING_ID);
  g_assert_false (tern_secrets_is_empty (secrets));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = tern_secrets_scrub (secrets, rows[i].text);

      g_assert_cmpstr (left, ==, rows[i].left);
    }
}

/* A person's own number of an order stays, however long; a code does not. */
static void
test_typed (void)
{
  static const Row rows[] = {
    { "20261120000000001234", "20261120000000001234" },
    { "A-17, " MATCHING_ID, "A-17, …" },
    { "A-17 LPA:1$smdp.example.com$other", "A-17 …" },
  };
  g_autoptr (TernSecrets) secrets = tern_secrets_new ();

  tern_secrets_add (secrets, MATCHING_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = tern_secrets_scrub_typed (secrets, rows[i].text);

      g_assert_cmpstr (left, ==, rows[i].left);
    }
}

/* Of a server's own words what are plain words and figures. */
static void
test_stranger (void)
{
  static const Row rows[] = {
    { "Matching ID is refused", "Matching ID is refused" },
    { "Refused (8.2.6/3.8).", "Refused (8.2.6/3.8)." },
    { "MatchingID " MATCHING_ID " refused", "MatchingID … refused" },
    { "confirmation code 1234 wrong, 2 tries left", "confirmation code … wrong, 2 tries left" },
    { "token eyJhbGciOiJub25lIn0", "token …" },
    { "aVeryLongWordThatIsNoWordAtAll", "…" },
    { "ref 7f3a9c", "ref …" },
  };
  g_autoptr (TernSecrets) secrets = tern_secrets_new ();
  g_autofree char *nothing = tern_secrets_scrub_stranger (secrets, "Matching ID is refused");

  g_assert_cmpstr (nothing, ==, "");
  tern_secrets_add (secrets, MATCHING_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = tern_secrets_scrub_stranger (secrets, rows[i].text);

      g_assert_cmpstr (left, ==, rows[i].left);
    }
}

/* A short one is looked for as a word, a strange one whatever it is made of. */
static void
test_short_and_strange (void)
{
  static const char *const strange[] = {
    "…", "……", "$", "((((", "[a-z]*", "\\1\\1", "ÄÖÜß", "%s%n"
  };
  g_autoptr (TernSecrets) secrets = tern_secrets_new ();
  g_autofree char *left = NULL;

  tern_secrets_add (secrets, "A7");
  left = tern_secrets_scrub (secrets, "Code A7, “A7” or a7: not A71 or BA7");
  g_assert_cmpstr (left, ==, "Code …, “…” or …: not A71 or BA7");
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *scrubbed = NULL;

      tern_secrets_add (secrets, strange[i]);
      text = g_strdup_printf ("before %s after", strange[i]);
      scrubbed = tern_secrets_scrub (secrets, text);
      g_assert_cmpstr (scrubbed, ==, "before … after");
    }
}

static void
test_long (void)
{
  g_autoptr (TernSecrets) secrets = tern_secrets_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *digits = g_strnfill (100000, '7');
  g_autofree char *left = NULL;
  g_autofree char *number = NULL;

  tern_secrets_add (secrets, MATCHING_ID);
  for (int i = 0; i < 5000; i++)
    g_string_append (text, MATCHING_ID " ");
  left = tern_secrets_scrub (secrets, text->str);
  g_assert_null (strstr (left, "FJRD-10GB"));
  number = tern_secrets_scrub (secrets, digits);
  g_assert_cmpuint (strlen (number), <, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secrets/mixed", test_mixed);
  g_test_add_func ("/secrets/typed", test_typed);
  g_test_add_func ("/secrets/stranger", test_stranger);
  g_test_add_func ("/secrets/short-and-strange", test_short_and_strange);
  g_test_add_func ("/secrets/long", test_long);

  return g_test_run ();
}
