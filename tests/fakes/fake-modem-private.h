/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-facts.h"
#include "fake-modem.h"
#include "fake-sim.h"

G_BEGIN_DECLS

#define FAKE_MAX_SLOTS 4

struct _FakeModem
{
  FakeBus *bus;
  char *name;
  FakeFacts *facts;
  FakeSim *sims[FAKE_MAX_SLOTS];
  GHashTable *refusals; /* method -> name of an error */
  GFileMonitor *log_monitor;
  gsize log_read;

  gboolean plugged;
  gboolean inhibited;
  guint back; /* when it comes back to the bus */

  /* While it is on the bus. */
  MmGdbusObjectSkeleton *object;
  MmGdbusModem *modem;
  MmGdbusModem3gpp *cellular;
  MmGdbusModemSimple *simple;
  MmGdbusSim *slots[FAKE_MAX_SLOTS]; /* NULL for an empty one */
  char *slot_paths[FAKE_MAX_SLOTS];
  GPtrArray *bearers;
};

/* fake-modem-show.c: its objects on the bus, and what they say. */
void fake_modem_make_objects (FakeModem *self);
void fake_modem_forget_objects (FakeModem *self);
void fake_modem_renew_sims (FakeModem *self);
void fake_modem_show (FakeModem *self);

/* fake-modem-calls.c: what is asked of them. */
void fake_modem_connect_calls (FakeModem *self);
void fake_modem_connect_sim_calls (FakeModem *self, MmGdbusSim *sim);

/* fake-modem.c */
void fake_modem_restart (FakeModem *self);
void fake_modem_use_slot (FakeModem *self, guint slot);

G_END_DECLS
