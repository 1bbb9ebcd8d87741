/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-policy-rules.h"

G_BEGIN_DECLS

/**
 * LpaEuiccInfo:
 * @svn: the highest version of SGP.22 that the card speaks, as in `2.2.2`
 * @profile_version: version of the profile package specification
 * @firmware_version: the card's own
 * @ts102241_version: (nullable): version of the Java Card API
 * @global_platform_version: (nullable): version of GlobalPlatform
 * @pp_version: (nullable): version of the protection profile
 * @sas_number: (nullable): SAS accreditation number
 * @installed_applications: number of applications, or -1 where the card does not say
 * @free_memory: free non-volatile memory in bytes, or -1 where the card does not say
 * @free_volatile_memory: free volatile memory in bytes, or -1
 * @uicc_capabilities: bit i is bit i of UICCCapability
 * @rsp_capabilities: bit i is bit i of RspCapability
 * @category: 1 basic, 2 medium, 3 contactless, 0 other, -1 not said
 * @forbidden_rules: rules that no profile may have on this card
 * @verification_keys: (element-type GBytes): key identifiers of the issuers whose servers it
 * accepts, best first
 * @signing_keys: (element-type GBytes): key identifiers of the issuers under which it can sign,
 * best first
 *
 * EUICCInfo2 (SGP.22 4.3, BF22), fully decoded. Free with lpa_euicc_info_free().
 */
typedef struct
{
  char *svn;
  char *profile_version;
  char *firmware_version;
  char *ts102241_version;
  char *global_platform_version;
  char *pp_version;
  char *sas_number;
  gint64 installed_applications;
  gint64 free_memory;
  gint64 free_volatile_memory;
  guint32 uicc_capabilities;
  guint32 rsp_capabilities;
  int category;
  LpaPolicyRules forbidden_rules;
  GPtrArray *verification_keys;
  GPtrArray *signing_keys;
} LpaEuiccInfo;

LpaEuiccInfo *lpa_euicc_info_new_from_tlv (GBytes *info2, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaEuiccInfo *lpa_euicc_info_copy (const LpaEuiccInfo *self) G_GNUC_WARN_UNUSED_RESULT;
const char *lpa_euicc_info_get_uicc_capability_name (guint bit);
const char *lpa_euicc_info_get_rsp_capability_name (guint bit);
void lpa_euicc_info_free (LpaEuiccInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaEuiccInfo, lpa_euicc_info_free)

G_END_DECLS
