/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-exit.h"

#include "ctl/tern-ctl-error.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-tlv.h"
#include "orders/tern-order-error.h"

#define ANY_CODE -1

typedef struct
{
  GQuark (*domain) (void);
  int code;
  TernExit exit;
} Row;

/* The first row that fits decides. */
static const Row rows[] = {
  { g_io_error_quark, G_IO_ERROR_CANCELLED, TERN_EXIT_CANCELLED },
  { tern_ctl_error_quark, TERN_CTL_ERROR_NO_MATCH, TERN_EXIT_NO_CARD },
  { tern_ctl_error_quark, ANY_CODE, TERN_EXIT_USAGE },
  { g_option_error_quark, ANY_CODE, TERN_EXIT_USAGE },
  { tern_order_error_quark, TERN_ORDER_ERROR_WRITE, TERN_EXIT_FAILED },
  { tern_order_error_quark, TERN_ORDER_ERROR_BEGUN, TERN_EXIT_FAILED },
  { tern_order_error_quark, ANY_CODE, TERN_EXIT_USAGE },
  { lpa_code_error_quark, ANY_CODE, TERN_EXIT_USAGE },
  { lpa_channel_error_quark, ANY_CODE, TERN_EXIT_NO_CARD },
  { lpa_card_error_quark, LPA_CARD_ERROR_NO_ISDR, TERN_EXIT_NO_CARD },
  { lpa_card_error_quark, LPA_CARD_ERROR_M2M_ONLY, TERN_EXIT_NO_CARD },
  { lpa_card_error_quark, ANY_CODE, TERN_EXIT_CARD },
  { lpa_es10_error_quark, ANY_CODE, TERN_EXIT_CARD },
  { lpa_server_error_quark, ANY_CODE, TERN_EXIT_SERVER },
  { lpa_http_error_quark, ANY_CODE, TERN_EXIT_NETWORK },
  { lpa_trust_error_quark, LPA_TRUST_ERROR_ISSUER_FILE, TERN_EXIT_USAGE },
  { lpa_trust_error_quark, ANY_CODE, TERN_EXIT_NETWORK },
  { lpa_network_error_quark, LPA_NETWORK_ERROR_NO_MODEM, TERN_EXIT_NO_CARD },
  { lpa_network_error_quark, ANY_CODE, TERN_EXIT_NETWORK },
  { lpa_journal_error_quark, LPA_JOURNAL_ERROR_AWAY, TERN_EXIT_NETWORK },
  { lpa_policy_error_quark, LPA_POLICY_ERROR_RULES_NOT_ALLOWED, TERN_EXIT_CARD },
  { lpa_policy_error_quark, LPA_POLICY_ERROR_DISABLE_FORBIDDEN, TERN_EXIT_CARD },
  { lpa_policy_error_quark, LPA_POLICY_ERROR_DELETE_FORBIDDEN, TERN_EXIT_CARD },
};

/**
 * tern_exit_for_error:
 * @error: why a command failed
 *
 * Returns: the exit status that says so
 */
TernExit
tern_exit_for_error (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (error->domain == rows[i].domain () &&
        (rows[i].code == ANY_CODE || rows[i].code == error->code))
      return rows[i].exit;

  return TERN_EXIT_FAILED;
}
