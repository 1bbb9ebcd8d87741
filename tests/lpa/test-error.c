/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-step.h"
#include "lpa/lpa-tlv.h"

static void
test_figure (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  lpa_error_set (&error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8", "Refused: %d", 7);
  lpa_error_set_detail (error, "first");
  lpa_error_set_detail (error, "Unknown matching ID");
  copy = g_error_copy (error);
  g_clear_error (&error);

  g_assert_error (copy, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED);
  g_assert_cmpstr (copy->message, ==, "Refused: 7");
  g_assert_cmpstr (lpa_error_get_figure (copy), ==, "8.2.6/3.8");
  g_assert_cmpstr (lpa_error_get_detail (copy), ==, "Unknown matching ID");
  lpa_error_set_detail (copy, NULL);
  g_assert_null (lpa_error_get_detail (copy));
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  lpa_error_set_detail (error, "lost");
  g_assert_null (lpa_error_get_figure (error));
  g_assert_null (lpa_error_get_detail (error));
  g_assert_null (lpa_error_domain_name (error->domain));
  g_assert_null (lpa_error_code_nick (error));
  lpa_error_set (NULL, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6A82", "Nobody listens");
}

typedef struct
{
  const char *name;
  GQuark (*quark) (void);
  int last;
  const char *first_nick;
  const char *last_nick;
} Layer;

static const Layer layers[] = {
  { "channel", lpa_channel_error_quark, LPA_CHANNEL_ERROR_UNSUPPORTED, "failed", "unsupported" },
  { "card", lpa_card_error_quark, LPA_CARD_ERROR_NOT_OPEN, "status", "not-open" },
  { "es10", lpa_es10_error_quark, LPA_ES10_ERROR_NOTIFICATION, "authenticate", "notification" },
  { "code", lpa_code_error_quark, LPA_CODE_ERROR_TOO_LONG, "empty", "too-long" },
  { "http", lpa_http_error_quark, LPA_HTTP_ERROR_TOO_LARGE, "failed", "too-large" },
  { "trust", lpa_trust_error_quark, LPA_TRUST_ERROR_ISSUER_FILE, "no-certificate", "issuer-file" },
  { "server", lpa_server_error_quark, LPA_SERVER_ERROR_METADATA, "refused", "metadata" },
  { "policy", lpa_policy_error_quark, LPA_POLICY_ERROR_NOT_THIS_STATE, "rules-not-allowed",
    "not-this-state" },
  { "network", lpa_network_error_quark, LPA_NETWORK_ERROR_PORTAL, "no-service", "portal" },
  { "tlv", lpa_tlv_error_quark, LPA_TLV_ERROR_VALUE, "truncated", "value" },
};

static char *
dup_nick (const Layer *layer, int code)
{
  g_autoptr (GError) error = lpa_error_new (layer->quark (), code, NULL, "Text");

  return g_strdup (lpa_error_code_nick (error));
}

/* Each code of each layer has a nick of its own, and there is none beyond the last. */
static void
test_nicks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree char *first = dup_nick (&layers[i], 0);
      g_autofree char *last = dup_nick (&layers[i], layers[i].last);

      g_assert_cmpstr (lpa_error_domain_name (layers[i].quark ()), ==, layers[i].name);
      g_assert_cmpstr (first, ==, layers[i].first_nick);
      g_assert_cmpstr (last, ==, layers[i].last_nick);
      g_assert_null (dup_nick (&layers[i], layers[i].last + 1));
      g_assert_null (dup_nick (&layers[i], -1));
      for (int code = 0; code <= layers[i].last; code++)
        {
          char *nick = dup_nick (&layers[i], code);

          g_assert_nonnull (nick);
          g_assert_true (g_hash_table_add (seen, nick));
        }
    }
}

static void
test_steps (void)
{
  LpaStep step;

  for (int i = 0; i < LPA_N_STEPS; i++)
    {
      g_assert_true (lpa_step_from_nick (lpa_step_get_nick ((LpaStep) i), &step));
      g_assert_cmpint (step, ==, i);
      g_assert_cmpstr (lpa_step_get_label ((LpaStep) i), !=, "");
    }
  g_assert_cmpstr (lpa_step_get_nick (LPA_STEP_PACKAGE_BOUND), ==, "package-bound");
  g_assert_cmpstr (lpa_step_get_nick (LPA_STEP_NONE), ==, "none");
  g_assert_cmpstr (lpa_step_get_label (LPA_STEP_NONE), ==, "");
  g_assert_true (lpa_step_from_nick ("none", &step));
  g_assert_cmpint (step, ==, LPA_STEP_NONE);
  g_assert_false (lpa_step_from_nick ("package", &step));
  g_assert_cmpint (step, ==, LPA_STEP_NONE);
  g_assert_cmpstr (lpa_step_state_get_nick (LPA_STEP_STATE_SKIPPED), ==, "skipped");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/error/figure", test_figure);
  g_test_add_func ("/lpa/error/foreign", test_foreign);
  g_test_add_func ("/lpa/error/nicks", test_nicks);
  g_test_add_func ("/lpa/step", test_steps);

  return g_test_run ();
}
