/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error.h"
#include "network-lab.h"

#define FOUND "network-found:running"
#define SEARCH FOUND " !search"
#define REGISTERED SEARCH " network-found:done registered:running"
#define CONNECTING REGISTERED " registered:done connected:running !connect"
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
  sentence = tern_connector_dup_sentence (connector);
  g_assert_cmpstr (sentence, ==,
                   "Registered with Net (LTE, 60 %). Connected, and the Internet answers.");
  assert_connections (lab, "Trip|" NEW_ICCID "|internet|any|any\n");
}

/* How a network can take the profile, or not take it, and what is said of it. */
static const struct
{
  const char *name;
  const char *facts;
  LpaNetworkError code;
  const char *figure;
  gboolean found;
} ends[] = {
  { "denied", "registration=denied", LPA_NETWORK_ERROR_DENIED, NULL, TRUE },
  { "emergency-only", "registration=emergency-only", LPA_NETWORK_ERROR_DENIED, NULL, TRUE },
  { "sms-only", "registration=roaming-sms-only", LPA_NETWORK_ERROR_DENIED, NULL, TRUE },
  { "searching", "registration=searching", LPA_NETWORK_ERROR_NO_COVERAGE, NULL, FALSE },
  { "unknown", "registration=unknown", LPA_NETWORK_ERROR_NO_COVERAGE, NULL, FALSE },
  { "idle", "registration=idle", LPA_NETWORK_ERROR_NOT_SEARCHING, NULL, FALSE },
};

static void
test_end (NetworkLab *lab, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TernConnector) connector = NULL;

  lab->bounds.search = 300;
  lab->bounds.denied = 100;
  connector = make (lab);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " %s", ends[i].facts);
  run_and_fail (lab, connector, ends[i].code, ends[i].figure);
  assert_events (lab,
                 ends[i].found ? REGISTERED " registered:failed" : SEARCH " network-found:failed");
  g_assert_null (tern_connector_dup_sentence (connector));
  assert_connections (lab, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                               \
  g_test_add ("/network/connector/" name, NetworkLab, NULL, network_lab_set_up, function, \
              network_lab_tear_down)
  ADD ("home", test_home);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat ("/network/connector/end/", ends[i].name, NULL);

      g_test_add (path, NetworkLab, GSIZE_TO_POINTER (i), network_lab_set_up, test_end,
                  network_lab_tear_down);
    }

  return g_test_run ();
}
