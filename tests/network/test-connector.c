/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error.h"
#include "network-lab.h"

#define FOUND "network-found:running"
#define SEARCH FOUND " !search"
#define REGISTERED SEARCH " network-found:done registered:running"
#define CONNECTING REGISTERED " !registered registered:done connected:running !connect"
#define CONNECTED CONNECTING " !reach connected:done"

static void
run_and_fail (NetworkLab *lab, TernConnector *connector, LpaNetworkError code, const char *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (network_lab_run (lab, connector, NULL, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

/* The modem may or may not have noticed the profile before it was looked at. */
static void
assert_events (NetworkLab *lab, const char *expected)
{
  g_string_replace (lab->events, " !wait", "", 0);
  g_assert_cmpstr (lab->events->str, ==, expected);
}

static void
run_and_succeed (NetworkLab *lab, TernConnector *connector)
{
  g_autoptr (GError) error = NULL;

  network_lab_run (lab, connector, NULL, &error);
  g_assert_no_error (error);
}

static TernConnector *
make (NetworkLab *lab)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  TernConnectorSetup setup = network_lab_make_setup (lab, profile);

  return network_lab_make_connector (lab, &setup);
}

static void
assert_connections (NetworkLab *lab, const char *expected)
{
  g_autofree char *connections = network_lab_ask (lab, "connections");

  g_assert_cmpstr (connections, ==, expected);
}

static void
test_home (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);
  const TernConnection *connection;
  g_autofree char *sentence = NULL;

  run_and_succeed (lab, connector);
  assert_events (lab, CONNECTED);
  connection = tern_connector_get_connection (connector);
  g_assert_cmpstr (connection->operator, ==, "Net");
  g_assert_cmpstr (connection->technology, ==, "LTE");
  g_assert_cmpuint (connection->signal, ==, 60);
  g_assert_false (connection->roaming);
  g_assert_cmpstr (connection->apn, ==, "internet");
  g_assert_cmpstr (connection->interface, ==, "wwan0");
  g_assert_cmpint (connection->reach, ==, TERN_REACH_INTERNET);
  sentence = tern_connection_dup_sentence (tern_connector_get_connection (connector));
  g_assert_cmpstr (sentence, ==,
                   "Registered with Net (LTE, 60 %). Connected, and the internet answers.");
  assert_connections (lab, "Trip|" NEW_ICCID "|internet|any|any\n");
}

static void
test_roaming (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);
  g_autofree char *sentence = NULL;

  fake_lab_tell (lab->bus, "profile " NEW_ICCID " registration=roaming");
  run_and_succeed (lab, connector);
  g_assert_true (tern_connector_get_connection (connector)->roaming);
  sentence = tern_connection_dup_sentence (tern_connector_get_connection (connector));
  g_assert_true (
      g_str_has_prefix (sentence, "Registered with Net, roaming (LTE, 60 %). Connected"));
}

/* A connection that is kept for the home network alone is left so until the person says so. */
static void
test_roaming_off (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);

  fake_lab_tell (lab->bus, "profile " NEW_ICCID " registration=roaming");
  network_lab_tell (lab, "keep " NEW_ICCID " internet home-only");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_ROAMING_OFF, NULL);
  assert_connections (lab, "Kept|" NEW_ICCID "|internet||home\n");
  tern_connector_set_roaming (connector, TRUE);
  run_and_succeed (lab, connector);
  assert_connections (lab, "Kept|" NEW_ICCID "|internet||any\n");
}

/* What is kept for the profile is used; what is kept for another is not. */
static void
test_kept (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);

  network_lab_tell (lab, "keep " OLD_ICCID " other");
  network_lab_tell (lab, "keep " NEW_ICCID " mine");
  run_and_succeed (lab, connector);
  g_assert_cmpstr (tern_connector_get_connection (connector)->apn, ==, "mine");
}

/* A connection that is up as it is to be is not begun again, which would break it. */
static void
test_again (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);
  g_autoptr (TernConnector) again = make (lab);
  g_autofree char *active = NULL;

  run_and_succeed (lab, connector);
  run_and_succeed (lab, again);
  active = network_lab_ask (lab, "active");
  g_assert_cmpstr (active, ==, "1");
  g_assert_cmpstr (tern_connector_get_connection (again)->interface, ==, "wwan0");
}

/* The access point: asked for, wrong, right, and known the next time. */
static void
test_apn (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  TernConnectorSetup setup = network_lab_make_setup (lab, profile);
  g_autofree char *path = network_lab_build_path (lab, "apns.ini");
  g_autoptr (TernApn) wrong = tern_apn_new ("wrong");
  g_autoptr (TernApn) right = tern_apn_new ("right");
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (TernConnector) again = NULL;

  setup.apns = path;
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " operator-code=26220 apn=right");
  connector = network_lab_make_connector (lab, &setup);
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_APN_NEEDED, NULL);
  assert_events (lab,
                 REGISTERED " !registered registered:done connected:running connected:waiting");
  g_assert_cmpuint (tern_connector_get_apns (connector)->len, ==, 3);

  tern_connector_set_apn (connector, wrong);
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_APN, NULL);
  assert_connections (lab, "");

  tern_connector_set_apn (connector, right);
  run_and_succeed (lab, connector);
  assert_connections (lab, "Trip|" NEW_ICCID "|right||any\n");

  network_lab_tell (lab, "forget");
  again = network_lab_make_connector (lab, &setup);
  run_and_succeed (lab, again);
  g_assert_cmpstr (tern_connector_get_connection (again)->apn, ==, "right");
}

/* Of an operator that the SIM names, but nobody knows, the one that the profile names is left. */
static void
test_apn_of_owner (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);

  fake_lab_tell (lab->bus, "profile " NEW_ICCID " operator-code=00101");
  run_and_succeed (lab, connector);
  g_assert_cmpstr (tern_connector_get_connection (connector)->apn, ==, "internet");
}

#define LIMIT(bound) G_STRUCT_OFFSET (TernConnectorBounds, bound)
/* What ends by itself has no limit to run into. */
#define NO_LIMIT G_MAXSIZE

/* What NetworkManager says of a connection that failed, and what is made of it: at once, or when
 * the time given is over. */
static const struct
{
  const char *name;
  const char *facts;
  LpaNetworkError code;
  gsize limit;
} faults[] = {
  { "wwan-off", "wwan=no", LPA_NETWORK_ERROR_RADIO_OFF, LIMIT (manager) },
  { "unmanaged", "manage=no", LPA_NETWORK_ERROR_NO_MODEM, LIMIT (manager) },
  { "not-permitted", "refuse=PermissionDenied", LPA_NETWORK_ERROR_NOT_PERMITTED, NO_LIMIT },
  { "failed", "reason=1", LPA_NETWORK_ERROR_REFUSED, LIMIT (reason) },
  { "no-address", "reason=5", LPA_NETWORK_ERROR_NO_ADDRESS, NO_LIMIT },
  { "apn-failed", "reason=29", LPA_NETWORK_ERROR_APN, NO_LIMIT },
  { "denied", "reason=31", LPA_NETWORK_ERROR_DENIED, NO_LIMIT },
  { "hang", "hang=yes", LPA_NETWORK_ERROR_NO_ANSWER, LIMIT (connect) },
  { "no-internet", "reach=limited", LPA_NETWORK_ERROR_NO_INTERNET, LIMIT (reach) },
  { "portal", "reach=portal", LPA_NETWORK_ERROR_PORTAL, NO_LIMIT },
};

static void
test_fault (NetworkLab *lab, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TernConnector) connector = NULL;
  g_autofree char *sentence = NULL;

  if (faults[i].limit != NO_LIMIT)
    G_STRUCT_MEMBER (guint, &lab->bounds, faults[i].limit) = 100;
  connector = make (lab);
  /* A modem that comes anew is taken up, or not, as was told. */
  network_lab_tell (lab, faults[i].facts);
  fake_lab_tell (lab->bus, "unplug laptop");
  fake_lab_tell (lab->bus, "plug laptop");
  run_and_fail (lab, connector, faults[i].code, NULL);
  sentence = tern_connection_dup_sentence (tern_connector_get_connection (connector));
  g_assert_cmpstr (sentence, ==, "Registered with Net (LTE, 60 %).");
  if (g_str_has_prefix (faults[i].facts, "reach"))
    assert_connections (lab, "Trip|" NEW_ICCID "|internet|any|any\n");
  else
    assert_connections (lab, "");
}

static void
test_no_manager (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);

  network_lab_tell (lab, "stop");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_NO_MANAGER, NULL);
  network_lab_tell (lab, "start");
  run_and_succeed (lab, connector);
}

/* Where NetworkManager does not look, and nobody else is asked, nothing is claimed. */
static void
test_not_looked (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab);
  g_autofree char *sentence = NULL;

  network_lab_tell (lab, "check=no");
  run_and_succeed (lab, connector);
  g_assert_cmpint (tern_connector_get_connection (connector)->reach, ==, TERN_REACH_UNKNOWN);
  sentence = tern_connection_dup_sentence (tern_connector_get_connection (connector));
  g_assert_nonnull (strstr (sentence, "was not looked into"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD_AT(path, data, function) \
  g_test_add (path, NetworkLab, data, network_lab_set_up, function, network_lab_tear_down)
#define ADD(name, function) ADD_AT ("/network/connector/" name, NULL, function)
  ADD ("home", test_home);
  ADD ("roaming", test_roaming);
  ADD ("roaming-off", test_roaming_off);
  ADD ("kept", test_kept);
  ADD ("again", test_again);
  ADD ("apn", test_apn);
  ADD ("apn-of-owner", test_apn_of_owner);
  ADD ("no-manager", test_no_manager);
  ADD ("not-looked", test_not_looked);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/network/connector/fault/", faults[i].name, NULL);

      ADD_AT (path, GSIZE_TO_POINTER (i), test_fault);
    }

  return g_test_run ();
}
