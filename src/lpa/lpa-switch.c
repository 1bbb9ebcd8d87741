/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-switch.h"

#include "lpa/lpa-error.h"

/* How a switch can be asked for. Most cards take the first; some know only one handle, or only one
 * value of refreshFlag. */
static const struct
{
  LpaProfileHandle handle;
  gboolean refresh;
} ladder[] = {
  { LPA_PROFILE_HANDLE_ICCID, FALSE },
  { LPA_PROFILE_HANDLE_AID, FALSE },
  { LPA_PROFILE_HANDLE_ICCID, TRUE },
  { LPA_PROFILE_HANDLE_AID, TRUE },
};

/* Answers that another rung cannot change: the provider's rule, and a test profile that stands in
 * the way. */
static const char *const final_figures[] = { "enable/3", "enable/4", "disable/3", NULL };

/**
 * lpa_profiles_find:
 * @profiles: (element-type LpaProfile): a list of profiles
 * @iccid: (nullable): the bytes of an ICCID
 *
 * Returns: (transfer none) (nullable): the profile of that ICCID. Any thread
 */
LpaProfile *
lpa_profiles_find (GPtrArray *profiles, GBytes *iccid)
{
  for (guint i = 0; iccid != NULL && i < profiles->len; i++)
    if (g_bytes_equal (lpa_profile_get_iccid_bytes (profiles->pdata[i]), iccid))
      return profiles->pdata[i];
  return NULL;
}

/**
 * lpa_profiles_find_enabled:
 * @profiles: (element-type LpaProfile): a list of profiles
 *
 * Returns: (transfer none) (nullable): the profile in use. Any thread
 */
LpaProfile *
lpa_profiles_find_enabled (GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    if (lpa_profile_is_enabled (profiles->pdata[i]))
      return profiles->pdata[i];
  return NULL;
}

/* The one that the switch would put out of use. A provisioning or a test profile may do that to any
 * other (SGP.22 2.9.2.4). */
static LpaProfile *
find_displaced (GPtrArray *profiles, LpaProfile *profile, gboolean enable)
{
  if (!enable)
    return profile;
  if (lpa_profile_get_kind (profile) != LPA_PROFILE_KIND_OPERATIONAL)
    return NULL;
  return lpa_profiles_find_enabled (profiles);
}

static gboolean
check_rules (GPtrArray *profiles, LpaProfile *profile, gboolean enable, GError **error)
{
  LpaProfile *displaced = find_displaced (profiles, profile, enable);

  if (displaced == NULL || (lpa_profile_get_rules (displaced) & LPA_POLICY_RULES_NO_DISABLE) == 0)
    return TRUE;
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_DISABLE_FORBIDDEN, NULL,
                 "The provider does not allow \"%s\" to be switched off",
                 lpa_profile_get_display_name (displaced));
  return FALSE;
}

static gboolean
send_switch (LpaCard *card,
             LpaProfile *profile,
             gboolean enable,
             guint rung,
             GCancellable *cancellable,
             GError **error)
{
  if (enable)
    return lpa_es10c_enable (card, profile, ladder[rung].handle, ladder[rung].refresh, cancellable,
                             error);
  return lpa_es10c_disable (card, profile, ladder[rung].handle, ladder[rung].refresh, cancellable,
                            error);
}

/* A refusal leaves the card as it was; anything else needs a power-cycle before the list can be
 * believed, and so does a card that stays busy with a command it has for its reader. */
static gboolean
needs_restart (const GError *refusal, gboolean *busy)
{
  gboolean was_busy = *busy;
  const char *figure = refusal != NULL ? lpa_error_get_figure (refusal) : NULL;

  *busy = figure != NULL && g_str_has_suffix (figure, "/5");
  return refusal == NULL || refusal->domain != LPA_ES10_ERROR || (was_busy && *busy);
}

static gboolean
has_state (LpaCard *card,
           GBytes *iccid,
           gboolean enable,
           gboolean restart,
           gboolean *matches,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  LpaProfile *profile;

  if (restart && !lpa_card_restart (card, cancellable, error))
    return FALSE;
  profiles = lpa_es10c_list_profiles (card, FALSE, cancellable, error);
  if (profiles == NULL)
    return FALSE;
  profile = lpa_profiles_find (profiles, iccid);
  *matches = profile != NULL && lpa_profile_is_enabled (profile) == enable;
  return TRUE;
}

static gboolean
is_final (const GError *error)
{
  const char *figure = error != NULL ? lpa_error_get_figure (error) : NULL;

  return figure != NULL && g_strv_contains (final_figures, figure);
}

static gboolean
give_up (GError *refusal, GError **error)
{
  if (refusal != NULL)
    g_propagate_error (error, refusal);
  else
    lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                   "The card agreed, but its list of profiles does not show it");
  return FALSE;
}

/* One way up the ladder. The card's list decides after every try, for a lost answer may have worked
 * and an answer may be wrong. */
static gboolean
climb (LpaCard *card,
       LpaProfile *profile,
       gboolean enable,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GError) first = NULL;
  gboolean busy = FALSE;

  for (guint rung = 0; rung < G_N_ELEMENTS (ladder); rung++)
    {
      g_autoptr (GError) refusal = NULL;
      gboolean matches = FALSE;

      if (ladder[rung].handle == LPA_PROFILE_HANDLE_AID && lpa_profile_get_aid (profile) == NULL)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      send_switch (card, profile, enable, rung, cancellable, &refusal);
      if (!has_state (card, lpa_profile_get_iccid_bytes (profile), enable,
                      needs_restart (refusal, &busy), &matches, cancellable, error))
        return FALSE;
      if (matches)
        return TRUE;
      if (is_final (refusal))
        return give_up (g_steal_pointer (&refusal), error);
      if (first == NULL)
        first = g_steal_pointer (&refusal);
    }
  return give_up (g_steal_pointer (&first), error);
}

static gboolean
crosses_classes (LpaProfile *one, LpaProfile *other)
{
  return one != NULL &&
         !g_bytes_equal (lpa_profile_get_iccid_bytes (one), lpa_profile_get_iccid_bytes (other)) &&
         (lpa_profile_get_kind (one) == LPA_PROFILE_KIND_TEST) !=
             (lpa_profile_get_kind (other) == LPA_PROFILE_KIND_TEST);
}

/* Some cards do not change between a test and an operational profile by themselves: the one in use
 * is put out of use by hand. */
static gboolean
climb_across (LpaCard *card,
              LpaProfile *current,
              LpaProfile *profile,
              GCancellable *cancellable,
              GError **error)
{
  if (!climb (card, current, FALSE, cancellable, error))
    return FALSE;
  if (climb (card, profile, TRUE, cancellable, error))
    return TRUE;
  climb (card, current, TRUE, cancellable, NULL);
  return FALSE;
}

/**
 * lpa_switch_run:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @profiles: (element-type LpaProfile): what the card's list says now
 * @profile: one of @profiles
 * @enable: whether to enable or to disable it
 * @cancellable: (nullable): cancels between two tries
 * @error: return location for an error: %LPA_POLICY_ERROR_DISABLE_FORBIDDEN before anything is
 * sent, else the first refusal of the card
 *
 * Enables or disables a profile (SGP.22 3.2.1, 3.2.2), by whichever way this card understands,
 * and proves it by reading the card's list. The profile in use is not disabled first: the card
 * does that itself. Worker thread.
 *
 * Returns: whether the card's list shows the profile as wanted
 */
gboolean
lpa_switch_run (LpaCard *card,
                GPtrArray *profiles,
                LpaProfile *profile,
                gboolean enable,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) local = NULL;
  LpaProfile *current = lpa_profiles_find_enabled (profiles);

  if (lpa_profile_is_enabled (profile) == enable)
    return TRUE;
  if (!check_rules (profiles, profile, enable, error))
    return FALSE;
  if (climb (card, profile, enable, cancellable, &local))
    return TRUE;
  if (!enable || local->domain != LPA_ES10_ERROR || !crosses_classes (current, profile))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return climb_across (card, current, profile, cancellable, error);
}
