/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"

G_BEGIN_DECLS

/**
 * TernCardWorth:
 * @TERN_CARD_WORTH_GOOD: as far as it says, it can take profiles
 * @TERN_CARD_WORTH_TEST: it accepts test servers only
 * @TERN_CARD_WORTH_NONE: no server can put a profile onto it
 *
 * Whether profiles can come onto a card at all.
 */
typedef enum
{
  TERN_CARD_WORTH_GOOD,
  TERN_CARD_WORTH_TEST,
  TERN_CARD_WORTH_NONE,
} TernCardWorth;

/* What a card says of itself, in words for people. */
TernCardWorth tern_card_words_judge (const LpaEuiccInfo *info, const char **sentence);
const char *tern_card_words_get_check_digits (const char *eid);
const char *tern_card_words_get_category (int category);
const char *tern_card_words_get_uicc_capability (guint bit);
const char *tern_card_words_get_rsp_capability (guint bit);
char *tern_card_words_dup_allowed (LpaPolicyRules rules) G_GNUC_WARN_UNUSED_RESULT;
char *tern_card_words_dup_operators (const LpaRat *rat, guint row) G_GNUC_WARN_UNUSED_RESULT;
char *tern_card_words_dup_issuer (GBytes *key_id) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_card_words_get_issuer_kind (GBytes *key_id);

G_END_DECLS
