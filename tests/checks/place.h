/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-run.h"
#include "desk.h"
#include "own-monitor.h"
#include "world.h"

G_BEGIN_DECLS

#define PLACE_MATCHING_ID "QX-SECRET-1"
#define PLACE_ICCID "8949000000001234567"

/**
 * Place:
 * @world: card, server and the LPA between them
 * @desk: the computer's other services
 * @ledger: the history, empty at first
 * @setup: what is checked; change it before place_check()
 * @run: the last run
 *
 * Everything that checks look at, good at first: one order on the server, an empty card, a network.
 */
typedef struct
{
  World *world;
  Desk *desk;
  TernLedger *ledger;
  TernCheckSetup setup;
  TernCheckRun *run;
  char *folder;
  GNetworkMonitor *monitor;
} Place;

/* @more: further members of the order */
Place *place_new (const char *more, const SimQuirks *quirks, const SimSmdpOptions *options);
void place_free (Place *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

void place_set_network (Place *self, gboolean available, GNetworkConnectivity connectivity);
LpaActivationCode *place_get_code (Place *self);
/* Installs the order; the ledger keeps the journal. */
void place_install (Place *self);

/* Runs all checks of a code; %NULL for the place's own, "" for none. No secret may show in them. */
void place_check (Place *self, const char *code);
void place_expect (Place *self, const char *id, TernVerdict verdict, const char *evidence);

G_END_DECLS
