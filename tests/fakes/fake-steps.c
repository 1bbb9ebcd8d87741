/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-steps.h"

static const char *const names[] = {
  [FAKE_STEP_NOW] = "now",       [FAKE_STEP_UICC_RESET] = "uicc-reset",
  [FAKE_STEP_ENABLE] = "enable", [FAKE_STEP_INHIBIT] = "inhibit",
  [FAKE_STEP_RESET] = "reset",   [FAKE_STEP_NEVER] = "never",
};

/**
 * fake_step_parse:
 * @text: its name
 * @step: (out): the step
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether there is such a step
 */
gboolean
fake_step_parse (const char *text, FakeStep *step, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], text))
      {
        *step = (FakeStep) i;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no step", text);
  return FALSE;
}
