/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-error.h"
#include "ctl/tern-exit.h"
#include "lpa/lpa-error.h"

typedef struct
{
  GQuark (*domain) (void);
  int code;
  TernExit exit;
} Case;

static void
test_table (void)
{
  static const Case cases[] = {
    { g_io_error_quark, G_IO_ERROR_CANCELLED, TERN_EXIT_CANCELLED },
    { g_io_error_quark, G_IO_ERROR_FAILED, TERN_EXIT_FAILED },
    { tern_ctl_error_quark, TERN_CTL_ERROR_USAGE, TERN_EXIT_USAGE },
    { lpa_code_error_quark, LPA_CODE_ERROR_EMPTY, TERN_EXIT_USAGE },
    { lpa_channel_error_quark, LPA_CHANNEL_ERROR_NO_READER, TERN_EXIT_NO_CARD },
    { lpa_channel_error_quark, LPA_CHANNEL_ERROR_REMOVED, TERN_EXIT_NO_CARD },
    { lpa_card_error_quark, LPA_CARD_ERROR_NO_ISDR, TERN_EXIT_NO_CARD },
    { lpa_card_error_quark, LPA_CARD_ERROR_STATUS, TERN_EXIT_CARD },
    { lpa_es10_error_quark, LPA_ES10_ERROR_LOAD, TERN_EXIT_CARD },
    { lpa_server_error_quark, LPA_SERVER_ERROR_REFUSED, TERN_EXIT_SERVER },
    { lpa_http_error_quark, LPA_HTTP_ERROR_TIMEOUT, TERN_EXIT_NETWORK },
    { lpa_trust_error_quark, LPA_TRUST_ERROR_EXPIRED, TERN_EXIT_NETWORK },
    { lpa_trust_error_quark, LPA_TRUST_ERROR_ISSUER_FILE, TERN_EXIT_USAGE },
    { lpa_policy_error_quark, LPA_POLICY_ERROR_DELETE_FORBIDDEN, TERN_EXIT_CARD },
    { lpa_policy_error_quark, LPA_POLICY_ERROR_NO_SUCH_PROFILE, TERN_EXIT_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error =
          g_error_new_literal (cases[i].domain (), cases[i].code, "a sentence");

      g_test_message ("%s %d", g_quark_to_string (error->domain), error->code);
      g_assert_cmpint (tern_exit_for_error (error), ==, cases[i].exit);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ctl/exit/table", test_table);

  return g_test_run ();
}
