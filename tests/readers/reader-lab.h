/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"

G_BEGIN_DECLS

/**
 * ReaderLab:
 * @addresses: (nullable): HOST:PORT of each slot, once the service has run
 *
 * A private PC/SC service with a virtual reader of two slots, which can be stopped and started. One
 * in a process, made before its first PC/SC call.
 */
typedef struct
{
  char *folder;
  char **addresses;
  GSubprocess *process;
} ReaderLab;

#define READER_LAB_FIRST "Virtual PCD 00 00"
#define READER_LAB_SECOND "Virtual PCD 00 01"
extern const char *const reader_lab_names[];

void reader_lab_init (ReaderLab *self);
void reader_lab_start (ReaderLab *self);
void reader_lab_stop (ReaderLab *self);
void reader_lab_clear (ReaderLab *self);
const char *reader_lab_get_socket (void);

/* A simulated card in a slot of the virtual reader, on a thread of its own. */
typedef struct _LabCard LabCard;

SimEuicc *lab_euicc_new (const SimQuirks *quirks);
LabCard *lab_card_insert (ReaderLab *lab, guint slot, SimEuicc *euicc);
void lab_card_remove (LabCard *self);

/* Runs the main context until it is so; a test that waits too long fails. */
typedef gboolean (*LabPredicate) (gpointer data);
void lab_wait_until (LabPredicate predicate, gpointer data, const char *what);

G_END_DECLS
