/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-modem-powers.h"
#include "readers/tern-helper-client.h"

G_BEGIN_DECLS

/**
 * TernHelperPowers:
 * @client: (nullable): the line to the modem helper, once it is needed
 *
 * What the modem helper may do. Worker thread.
 */
typedef struct
{
  TernHelperClient *client;
} TernHelperPowers;

/* For them. */
extern const TernModemPowers tern_helper_powers;

void tern_helper_powers_clear (TernHelperPowers *self);

G_END_DECLS
