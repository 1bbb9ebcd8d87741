/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-card-memory.h"
#include "network/tern-modem-link.h"
#include "network/tern-modem-powers.h"
#include "network/tern-modem-rung.h"

G_BEGIN_DECLS

/**
 * TernModemRefresh:
 * @link: the modem
 * @port: (nullable): device node of its control port
 * @slot: which of its slots the card is in, from 1; 0 for the one that it uses
 * @iccid: (nullable): the profile that is enabled now
 * @gone: (nullable): without @iccid, the profile that was enabled before
 * @powers: what may be done with more rights
 * @powers_data: for @powers
 * @memory: (nullable): which rung worked with which modem
 * @milliseconds: how long each rung may take until the modem shows the profile
 * @absent: how long a modem that has gone may stay away before it is given up
 * @begun: (nullable): called before each rung
 * @data: for @begun
 *
 * What a ladder needs. The caller's.
 */
typedef struct
{
  TernModemLink *link;
  const char *port;
  guint slot;
  const char *iccid;
  const char *gone;
  const TernModemPowers *powers;
  gpointer powers_data;
  LpaCardMemory *memory;
  const guint *milliseconds;
  guint absent;
  void (*begun) (TernModemRung rung, gpointer data);
  gpointer data;
} TernModemRefresh;

gboolean tern_modem_refresh_run (const TernModemRefresh *self,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
