/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-step.h"

G_BEGIN_DECLS

/**
 * LpaSide:
 *
 * Whose side a fault is on: who can cure it.
 */
typedef enum
{
  LPA_SIDE_YOU,
  LPA_SIDE_COMPUTER,
  LPA_SIDE_READER,
  LPA_SIDE_CARD,
  LPA_SIDE_NETWORK,
  LPA_SIDE_SERVER,
  LPA_SIDE_PROVIDER,
  LPA_SIDE_PROGRAM,
} LpaSide;

/**
 * LpaCodeUsable:
 * @LPA_CODE_USABLE_NOT_INVOLVED: no code is in play
 * @LPA_CODE_USABLE_YES: the code has not been used up
 * @LPA_CODE_USABLE_SAME_CARD: it may be tried again, with this card only
 * @LPA_CODE_USABLE_OTHER_CARD: not with this card, but with another
 * @LPA_CODE_USABLE_PROVIDER_DECIDES: the provider decides
 * @LPA_CODE_USABLE_NO: it is used up, a new one is needed
 * @LPA_CODE_USABLE_UNKNOWN: it cannot be known here, since an answer was lost
 * @LPA_CODE_USABLE_DEPENDS: the step at which it happened decides, and is not known; only of pages
 *   that are looked up without an error
 *
 * Whether the activation code can still be used after a fault.
 */
typedef enum
{
  LPA_CODE_USABLE_NOT_INVOLVED,
  LPA_CODE_USABLE_YES,
  LPA_CODE_USABLE_SAME_CARD,
  LPA_CODE_USABLE_OTHER_CARD,
  LPA_CODE_USABLE_PROVIDER_DECIDES,
  LPA_CODE_USABLE_NO,
  LPA_CODE_USABLE_UNKNOWN,
  LPA_CODE_USABLE_DEPENDS,
} LpaCodeUsable;

/**
 * LpaErrorPage:
 * @key: `DOMAIN/FIGURE` or `DOMAIN/NICK`, as in `server/8.2.6/3.8` or `channel/no-card`
 * @side: whose side it is on
 * @usable: what a fault of this kind means for the code
 * @cause: (translated on look-up): what happened, one sentence for a person
 * @action: (translated on look-up): what to do next, one sentence
 *
 * One row of the error book.
 */
typedef struct
{
  const char *key;
  LpaSide side;
  LpaCodeUsable usable;
  const char *cause;
  const char *action;
} LpaErrorPage;

/**
 * LpaExplanation:
 *
 * What a person reads of an error, in their language. Free with lpa_explanation_free().
 */
typedef struct
{
  char *key;
  LpaSide side;
  LpaCodeUsable usable;
  char *cause;
  char *action;
  char *details;
} LpaExplanation;

LpaExplanation *lpa_error_book_explain (const GError *error,
                                        LpaStep step) G_GNUC_WARN_UNUSED_RESULT;
LpaExplanation *lpa_error_book_explain_page (const LpaErrorPage *page) G_GNUC_WARN_UNUSED_RESULT;
const LpaErrorPage *lpa_error_book_look_up (const char *key);
const LpaErrorPage *lpa_error_book_get_pages (gsize *count);
const char *lpa_side_get_nick (LpaSide side);
const char *lpa_side_get_label (LpaSide side);
const char *lpa_code_usable_get_nick (LpaCodeUsable usable);
const char *lpa_code_usable_get_sentence (LpaCodeUsable usable);
void lpa_explanation_free (LpaExplanation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaExplanation, lpa_explanation_free)

G_END_DECLS
