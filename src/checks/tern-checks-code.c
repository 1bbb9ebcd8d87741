/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"

/**
 * tern_checks_code_form: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the text is an activation code (SGP.22 4.1).
 */
void
tern_checks_code_form (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->code == NULL)
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->code_error);
  else if (facts->code->confirmation_code_required)
    tern_finding_set (finding, TERN_VERDICT_PASS,
                      C_ ("check", "Have the confirmation code from your provider at hand."),
                      C_ ("check", "The code is well-formed. It leads to %s and wants a "
                                   "confirmation code."),
                      facts->server);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The code is well-formed. It leads to %s."), facts->server);
}

static char *
format_time (GDateTime *time)
{
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %H:%M") : g_strdup ("?");
}

static gboolean
is_on_card (const TernCheckFacts *facts, TernHistoryEntry *use)
{
  for (guint i = 0; facts->profiles != NULL && i < facts->profiles->len; i++)
    if (tern_ledger_names_profile (facts->ledger, use,
                                   lpa_profile_get_iccid (facts->profiles->pdata[i])))
      return TRUE;
  return FALSE;
}

/* Where it was used, when that was not here. */
static void
say_installed_elsewhere (TernHistoryEntry *use, TernFinding *finding)
{
  const LpaOperation *operation = tern_history_entry_get_operation (use);
  const char *station = tern_history_entry_get_station (use);
  g_autofree char *time = format_time (operation->time);
  const char *advice = C_ ("check", "Look at that card first. If the profile was deleted, ask your "
                                    "provider for a new code.");

  if (station != NULL)
    tern_finding_set (finding, TERN_VERDICT_FAILURE, advice,
                      C_ ("check", "The code was used on %s at the station “%s”, with the card "
                                   "whose EID ends in %s."),
                      time, station, operation->eid);
  else
    tern_finding_set (finding, TERN_VERDICT_FAILURE, advice,
                      C_ ("check", "The code was used on %s with the card whose EID ends in %s."),
                      time, operation->eid);
}

static void
say_installed (const TernCheckFacts *facts, TernHistoryEntry *use, TernFinding *finding)
{
  g_autofree char *time = format_time (tern_history_entry_get_operation (use)->time);

  finding->side = LPA_SIDE_PROVIDER;
  if (is_on_card (facts, use))
    tern_finding_set (
        finding, TERN_VERDICT_FAILURE,
        C_ ("check", "There is nothing to download: switch on the profile that is there."),
        C_ ("check", "The code was used on %s, and its profile is on this card."), time);
  else
    say_installed_elsewhere (use, finding);
}

static void
say_begun (TernHistoryEntry *use, TernFinding *finding)
{
  const LpaOperation *operation = tern_history_entry_get_operation (use);
  g_autofree char *time = format_time (operation->time);

  finding->side = LPA_SIDE_PROVIDER;
  tern_finding_set (
      finding, TERN_VERDICT_WARNING, C_ ("check", "It can be tried again with that card only."),
      C_ ("check", "An installation with this code was begun on %s with the card whose "
                   "EID ends in %s, and did not end well."),
      time, operation->eid);
}

/* What the server said to the code the last time, unless that said nothing about the code. */
static gboolean
say_refused (const LpaOperation *use, TernFinding *finding)
{
  const LpaErrorPage *page = use->error != NULL ? lpa_error_book_look_up (use->error) : NULL;
  g_autofree char *time = format_time (use->time);

  if (page == NULL || !g_str_has_prefix (use->error, "server/") ||
      page->usable == LPA_CODE_USABLE_YES || page->usable == LPA_CODE_USABLE_NOT_INVOLVED)
    return FALSE;
  finding->side = page->side;
  tern_finding_set (
      finding, page->usable == LPA_CODE_USABLE_NO ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING,
      g_dpgettext2 (GETTEXT_PACKAGE, "error action", page->action),
      /* Translators: a time, and then a whole sentence */
      C_ ("check", "The server refused the code on %s: %s"), time,
      g_dpgettext2 (GETTEXT_PACKAGE, "error cause", page->cause));
  return TRUE;
}

static gboolean
is_installed (const LpaOperation *use)
{
  return use->kind == LPA_OPERATION_DOWNLOAD && use->outcome == LPA_OPERATION_OUTCOME_DONE;
}

static gboolean
is_bound (const LpaOperation *use)
{
  return use->kind == LPA_OPERATION_DOWNLOAD && use->step != LPA_STEP_NONE &&
         use->step >= LPA_STEP_PACKAGE_BOUND;
}

static TernHistoryEntry *
find_use (GPtrArray *uses, gboolean (*is_such) (const LpaOperation *use))
{
  for (guint i = 0; i < uses->len; i++)
    if (is_such (tern_history_entry_get_operation (uses->pdata[i])))
      return uses->pdata[i];
  return NULL;
}

static void
judge_uses (const TernCheckFacts *facts, TernFinding *finding)
{
  TernHistoryEntry *use = find_use (facts->uses, is_installed);
  g_autofree char *time = NULL;

  if (use != NULL)
    {
      say_installed (facts, use, finding);
      return;
    }
  for (guint i = 0; i < facts->uses->len; i++)
    if (say_refused (tern_history_entry_get_operation (facts->uses->pdata[i]), finding))
      return;
  use = find_use (facts->uses, is_bound);
  if (use != NULL)
    {
      say_begun (use, finding);
      return;
    }
  time = format_time (tern_history_entry_get_operation (facts->uses->pdata[0])->time);
  tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                    C_ ("check", "The code was tried here on %s and not used up."), time);
}

/**
 * tern_checks_code_known: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the history knows the code.
 */
void
tern_checks_code_known (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->history_error != NULL)
    tern_finding_set_error (finding, TERN_VERDICT_UNKNOWN, facts->history_error);
  else if (facts->uses != NULL && facts->uses->len > 0)
    judge_uses (facts, finding);
  else if (facts->uses != NULL && facts->code->matching_id != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The code has not been used on this computer."));
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Ask whoever had the code whether it was scanned before, even "
                                   "partly or on another device."),
                      "%s", C_ ("check", "The history cannot tell this code from others."));
}

static gboolean
is_about_code (const GError *error)
{
  return error->domain == LPA_SERVER_ERROR;
}

/**
 * tern_checks_code_offer: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * What the server says to the code, when it has been shown.
 */
void
tern_checks_code_offer (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->offered != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The server takes the code and offers “%s”. The order was put "
                                   "off, not used."),
                      lpa_profile_get_display_name (facts->offered));
  else if (facts->offer_error != NULL)
    tern_finding_set_error (
        finding, is_about_code (facts->offer_error) ? TERN_VERDICT_FAILURE : TERN_VERDICT_UNKNOWN,
        facts->offer_error);
  else if (facts->show_code)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Mend what stands in the way first, then check again."), "%s",
                      C_ ("check", "The code was not shown to the server, since something else "
                                   "would have failed."));
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Have the code shown to the server: it offers the profile, and "
                                   "the order is put off. Some servers count this as a try."),
                      "%s",
                      C_ ("check", "Only the server knows, and it says so only when it is "
                                   "shown the code."));
}
