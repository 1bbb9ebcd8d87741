/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"
#include "orders/tern-order-columns.h"
#include "orders/tern-order-status.h"

G_BEGIN_DECLS

/**
 * TernOrderReason:
 * @TERN_ORDER_REASON_NONE: none
 * @TERN_ORDER_REASON_MALFORMED: the row holds no usable code
 * @TERN_ORDER_REASON_CONFIRMATION_CODE: it needs a confirmation code and has none
 * @TERN_ORDER_REASON_EID: the card it is for is mistyped
 * @TERN_ORDER_REASON_DOUBLED: the same code stands in the file before
 * @TERN_ORDER_REASON_USED: the code was used here before
 * @TERN_ORDER_REASON_INSTALLED: the seller says that it is installed
 * @TERN_ORDER_REASON_DELETED: the seller says that it was installed and deleted
 * @TERN_ORDER_REASON_GONE: the seller says that it has expired or was revoked
 * @TERN_ORDER_REASON_REFUSED: it was tried, and the fault is the code's or the seller's
 * @TERN_ORDER_REASON_CONSENT: its profile has rules that nobody has agreed to
 * @TERN_ORDER_REASON_TRIES: it failed several times for other reasons than its own
 * @TERN_ORDER_REASON_UNKNOWN: it was tried, and what became of it cannot be known
 * @TERN_ORDER_REASON_PERSON: a person set it apart
 *
 * Why a row is set apart.
 */
typedef enum
{
  TERN_ORDER_REASON_NONE,
  TERN_ORDER_REASON_MALFORMED,
  TERN_ORDER_REASON_CONFIRMATION_CODE,
  TERN_ORDER_REASON_EID,
  TERN_ORDER_REASON_DOUBLED,
  TERN_ORDER_REASON_USED,
  TERN_ORDER_REASON_INSTALLED,
  TERN_ORDER_REASON_DELETED,
  TERN_ORDER_REASON_GONE,
  TERN_ORDER_REASON_REFUSED,
  TERN_ORDER_REASON_CONSENT,
  TERN_ORDER_REASON_TRIES,
  TERN_ORDER_REASON_UNKNOWN,
  TERN_ORDER_REASON_PERSON,
  TERN_ORDER_N_REASONS,
} TernOrderReason;
const char *tern_order_reason_get_nick (TernOrderReason reason);
const char *tern_order_reason_get_sentence (TernOrderReason reason);
TernOrderReason tern_order_reason_from_nick (const char *nick);

/**
 * TernOrderEntry:
 * @reason: why the row cannot be used as it stands, or %TERN_ORDER_REASON_NONE
 * @problem: (nullable): what is wrong with it in particular, translated, without the code
 * @code: (nullable): the code, when it is well-formed
 * @confirmation_code: (nullable): likewise
 * @status: what the seller says
 * @value: (nullable): what the row says for each other meaning
 *
 * A row of an order, taken apart. It holds codes; tern_order_entry_free() wipes them.
 */
typedef struct
{
  TernOrderReason reason;
  char *problem;
  LpaActivationCode *code;
  char *confirmation_code;
  TernOrderStatus status;
  char *value[TERN_ORDER_N_MEANINGS];
} TernOrderEntry;

TernOrderEntry *tern_order_entry_new (const TernOrderColumns *columns,
                                      GPtrArray *cells) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_entry_free (TernOrderEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderEntry, tern_order_entry_free)

G_END_DECLS
