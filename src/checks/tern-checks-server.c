/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"

/* A clock may be so far off before certificates and signatures begin to fail. */
#define WRONG_CLOCK (24 * G_TIME_SPAN_HOUR)
#define INEXACT_CLOCK (5 * G_TIME_SPAN_MINUTE)

static void
set_no_server (TernFinding *finding)
{
  tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                    C_ ("check", "Give a code that names its server."), "%s",
                    C_ ("check", "There is no server to ask."));
}

static gboolean
is_in (const GError *error, GQuark domain)
{
  return error != NULL && error->domain == domain;
}

static void
judge_line (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernLine *line = facts->line;

  if (line->good > 0 || line->distrust != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "%s answers."), facts->server);
  else if (line->error != NULL)
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, line->error);
  else if (line->resolve_error != NULL)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Check the code and the network."),
                      C_ ("check", "%s cannot be found."), facts->server);
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Check again."), "%s",
                      C_ ("check", "The server was not asked in the time that a check may take."));
}

/**
 * tern_checks_server_answers: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the server can be reached.
 */
void
tern_checks_server_answers (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->dry_run != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "%s answered the card in %u ms."), facts->dry_run->server,
                      facts->dry_run->milliseconds);
  else if (is_in (facts->dry_run_error, LPA_HTTP_ERROR) ||
           is_in (facts->dry_run_error, LPA_POLICY_ERROR))
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->dry_run_error);
  else if (is_in (facts->dry_run_error, LPA_SERVER_ERROR))
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "%s answers."), facts->server);
  else if (facts->line != NULL)
    judge_line (facts, finding);
  else
    set_no_server (finding);
}

static const char *
describe_trust (LpaTrustKind kind)
{
  static const char *const sentences[] = {
    [LPA_TRUST_KIND_CARD_ISSUER] =
        NC_ ("check", "The server is believed on the word of “%s”, which the card names."),
    [LPA_TRUST_KIND_PRODUCTION_ISSUER] =
        NC_ ("check", "The server is believed on the word of “%s”, which eSIM servers have."),
    [LPA_TRUST_KIND_WEB] =
        NC_ ("check", "The server is believed like a website, on the word of “%s”."),
    [LPA_TRUST_KIND_ADDED] =
        NC_ ("check", "The server is believed on the word of “%s”, which you added for tests."),
  };

  return sentences[kind];
}

static void
set_trusted (const LpaTrustVerdict *trust, TernFinding *finding)
{
  g_auto (GStrv) parts = NULL;

  if (trust == NULL)
    {
      tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                        C_ ("check", "The server’s certificate is believed."));
      return;
    }
  parts =
      g_strsplit (g_dpgettext2 (GETTEXT_PACKAGE, "check", describe_trust (trust->kind)), "%s", 2);
  tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s%s%s", parts[0], trust->issuer, parts[1]);
}

/* Without the card's list a server may be distrusted that the card would vouch for. */
static void
judge_distrust (const TernCheckFacts *facts, TernFinding *finding)
{
  gboolean card_may_know =
      facts->card_keys == NULL &&
      (g_error_matches (facts->line->distrust, LPA_TRUST_ERROR, LPA_TRUST_ERROR_UNKNOWN_ISSUER) ||
       g_error_matches (facts->line->distrust, LPA_TRUST_ERROR, LPA_TRUST_ERROR_TEST_ISSUER));

  tern_finding_set_error (finding, card_may_know ? TERN_VERDICT_UNKNOWN : TERN_VERDICT_FAILURE,
                          facts->line->distrust);
}

/**
 * tern_checks_server_trusted: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the server proves who it is.
 */
void
tern_checks_server_trusted (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->dry_run != NULL)
    set_trusted (facts->dry_run->trust, finding);
  else if (is_in (facts->dry_run_error, LPA_TRUST_ERROR) ||
           g_error_matches (facts->dry_run_error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_OID) ||
           g_error_matches (facts->dry_run_error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_ADDRESS) ||
           g_error_matches (facts->dry_run_error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_CHALLENGE))
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->dry_run_error);
  else if (facts->line != NULL && facts->line->good > 0)
    set_trusted (NULL, finding);
  else if (facts->line != NULL && facts->line->distrust != NULL)
    judge_distrust (facts, finding);
  else if (facts->server == NULL)
    set_no_server (finding);
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Mend the rest first."), "%s",
                      C_ ("check", "The server did not get as far as showing its certificate."));
}

static gboolean
has_production_issuer (GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    if (!lpa_trust_issuer_is_test (keys->pdata[i]))
      return TRUE;
  return FALSE;
}

/* What the card's own lists say, whatever the server (field: test cards, emptied lists). */
static gboolean
judge_lists (const LpaEuiccInfo *info, TernFinding *finding)
{
  if (info->signing_keys->len == 0 || info->verification_keys->len == 0)
    tern_finding_set (finding, TERN_VERDICT_FAILURE, C_ ("check", "Use another eSIM card."), "%s",
                      C_ ("check", "The card names no issuer, so that no server can give it "
                                   "anything."));
  else if (!has_production_issuer (info->signing_keys))
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "For a profile of a real operator use another eSIM card."), "%s",
                      C_ ("check",
                          "The card names test issuers only: only test servers can give it "
                          "something."));
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_issuer_refusal (const GError *error)
{
  static const char *const figures[] = { "8.8.2/3.1", "8.8.4/3.7", "8.11.1/3.9", "8.8.3/3.1",
                                         NULL };
  const char *figure = error != NULL ? lpa_error_get_figure (error) : NULL;

  return g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_ISSUER) ||
         (is_in (error, LPA_SERVER_ERROR) && figure != NULL && g_strv_contains (figures, figure));
}

/**
 * tern_checks_issuer: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether card and server have an issuer in common (euiccCiPKIdToBeUsed, SGP.22 5.6.1).
 */
void
tern_checks_issuer (const TernCheckFacts *facts, TernFinding *finding)
{
  if (facts->dry_run != NULL && facts->dry_run->key_id != NULL)
    {
      g_autofree char *issuer = lpa_trust_issuer_name (facts->dry_run->key_id);

      tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                        C_ ("check", "Card and server have an issuer in common: %s."), issuer);
    }
  else if (is_issuer_refusal (facts->dry_run_error))
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->dry_run_error);
  else if (facts->info == NULL)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Insert the card."), "%s",
                      C_ ("check", "The card cannot be asked."));
  else if (!judge_lists (facts->info, finding))
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Mend the rest first."), "%s",
                      C_ ("check", "The server did not get as far as choosing an issuer."));
}

static char *
format_time (GDateTime *time)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (time);

  return g_date_time_format (local, "%x %H:%M");
}

#define SET_CLOCK C_ ("check", "Set date and time in the system’s settings, and check again.")

static void
judge_difference (GDateTime *now, GDateTime *there, TernFinding *finding)
{
  GTimeSpan difference = ABS (g_date_time_difference (now, there));
  g_autofree char *here_text = format_time (now);
  g_autofree char *there_text = format_time (there);

  if (difference <= INEXACT_CLOCK)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "This computer’s clock agrees with the server’s."));
  else
    tern_finding_set (
        finding, difference > WRONG_CLOCK ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING, SET_CLOCK,
        C_ ("check", "The clock here says %s, the server’s says %s."), here_text, there_text);
}

static gboolean
judge_history (const TernCheckFacts *facts, GDateTime *now, TernFinding *finding)
{
  g_autofree char *now_text = format_time (now);
  g_autofree char *then_text = NULL;

  if (facts->newest == NULL || g_date_time_difference (facts->newest, now) <= INEXACT_CLOCK)
    return FALSE;
  then_text = format_time (facts->newest);
  tern_finding_set (finding, TERN_VERDICT_FAILURE, SET_CLOCK,
                    C_ ("check", "The clock here says %s, but something was done here on %s."),
                    now_text, then_text);
  return TRUE;
}

/* A certificate out of its time: the clock or the certificate is wrong, and which cannot be told.
 */
static gboolean
judge_validity (const TernLine *line, GDateTime *now, TernFinding *finding)
{
  g_autofree char *now_text = format_time (now);
  g_autofree char *limit = NULL;

  if (line->not_before != NULL && g_date_time_compare (now, line->not_before) < 0)
    {
      limit = format_time (line->not_before);
      tern_finding_set (finding, TERN_VERDICT_WARNING, SET_CLOCK,
                        C_ ("check",
                            "The clock here says %s, and the server’s certificate is valid "
                            "from %s on: one of them is wrong."),
                        now_text, limit);
      return TRUE;
    }
  if (line->not_after == NULL || g_date_time_compare (now, line->not_after) <= 0)
    return FALSE;
  limit = format_time (line->not_after);
  tern_finding_set (finding, TERN_VERDICT_WARNING, SET_CLOCK,
                    C_ ("check", "The clock here says %s, and the server’s certificate was valid "
                                 "until %s: one of them is wrong."),
                    now_text, limit);
  return TRUE;
}

/**
 * tern_checks_clock: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether this computer's clock is right: against the server's, the history and the validity of the
 * server's certificate, in this order.
 */
void
tern_checks_clock (const TernCheckFacts *facts, TernFinding *finding)
{
  g_autoptr (GDateTime) now = facts->now ();
  GDateTime *there = facts->dry_run != NULL ? facts->dry_run->date : NULL;

  if (there == NULL && facts->line != NULL)
    there = facts->line->date;
  if (there != NULL)
    judge_difference (now, there, finding);
  else if (judge_history (facts, now, finding) ||
           (facts->line != NULL && judge_validity (facts->line, now, finding)))
    return;
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Compare the clock with another one."), "%s",
                      C_ ("check", "No server has said what time it is."));
}
