/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-euicc-info.h"

#include "tlv-text.h"

#define KEY "81370F5125D0B1D408D4C3B232E6D25E795BEBFB"
#define OTHER_KEY "4C27967AD20C14B391E9601E41E604AD57C0222F"

#define FULL                                                                               \
  "BF22{ 81=020301                         # profile package version\n"                    \
  "      82=020202                         # SGP.22\n"                                     \
  "      83=241100                         # firmware\n"                                   \
  "      84=810108820400042D9C83022535     # 8 applications, 273820 and 9525 bytes free\n" \
  "      85=067F36C0                       # UICC capabilities, 18 of them\n"              \
  "      86=090200                         # TS 102 241\n"                                 \
  "      87=020300                         # GlobalPlatform\n"                             \
  "      88=0490                           # RSP capabilities\n"                           \
  "      A9{ 04=" KEY " 04=" OTHER_KEY " } # believed\n"                                   \
  "      AA{ 04=" KEY " }                  # signed under\n"                               \
  "      8B=02                             # medium\n"                                     \
  "      99=0640                           # PPR1 forbidden\n"                             \
  "      04=010000                         # protection profile\n"                         \
  "      0C='GI-BA-UP-0419'                # SAS\n"                                        \
  "      AC{ 80='x' 81='y' } }"

static void
check_full (const LpaEuiccInfo *info)
{
  g_autoptr (GBytes) key = tlv_text ("04=" OTHER_KEY);

  g_assert_cmpstr (info->profile_version, ==, "2.3.1");
  g_assert_cmpstr (info->svn, ==, "2.2.2");
  g_assert_cmpstr (info->firmware_version, ==, "36.17.0");
  g_assert_cmpint (info->installed_applications, ==, 8);
  g_assert_cmpint (info->free_memory, ==, 273820);
  g_assert_cmpint (info->free_volatile_memory, ==, 9525);
  g_assert_cmphex (info->uicc_capabilities, ==, 0x36CFE); /* bits 1-7, 10, 11, 13, 14, 16, 17 */
  g_assert_cmpstr (info->ts102241_version, ==, "9.2.0");
  g_assert_cmpstr (info->global_platform_version, ==, "2.3.0");
  g_assert_cmphex (info->rsp_capabilities, ==, 1 << 0 | 1 << 3);
  g_assert_cmpuint (info->verification_keys->len, ==, 2);
  g_assert_cmpmem (g_bytes_get_data (info->verification_keys->pdata[1], NULL), 20,
                   (const guint8 *) g_bytes_get_data (key, NULL) + 2, 20);
  g_assert_cmpuint (info->signing_keys->len, ==, 1);
  g_assert_cmpint (info->category, ==, 2);
  g_assert_cmphex (info->forbidden_rules, ==, LPA_POLICY_RULES_NO_DISABLE);
  g_assert_cmpstr (info->pp_version, ==, "1.0.0");
  g_assert_cmpstr (info->sas_number, ==, "GI-BA-UP-0419");
}

static void
test_full (void)
{
  g_autoptr (GBytes) bytes = tlv_text (FULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (bytes, &error);
  g_autoptr (LpaEuiccInfo) copy = NULL;

  g_assert_no_error (error);
  check_full (info);
  copy = lpa_euicc_info_copy (info);
  g_clear_pointer (&info, lpa_euicc_info_free);
  check_full (copy);
}

static void
test_bare (void)
{
  g_autoptr (GBytes) bytes =
      tlv_text ("BF22{ 81=020100 82=020000 83=000000 84= 85= 88=09 A9{ } AA{ } 86=01 8B=07 99= }");
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpint (info->installed_applications, ==, -1);
  g_assert_cmpint (info->free_memory, ==, -1);
  g_assert_cmpint (info->free_volatile_memory, ==, -1);
  g_assert_cmphex (info->uicc_capabilities, ==, 0);
  g_assert_cmphex (info->rsp_capabilities, ==, 0);
  g_assert_null (info->ts102241_version);
  g_assert_null (info->global_platform_version);
  g_assert_null (info->pp_version);
  g_assert_null (info->sas_number);
  g_assert_cmpint (info->category, ==, -1);
  g_assert_cmpuint (info->signing_keys->len, ==, 0);
}

/* Memory figures have no sign, one to four bytes; all ones mean that the card cannot say. */
static void
test_memory (void)
{
  static const struct
  {
    const char *resources;
    gint64 free;
  } cases[] = {
    { "820180", 128 },
    { "8202FFFF", 65535 },
    { "82040016339B", 0x16339B },
    { "8204FFFFFFFF", -1 },
    { "8200", -1 },
    { "8204001633", -1 },
    { "8209000000000000000001", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "BF22{ 81=020100 82=020000 83=000000 84=%s A9{ } AA{ } }", cases[i].resources);
      g_autoptr (GBytes) bytes = tlv_text (text);
      g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (bytes, NULL);

      g_test_message ("%s", cases[i].resources);
      g_assert_cmpint (info->free_memory, ==, cases[i].free);
    }
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "",
    "BF20{ 82=020202 A9{ } AA{ } }",                   /* EUICCInfo1 */
    "BF22{ 81=020100 83=000000 A9{ } AA{ } }",         /* no SGP.22 version */
    "BF22{ 81=020100 82=0202 83=000000 A9{ } AA{ } }", /* two bytes of it */
    "BF22{ 82=020202 83=000000 A9{ } AA{ } }",         /* no package version */
    "BF22{ 81=020100 82=020202 A9{ } AA{ } }",         /* no firmware */
    "BF22{ 81=020100 82=020202 83=000000 AA{ } }",     /* no list of issuers */
    "BF22{ 81=020100 82=020202 83=000000 A9{ } }",
    "BF22{ 81=020100 82=020202 83=000000 A9{ 05=01 } AA{ } }", /* no issuer */
    "BF22{ 81=020100 82=020202 83=000000 A9{ 04= } AA{ } }",
    "BF22{ 81=020100 82=020202 83=000000 A9=0414 AA{ } }", /* cut off */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = tlv_text (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (lpa_euicc_info_new_from_tlv (bytes, &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

static void
test_names (void)
{
  g_assert_cmpstr (lpa_euicc_info_get_uicc_capability_name (1), ==, "usimSupport");
  g_assert_cmpstr (lpa_euicc_info_get_uicc_capability_name (25), ==, "suciCalculatorApi");
  g_assert_null (lpa_euicc_info_get_uicc_capability_name (9));
  g_assert_null (lpa_euicc_info_get_uicc_capability_name (32));
  g_assert_cmpstr (lpa_euicc_info_get_rsp_capability_name (3), ==, "testProfileSupport");
  g_assert_cmpstr (lpa_euicc_info_get_rsp_capability_name (11), ==, "deviceChangeSupport");
  g_assert_null (lpa_euicc_info_get_rsp_capability_name (25));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/euicc-info/full", test_full);
  g_test_add_func ("/lpa/euicc-info/bare", test_bare);
  g_test_add_func ("/lpa/euicc-info/memory", test_memory);
  g_test_add_func ("/lpa/euicc-info/refusals", test_refusals);
  g_test_add_func ("/lpa/euicc-info/names", test_names);

  return g_test_run ();
}
