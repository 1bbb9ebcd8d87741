/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

/**
 * LpaPolicyRules:
 *
 * Profile policy rules (SGP.22 2.9.1), tag 99 of a profile and of EUICCInfo2.
 */
typedef enum
{
  LPA_POLICY_RULES_NONE = 0,
  LPA_POLICY_RULES_UPDATE_CONTROL = 1 << 0,
  LPA_POLICY_RULES_NO_DISABLE = 1 << 1,
  LPA_POLICY_RULES_NO_DELETE = 1 << 2,
} LpaPolicyRules;

/**
 * LpaPolicyVerdict:
 *
 * What the card's rules authorisation table says to a profile's rules (SGP.22 2.9.2.1 and 3.1.3).
 */
typedef enum
{
  LPA_POLICY_VERDICT_ALLOWED,
  LPA_POLICY_VERDICT_CONSENT_NEEDED,
  LPA_POLICY_VERDICT_NOT_ALLOWED,
} LpaPolicyVerdict;

/**
 * LpaOwner:
 * @mccmnc: three bytes as in TS 24.008, or five or six digits in text form; see lpa_owner_dup_mcc()
 * and lpa_owner_dup_mnc()
 * @gid1: (nullable): group identifier 1
 * @gid2: (nullable): group identifier 2
 */
typedef struct
{
  guint8 mccmnc[3];
  GBytes *gid1;
  GBytes *gid2;
} LpaOwner;

LpaOwner *lpa_owner_new_from_tlv (const LpaTlv *tlv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_owner_equal (const LpaOwner *self, const LpaOwner *other);
char *lpa_owner_dup_mcc (const LpaOwner *self) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_owner_dup_mnc (const LpaOwner *self) G_GNUC_WARN_UNUSED_RESULT;
void lpa_owner_free (LpaOwner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaOwner, lpa_owner_free)

/**
 * LpaRat:
 *
 * The rules authorisation table of an eUICC (ES10b.GetRAT). Free with lpa_rat_free().
 */
typedef struct _LpaRat LpaRat;

LpaRat *lpa_rat_new_from_tlv (GBytes *tlv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaPolicyVerdict lpa_rat_judge (const LpaRat *self, LpaPolicyRules rules, const LpaOwner *owner);
guint lpa_rat_get_n_rules (const LpaRat *self);
LpaPolicyRules lpa_rat_get_rules (const LpaRat *self, guint row);
GPtrArray *lpa_rat_get_operators (const LpaRat *self, guint row);
gboolean lpa_rat_needs_consent (const LpaRat *self, guint row);
void lpa_rat_free (LpaRat *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaRat, lpa_rat_free)

LpaPolicyRules lpa_policy_rules_from_tlv (const LpaTlv *tlv);

G_END_DECLS
