/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-facts.h"
#include "checks/tern-check.h"

G_BEGIN_DECLS

/**
 * TernFinding:
 * @verdict: the verdict
 * @side: whose side it is on
 * @evidence: what was seen
 * @cure: (nullable): what to do
 *
 * An answer in the making.
 */
typedef struct
{
  TernVerdict verdict;
  LpaSide side;
  char *evidence;
  char *cure;
} TernFinding;

void tern_finding_clear (TernFinding *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernFinding, tern_finding_clear)
void tern_finding_set (TernFinding *self,
                       TernVerdict verdict,
                       const char *cure,
                       const char *format,
                       ...) G_GNUC_PRINTF (4, 5);
void tern_finding_set_error (TernFinding *self, TernVerdict verdict, const GError *error);

/**
 * TernCheckRow:
 * @id: name for programs
 * @question: (context "check question"): what is asked
 * @side: whose side a failure is on, unless the judge says otherwise
 * @about_code: whether it is asked only when there is a code
 * @needs: the probes it judges, bits of #TernProbe
 * @run: judges; must set a verdict
 *
 * A check as the table has it.
 */
typedef struct
{
  const char *id;
  const char *question;
  LpaSide side;
  gboolean about_code;
  guint needs;
  void (*run) (const TernCheckFacts *facts, TernFinding *finding);
} TernCheckRow;

const TernCheckRow *tern_checks_get (gsize *count);

TernCheck *tern_check_new (const TernCheckRow *row) G_GNUC_WARN_UNUSED_RESULT;
const TernCheckRow *tern_check_get_row (TernCheck *self);
void tern_check_answer (TernCheck *self, const TernFinding *finding);

/* What the checks do, a file for each group. */
void tern_checks_code_form (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_code_known (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_code_offer (const TernCheckFacts *facts, TernFinding *finding);

void tern_checks_profile_installed (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_profile_rules (const TernCheckFacts *facts, TernFinding *finding);

void tern_checks_card_answers (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_card_standard (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_card_room (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_card_reports (const TernCheckFacts *facts, TernFinding *finding);

void tern_checks_network (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_portal (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_proxy (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_names (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_address_family (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_line (const TernCheckFacts *facts, TernFinding *finding);

void tern_checks_server_answers (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_server_trusted (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_issuer (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_clock (const TernCheckFacts *facts, TernFinding *finding);

void tern_checks_battery (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_device_lock (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_modem (const TernCheckFacts *facts, TernFinding *finding);
void tern_checks_carrier (const TernCheckFacts *facts, TernFinding *finding);

G_END_DECLS
