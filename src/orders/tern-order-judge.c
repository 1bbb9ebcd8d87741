/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-judge.h"

#include "ledger/tern-ledger-error.h"
#include "lpa/lpa-error.h"
#include "orders/tern-order-book.h"

/* What a fault on each side means while the code is untouched. */
static const TernOrderVerdict of_side[] = {
  [LPA_SIDE_YOU] = { .card_aside = TRUE },
  [LPA_SIDE_COMPUTER] = { .card_aside = TRUE, .run_pauses = TRUE },
  [LPA_SIDE_READER] = { .counts = TRUE, .card_aside = TRUE },
  [LPA_SIDE_CARD] = { .counts = TRUE, .card_aside = TRUE },
  [LPA_SIDE_NETWORK] = { .run_pauses = TRUE },
  [LPA_SIDE_SERVER] = { .counts = TRUE },
  [LPA_SIDE_PROVIDER] = { .state = TERN_ORDER_STATE_SET_APART,
                          .reason = TERN_ORDER_REASON_REFUSED,
                          .counts = TRUE },
  [LPA_SIDE_PROGRAM] = { .counts = TRUE, .card_aside = TRUE },
};

#define ANY_CODE -1

typedef struct
{
  GQuark (*domain) (void);
  int code;
  TernOrderVerdict verdict;
} Special;

/* What no server and no card has said. The first row that fits decides. */
static const Special specials[] = {
  { lpa_policy_error_quark,
    LPA_POLICY_ERROR_ALREADY_INSTALLED,
    { .state = TERN_ORDER_STATE_INSTALLED } },
  { lpa_policy_error_quark,
    LPA_POLICY_ERROR_CONFIRMATION_CODE,
    { .state = TERN_ORDER_STATE_SET_APART, .reason = TERN_ORDER_REASON_CONFIRMATION_CODE } },
  { lpa_policy_error_quark,
    LPA_POLICY_ERROR_CONSENT_NEEDED,
    { .state = TERN_ORDER_STATE_SET_APART, .reason = TERN_ORDER_REASON_CONSENT } },
  { lpa_policy_error_quark,
    LPA_POLICY_ERROR_RULES_NOT_ALLOWED,
    { .counts = TRUE, .card_aside = TRUE } },
  { lpa_journal_error_quark,
    LPA_JOURNAL_ERROR_CLAIMED,
    { .state = TERN_ORDER_STATE_SET_APART, .reason = TERN_ORDER_REASON_USED } },
  { lpa_journal_error_quark, LPA_JOURNAL_ERROR_BUSY, { .counts = TRUE } },
  { lpa_journal_error_quark, LPA_JOURNAL_ERROR_AWAY, { .run_pauses = TRUE } },
  { tern_ledger_error_quark, ANY_CODE, { .run_pauses = TRUE } },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, { .card_aside = TRUE } },
};

static const Special *
find_special (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (specials); i++)
    if (error->domain == specials[i].domain () &&
        (specials[i].code == ANY_CODE || specials[i].code == error->code))
      return &specials[i];
  return NULL;
}

static gboolean
is_wrong_confirmation_code (const GError *error)
{
  const char *figure = lpa_error_get_figure (error);

  return error->domain == LPA_SERVER_ERROR && figure != NULL && g_str_has_prefix (figure, "8.2.7/");
}

/* For the code's reason: the card can go on with others. */
static void
set_apart (TernOrderVerdict *verdict, TernOrderReason reason)
{
  verdict->state = TERN_ORDER_STATE_SET_APART;
  verdict->reason = reason;
}

/* Before a package was asked for, what lies with the card is no reason not to try another. */
static void
try_another_card (TernOrderVerdict *verdict)
{
  verdict->state = TERN_ORDER_STATE_WAITING;
  verdict->reason = TERN_ORDER_REASON_NONE;
  verdict->counts = TRUE;
  verdict->card_aside = TRUE;
}

/* What became of the code decides before whose fault it was. */
static void
heed_code (TernOrderVerdict *verdict, LpaCodeUsable usable, LpaSide side, LpaStep step)
{
  switch (usable)
    {
    case LPA_CODE_USABLE_NO:
      set_apart (verdict, TERN_ORDER_REASON_REFUSED);
      break;
    case LPA_CODE_USABLE_OTHER_CARD:
      if (side == LPA_SIDE_PROVIDER)
        set_apart (verdict, TERN_ORDER_REASON_REFUSED);
      else
        try_another_card (verdict);
      break;
    case LPA_CODE_USABLE_PROVIDER_DECIDES:
      if (side == LPA_SIDE_CARD && step < LPA_STEP_PACKAGE_BOUND)
        try_another_card (verdict);
      else
        set_apart (verdict, TERN_ORDER_REASON_REFUSED);
      break;
    case LPA_CODE_USABLE_SAME_CARD:
      verdict->state = TERN_ORDER_STATE_WAITING;
      verdict->reason = TERN_ORDER_REASON_NONE;
      verdict->same_card = TRUE;
      break;
    case LPA_CODE_USABLE_UNKNOWN:
      verdict->state = TERN_ORDER_STATE_UNCERTAIN;
      verdict->reason = TERN_ORDER_REASON_NONE;
      break;
    case LPA_CODE_USABLE_NOT_INVOLVED:
    case LPA_CODE_USABLE_YES:
    case LPA_CODE_USABLE_DEPENDS:
      break;
    }
}

static void
heed_tries (TernOrderVerdict *verdict, guint tries)
{
  if (verdict->state == TERN_ORDER_STATE_WAITING && verdict->counts &&
      tries >= TERN_ORDER_MAX_TRIES)
    set_apart (verdict, TERN_ORDER_REASON_TRIES);
}

/**
 * tern_order_judge:
 * @error: why a row was not done
 * @step: the step of the download at which it happened
 * @usable: what is known of the code
 * @tries: how often the row was tried, this one included
 *
 * A row that fails for the card's reason goes back to the queue, one that fails for the code's is
 * set apart, one of which it is not known waits until card and journal have said it.
 *
 * Returns: what it means
 */
TernOrderVerdict
tern_order_judge (const GError *error, LpaStep step, LpaCodeUsable usable, guint tries)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, step);
  const Special *special = find_special (error);
  TernOrderVerdict verdict = special != NULL ? special->verdict : of_side[explanation->side];

  if (is_wrong_confirmation_code (error))
    verdict = (TernOrderVerdict){ .state = TERN_ORDER_STATE_SET_APART,
                                  .reason = TERN_ORDER_REASON_CONFIRMATION_CODE };
  heed_code (&verdict, usable, explanation->side, step);
  heed_tries (&verdict, tries);
  return verdict;
}

static TernOrderVerdict
judge_failed (const LpaOperation *operation, guint tries)
{
  g_autoptr (GError) error =
      operation->error != NULL ? lpa_error_new_from_key (operation->error) : NULL;
  g_autoptr (LpaExplanation) explanation = NULL;
  TernOrderVerdict verdict = { .state = TERN_ORDER_STATE_WAITING };

  /* The program was ended: the card never had the whole package, and nobody is to blame. */
  if (error == NULL)
    {
      verdict.same_card = operation->step >= LPA_STEP_PACKAGE_BOUND;
      return verdict;
    }
  explanation = lpa_error_book_explain (error, operation->step);
  return tern_order_judge (error, operation->step, explanation->usable, tries);
}

/**
 * tern_order_judge_operation:
 * @operation: what the journal says of a row's code
 * @tries: how often the row was tried
 *
 * Returns: what it means for the row; %TERN_ORDER_STATE_UNCERTAIN while only the card can tell
 */
TernOrderVerdict
tern_order_judge_operation (const LpaOperation *operation, guint tries)
{
  gboolean asked = operation->step != LPA_STEP_NONE && operation->step >= LPA_STEP_PACKAGE_BOUND;
  TernOrderVerdict verdict = { .state = TERN_ORDER_STATE_WAITING };

  switch (operation->outcome)
    {
    case LPA_OPERATION_OUTCOME_OPEN:
      if (asked)
        verdict.state = TERN_ORDER_STATE_UNCERTAIN;
      break;
    case LPA_OPERATION_OUTCOME_DONE:
      verdict.state = TERN_ORDER_STATE_INSTALLED;
      break;
    case LPA_OPERATION_OUTCOME_FAILED:
      return judge_failed (operation, tries);
    case LPA_OPERATION_OUTCOME_CANCELLED:
      verdict.same_card = asked;
      break;
    case LPA_OPERATION_OUTCOME_UNKNOWN:
      set_apart (&verdict, TERN_ORDER_REASON_UNKNOWN);
      break;
    }
  return verdict;
}
