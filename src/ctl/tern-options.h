/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

/**
 * TernOptions:
 * @json: --json
 * @verbose: --verbose
 * @version: --version
 * @no_web: --no-web-issuers
 * @reader: (nullable): --reader
 * @eid: (nullable): --eid
 * @modem: (nullable): --modem
 * @simulated: (nullable): --simulated
 * @slot: --slot, 0 when it was not given
 * @proxy: --mbim-proxy
 * @helper: --modem-helper
 * @trust: (nullable): --trust
 * @trace: (nullable): --trace
 * @ledger: (nullable): --ledger
 * @station: (nullable): --station
 *
 * What every command takes. Cleared with tern_options_clear().
 */
typedef struct
{
  gboolean json;
  gboolean verbose;
  gboolean version;
  gboolean no_web;
  char *reader;
  char *eid;
  char *modem;
  GStrv simulated;
  int slot;
  gboolean proxy;
  gboolean helper;
  char *trust;
  char *trace;
  char *ledger;
  char *station;
} TernOptions;
void tern_options_clear (TernOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernOptions, tern_options_clear)

gboolean tern_options_parse (TernOptions *options,
                             int *argc,
                             char ***argv,
                             char **help,
                             GError **error);
gboolean tern_options_check (const TernOptions *options, GError **error);
TernModemWay tern_options_get_way (const TernOptions *options);

/* The words of one command, options of its own among them. */
gboolean tern_command_parse (const char *name,
                             const GOptionEntry *entries,
                             int min_arguments,
                             int max_arguments,
                             int *argc,
                             char ***argv,
                             GError **error);

G_END_DECLS
