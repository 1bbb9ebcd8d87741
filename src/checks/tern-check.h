/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-error-book.h"

G_BEGIN_DECLS

/**
 * TernVerdict:
 * @TERN_VERDICT_PENDING: not known yet
 * @TERN_VERDICT_PASS: nothing stands in the way here
 * @TERN_VERDICT_WARNING: it may go wrong, or it costs something to know
 * @TERN_VERDICT_FAILURE: it will go wrong
 * @TERN_VERDICT_UNKNOWN: it cannot be known here; the cure says how to find out
 *
 * What a check found. Never a guess dressed as a fact.
 */
typedef enum
{
  TERN_VERDICT_PENDING,
  TERN_VERDICT_PASS,
  TERN_VERDICT_WARNING,
  TERN_VERDICT_FAILURE,
  TERN_VERDICT_UNKNOWN,
} TernVerdict;
GType tern_verdict_get_type (void);
#define TERN_TYPE_VERDICT (tern_verdict_get_type ())
const char *tern_verdict_get_nick (TernVerdict verdict);
const char *tern_verdict_get_label (TernVerdict verdict);

#define TERN_TYPE_CHECK (tern_check_get_type ())
G_DECLARE_FINAL_TYPE (TernCheck, tern_check, TERN, CHECK, GObject)

/*
 * One question asked before a code is used, and its answer once that is known. Main thread.
 * Properties, the last five notified: "id", "question", "touches-card"; "verdict", "evidence"
 * (a sentence: what was seen), "cure" (a sentence: what to do, or how to find out; empty when there
 * is nothing to do), "side" (whose side it is on).
 */
const char *tern_check_get_id (TernCheck *self);
const char *tern_check_get_question (TernCheck *self);
gboolean tern_check_touches_card (TernCheck *self);
TernVerdict tern_check_get_verdict (TernCheck *self);
const char *tern_check_get_evidence (TernCheck *self);
const char *tern_check_get_cure (TernCheck *self);
LpaSide tern_check_get_side (TernCheck *self);

G_END_DECLS
