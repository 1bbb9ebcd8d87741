/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scan/tern-code-finder.h"
#include "scan/tern-mail-text.h"

#define CODE "LPA:1$rsp.example.com$ABC-123-XYZ9"
#define HALVES "rsp.example.com", "ABC-123-XYZ9"

/* A text with one code in it. */
typedef struct
{
  const char *text;
  const char *address;
  const char *matching_id;
} Case;

static const Case cases[] = {
  /* Written out */
  { CODE, HALVES },
  { "  \n" CODE "\r\n", HALVES },
  { "Hello,\n\nyour eSIM is ready. Your code: " CODE ".\n\nKind regards\nSupport", HALVES },
  { "code:" CODE, HALVES },
  { "Scan or paste (" CODE ") now", HALVES },
  { "Your code is “" CODE "”, thank you", HALVES },
  { "Votre code « " CODE " » ici", HALVES },
  { "> " CODE "\n> On Monday you wrote", HALVES },
  { "<b>" CODE "</b> and more", HALVES },
  { "| QR | " CODE " |", HALVES },
  { "**" CODE "** in bold", HALVES },
  { "use lpa:1$rsp.example.com$ABC-123-XYZ9 please", HALVES },
  { "use LPA: 1$rsp.example.com$ABC-123-XYZ9 please", HALVES },
  { "use 1$rsp.example.com$ABC-123-XYZ9 please", HALVES },
  { "use $rsp.example.com$ABC-123-XYZ9 please", HALVES },
  { "use LPA:1＄rsp.example.com＄ABC-123-XYZ9 please", HALVES },
  { "use LPA:1\\$rsp.example.com\\$ABC-123-XYZ9 please", HALVES },
  { "use lower LPA:1$rsp.example.com$abc-Def please", "rsp.example.com", "abc-Def" },
  { "five fields LPA:1$rsp.example.com$ABC-123-XYZ9$1.3.6.1.4$1 please", HALVES },
  { "six fields LPA:1$rsp.example.com$ABC-123-XYZ9$$1$more please", HALVES },
  { "no matching LPA:1$rsp.example.com$ please", "rsp.example.com", NULL },
  { "It costs $5.00, before $10.00. " CODE " is yours", HALVES },
  /* Broken by a mail program */
  { "the code LPA:1$rsp.example.com$\nABC-123-XYZ9\nis yours", HALVES },
  /* Encoded, and in links */
  { "see lpa%3A1%24rsp.example.com%24ABC-123-XYZ9 here", HALVES },
  { "see LPA:1%24rsp.example.com%24ABC-123-XYZ9 here", HALVES },
  { "tap https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=" CODE " now", HALVES },
  { "tap https://esimsetup.android.com/esim_qrcode_provisioning?carddata="
    "LPA%3A1%24rsp.example.com%24ABC-123-XYZ9&x=1.",
    HALVES },
  { "tap https://link.example.net/?to=LPA%253A1%2524rsp.example.com%2524ABC-123-XYZ9 now", HALVES },
  { "<a href=\"https://esimsetup.apple.com/?carddata=" CODE "\">Install</a>", HALVES },
  { "LPA:1$https://rsp.example.com/$ABC-123-XYZ9 in this mail", HALVES },
  /* From a mail's source: quoted-printable, entities, both, and what only looks like them */
  { "<a href=3D\"https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=3DLPA:1$rsp.exam=\n"
    "ple.com$ABC-123-XYZ9\">Install</a>",
    HALVES },
  { "Your code: LPA:1$rsp.example.com$ABC-1=\r\n23-XYZ9\r\n", HALVES },
  { "Code: LPA:1=24rsp.example.com=24ABC-123-XYZ9 (=3D one eSIM)", HALVES },
  { "SM-DP+ address: rsp.example.com=20=\n\nActivation code: ABC-123-=  \nXYZ9\n", HALVES },
  { "<a href=\"https://install.example/?a=1&amp;carddata=LPA:1&#36;rsp.example.com&#x24;ABC-123-"
    "XYZ9\">",
    HALVES },
  { "LPA&colon;1&dollar;rsp.example.com&dollar;ABC-123-XYZ9", HALVES },
  { "LPA:1$rsp.&shy;example.com$ABC-&#8203;123-XYZ9", HALVES },
  { "SM-DP+&nbsp;address:&nbsp;rsp.example.com<br>\nActivation&nbsp;code:&nbsp;ABC-123-XYZ9",
    HALVES },
  { "carddata=3DLPA:1&amp;#36;rsp.example.com&amp;#36;ABC-123-XYZ9 LPA:1=24rsp.example.com=24"
    "ABC-123-XYZ9",
    HALVES },
  { "SMDP+ =\nrsp.example.com\nActivation code =\nABC-123-XYZ9", HALVES },
  { "https://install.example/?id=ABCD&x=%3D&carddata=" CODE, HALVES },
  /* A whole code where a half was asked for */
  { "SM-DP+ address: " CODE, HALVES },
  { "SM-DP+ Address: RSP.Example.Com./\nActivation Code: ABC-123-XYZ9", HALVES },
  /* Two halves with labels */
  { "SM-DP+ address: rsp.example.com\nActivation code: ABC-123-XYZ9", HALVES },
  { "SM-DP+ Address\nrsp.example.com\n\nActivation Code\nABC-123-XYZ9\n", HALVES },
  { "Activation code = ABC-123-XYZ9\nSMDP+ = rsp.example.com", HALVES },
  { "SM-DP+ Adresse: https://RSP.example.com/\nAktivierungscode: ABC-123-XYZ9\n", HALVES },
  { "Adresse SM-DP+ : rsp.example.com\nCode d’activation : ABC-123-XYZ9", HALVES },
  { "Dirección SM-DP+: rsp.example.com\nCódigo de activación: ABC-123-XYZ9", HALVES },
  { "SM-DP+ 地址：rsp.example.com\n激活码：ABC-123-XYZ9", HALVES },
  { "SM-DP+アドレス：rsp.example.com\nアクティベーションコード：ABC-123-XYZ9", HALVES },
  { "SM-DP+ address rsp.example.com, activation code ABC-123-XYZ9 (valid for 30 days)", HALVES },
  { "Server address:\trsp.example.com\nMatching ID:\tABC-123-XYZ9", HALVES },
  { "SM-DP+ address: rsp.example.com:8443\nToken: abcdef", "rsp.example.com:8443", "abcdef" },
  { "Dear customer,\nenter these by hand if scanning fails.\nSM-DP+ address: rsp.example.com\n"
    "Enter the activation code manually:\nABC-123-XYZ9\nQuestions? www.example.net/help",
    HALVES },
  /* Two halves without */
  { "rsp.example.com\nABC-123-XYZ9", HALVES },
  { "rsp.example.com ABC-123-XYZ9", HALVES },
  { "ABC-123-XYZ9\nrsp.example.com", HALVES },
  { "https://rsp.example.com/\nabcdef", "rsp.example.com", "abcdef" },
  { "Please enter\nrsp.example.com\nABC-123-XYZ9\non your telephone", HALVES },
};

static void
test_found (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = tern_code_finder_find (cases[i].text);
      const TernCandidate *candidate = found->len > 0 ? found->pdata[0] : NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (found->len, ==, 1);
      g_assert_cmpstr (candidate->code->address, ==, cases[i].address);
      g_assert_cmpstr (candidate->code->matching_id, ==, cases[i].matching_id);
    }
}

static void
test_not_found (void)
{
  static const char *const texts[] = {
    "",
    " \n\t ",
    "LPA:",
    "LPA",
    "$$",
    "lpa:1$$$$$$$$$$$$$",
    "It costs $5.00 or $10 or US$20$.",
    "export PATH=$HOME/bin:$PATH; echo $a$b$c",
    "The LPA: a local profile assistant. SM-DP+ is a server, and the activation code is a code.",
    "Visit www.example.com or mail help@example.com by 2024-05-01.",
    "SM-DP+ address: \nActivation code: ",
    "SM-DP+ address: rsp.example.com",
    "Activation code: ABC-123-XYZ9",
    "https://www.example.com/?a=1$b$c",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) found = tern_code_finder_find (texts[i]);

      g_test_message ("%s", texts[i]);
      g_assert_cmpuint (found->len, ==, 0);
    }
}

static void
test_several (void)
{
  g_autoptr (GPtrArray) found =
      tern_code_finder_find ("1. LPA:1$a.example.com$ONE-1\n2. LPA:1$b.example.com$TWO-2\nagain "
                             "LPA:1$a.example.com$ONE-1");

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((TernCandidate *) found->pdata[0])->code->matching_id, ==, "ONE-1");
  g_assert_cmpstr (((TernCandidate *) found->pdata[1])->code->matching_id, ==, "TWO-2");
}

static void
test_several_pairs (void)
{
  g_autoptr (GPtrArray) found =
      tern_code_finder_find ("SM-DP+ address: a.example.com\nActivation code: ONE-1\n\n"
                             "SM-DP+ address: b.example.com\nActivation code: TWO-2\n");

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((TernCandidate *) found->pdata[0])->code->address, ==, "a.example.com");
  g_assert_cmpstr (((TernCandidate *) found->pdata[0])->code->matching_id, ==, "ONE-1");
  g_assert_cmpstr (((TernCandidate *) found->pdata[1])->code->address, ==, "b.example.com");
  g_assert_cmpstr (((TernCandidate *) found->pdata[1])->code->matching_id, ==, "TWO-2");
}

/* The code itself stands in the mail and both halves stand below it: that is one. */
static void
test_code_and_halves (void)
{
  g_autoptr (GPtrArray) found = tern_code_finder_find (
      CODE "\nor by hand\nSM-DP+ address: rsp.example.com\nActivation code: ABC-123-XYZ9\n"
           "Confirmation code: 4711");

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((TernCandidate *) found->pdata[0])->confirmation_code, ==, "4711");
}

/* Nothing that is pasted may keep a person waiting. */
static void
test_large (gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;
  gint64 start;

  while (text->len < 2 * 1024 * 1024)
    g_string_append (text, data);
  start = g_get_monotonic_time ();
  found = tern_code_finder_find (text->str);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (found->len, <=, 32);
}

/* A code at the end of a long mail is found. */
static void
test_far_down (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;

  while (text->len < 2 * 1024 * 1024)
    g_string_append (text, "Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n");
  g_string_append (text, CODE);
  found = tern_code_finder_find (text->str);
  g_assert_cmpuint (found->len, ==, 1);
}

/* What is not text ends the text. */
static void
test_not_utf8 (void)
{
  g_autoptr (GPtrArray) found = tern_code_finder_find ("use " CODE " now\xFF\xFE then");
  g_autoptr (GPtrArray) none = tern_code_finder_find ("\xFF" CODE);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
}

/* What is not decoded stays as it is, and nothing that is decoded can end the text early. */
static void
test_mail_text (void)
{
  static const char *const plain[] = { "",         "=",   "a=b",       "=zz",  "&",
                                       "&amp",     "&;",  "&unknown;", "&#0;", "&#x110000;",
                                       "&#xD800;", "&#;", "=3",        "x=24" };
  g_autofree char *nul = tern_mail_text_decode ("=3D=00a", 7);
  g_autofree char *latin = tern_mail_text_decode ("=3D=E9", 6);

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *text = tern_mail_text_decode (plain[i], strlen (plain[i]));

      g_test_message ("%s", plain[i]);
      g_assert_null (text);
    }
  g_assert_cmpstr (nul, ==, "==00a");
  g_assert_cmpstr (latin, ==, "=\xEF\xBF\xBD");
}

int
main (int argc, char **argv)
{
  static const char *const floods[] = {
    "1$a.b$ ",
    "LPA:",
    "LPA:1$",
    "$",
    "%24",
    "a",
    "SM-DP+ activation code confirmation code\n",
    "SM-DP+ a.example.com\n",
    "\n",
    "a.example.com A1B2 ",
    "https://x/?carddata=",
    "LPA:1$a.example.com$B1\n",
    "=3D=\n",
    "&amp;",
    "&#x0000;",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code-finder/found", test_found);
  g_test_add_func ("/code-finder/not-found", test_not_found);
  g_test_add_func ("/code-finder/several", test_several);
  g_test_add_func ("/code-finder/several-pairs", test_several_pairs);
  g_test_add_func ("/code-finder/code-and-halves", test_code_and_halves);
  g_test_add_func ("/code-finder/far-down", test_far_down);
  g_test_add_func ("/code-finder/not-utf8", test_not_utf8);
  g_test_add_func ("/code-finder/mail-text", test_mail_text);
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *path = g_strdup_printf ("/code-finder/large/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, floods[i], test_large);
    }
  return g_test_run ();
}
