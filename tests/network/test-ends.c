/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "network-ends.h"

/* One computer for all: each end is arranged on what the one before has left. */
static NetworkLab lab;

static void
assert_explained (const NetworkEnd *end, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);

  g_assert_nonnull (strstr (explanation->cause, end->cause));
  g_assert_nonnull (strstr (explanation->action, end->action));
  g_assert_cmpint (explanation->usable, ==, LPA_CODE_USABLE_NOT_INVOLVED);
}

static void
assert_nothing_made (void)
{
  g_autofree char *connections = network_lab_ask (&lab, "connections");

  g_assert_cmpstr (connections, ==, "");
}

static void
test_end (gconstpointer data)
{
  const NetworkEnd *end = data;
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (GError) error = NULL;
  TernConnectorSetup setup;
  gboolean connected;

  network_end_arrange (end, &lab);
  setup = network_lab_make_setup (&lab, profile);
  connector = network_lab_make_connector (&lab, &setup);
  connected = network_lab_run (&lab, connector, NULL, &error);
  g_assert_cmpint (tern_connector_get_step (connector), ==, end->step);
  if (end->code == NETWORK_END_CONNECTED)
    {
      g_assert_no_error (error);
      g_assert_true (connected);
      return;
    }
  if (end->network == NULL)
    assert_nothing_made ();
  g_assert_error (error, LPA_NETWORK_ERROR, end->code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, end->figure);
  assert_explained (end, error);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  network_lab_set_up (&lab, NULL);
  for (gsize i = 0; i < network_n_ends; i++)
    {
      g_autofree char *path = g_strconcat ("/network/end/", network_ends[i].name, NULL);

      g_test_add_data_func (path, &network_ends[i], test_end);
    }
  status = g_test_run ();
  network_lab_tear_down (&lab, NULL);
  return status;
}
