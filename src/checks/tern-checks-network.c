/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"

#define SLOW_MILLISECONDS 1500

/* Whether the server has been reached, which settles most questions about the way to it. */
static gboolean
is_reached (const TernCheckFacts *facts)
{
  return facts->dry_run != NULL || (facts->line != NULL && facts->line->good > 0);
}

static void
set_no_server (TernFinding *finding)
{
  tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                    C_ ("check", "Give a code that names its server."), "%s",
                    C_ ("check", "There is no server to try."));
}

/**
 * tern_checks_network: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether there is a network that leads anywhere.
 */
void
tern_checks_network (const TernCheckFacts *facts, TernFinding *finding)
{
  if (is_reached (facts))
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The network leads to the server."));
  else if (!facts->network_available)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Connect to Wi-Fi or plug in a network cable."), "%s",
                      C_ ("check", "This computer has no network."));
  else if (facts->connectivity == G_NETWORK_CONNECTIVITY_LOCAL)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Connect to a network that has internet."), "%s",
                      C_ ("check", "The network does not lead to the internet."));
  else if (facts->connectivity == G_NETWORK_CONNECTIVITY_LIMITED)
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "Use another network if the server cannot be reached."), "%s",
                      C_ ("check", "The network leads only part of the way to the internet."));
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "This computer is connected."));
}

#define SIGN_IN C_ ("check", "Open a web page, sign in to the network there, and check again.")

static gboolean
is_portal_error (const GError *error)
{
  return g_error_matches (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
}

static gboolean
judge_stranger (const TernLine *line, TernFinding *finding)
{
  gboolean imitated = line->distrust != NULL || is_portal_error (line->error);

  if (line->stranger != NULL)
    tern_finding_set (finding, imitated ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING, SIGN_IN,
                      C_ ("check", "Instead of the server a page at %s answers."), line->stranger);
  else if (line->page)
    tern_finding_set (finding, imitated ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING, SIGN_IN,
                      "%s", C_ ("check", "Instead of the server a web page answers."));
  else if (imitated)
    tern_finding_set (finding, TERN_VERDICT_WARNING, SIGN_IN, "%s",
                      C_ ("check", "Something else than the server answers in its name: a sign-in "
                                   "page, a filter or a proxy."));
  else
    return FALSE;
  return TRUE;
}

/**
 * tern_checks_portal: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether a sign-in page stands between this computer and the internet.
 */
void
tern_checks_portal (const TernCheckFacts *facts, TernFinding *finding)
{
  if (is_portal_error (facts->dry_run_error))
    tern_finding_set_error (finding, TERN_VERDICT_FAILURE, facts->dry_run_error);
  else if (is_reached (facts))
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The server itself answers, and nothing in its place."));
  else if (facts->connectivity == G_NETWORK_CONNECTIVITY_PORTAL)
    tern_finding_set (finding, TERN_VERDICT_FAILURE, SIGN_IN, "%s",
                      C_ ("check", "The network wants you to sign in first."));
  else if (facts->line != NULL && judge_stranger (facts->line, finding))
    return;
  else if (facts->connectivity == G_NETWORK_CONNECTIVITY_FULL && facts->network_available)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The system sees no sign-in page."));
  else
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Open a web page: if the network’s own page comes, sign in."),
                      "%s", C_ ("check", "Nothing answers that could tell."));
}

/**
 * tern_checks_proxy: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether a proxy is on the way, and lets the connection through unbroken.
 */
void
tern_checks_proxy (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernLine *line = facts->line;

  if (line == NULL)
    set_no_server (finding);
  else if (line->proxy == NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "No proxy is set for the server."));
  else if (is_reached (facts))
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The proxy %s lets the connection through."), line->proxy);
  else if (line->distrust != NULL)
    tern_finding_set (
        finding, TERN_VERDICT_FAILURE,
        C_ ("check", "Use a network without this proxy, or have the server excepted."),
        C_ ("check", "The way leads over the proxy %s, and what answers there is not "
                     "the server: the proxy opens encrypted connections."),
        line->proxy);
  else if (g_error_matches (line->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PROXY))
    tern_finding_set (
        finding, TERN_VERDICT_FAILURE,
        C_ ("check", "Mend the proxy settings of the system, or use a network without "
                     "a proxy."),
        C_ ("check", "The proxy %s does not let the connection through."), line->proxy);
  else
    tern_finding_set (finding, TERN_VERDICT_WARNING, C_ ("check", "Try a network without a proxy."),
                      C_ ("check", "The way leads over the proxy %s, and the server cannot be "
                                   "reached."),
                      line->proxy);
}

/**
 * tern_checks_names: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the server's name can be looked up (DNS).
 */
void
tern_checks_names (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernLine *line = facts->line;

  if (line == NULL)
    set_no_server (finding);
  else if (line->numeric)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The server’s address is a number: no name is looked up."));
  else if (line->resolve_error == NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The name %s can be looked up."), facts->server);
  else if (line->proxy != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "Names are looked up by the proxy."));
  else if (g_error_matches (line->resolve_error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check",
                          "Compare the address in the code with what your provider sent. If "
                          "it is right, use another network."),
                      C_ ("check", "The name %s is not known."), facts->server);
  else
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Check the network, or use another one."),
                      C_ ("check", "The name %s cannot be looked up."), facts->server);
}

/**
 * tern_checks_address_family: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether network and server speak the same version of the internet protocol.
 */
void
tern_checks_address_family (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernLine *line = facts->line;

  if (line == NULL)
    set_no_server (finding);
  else if (is_reached (facts))
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "Network and server speak the same internet protocol."));
  else if (!line->server_ipv4 && !line->server_ipv6)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Mend the rest first."), "%s",
                      C_ ("check", "The server’s address is not known."));
  else if (!line->own_ipv4 && line->own_ipv6 && !line->server_ipv6)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Use a network that also has IPv4."), "%s",
                      C_ ("check", "This network has IPv6 only, and the server has IPv4 only."));
  else if (line->own_ipv4 && !line->own_ipv6 && !line->server_ipv4)
    tern_finding_set (finding, TERN_VERDICT_FAILURE,
                      C_ ("check", "Use a network that also has IPv6."), "%s",
                      C_ ("check", "This network has IPv4 only, and the server has IPv6 only."));
  else if (!line->own_ipv4 && !line->own_ipv6)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Connect to a network."), "%s",
                      C_ ("check", "This computer has no address on a network."));
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "Network and server speak the same internet protocol."));
}

/**
 * tern_checks_line: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the line is weak or breaks off.
 */
void
tern_checks_line (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernLine *line = facts->line;

  if (line == NULL)
    set_no_server (finding);
  else if (line->good == 0)
    tern_finding_set (
        finding, TERN_VERDICT_UNKNOWN, C_ ("check", "Mend the rest first."), "%s",
        C_ ("check", "The line cannot be measured while the server does not answer."));
  else if (line->good < line->tries)
    tern_finding_set (finding,
                      line->good * 2 <= line->tries ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING,
                      C_ ("check", "Move to a better network: a download that breaks off may cost "
                                   "the code."),
                      C_ ("check", "Only %u of %u connections to the server came about."),
                      line->good, line->tries);
  else if (line->slowest > SLOW_MILLISECONDS)
    tern_finding_set (
        finding, TERN_VERDICT_WARNING, C_ ("check", "Move to a better network if you can."),
        C_ ("check", "The line is slow: a connection took %.1f seconds."), line->slowest / 1000.0);
  else
    tern_finding_set (
        finding, TERN_VERDICT_PASS, NULL,
        C_ ("check", "%u connections to the server came about, the slowest in %u ms."), line->good,
        line->slowest);
}
