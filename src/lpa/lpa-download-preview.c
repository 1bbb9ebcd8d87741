/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-download-private.h"

#include "lpa/lpa-dry-run.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-switch.h"

/**
 * lpa_preview_free: (skip)
 * @self: (nullable) (transfer full): a preview
 */
void
lpa_preview_free (LpaPreview *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->profile);
  g_free (self->server);
  g_clear_pointer (&self->trust, lpa_trust_verdict_free);
  g_clear_object (&self->installed);
  g_free (self);
}

static gboolean
read_card (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) raw = lpa_es10b_get_info2 (self->card, cancellable, error);
  g_autoptr (LpaEuiccInfo) info = NULL;

  if (raw != NULL)
    info = lpa_euicc_info_new_from_tlv (raw, error);
  if (info == NULL)
    return FALSE;
  self->card_keys = g_ptr_array_ref (info->verification_keys);
  self->free_memory = info->free_memory;
  self->forbidden_rules = info->forbidden_rules;
  return TRUE;
}

static gboolean
check_code (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *address = lpa_dry_run_choose_server (self->card, self->code, cancellable, error);

  if (address == NULL || !read_card (self, cancellable, error))
    return FALSE;
  self->operation->server = g_strdup (address);
  if (!lpa_operation_begin (self->operation, self->journal, error))
    return FALSE;
  self->server = lpa_server_new (address, self->trust, self->card_keys);
  lpa_server_set_trace (self->server, self->trace);
  return TRUE;
}

/* Where the card's table cannot be read the person is asked; the card itself has the last word at
 * the installation. */
static LpaPolicyVerdict
judge_by_table (LpaDownload *self, LpaProfile *profile, GCancellable *cancellable)
{
  g_autoptr (LpaRat) rat = lpa_es10b_get_rat (self->card, cancellable, NULL);

  if (rat == NULL)
    return LPA_POLICY_VERDICT_CONSENT_NEEDED;
  return lpa_rat_judge (rat, lpa_profile_get_rules (profile), lpa_profile_get_owner (profile));
}

static gboolean
has_operational_profile (GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    if (lpa_profile_get_kind (profiles->pdata[i]) == LPA_PROFILE_KIND_OPERATIONAL)
      return TRUE;
  return FALSE;
}

/* SGP.22 2.9.2.1 and 3.1.3: PPR1 only as the first operational profile, and nothing that the card
 * forbids outright. */
static LpaPolicyVerdict
judge_rules (LpaDownload *self, LpaProfile *profile, GPtrArray *profiles, GCancellable *cancellable)
{
  LpaPolicyRules rules =
      lpa_profile_get_rules (profile) & (LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE);

  if (rules == LPA_POLICY_RULES_NONE)
    return LPA_POLICY_VERDICT_ALLOWED;
  if ((rules & self->forbidden_rules) != 0)
    return LPA_POLICY_VERDICT_NOT_ALLOWED;
  if ((rules & LPA_POLICY_RULES_NO_DISABLE) != 0 && has_operational_profile (profiles))
    return LPA_POLICY_VERDICT_NOT_ALLOWED;
  return judge_by_table (self, profile, cancellable);
}

static LpaPreview *
make_preview (LpaDownload *self, LpaProfile *profile, GPtrArray *profiles)
{
  LpaPreview *preview = g_new0 (LpaPreview, 1);
  LpaProfile *installed = lpa_profiles_find (profiles, lpa_profile_get_iccid_bytes (profile));
  const LpaTrustVerdict *trust = lpa_server_get_verdict (self->server);

  preview->profile = g_object_ref (profile);
  preview->server = g_strdup (self->operation->server);
  preview->trust = trust != NULL ? lpa_trust_verdict_copy (trust) : NULL;
  preview->confirmation_code_required = self->offer->confirmation_code_required;
  preview->installed = installed != NULL ? g_object_ref (installed) : NULL;
  preview->free_memory = self->free_memory;
  return preview;
}

static gboolean
find_order (LpaDownload *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaProfile) profile = NULL;
  g_autoptr (GPtrArray) profiles = NULL;

  if (!lpa_download_session_ask (self, cancellable, error))
    return FALSE;
  profile = lpa_profile_new_from_metadata (self->offer->metadata, error);
  if (profile == NULL)
    return FALSE;
  profiles = lpa_es10c_list_profiles (self->card, FALSE, cancellable, error);
  if (profiles == NULL)
    return FALSE;
  self->preview = make_preview (self, profile, profiles);
  self->preview->verdict = judge_rules (self, profile, profiles, cancellable);
  self->operation->iccid = g_strdup (lpa_profile_get_iccid (profile));
  self->operation->profile_name = g_strdup (lpa_profile_get_display_name (profile));
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         lpa_operation_advance (self->operation, self->journal, LPA_STEP_ORDER_FOUND, error);
}

const LpaDownloadStep lpa_download_preview_steps[] = {
  { LPA_STEP_CODE, TRUE, check_code },
  { LPA_STEP_SERVER_TRUSTED, TRUE, lpa_download_session_initiate },
  { LPA_STEP_CARD_AUTHENTICATED, TRUE, lpa_download_session_authenticate },
  { LPA_STEP_ORDER_FOUND, TRUE, find_order },
};
const guint lpa_download_n_preview_steps = G_N_ELEMENTS (lpa_download_preview_steps);
