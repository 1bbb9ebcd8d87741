/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "lpa/lpa-euicc-info.h"
#include "lpa/lpa-install-result.h"
#include "lpa/lpa-notification.h"
#include "lpa/lpa-package.h"
#include "lpa/lpa-policy-rules.h"
#include "lpa/lpa-profile.h"
#include "lpa/lpa-segments.h"

static void
read_info (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (input, NULL);
  g_autoptr (LpaEuiccInfo) copy = info ? lpa_euicc_info_copy (info) : NULL;
}

static void
read_profile (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (LpaProfile) profile = lpa_profile_new_from_info (tlv, NULL);
  const LpaOwner *owner = profile ? lpa_profile_get_owner (profile) : NULL;
  g_autofree char *mcc = owner ? lpa_owner_dup_mcc (owner) : NULL;
  g_autofree char *mnc = owner ? lpa_owner_dup_mnc (owner) : NULL;

  if (profile)
    g_assert_true (g_utf8_validate (lpa_profile_get_display_name (profile), -1, NULL));
}

static void
read_metadata (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (LpaProfile) profile = lpa_profile_new_from_metadata (input, NULL);

  if (profile)
    g_assert_nonnull (lpa_profile_get_iccid (profile));
}

static void
read_notification (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (LpaNotification) notification = lpa_notification_new_from_tlv (tlv, NULL);

  if (notification)
    g_assert_nonnull (lpa_notification_get_address (notification));
}

static void
read_result (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (LpaInstallResult) result = lpa_install_result_new_from_tlv (input, NULL);
  g_autoptr (GError) error =
      result && !result->success ? lpa_install_result_to_error (result) : NULL;
}

static void
read_rat (GBytes *input, const LpaTlv *tlv)
{
  static const LpaOwner owner = { .mccmnc = { 0x62, 0xF2, 0x10 } };
  g_autoptr (LpaRat) rat = lpa_rat_new_from_tlv (input, NULL);

  if (rat)
    lpa_rat_judge (rat, LPA_POLICY_RULES_NO_DISABLE, &owner);
}

static void
cut_package (GBytes *input, const LpaTlv *tlv)
{
  g_autoptr (GPtrArray) segments = lpa_segments_cut (input, NULL);
  gsize sum = 0;

  for (guint i = 0; segments && i < segments->len; i++)
    sum += g_bytes_get_size (segments->pdata[i]);
  g_assert_cmpuint (sum, ==, segments ? g_bytes_get_size (input) : 0);
  lpa_package_check_metadata (input, input, NULL);
}

static void (*const readers[]) (GBytes *input, const LpaTlv *tlv) = {
  read_info, read_profile, read_metadata, read_notification, read_result, read_rat, cut_package,
};

/* The first byte chooses what the rest is taken for. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) input = NULL;
  LpaTlvReader reader;
  LpaTlv tlv;

  if (size < 1)
    return 0;

  input = g_bytes_new (data + 1, size - 1);
  lpa_tlv_reader_init (&reader, g_bytes_get_data (input, NULL), size - 1);
  if (lpa_tlv_reader_next (&reader, &tlv, NULL))
    readers[data[0] % G_N_ELEMENTS (readers)](input, &tlv);
  return 0;
}
