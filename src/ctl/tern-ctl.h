/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl-error.h"
#include "ctl/tern-exit.h"
#include "ctl/tern-printer.h"
#include "ledger/tern-ledger.h"
#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

/**
 * TernCtl:
 * @printer: where to say what
 * @cancellable: cancelled by Ctrl-C
 * @reader: (nullable): --reader
 * @eid: (nullable): --eid
 * @modem: (nullable): --modem
 * @simulated: (nullable): --simulated
 * @slot: --slot, 0 for the one that the modem uses
 * @way: --mbim-proxy, --modem-helper or neither
 * @ledger_address: (nullable): --ledger
 * @station: (nullable): --station
 * @trust: which servers are believed, --trust included
 * @trace: (nullable): --trace
 * @ledger: (nullable): the history, opened when a card is first needed
 * @monitor: (nullable): the readers, likewise
 * @step: the step of the running download, for errors; %LPA_STEP_NONE otherwise
 * @usable: what is known of the code in play
 * @exit: the exit status of a command that was carried out and found something amiss
 *
 * What every command of ternctl works with. Main thread.
 */
typedef struct
{
  TernPrinter *printer;
  GCancellable *cancellable;
  char *reader;
  char *eid;
  char *modem;
  GStrv simulated;
  guint slot;
  TernModemWay way;
  char *ledger_address;
  char *station;
  LpaTrust *trust;
  LpaTrace *trace;
  TernLedger *ledger;
  TernReaderMonitor *monitor;
  LpaStep step;
  LpaCodeUsable usable;
  TernExit exit;
} TernCtl;

/**
 * TernCommand:
 * @name: the word on the command line
 * @arguments: (nullable): what goes behind it, for the help text
 * @summary: (not translated here): what it does, one line
 * @run: carries it out; @argv[0] is the command's name
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  gboolean (*run) (TernCtl *ctl, int argc, char **argv, GError **error);
} TernCommand;

const TernCommand *tern_commands_get (gsize *count);
const TernCommand *tern_commands_find (const char *name);

TernLedger *tern_ctl_get_ledger (TernCtl *self, GError **error);
int tern_ctl_main (int argc, char **argv);

G_END_DECLS
