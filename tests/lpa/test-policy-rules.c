/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "lpa/lpa-policy-rules.h"

#include "tlv-text.h"

static LpaRat *
rat_new (const char *text)
{
  g_autoptr (GBytes) bytes = tlv_text (text);
  g_autoptr (GError) error = NULL;
  LpaRat *rat = lpa_rat_new_from_tlv (bytes, &error);

  g_assert_no_error (error);
  return rat;
}

static LpaOwner *
owner_new (const char *text)
{
  g_autoptr (GBytes) bytes = tlv_text (text);
  g_autoptr (GError) error = NULL;
  LpaOwner *owner;
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xB7, &tlv, NULL));
  owner = lpa_owner_new_from_tlv (&tlv, &error);
  g_assert_no_error (error);
  return owner;
}

static void
test_owner (void)
{
  /* B7 { 80 mccMnc 310-410, 81 gid1 } */
  g_autoptr (LpaOwner) three = owner_new ("B7{ 80=130014 81=BAE0 }");
  /* B7 { 80 mccMnc 262-01: the third digit of the MNC is filling } */
  g_autoptr (LpaOwner) two = owner_new ("B7{ 80=62F210 }");
  g_autofree char *mcc = lpa_owner_dup_mcc (three);
  g_autofree char *mnc = lpa_owner_dup_mnc (three);
  g_autofree char *mcc2 = lpa_owner_dup_mcc (two);
  g_autofree char *mnc2 = lpa_owner_dup_mnc (two);

  g_assert_cmpstr (mcc, ==, "310");
  g_assert_cmpstr (mnc, ==, "410");
  g_assert_cmpuint (g_bytes_get_size (three->gid1), ==, 2);
  g_assert_null (three->gid2);
  g_assert_cmpstr (mcc2, ==, "262");
  g_assert_cmpstr (mnc2, ==, "01");
  g_assert_true (lpa_owner_equal (three, three));
  g_assert_false (lpa_owner_equal (three, two));
  g_assert_false (lpa_owner_equal (three, NULL));
  g_assert_true (lpa_owner_equal (NULL, NULL));
}

#define TABLE                                                                                  \
  "BF43{ A0{"                                                                                  \
  "  30{ 80=0640 A1{ 30{ 80=130014 81=BAE0 } } 82=0780 } # PPR1, 310-410 with gid1, consent\n" \
  "  30{ 80=0520 A1{ 30{ 80=62E2EE } } 82=00 }           # PPR2, 262 with any MNC\n"           \
  "  30{ 80=0560 A1{ 30{ 80=00F110 } } 82=0700 }         # both, 001-01\n"                     \
  "} }"

static void
test_rows (void)
{
  g_autoptr (LpaRat) rat = rat_new (TABLE);
  g_autofree char *mnc = NULL;

  g_assert_cmpuint (lpa_rat_get_n_rules (rat), ==, 3);
  g_assert_cmpuint (lpa_rat_get_rules (rat, 0), ==, LPA_POLICY_RULES_NO_DISABLE);
  g_assert_true (lpa_rat_needs_consent (rat, 0));
  g_assert_cmpuint (lpa_rat_get_rules (rat, 2), ==,
                    LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE);
  g_assert_false (lpa_rat_needs_consent (rat, 2));
  g_assert_cmpuint (lpa_rat_get_operators (rat, 1)->len, ==, 1);
  mnc = lpa_owner_dup_mnc (g_ptr_array_index (lpa_rat_get_operators (rat, 1), 0));
  g_assert_cmpstr (mnc, ==, "EEE");
}

static void
test_judge (void)
{
  static const struct
  {
    const char *owner;
    LpaPolicyRules rules;
    LpaPolicyVerdict verdict;
  } cases[] = {
    { "B7{ 80=130014 81=BAE0 }", LPA_POLICY_RULES_NO_DISABLE, LPA_POLICY_VERDICT_CONSENT_NEEDED },
    { "B7{ 80=130014 }", LPA_POLICY_RULES_NO_DISABLE, LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=130014 81=BAE1 }", LPA_POLICY_RULES_NO_DISABLE, LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=130014 81=BAE0 }", LPA_POLICY_RULES_NO_DELETE, LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=130014 81=BAE0 }", LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE,
      LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=62F210 }", LPA_POLICY_RULES_NO_DELETE, LPA_POLICY_VERDICT_ALLOWED },
    { "B7{ 80=62F220 }", LPA_POLICY_RULES_NO_DELETE, LPA_POLICY_VERDICT_ALLOWED },
    { "B7{ 80=62F210 }", LPA_POLICY_RULES_NO_DISABLE, LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=00F110 }", LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE,
      LPA_POLICY_VERDICT_ALLOWED },
    { "B7{ 80=00F120 }", LPA_POLICY_RULES_NO_DISABLE, LPA_POLICY_VERDICT_NOT_ALLOWED },
    { "B7{ 80=00F120 }", LPA_POLICY_RULES_NONE, LPA_POLICY_VERDICT_ALLOWED },
    { "B7{ 80=00F120 }", LPA_POLICY_RULES_UPDATE_CONTROL, LPA_POLICY_VERDICT_ALLOWED },
  };
  g_autoptr (LpaRat) rat = rat_new (TABLE);

  g_assert_cmpuint (lpa_rat_get_n_rules (rat), ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LpaOwner) owner = owner_new (cases[i].owner);

      g_test_message ("%s", cases[i].owner);
      g_assert_cmpint (lpa_rat_judge (rat, cases[i].rules, owner), ==, cases[i].verdict);
    }
  g_assert_cmpint (lpa_rat_judge (rat, LPA_POLICY_RULES_NO_DISABLE, NULL), ==,
                   LPA_POLICY_VERDICT_NOT_ALLOWED);
}

/* The first row that has the rule and the operator decides, even when a later one is milder. */
static void
test_order (void)
{
  /* PPR1 for everybody with consent, then PPR1 for everybody without */
  g_autoptr (LpaRat) rat = rat_new ("BF43{ A0{"
                                    "  30{ 80=0640 A1{ 30{ 80=EEEEEE } } 82=0780 }"
                                    "  30{ 80=0640 A1{ 30{ 80=FFFFFF } } 82=00 } } }");
  /* an empty gid1 stands for any */
  g_autoptr (LpaRat) any_gid =
      rat_new ("BF43{ A0{ 30{ 80=0640 A1{ 30{ 80=EEEEEE 81= } } 82=00 } } }");
  g_autoptr (LpaRat) empty = rat_new ("BF43{ A0{ } }");
  g_autoptr (LpaOwner) owner = owner_new ("B7{ 80=130014 81=BAE0 }");

  g_assert_cmpint (lpa_rat_judge (rat, LPA_POLICY_RULES_NO_DISABLE, owner), ==,
                   LPA_POLICY_VERDICT_CONSENT_NEEDED);
  g_assert_cmpint (lpa_rat_judge (rat, LPA_POLICY_RULES_NO_DISABLE, NULL), ==,
                   LPA_POLICY_VERDICT_CONSENT_NEEDED);
  g_assert_cmpint (lpa_rat_judge (any_gid, LPA_POLICY_RULES_NO_DISABLE, owner), ==,
                   LPA_POLICY_VERDICT_ALLOWED);
  g_assert_cmpint (lpa_rat_judge (empty, LPA_POLICY_RULES_NO_DISABLE, owner), ==,
                   LPA_POLICY_VERDICT_NOT_ALLOWED);
}

static void
test_rules (void)
{
  static const struct
  {
    const char *hex;
    LpaPolicyRules rules;
  } cases[] = {
    { "990206C0", LPA_POLICY_RULES_UPDATE_CONTROL | LPA_POLICY_RULES_NO_DISABLE },
    { "99020520", LPA_POLICY_RULES_NO_DELETE },
    { "990200FF",
      LPA_POLICY_RULES_UPDATE_CONTROL | LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE },
    { "9900", LPA_POLICY_RULES_NONE },
    { "990209FF", LPA_POLICY_RULES_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = lpa_hex_decode (cases[i].hex);
      LpaTlv tlv;

      g_assert_true (lpa_tlv_parse_bytes (bytes, 0x99, &tlv, NULL));
      g_assert_cmphex (lpa_policy_rules_from_tlv (&tlv), ==, cases[i].rules);
    }
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "BF43{ }",                                                 /* no table */
    "BF42{ A0{ } }",                                           /* another function */
    "BF43{ A0{ 31= } }",                                       /* no row */
    "BF43{ A0{ 30{ 80=0640 A1= } } }",                         /* no flags */
    "BF43{ A0{ 30{ A1= 82=00 } } }",                           /* no rules */
    "BF43{ A0{ 30{ 80=0640 82=00 } } }",                       /* no operators */
    "BF43{ A0{ 30{ 80=0640 A1{ 31{ 80=EEEEEE } } 82=00 } } }", /* not an operator */
    "BF43{ A0{ 30{ 80=0640 A1{ 30{ 80=EEEE } } 82=00 } } }",   /* half an operator */
    "BF43{ A0{ 30{ 80=0640 A1{ 30{ 81=EEEE } } 82=00 } } }",   /* none of it */
    "BF43{ A0{ 30{ 80=0640 A1= 82=0980 } } }",                 /* flags that are no bit string */
    "BF43=A004300280",                                         /* cut off */
    "",                                                        /* nothing */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = tlv_text (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (lpa_rat_new_from_tlv (bytes, &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/policy-rules/owner", test_owner);
  g_test_add_func ("/lpa/policy-rules/judge", test_judge);
  g_test_add_func ("/lpa/policy-rules/rows", test_rows);
  g_test_add_func ("/lpa/policy-rules/order", test_order);
  g_test_add_func ("/lpa/policy-rules/rules", test_rules);
  g_test_add_func ("/lpa/policy-rules/refusals", test_refusals);

  return g_test_run ();
}
