/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lpa-step.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *nick;
  const char *label;
} StepName;

static const StepName names[] = {
  [LPA_STEP_CODE] = { "code", NC_ ("step", "Code read") },
  [LPA_STEP_SERVER_TRUSTED] = { "server-trusted", NC_ ("step", "Server verified") },
  [LPA_STEP_CARD_AUTHENTICATED] = { "card-authenticated", NC_ ("step", "Card verified") },
  [LPA_STEP_ORDER_FOUND] = { "order-found", NC_ ("step", "Order found") },
  [LPA_STEP_AGREED] = { "agreed", NC_ ("step", "Agreed") },
  [LPA_STEP_PACKAGE_BOUND] = { "package-bound", NC_ ("step", "Package received") },
  [LPA_STEP_PACKAGE_LOADED] = { "package-loaded", NC_ ("step", "Installed on the card") },
  [LPA_STEP_RESULT_DELIVERED] = { "result-delivered", NC_ ("step", "Provider informed") },
  [LPA_STEP_ENABLED] = { "enabled", NC_ ("step", "Enabled") },
  [LPA_STEP_NETWORK_FOUND] = { "network-found", NC_ ("step", "Network found") },
  [LPA_STEP_REGISTERED] = { "registered", NC_ ("step", "Registered") },
  [LPA_STEP_CONNECTED] = { "connected", NC_ ("step", "Connected") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == LPA_N_STEPS);

static const char *const state_nicks[] = {
  [LPA_STEP_STATE_WAITING] = "waiting", [LPA_STEP_STATE_RUNNING] = "running",
  [LPA_STEP_STATE_DONE] = "done",       [LPA_STEP_STATE_FAILED] = "failed",
  [LPA_STEP_STATE_SKIPPED] = "skipped",
};

static gboolean
is_step (LpaStep step)
{
  return (int) step >= 0 && (int) step < LPA_N_STEPS;
}

/**
 * lpa_step_get_nick:
 * @step: a step, or %LPA_STEP_NONE
 *
 * Returns: its name in JSON and in the journal, such as `package-bound`; `none` for %LPA_STEP_NONE
 */
const char *
lpa_step_get_nick (LpaStep step)
{
  return is_step (step) ? names[step].nick : "none";
}

/**
 * lpa_step_from_nick:
 * @nick: what lpa_step_get_nick() returned
 * @step: (out): the step, or %LPA_STEP_NONE
 *
 * Returns: whether @nick is the name of a step or `none`
 */
gboolean
lpa_step_from_nick (const char *nick, LpaStep *step)
{
  *step = LPA_STEP_NONE;
  for (int i = 0; i < LPA_N_STEPS; i++)
    if (g_str_equal (names[i].nick, nick))
      *step = (LpaStep) i;
  return *step != LPA_STEP_NONE || g_str_equal (nick, "none");
}

/**
 * lpa_step_get_label:
 * @step: a step, or %LPA_STEP_NONE
 *
 * Returns: what a person reads of it, translated; empty for %LPA_STEP_NONE
 */
const char *
lpa_step_get_label (LpaStep step)
{
  return is_step (step) ? g_dpgettext2 (GETTEXT_PACKAGE, "step", names[step].label) : "";
}

/**
 * lpa_step_state_get_nick:
 * @state: a state
 *
 * Returns: its name in JSON, such as `running`
 */
const char *
lpa_step_state_get_nick (LpaStepState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_nicks), "waiting");

  return state_nicks[state];
}
