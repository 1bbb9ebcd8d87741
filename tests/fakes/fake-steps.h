/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeStep:
 *
 * What can make a modem read its card again, from the least to the most.
 */
typedef enum
{
  FAKE_STEP_NOW,
  FAKE_STEP_UICC_RESET,
  FAKE_STEP_ENABLE,
  FAKE_STEP_INHIBIT,
  FAKE_STEP_RESET,
  FAKE_STEP_NEVER,
} FakeStep;

gboolean fake_step_parse (const char *text, FakeStep *step, GError **error);

G_END_DECLS
