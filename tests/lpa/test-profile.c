/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-profile.h"

#include "tlv-text.h"

static LpaProfile *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = tlv_text (text);
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xE3, &tlv, NULL));
  return lpa_profile_new_from_info (&tlv, error);
}

static LpaProfile *
parse_well (const char *text)
{
  g_autoptr (GError) error = NULL;
  LpaProfile *profile = parse (text, &error);

  g_assert_no_error (error);
  return profile;
}

#define FULL                                                                                 \
  "E3{ 5A=980010325476981032F4"                                                              \
  "    4F=A0000005591010FFFFFFFF8900001100"                                                  \
  "    9F70=01                                # enabled\n"                                   \
  "    90='Travel'                            # nickname\n"                                  \
  "    91='Example Mobile'                    # provider\n"                                  \
  "    92='Example 5 GB'                      # name\n"                                      \
  "    93=01 94=89504E47                      # icon: PNG\n"                                 \
  "    95=00                                  # class: test\n"                               \
  "    B6{ 30{ 80=04F0 81='a.example' } 30{ 80=0410 81='b.example' } 30{ 80=0304 81='c' } }" \
  "    B7{ 80=00F110 }                        # owner: 001-01\n"                             \
  "    99=0560 }                              # PPR1 and PPR2\n"

static void
test_full (void)
{
  g_autoptr (LpaProfile) profile = parse_well (FULL);
  g_autofree char *mcc = lpa_owner_dup_mcc (lpa_profile_get_owner (profile));
  GPtrArray *rules = lpa_profile_get_notification_configuration (profile);
  const LpaNotificationRule *first, *second;

  g_assert_cmpstr (lpa_profile_get_iccid (profile), ==, "8900012345678901234");
  g_assert_cmpuint (g_bytes_get_size (lpa_profile_get_iccid_bytes (profile)), ==, 10);
  g_assert_cmpuint (g_bytes_get_size (lpa_profile_get_aid (profile)), ==, 16);
  g_assert_true (lpa_profile_is_enabled (profile));
  g_assert_cmpstr (lpa_profile_get_nickname (profile), ==, "Travel");
  g_assert_cmpstr (lpa_profile_get_provider (profile), ==, "Example Mobile");
  g_assert_cmpstr (lpa_profile_get_name (profile), ==, "Example 5 GB");
  g_assert_cmpstr (lpa_profile_get_display_name (profile), ==, "Travel");
  g_assert_cmpuint (g_bytes_get_size (lpa_profile_get_icon (profile)), ==, 4);
  g_assert_cmpint (lpa_profile_get_kind (profile), ==, LPA_PROFILE_KIND_TEST);
  g_assert_cmphex (lpa_profile_get_rules (profile), ==,
                   LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE);
  g_assert_cmpstr (mcc, ==, "001");

  /* an entry for events of a later standard says nothing to us */
  g_assert_cmpuint (rules->len, ==, 2);
  first = rules->pdata[0];
  second = rules->pdata[1];
  g_assert_cmphex (first->events, ==, 0xF0);
  g_assert_cmpstr (first->address, ==, "a.example");
  g_assert_cmphex (second->events, ==, LPA_NOTIFICATION_EVENT_DELETE);
}

/* A missing class means operational, a missing state disabled. */
static void
test_bare (void)
{
  g_autoptr (LpaProfile) profile = parse_well ("E3{ 5A=980010325476981032F4 90= 91= 94= B7= }");

  g_assert_false (lpa_profile_is_enabled (profile));
  g_assert_cmpint (lpa_profile_get_kind (profile), ==, LPA_PROFILE_KIND_OPERATIONAL);
  g_assert_null (lpa_profile_get_aid (profile));
  g_assert_null (lpa_profile_get_nickname (profile));
  g_assert_null (lpa_profile_get_provider (profile));
  g_assert_null (lpa_profile_get_name (profile));
  g_assert_null (lpa_profile_get_icon (profile));
  g_assert_null (lpa_profile_get_owner (profile));
  g_assert_cmphex (lpa_profile_get_rules (profile), ==, LPA_POLICY_RULES_NONE);
  g_assert_cmpuint (lpa_profile_get_notification_configuration (profile)->len, ==, 0);
  g_assert_cmpstr (lpa_profile_get_display_name (profile), ==, "Profile 1234");
}

static void
test_display_name (void)
{
  g_autoptr (LpaProfile) named = parse_well ("E3{ 5A=98 91='Provider' 92='Name' }");
  g_autoptr (LpaProfile) provided = parse_well ("E3{ 5A=98 91='Provider' }");
  g_autoptr (LpaProfile) blank = parse_well ("E3{ 5A=98 90='  ' 91='Provider' 92=' ' }");
  /* an odd encoding of a card's own */
  g_autoptr (LpaProfile) odd = parse_well ("E3{ 5A=98 92=41FF42 }");

  g_assert_cmpstr (lpa_profile_get_display_name (named), ==, "Name");
  g_assert_cmpstr (lpa_profile_get_display_name (provided), ==, "Provider");
  g_assert_cmpstr (lpa_profile_get_display_name (blank), ==, "Provider");
  g_assert_cmpstr (lpa_profile_get_display_name (odd), ==, "A\uFFFDB");
}

static void
test_same (void)
{
  static const char *const others[] = {
    "E3{ 5A=980010325476981032F4 91='P' 9F70=01 }",
    "E3{ 5A=980010325476981032F5 91='P' }",
    "E3{ 5A=980010325476981032F4 91='Q' }",
    "E3{ 5A=980010325476981032F4 90='N' 91='P' }",
    "E3{ 5A=980010325476981032F4 91='P' 92='N' }",
    "E3{ 5A=980010325476981032F4 91='P' 99=0640 }",
    "E3{ 5A=980010325476981032F4 91='P' 95=01 }",
    "E3{ 5A=980010325476981032F4 91='P' 94=00 }",
    "E3{ 5A=980010325476981032F4 91='P' B7{ 80=00F110 } }",
    "E3{ 5A=980010325476981032F4 91='P' 4F=A000000559 }",
    "E3{ 5A=980010325476981032F4 91='P' B6{ 30{ 80=0780 81='a' } } }",
  };
  g_autoptr (LpaProfile) profile = parse_well ("E3{ 5A=980010325476981032F4 91='P' }");
  g_autoptr (LpaProfile) again = parse_well ("E3{ 91='P' 95=02 9F70=00 5A=980010325476981032F4 }");
  g_autoptr (LpaProfile) full = parse_well (FULL);
  g_autoptr (LpaProfile) full_again = parse_well (FULL);

  g_assert_true (lpa_profile_same (profile, again));
  g_assert_true (lpa_profile_same (full, full_again));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (LpaProfile) other = parse_well (others[i]);

      g_assert_false (lpa_profile_same (profile, other));
      g_assert_false (lpa_profile_same (other, profile));
    }
}

static void
test_metadata (void)
{
  g_autoptr (GBytes) bytes = tlv_text ("BF25{ 5A=980010325476981032F4 91='P' 92='N' 99=0520 }");
  g_autoptr (GBytes) other = tlv_text ("BF2A{ 5A=980010325476981032F4 91='P' 92='N' }");
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaProfile) profile = lpa_profile_new_from_metadata (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lpa_profile_get_name (profile), ==, "N");
  g_assert_cmphex (lpa_profile_get_rules (profile), ==, LPA_POLICY_RULES_NO_DELETE);
  g_assert_null (lpa_profile_get_aid (profile));
  g_assert_null (lpa_profile_new_from_metadata (other, &error));
  g_assert_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED);
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "E3{ }",                                             /* no ICCID */
    "E3{ 5A= }",                                         /* an empty one */
    "E3{ 5A=9800103254769810325476 }",                   /* eleven bytes */
    "E3{ 5A=98 4F=A0000005 }",                           /* an AID of four bytes */
    "E3{ 5A=98 4F=A0000005591010FFFFFFFF890000110000 }", /* of seventeen */
    "E3{ 5A=98 9F70=02 }",                               /* neither disabled nor enabled */
    "E3{ 5A=98 9F70= }",                                 /* nothing at all */
    "E3{ 5A=98 95=03 }",                                 /* no class */
    "E3{ 5A=98 95=FF }",
    "E3{ 5A=98 B6{ 31{ 80=0780 81='a' } } }", /* no entry */
    "E3{ 5A=98 B6{ 30{ 81='a' } } }",         /* one without events */
    "E3{ 5A=98 B6{ 30{ 80=0780 } } }",        /* one without a server */
    "E3{ 5A=98 B6{ 30{ 80=0880 81='a' } } }",
    "E3{ 5A=98 B6=3005 }",       /* cut off */
    "E3{ 5A=98 B7{ 80=00F1 } }", /* half an operator */
    "E3{ 5A=98 B7{ 81=00F1 } }", /* none */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

static void
test_nicks (void)
{
  g_assert_cmpstr (lpa_profile_kind_get_nick (LPA_PROFILE_KIND_TEST), ==, "test");
  g_assert_cmpstr (lpa_profile_kind_get_nick (LPA_PROFILE_KIND_PROVISIONING), ==, "provisioning");
  g_assert_cmpstr (lpa_profile_kind_get_nick (LPA_PROFILE_KIND_OPERATIONAL), ==, "operational");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/profile/full", test_full);
  g_test_add_func ("/lpa/profile/bare", test_bare);
  g_test_add_func ("/lpa/profile/display-name", test_display_name);
  g_test_add_func ("/lpa/profile/same", test_same);
  g_test_add_func ("/lpa/profile/metadata", test_metadata);
  g_test_add_func ("/lpa/profile/refusals", test_refusals);
  g_test_add_func ("/lpa/profile/nicks", test_nicks);

  return g_test_run ();
}
