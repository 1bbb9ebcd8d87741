/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"
#include "lpa/lpa-redact.h"

/* Profiles take from about 10 to 150 kB; the card's figure is a hint, for it counts in blocks. */
#define LEAST_ROOM (10 * 1000)
#define USUAL_ROOM (60 * 1000)

#define OLDEST_STANDARD 2

static void
set_no_card (TernFinding *finding)
{
  tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Insert the card."), "%s",
                    C_ ("check", "The card cannot be asked."));
}

static gboolean
is_card_fault (const GError *error)
{
  return error != NULL && (error->domain == LPA_CHANNEL_ERROR || error->domain == LPA_CARD_ERROR ||
                           error->domain == LPA_TLV_ERROR);
}

/**
 * tern_checks_card_answers: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether there is a card and it does what it is asked.
 */
void
tern_checks_card_answers (const TernCheckFacts *facts, TernFinding *finding)
{
  g_autofree char *eid = facts->eid != NULL ? lpa_redact_identifier (facts->eid) : NULL;

  if (facts->card_error != NULL)
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->card_error);
  else if (is_card_fault (facts->dry_run_error))
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->dry_run_error);
  else if (eid == NULL)
    set_no_card (finding);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "The card answers. EID: %s"),
                      eid);
}

static gboolean
is_only_m2m (const GError *error)
{
  return g_error_matches (error, LPA_CARD_ERROR, LPA_CARD_ERROR_M2M_ONLY);
}

static gboolean
is_no_euicc (const GError *error)
{
  return g_error_matches (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR);
}

/**
 * tern_checks_card_standard: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the card speaks SGP.22, and not SGP.02 alone.
 */
void
tern_checks_card_standard (const TernCheckFacts *facts, TernFinding *finding)
{
  guint64 major = 0;
  g_auto (GStrv) parts = facts->info != NULL ? g_strsplit (facts->info->svn, ".", 2) : NULL;

  if (is_only_m2m (facts->card_error) || is_no_euicc (facts->card_error))
    {
      tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->card_error);
      return;
    }
  if (parts == NULL || parts[0] == NULL ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, 255, &major, NULL))
    set_no_card (finding);
  else if (major < OLDEST_STANDARD)
    tern_finding_set (finding, TERN_VERDICT_FAILURE, C_ ("check", "Use a newer eSIM card."),
                      C_ ("check",
                          "The card speaks version %s of the eSIM standard (SGP.22), which "
                          "servers no longer understand."),
                      facts->info->svn);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The card speaks version %s of the eSIM standard (SGP.22)."),
                      facts->info->svn);
}

static void
judge_room (gint64 bytes, TernFinding *finding)
{
  g_autofree char *size = g_format_size ((guint64) bytes);

  if (bytes < LEAST_ROOM)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Delete a profile that you no longer need."),
                      C_ ("check", "The card has %s left; even small profiles take more."), size);
  else if (bytes < USUAL_ROOM)
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "If the profile does not fit, the code may be lost: delete a "
                                   "profile that you no longer need first."),
                      C_ ("check", "The card has %s left; some profiles take more."), size);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "The card has %s left."),
                      size);
}

/**
 * tern_checks_card_room: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether there is room for a profile.
 */
void
tern_checks_card_room (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->info == NULL)
    set_no_card (finding);
  else if (facts->info->free_memory < 0)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Delete profiles that you no longer need if the card holds "
                                   "several."),
                      "%s", C_ ("check", "The card does not say how much room is left."));
  else
    judge_room (facts->info->free_memory, finding);
}

/**
 * tern_checks_card_reports: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether providers have been told everything.
 */
void
tern_checks_card_reports (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->profiles == NULL)
    set_no_card (finding);
  else if (facts->reports == 0)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "No report waits on the card."));
  else
    tern_finding_set (
        finding, TERN_VERDICT_WARNING,
        C_ ("check", "Send the reports: until a provider has heard of a deletion, for example, it "
                     "may refuse to give the profile again."),
        lpa_plural ("check", "%u report waits on the card for its provider.",
                    "%u reports wait on the card for their providers.", facts->reports),
        facts->reports);
}
