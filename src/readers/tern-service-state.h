/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TernServiceState:
 * @TERN_SERVICE_STATE_STARTING: not known yet
 * @TERN_SERVICE_STATE_RUNNING: the smart-card service answers (there may be no reader all the same)
 * @TERN_SERVICE_STATE_ABSENT: pcscd does not run or is not installed
 * @TERN_SERVICE_STATE_NOT_PERMITTED: it runs but refuses this user or session
 *
 * How the computer's smart-card service is.
 */
typedef enum
{
  TERN_SERVICE_STATE_STARTING,
  TERN_SERVICE_STATE_RUNNING,
  TERN_SERVICE_STATE_ABSENT,
  TERN_SERVICE_STATE_NOT_PERMITTED,
} TernServiceState;
GType tern_service_state_get_type (void);

G_END_DECLS
