/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-state.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *nick;
  const char *label;
} Row;

static const Row rows[] = {
  [TERN_ORDER_STATE_WAITING] = { "waiting", NC_ ("order state", "Waiting") },
  [TERN_ORDER_STATE_SET_APART] = { "set-apart", NC_ ("order state", "Set apart") },
  [TERN_ORDER_STATE_CLAIMED] = { "claimed", NC_ ("order state", "At work") },
  [TERN_ORDER_STATE_UNCERTAIN] = { "uncertain", NC_ ("order state", "Not certain yet") },
  [TERN_ORDER_STATE_INSTALLED] = { "installed", NC_ ("order state", "Installed, not finished") },
  [TERN_ORDER_STATE_DONE] = { "done", NC_ ("order state", "Done") },
};

/**
 * tern_order_state_get_nick:
 * @state: where a row stands
 *
 * Returns: its name for programs
 */
const char *
tern_order_state_get_nick (TernOrderState state)
{
  return rows[state].nick;
}

/**
 * tern_order_state_get_label:
 * @state: where a row stands
 *
 * Returns: its name for people, translated
 */
const char *
tern_order_state_get_label (TernOrderState state)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "order state", rows[state].label);
}

/**
 * tern_order_state_from_nick:
 * @nick: (nullable): a name
 * @state: (out): the state of that name
 *
 * Returns: whether there is one
 */
gboolean
tern_order_state_from_nick (const char *nick, TernOrderState *state)
{
  for (guint i = 0; i < TERN_ORDER_N_STATES; i++)
    if (g_strcmp0 (rows[i].nick, nick) == 0)
      {
        *state = (TernOrderState) i;
        return TRUE;
      }
  return FALSE;
}
