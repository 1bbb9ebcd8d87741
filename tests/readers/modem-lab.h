/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pty-link.h"

G_BEGIN_DECLS

/**
 * ModemLab:
 * @quirks: what is special about the modem; to be set before modem_lab_start()
 * @card_quirks: what is special about the card, likewise
 * @path: of the device node
 *
 * A simulated modem in a thread of its own.
 */
typedef struct
{
  SimModemQuirks quirks;
  SimQuirks card_quirks;
  char *folder;
  char *path;
  char *log;

  SimEuicc *euicc;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  SimPtyLink *link;
} ModemLab;

void modem_lab_init (ModemLab *self);
void modem_lab_start (ModemLab *self);
void modem_lab_stop (ModemLab *self);
void modem_lab_clear (ModemLab *self);
guint modem_lab_get_slot (ModemLab *self);
guint modem_lab_count (ModemLab *self, const char *text);

G_END_DECLS
