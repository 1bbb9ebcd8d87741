/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-history.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"

static const char *const outcomes[] = {
  [LPA_OPERATION_OUTCOME_OPEN] = NC_ ("report", "not ended"),
  [LPA_OPERATION_OUTCOME_DONE] = NC_ ("report", "done"),
  [LPA_OPERATION_OUTCOME_FAILED] = NC_ ("report", "failed"),
  [LPA_OPERATION_OUTCOME_CANCELLED] = NC_ ("report", "cancelled"),
  [LPA_OPERATION_OUTCOME_UNKNOWN] = NC_ ("report", "not known how it ended"),
};

static const char *const states[] = {
  [LPA_STEP_STATE_WAITING] = NC_ ("report", "not begun"),
  [LPA_STEP_STATE_RUNNING] = NC_ ("report", "begun"),
  [LPA_STEP_STATE_DONE] = NC_ ("report", "done"),
  [LPA_STEP_STATE_FAILED] = NC_ ("report", "failed"),
  [LPA_STEP_STATE_SKIPPED] = NC_ ("report", "left out"),
};

static const char *
translate (const char *const *texts, gsize n, guint index)
{
  return index < n ? g_dpgettext2 (GETTEXT_PACKAGE, "report", texts[index]) : "";
}

static void
add_step (TernReportPart *part, LpaStep step)
{
  if (step != LPA_STEP_NONE)
    tern_report_part_add_nick (part, "step", C_ ("report", "Step"), lpa_step_get_label (step),
                               lpa_step_get_nick (step));
}

/**
 * tern_report_operation_new:
 * @operation: one that a journal handed out
 *
 * Returns: (transfer full): what a report says of it
 */
TernReportPart *
tern_report_operation_new (const LpaOperation *operation)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_HISTORY);

  tern_report_part_add_time (part, "time", C_ ("report", "Time"), operation->time);
  tern_report_part_add_nick (part, "operation", C_ ("report", "What"),
                             lpa_operation_kind_get_label (operation->kind),
                             lpa_operation_kind_get_nick (operation->kind));
  tern_report_part_add_nick (part, "outcome", C_ ("report", "Outcome"),
                             translate (outcomes, G_N_ELEMENTS (outcomes), operation->outcome),
                             lpa_operation_outcome_get_nick (operation->outcome));
  add_step (part, operation->step);
  tern_report_part_add (part, "error", C_ ("report", "Figure"), operation->error,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "card", C_ ("report", "Card"), operation->eid,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "profile", C_ ("report", "Profile"), operation->profile_name,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "iccid", C_ ("report", "ICCID"), operation->iccid,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "server", C_ ("report", "Server"), operation->server,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add_time (part, "ended", C_ ("report", "Ended"), operation->ended);
  return part;
}

/**
 * tern_report_step_new:
 * @step: a step of a download
 * @state: how it is with it
 * @time: (nullable): when that came about
 *
 * Returns: (transfer full): one line of the timeline
 */
TernReportPart *
tern_report_step_new (LpaStep step, LpaStepState state, GDateTime *time)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_TIMELINE);

  tern_report_part_add_time (part, "time", C_ ("report", "Time"), time);
  add_step (part, step);
  tern_report_part_add_nick (part, "state", C_ ("report", "State"),
                             translate (states, G_N_ELEMENTS (states), state),
                             lpa_step_state_get_nick (state));
  return part;
}

static void
add_explanation (TernReportPart *part, const LpaExplanation *explanation, LpaCodeUsable usable)
{
  tern_report_part_add (part, "cause", C_ ("report", "Cause"), explanation->cause,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "action", C_ ("report", "What to do"), explanation->action,
                        TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add_nick (part, "side", C_ ("report", "Whose side"),
                             lpa_side_get_label (explanation->side),
                             lpa_side_get_nick (explanation->side));
  if (usable != LPA_CODE_USABLE_NOT_INVOLVED)
    tern_report_part_add_nick (part, "code_usable", C_ ("report", "The code"),
                               lpa_code_usable_get_sentence (usable),
                               lpa_code_usable_get_nick (usable));
}

/**
 * tern_report_problem_new:
 * @error: what went wrong
 * @step: the step of a download at which it did, or %LPA_STEP_NONE
 * @usable: what the download knows of its code; %LPA_CODE_USABLE_NOT_INVOLVED leaves it to the book
 * @server: (nullable): the server that was asked
 * @time: (nullable): when it did
 *
 * Returns: (transfer full): the exact error, in words and figures
 */
TernReportPart *
tern_report_problem_new (const GError *error,
                         LpaStep step,
                         LpaCodeUsable usable,
                         const char *server,
                         GDateTime *time)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_PROBLEM);
  /* Exact, where the error book's page may stand for several. */
  g_autofree char *figure = lpa_error_dup_key (error);

  tern_report_part_add_time (part, "time", C_ ("report", "Time"), time);
  add_step (part, step);
  tern_report_part_add (part, "server", C_ ("report", "Server"), server, TERN_REPORT_ORIGIN_MIXED);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tern_report_part_add_nick (part, "error", C_ ("report", "Cause"),
                               C_ ("report", "It was cancelled."), "cancelled");
  else
    {
      g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, step);

      tern_report_part_add (part, "error", C_ ("report", "Figure"), figure,
                            TERN_REPORT_ORIGIN_MIXED);
      add_explanation (part, explanation,
                       usable == LPA_CODE_USABLE_NOT_INVOLVED ? explanation->usable : usable);
      /* Of an error that comes out of a journal the figure is all there is. */
      if (!g_str_equal (error->message, figure))
        tern_report_part_add (part, "details", C_ ("report", "Details"), error->message,
                              TERN_REPORT_ORIGIN_MIXED);
      tern_report_part_add (part, "server_words", C_ ("report", "The server’s words"),
                            lpa_error_get_detail (error), TERN_REPORT_ORIGIN_STRANGER);
    }
  return part;
}
