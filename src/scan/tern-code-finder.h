/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"

G_BEGIN_DECLS

/* What lies beyond this many bytes of a text is not looked at. */
#define TERN_CODE_FINDER_MAX_BYTES (4 * 1024 * 1024)

/**
 * TernCandidate:
 * @code: the activation code
 * @confirmation_code: (nullable): the confirmation code that the text tells as well
 *
 * An activation code found in a text. A secret. Free with tern_candidate_free().
 */
typedef struct
{
  LpaActivationCode *code;
  char *confirmation_code;
} TernCandidate;

void tern_candidate_free (TernCandidate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCandidate, tern_candidate_free)

GPtrArray *tern_code_finder_find (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
