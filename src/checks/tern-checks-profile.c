/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

static gboolean
reports_to (LpaProfile *profile, const char *server)
{
  GPtrArray *rules = lpa_profile_get_notification_configuration (profile);

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    if (g_ascii_strcasecmp (((LpaNotificationRule *) rules->pdata[i])->address, server) == 0)
      return TRUE;
  return FALSE;
}

static LpaProfile *
find_from_server (const TernCheckFacts *facts)
{
  for (guint i = 0; facts->server != NULL && i < facts->profiles->len; i++)
    if (reports_to (facts->profiles->pdata[i], facts->server))
      return facts->profiles->pdata[i];
  return NULL;
}

static void
judge_by_server (const TernCheckFacts *facts, TernFinding *finding)
{
  LpaProfile *profile = find_from_server (facts);
  const char *provider = profile != NULL ? lpa_profile_get_provider (profile) : NULL;

  if (facts->profiles->len == 0)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "There is no profile on the card."));
  else if (profile == NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "No profile on the card names this server."));
  else
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "If that is the one you bought, there is nothing to download: "
                                   "switch it on."),
                      C_ ("check", "“%s” (%s) on the card is from the same server."),
                      lpa_profile_get_display_name (profile), provider != NULL ? provider : "?");
}

/**
 * tern_checks_profile_installed: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the profile is on the card already: by its ICCID once the server has announced it, by its
 * server before.
 */
void
tern_checks_profile_installed (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->installed != NULL)
    tern_finding_set (
        finding, TERN_VERDICT_FAILURE,
        C_ ("check", "There is nothing to download: switch on the profile that is there."),
        C_ ("check", "“%s” is on this card already."),
        lpa_profile_get_display_name (facts->installed));
  else if (facts->offered != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "“%s” is not on the card yet."),
                      lpa_profile_get_display_name (facts->offered));
  else if (facts->profiles == NULL)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Insert the card."), "%s",
                      C_ ("check", "The card cannot be asked."));
  else
    judge_by_server (facts, finding);
}

static const char *
describe_rules (LpaPolicyRules rules)
{
  gboolean no_disable = (rules & LPA_POLICY_RULES_NO_DISABLE) != 0;
  gboolean no_delete = (rules & LPA_POLICY_RULES_NO_DELETE) != 0;

  if (no_disable && no_delete)
    return C_ ("check",
               "Once switched on, the profile can be neither switched off nor deleted by you.");
  if (no_disable)
    return C_ ("check", "Once switched on, the profile cannot be switched off by you.");
  if (no_delete)
    return C_ ("check", "The profile cannot be deleted by you.");
  return C_ ("check", "The profile has no rules that bind you.");
}

/**
 * tern_checks_profile_rules: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the card allows the profile's rules (SGP.22 2.9.2.1).
 */
void
tern_checks_profile_rules (const TernCheckFacts *facts, TernFinding *finding)
{
  const char *rules =
      facts->offered != NULL ? describe_rules (lpa_profile_get_rules (facts->offered)) : NULL;

  if (rules == NULL)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Have the code shown to the server, or see the rules before you "
                                   "agree to install."),
                      "%s", C_ ("check", "The server tells the profile’s rules with its offer."));
  else if (facts->rules == LPA_POLICY_VERDICT_NOT_ALLOWED)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Ask your provider for a profile without these rules, or use a "
                                   "card without other profiles."),
                      /* Translators: a whole sentence goes in front */
                      C_ ("check", "%s This card does not allow that."), rules);
  else if (facts->rules == LPA_POLICY_VERDICT_CONSENT_NEEDED)
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "Install it only if you agree to that."), "%s", rules);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s", rules);
}
