/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network-lab.h"

G_BEGIN_DECLS

/**
 * NetworkEnd:
 * @name: for tests
 * @facts: what is true then, commands of `fake-modem-manager` with semicolons between
 * @network: (nullable): a command of `fake-network-manager`
 * @limit: offset in #TernConnectorBounds of what it has to run out, or %NETWORK_END_AT_ONCE
 * @step: where the way ends
 * @code: of the error; %NETWORK_END_CONNECTED where there is none
 * @figure: (nullable): of the error
 * @cause: of what the person reads, a part that nothing else has
 * @action: the same of what there is to do
 *
 * One end of the way of a profile in a modem.
 */
typedef struct
{
  const char *name;
  const char *facts;
  const char *network;
  gsize limit;
  LpaStep step;
  int code;
  const char *figure;
  const char *cause;
  const char *action;
} NetworkEnd;

#define NETWORK_END_AT_ONCE G_MAXSIZE
#define NETWORK_END_CONNECTED -1

extern const NetworkEnd network_ends[];
extern const gsize network_n_ends;

void network_end_arrange (const NetworkEnd *self, NetworkLab *lab);

G_END_DECLS
