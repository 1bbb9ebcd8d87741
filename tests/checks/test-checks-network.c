/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "checks/tern-check-private.h"
#include "own-proxy-resolver.h"
#include "own-resolver.h"
#include "wire.h"

static void
test_states (void)
{
  static const struct
  {
    gboolean available;
    GNetworkConnectivity connectivity;
    TernVerdict verdict;
    const char *evidence;
    TernVerdict portal;
  } cases[] = {
    { FALSE, G_NETWORK_CONNECTIVITY_LOCAL, TERN_VERDICT_FAILURE, "no network",
      TERN_VERDICT_UNKNOWN },
    { TRUE, G_NETWORK_CONNECTIVITY_LOCAL, TERN_VERDICT_FAILURE, "does not lead",
      TERN_VERDICT_UNKNOWN },
    { TRUE, G_NETWORK_CONNECTIVITY_LIMITED, TERN_VERDICT_WARNING, "part of the way",
      TERN_VERDICT_UNKNOWN },
    { TRUE, G_NETWORK_CONNECTIVITY_PORTAL, TERN_VERDICT_PASS, "connected", TERN_VERDICT_FAILURE },
    { TRUE, G_NETWORK_CONNECTIVITY_FULL, TERN_VERDICT_PASS, "connected", TERN_VERDICT_PASS },
  };
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      place_set_network (place, cases[i].available, cases[i].connectivity);
      place_check (place, "");
      place_expect (place, "network", cases[i].verdict, cases[i].evidence);
      place_expect (place, "network-portal", cases[i].portal, "");
    }
}

/* What the system believes of the network is nothing against a server that answers. */
static void
test_server_settles_it (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  place_set_network (place, FALSE, G_NETWORK_CONNECTIVITY_PORTAL);
  place_check (place, NULL);
  place_expect (place, "network", TERN_VERDICT_PASS, "leads to the server");
  place_expect (place, "network-portal", TERN_VERDICT_PASS, "itself answers");
}

static void
test_page_from_server (void)
{
  char *redirect = (char *) "http://login.hotel.example/";
  const SimSmdpOptions options[] = { { .html = TRUE }, { .redirect = redirect } };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (Place) place = place_new ("", NULL, &options[i]);

      place_check (place, NULL);
      place_expect (place, "network-portal", TERN_VERDICT_FAILURE, "");
      g_assert_false (tern_check_run_has_shown_code (place->run));
    }
}

/* A hotel: someone else answers for everybody, encrypted and not. */
static void
test_portal (void)
{
  static const struct
  {
    WireFault fault;
    const char *evidence;
  } cases[] = {
    { WIRE_FAULT_PORTAL, "login.hotel.example" },
    { WIRE_FAULT_PAGE, "a web page answers" },
  };
  SimSmdpOptions options = { .tls_flaw = (char *) "self-signed" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Place) place = place_new ("", NULL, &options);
      g_autoptr (Wire) wire = wire_new (cases[i].fault, 0);

      place->setup.http_port = wire_get_port (wire);
      place_check (place, NULL);
      place_expect (place, "network-portal", TERN_VERDICT_FAILURE, cases[i].evidence);
      g_assert_cmpuint (wire_count (wire), ==, 1);
    }
}

static char *
make_code (const char *host, guint16 port)
{
  return g_strdup_printf ("LPA:1$%s:%u$" PLACE_MATCHING_ID, host, port);
}

/* Nothing but a web page, encrypted or not. */
static void
test_plain_page (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (Wire) wire = wire_new (WIRE_FAULT_PAGE, 0);
  g_autofree char *code = make_code ("127.0.0.1", wire_get_port (wire));

  place->setup.http_port = wire_get_port (wire);
  place_check (place, code);
  place_expect (place, "network-portal", TERN_VERDICT_FAILURE, "");
}

static void
test_names (void)
{
  static const struct
  {
    const char *host;
    TernVerdict verdict;
    const char *evidence;
  } cases[] = {
    { "nowhere.example", TERN_VERDICT_FAILURE, "is not known" },
    { "broken.example", TERN_VERDICT_FAILURE, "cannot be looked up" },
    { "localhost", TERN_VERDICT_PASS, "can be looked up" },
    { "127.0.0.1", TERN_VERDICT_PASS, "is a number" },
  };
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *code = make_code (cases[i].host, sim_smdp_get_port (place->world->smdp));

      place_check (place, code);
      place_expect (place, "network-names", cases[i].verdict, cases[i].evidence);
      if (cases[i].verdict == TERN_VERDICT_FAILURE)
        place_expect (place, "server", TERN_VERDICT_FAILURE, "");
    }
}

static void
judge_families (const TernLine *line, TernVerdict verdict, const char *evidence)
{
  TernCheckFacts facts = { .line = (TernLine *) line };
  g_auto (TernFinding) finding = { 0 };

  tern_checks_address_family (&facts, &finding);
  g_assert_cmpint (finding.verdict, ==, verdict);
  g_assert_nonnull (strstr (finding.evidence, evidence));
}

/* The addresses of this computer cannot be changed in a test: the judge alone is tried. */
static void
test_families (void)
{
  const TernLine v6_to_v4 = { .own_ipv6 = TRUE, .server_ipv4 = TRUE, .tries = 4 };
  const TernLine v4_to_v6 = { .own_ipv4 = TRUE, .server_ipv6 = TRUE, .tries = 4 };
  const TernLine v6_to_both = { .own_ipv6 = TRUE, .server_ipv4 = TRUE, .server_ipv6 = TRUE };
  const TernLine translated = { .own_ipv6 = TRUE, .server_ipv4 = TRUE, .tries = 4, .good = 4 };
  const TernLine nothing = { .server_ipv4 = TRUE };
  const TernLine nowhere = { .own_ipv4 = TRUE };

  judge_families (&v6_to_v4, TERN_VERDICT_FAILURE, "IPv6 only, and the server has IPv4 only");
  judge_families (&v4_to_v6, TERN_VERDICT_FAILURE, "IPv4 only, and the server has IPv6 only");
  judge_families (&v6_to_both, TERN_VERDICT_PASS, "");
  judge_families (&translated, TERN_VERDICT_PASS, "");
  judge_families (&nothing, TERN_VERDICT_UNKNOWN, "no address on a network");
  judge_families (&nowhere, TERN_VERDICT_UNKNOWN, "not known");
}

static void
check_over (Place *place, const char *proxy)
{
  own_proxy_resolver_set (proxy);
  place_check (place, NULL);
  own_proxy_resolver_set (NULL);
}

static char *
make_proxy (Wire *wire)
{
  return g_strdup_printf ("http://someone:secret@127.0.0.1:%u", wire_get_port (wire));
}

static void
test_proxy (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (Wire) wire = wire_new (WIRE_FAULT_PROXY, sim_smdp_get_port (place->world->smdp));
  g_autofree char *proxy = make_proxy (wire);
  TernCheck *check;

  check_over (place, proxy);
  place_expect (place, "network-proxy", TERN_VERDICT_PASS, "127.0.0.1");
  place_expect (place, "server", TERN_VERDICT_PASS, "answered the card");
  check = tern_check_run_find (place->run, "network-proxy");
  g_assert_null (strstr (tern_check_get_evidence (check), "secret"));
  g_assert_cmpuint (wire_count (wire), >=, 2);
}

static void
test_proxy_refuses (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (Wire) wire = wire_new (WIRE_FAULT_BAD_PROXY, 0);
  g_autofree char *proxy = make_proxy (wire);

  check_over (place, proxy);
  place_expect (place, "network-proxy", TERN_VERDICT_FAILURE, "does not let");
  place_expect (place, "server", TERN_VERDICT_FAILURE, "");
}

/* The proxy of a company that opens encrypted connections and shuts them again with its own key. */
static void
test_proxy_breaks_tls (void)
{
  SimSmdpOptions options = { .tls_flaw = (char *) "other-issuer" };
  g_autoptr (Place) place = place_new ("", NULL, &options);
  g_autoptr (Wire) wire = wire_new (WIRE_FAULT_PROXY, sim_smdp_get_port (place->world->smdp));
  g_autofree char *proxy = make_proxy (wire);

  check_over (place, proxy);
  place_expect (place, "network-proxy", TERN_VERDICT_FAILURE, "opens encrypted connections");
  place_expect (place, "server-trusted", TERN_VERDICT_FAILURE, "");
}

static void
check_line (WireFault fault, TernVerdict verdict, const char *evidence)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (Wire) wire = wire_new (fault, sim_smdp_get_port (place->world->smdp));
  g_autofree char *code = make_code ("localhost", wire_get_port (wire));

  place->setup.euicc = NULL; /* whose own call to the server would be counted by the wire */
  place_check (place, code);
  place_expect (place, "network-quality", verdict, evidence);
  place_expect (place, "server", TERN_VERDICT_PASS, "");
}

static void
test_line (void)
{
  check_line (WIRE_FAULT_NONE, TERN_VERDICT_PASS, "4 connections");
  check_line (WIRE_FAULT_MOSTLY, TERN_VERDICT_WARNING, "3 of 4");
  check_line (WIRE_FAULT_FLAKY, TERN_VERDICT_FAILURE, "2 of 4");
  check_line (WIRE_FAULT_SLOW, TERN_VERDICT_WARNING, "slow");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  own_resolver_use ();
  g_test_add_func ("/network/states", test_states);
  g_test_add_func ("/network/server-settles-it", test_server_settles_it);
  g_test_add_func ("/network/page-from-server", test_page_from_server);
  g_test_add_func ("/network/portal", test_portal);
  g_test_add_func ("/network/plain-page", test_plain_page);
  g_test_add_func ("/network/names", test_names);
  g_test_add_func ("/network/families", test_families);
  g_test_add_func ("/network/proxy", test_proxy);
  g_test_add_func ("/network/proxy-refuses", test_proxy_refuses);
  g_test_add_func ("/network/proxy-breaks-tls", test_proxy_breaks_tls);
  g_test_add_func ("/network/line", test_line);
  return g_test_run ();
}
