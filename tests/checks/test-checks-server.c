/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "own-proxy-resolver.h"

static void
test_tls_flaws (void)
{
  static const char *const flaws[] = { "expired",     "not-yet-valid", "other-host",
                                       "self-signed", "other-issuer",  "wrong-usage" };

  for (gsize i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      g_autofree char *flaw = g_strdup (flaws[i]);
      SimSmdpOptions options = { .tls_flaw = flaw };
      g_autoptr (Place) place = place_new ("", NULL, &options);
      gboolean out_of_time = i < 2;

      place_check (place, NULL);
      place_expect (place, "server", TERN_VERDICT_PASS, "answers");
      place_expect (place, "server-trusted", TERN_VERDICT_FAILURE, "");
      place_expect (place, "card-issuer", TERN_VERDICT_UNKNOWN, "");
      place_expect (place, "clock", out_of_time ? TERN_VERDICT_WARNING : TERN_VERDICT_UNKNOWN,
                    out_of_time ? "one of them is wrong" : "");
      place_expect (place, "network-portal", TERN_VERDICT_WARNING, "in its name");
      g_assert_cmpuint (sim_smdp_count_calls (place->world->smdp, SIM_SMDP_INITIATE_AUTHENTICATION),
                        ==, 0);
    }
}

static void
test_imposter (void)
{
  const SimSmdpOptions options[] = { { .wrong_address = TRUE }, { .wrong_challenge = TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (Place) place = place_new ("", NULL, &options[i]);

      place_check (place, NULL);
      place_expect (place, "server-trusted", TERN_VERDICT_FAILURE, "");
    }
}

static void
test_oid (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (LpaActivationCode) code = place_get_code (place);
  g_autofree char *text = NULL;

  code->oid = g_strdup ("1.3.6.1.4.1.99999.1");
  text = lpa_activation_code_to_text (code);
  place_check (place, text);
  place_expect (place, "server-trusted", TERN_VERDICT_FAILURE, "");
}

static void
test_absent (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  sim_smdp_stop (place->world->smdp);
  place_check (place, NULL);
  place_expect (place, "server", TERN_VERDICT_FAILURE, "");
  place_expect (place, "server-trusted", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "card-issuer", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "network-quality", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "card", TERN_VERDICT_PASS, "");
  place->setup.euicc = NULL;
  place_check (place, NULL);
  place_expect (place, "server", TERN_VERDICT_FAILURE, "");
}

static void
test_broken (void)
{
  SimSmdpOptions options = { .status = 500 };
  g_autoptr (Place) place = place_new ("", NULL, &options);

  place_check (place, NULL);
  place_expect (place, "server", TERN_VERDICT_FAILURE, "");
}

/* Clocks of this computer. */

static GDateTime *
year_behind (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_add_years (now, -1);
}

static GDateTime *
year_ahead (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_add_years (now, 1);
}

static GDateTime *
ten_minutes_ahead (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_add_minutes (now, 10);
}

static GDateTime *
minute_behind (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_add_minutes (now, -1);
}

static void
test_clock (void)
{
  static const struct
  {
    GDateTime *(*now) (void);
    TernVerdict verdict;
    const char *evidence;
  } cases[] = {
    { year_behind, TERN_VERDICT_FAILURE, "the server’s says" },
    { year_ahead, TERN_VERDICT_FAILURE, "the server’s says" },
    { ten_minutes_ahead, TERN_VERDICT_WARNING, "the server’s says" },
    { minute_behind, TERN_VERDICT_PASS, "agrees" },
  };
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      place->setup.now = cases[i].now;
      place_check (place, NULL);
      place_expect (place, "clock", cases[i].verdict, cases[i].evidence);
      place->setup.euicc = i % 2 == 0 ? NULL : place->world->euicc;
    }
}

static void
test_clock_without_server (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  place_install (place);
  sim_smdp_stop (place->world->smdp);
  place->setup.now = year_behind;
  place_check (place, NULL);
  place_expect (place, "clock", TERN_VERDICT_FAILURE, "something was done here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  g_test_add_func ("/server/tls-flaws", test_tls_flaws);
  g_test_add_func ("/server/imposter", test_imposter);
  g_test_add_func ("/server/oid", test_oid);
  g_test_add_func ("/server/absent", test_absent);
  g_test_add_func ("/server/broken", test_broken);
  g_test_add_func ("/server/clock", test_clock);
  g_test_add_func ("/server/clock-without-server", test_clock_without_server);
  return g_test_run ();
}
