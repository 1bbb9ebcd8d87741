/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-card-memory.h"
#include "lpa/lpa-journal.h"
#include "lpa/lpa-trace.h"
#include "lpa/lpa-trust.h"

G_BEGIN_DECLS

/**
 * TernCardSetup:
 * @trust: which servers are believed
 * @journal: (nullable): where operations are written down
 * @trace: (nullable): a record of every exchange
 * @memory: what worked with which card and reader
 * @aids: (element-type GBytes): ISD-R AIDs to try, in order
 *
 * What every card that is found gets along. Those it is handed to take references of their own.
 */
typedef struct
{
  LpaTrust *trust;
  LpaJournal *journal;
  LpaTrace *trace;
  LpaCardMemory *memory;
  GPtrArray *aids;
} TernCardSetup;

TernCardSetup *tern_card_setup_new (LpaTrust *trust,
                                    LpaJournal *journal,
                                    LpaTrace *trace,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernCardSetup *tern_card_setup_copy (const TernCardSetup *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_setup_free (TernCardSetup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCardSetup, tern_card_setup_free)

G_END_DECLS
