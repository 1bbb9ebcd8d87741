/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpaStep:
 *
 * The way from an activation code to a connection. The window draws it, ternctl prints it, the
 * journal stores it and an error names it; the order is the order in time. From
 * %LPA_STEP_PACKAGE_BOUND on the server has given the package away: the code can be used again with
 * the same card at most. The steps after %LPA_STEP_ENABLED are a modem's: it reads the profile and
 * hears a network, a network takes it in, data flows.
 */
typedef enum
{
  LPA_STEP_CODE,
  LPA_STEP_SERVER_TRUSTED,
  LPA_STEP_CARD_AUTHENTICATED,
  LPA_STEP_ORDER_FOUND,
  LPA_STEP_AGREED,
  LPA_STEP_PACKAGE_BOUND,
  LPA_STEP_PACKAGE_LOADED,
  LPA_STEP_RESULT_DELIVERED,
  LPA_STEP_ENABLED,
  LPA_STEP_NETWORK_FOUND,
  LPA_STEP_REGISTERED,
  LPA_STEP_CONNECTED,
} LpaStep;
#define LPA_N_STEPS (LPA_STEP_CONNECTED + 1)
#define LPA_STEP_NONE ((LpaStep) -1)

/**
 * LpaStepState:
 */
typedef enum
{
  LPA_STEP_STATE_WAITING,
  LPA_STEP_STATE_RUNNING,
  LPA_STEP_STATE_DONE,
  LPA_STEP_STATE_FAILED,
  LPA_STEP_STATE_SKIPPED,
} LpaStepState;

const char *lpa_step_get_nick (LpaStep step);
gboolean lpa_step_from_nick (const char *nick, LpaStep *step);
const char *lpa_step_get_label (LpaStep step);
const char *lpa_step_state_get_nick (LpaStepState state);

G_END_DECLS
