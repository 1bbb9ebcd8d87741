/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-setup.h"
#include "checks/tern-line.h"
#include "checks/tern-power.h"
#include "readers/tern-modems.h"

G_BEGIN_DECLS

/**
 * TernProbe:
 * @TERN_PROBE_HISTORY: what the ledger knows of the code
 * @TERN_PROBE_LINE: the way to the server, without a card
 * @TERN_PROBE_POWER: the battery
 * @TERN_PROBE_MODEMS: the modems of this computer
 * @TERN_PROBE_CARD: what the card says of itself
 * @TERN_PROBE_SERVER: what the server says to the card before it has seen the code
 * @TERN_PROBE_OFFER: what the server says to the code
 *
 * Where facts come from. A probe asks the world once; any number of checks judge what it brought.
 */
typedef enum
{
  TERN_PROBE_HISTORY,
  TERN_PROBE_LINE,
  TERN_PROBE_POWER,
  TERN_PROBE_MODEMS,
  TERN_PROBE_CARD,
  TERN_PROBE_SERVER,
  TERN_PROBE_OFFER,
  TERN_N_PROBES,
} TernProbe;

#define TERN_PROBE_BIT(probe) (1u << (probe))

/**
 * TernCheckFacts:
 * @has_code: whether there is a code to check
 * @code: (nullable): the code, when it is well-formed
 * @code_error: (nullable): why it is not
 * @server: (nullable): the server that the code leads to
 * @now: the clock of this computer
 * @modem: (nullable): the modem that the card sits in
 * @http_port: where a portal would answer
 * @trust: which servers are believed
 * @ledger: (nullable): the history
 * @bus: (nullable): the system bus, when it was given
 * @card_keys: (nullable) (element-type GBytes): issuers that the card names, as far as known before
 * @connectivity: what the system says of the network
 * @network_available: whether there is any network at all
 *
 * @uses: (nullable) (element-type TernHistoryEntry): what was done with the code here, newest first
 * @newest: (nullable): time of the last entry of the history
 * @history_error: (nullable): why the history cannot be asked
 *
 * @line: (nullable): the way to the server
 * @power: (nullable): the battery
 * @modems: (nullable): the modems
 *
 * @eid: (nullable): the card's EID
 * @card_error: (nullable): why the card cannot be used
 * @info: (nullable): EUICCInfo2
 * @profiles: (nullable) (element-type LpaProfile): what is on the card
 * @reports: how many of its reports wait
 *
 * @dry_run: (nullable): what the server says to the card
 * @dry_run_error: (nullable): why it does not
 *
 * @show_code: whether the code may be shown
 * @shown: whether it was
 * @offer_error: (nullable): why the server offers nothing
 * @offered: (nullable): the profile it offers
 * @installed: (nullable): the same one, on the card already
 * @rules: what the card says to its rules
 * @usable: what is known of the code after it was shown
 *
 * Everything that checks judge. A paragraph is filled by its probe and read only after that.
 */
typedef struct
{
  gboolean has_code;
  LpaActivationCode *code;
  GError *code_error;
  char *server;
  GDateTime *(*now) (void);
  char *modem;
  guint16 http_port;
  LpaTrust *trust;
  TernLedger *ledger;
  GDBusConnection *bus;
  GPtrArray *card_keys;
  GNetworkConnectivity connectivity;
  gboolean network_available;

  GPtrArray *uses;
  GDateTime *newest;
  GError *history_error;

  TernLine *line;
  TernPower *power;
  TernModems *modems;

  char *eid;
  GError *card_error;
  LpaEuiccInfo *info;
  GPtrArray *profiles;
  guint reports;

  LpaDryRun *dry_run;
  GError *dry_run_error;

  gboolean show_code;
  gboolean shown;
  GError *offer_error;
  LpaProfile *offered;
  LpaProfile *installed;
  LpaPolicyVerdict rules;
  LpaCodeUsable usable;
} TernCheckFacts;

TernCheckFacts *tern_check_facts_new (const TernCheckSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
TernCheckFacts *tern_check_facts_ref (TernCheckFacts *self);
void tern_check_facts_unref (TernCheckFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCheckFacts, tern_check_facts_unref)

void tern_check_facts_take_card (TernCheckFacts *self, LpaEuicc *euicc);
void tern_check_facts_take_preview (TernCheckFacts *self, const LpaPreview *preview);

/* The probes that need no card. Each blocks and belongs in a thread. */
void tern_check_facts_probe_history (TernCheckFacts *self, GCancellable *cancellable);
void tern_check_facts_probe_line (TernCheckFacts *self, GCancellable *cancellable);
void tern_check_facts_probe_power (TernCheckFacts *self, GCancellable *cancellable);
void tern_check_facts_probe_modems (TernCheckFacts *self, GCancellable *cancellable);

G_END_DECLS
