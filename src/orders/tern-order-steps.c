/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "orders/tern-order-lane-private.h"

/*
 * What is done with a row, one step after the other. A step is begun by its function in the table
 * at the end and ended by the other one, which says what comes next.
 */

/* How often reports are tried before the card is put aside with them, and how long between. */
#define REPORT_TRIES 3
#define REPORT_SECONDS 2

static void run_step (TernOrderLane *self);
static void step_ended (GObject *source, GAsyncResult *result, gpointer user_data);

static LpaProfile *
find_profile (TernOrderLane *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (self->euicc);
  const char *iccid = self->hold->record->iccid;

  for (guint i = 0; iccid != NULL && i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (g_strcmp0 (lpa_profile_get_iccid (profile), iccid) == 0)
        return profile; /* the list holds it */
    }
  return NULL;
}

/* --- The card and its next row ----------------------------------------------------------------
 */

static void
end_card (TernOrderLane *self)
{
  guint taken = self->hold != NULL ? self->hold->taken : 0;

  if (self->rows_done > 0)
    tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_DONE, NULL);
  else if (taken >= self->plan->per_card)
    tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_SEEN, NULL);
  else
    tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_NO_ROWS, NULL);
}

static gboolean
fits_plan (TernOrderLane *self, LpaEuicc *euicc)
{
  return self->plan->eid == NULL || g_str_has_suffix (lpa_euicc_get_eid (euicc), self->plan->eid);
}

/* A card may hold several eUICCs: each is a card of its own. */
static void
start_card (TernOrderLane *self)
{
  GListModel *euiccs = tern_reader_get_euiccs (self->reader);

  while (self->next_euicc < g_list_model_get_n_items (euiccs))
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, self->next_euicc++);

      if (!fits_plan (self, euicc))
        continue;
      tern_order_lane_turn_to (self, euicc);
      tern_order_lane_go_on (self, TERN_ORDER_STEP_LOOK);
      return;
    }
  end_card (self);
  tern_order_lane_go_on (self, TERN_ORDER_STEP_NONE);
}

static void
start_look (TernOrderLane *self)
{
  g_clear_pointer (&self->hold, tern_order_hold_free);
  self->hold =
      tern_order_hold_new (self->run, self->plan->per_card, lpa_euicc_get_eid (self->euicc));
  tern_order_do_async (self->order, tern_order_hold_look, self->hold, NULL, step_ended,
                       g_object_ref (self));
}

static TernOrderStep
finish_look (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return TERN_ORDER_STEP_GIVE_BACK;
  if (self->hold->record == NULL)
    return TERN_ORDER_STEP_CARD;
  tern_order_lane_set_state (self, TERN_ORDER_LANE_STATE_WORKING, NULL);
  tern_order_lane_tell_row (self);
  tern_order_note (self->order, self->hold->record);
  tern_order_lane_tell_step (self, "claimed", "done");
  return self->hold->record->state == TERN_ORDER_STATE_INSTALLED ? TERN_ORDER_STEP_NAME
                                                                 : TERN_ORDER_STEP_PREVIEW;
}

/* --- The download -----------------------------------------------------------------------------
 */

static void
download_step (LpaDownload *download, int step, int state, TernOrderLane *self)
{
  tern_order_lane_tell_step (self, lpa_step_get_nick ((LpaStep) step),
                             lpa_step_state_get_nick ((LpaStepState) state));
}

static void
start_preview (TernOrderLane *self)
{
  const TernOrderEntry *entry = self->hold->entry;

  g_clear_object (&self->download);
  self->download = lpa_download_new (entry->code, lpa_euicc_get_trust (self->euicc));
  if (entry->confirmation_code != NULL)
    lpa_download_set_confirmation_code (self->download, entry->confirmation_code);
  lpa_download_set_consent (self->download, self->plan->accept_rules);
  g_signal_connect_object (self->download, "step", G_CALLBACK (download_step), self, 0);
  lpa_euicc_preview_async (self->euicc, self->download, NULL, step_ended, g_object_ref (self));
}

static TernOrderStep
finish_preview (TernOrderLane *self, GAsyncResult *result)
{
  if (!lpa_euicc_preview_finish (self->euicc, result, &self->error))
    return TERN_ORDER_STEP_GIVE_BACK;
  tern_order_hold_set_profile (self->hold, lpa_download_get_preview (self->download)->profile);
  if (!self->stopping)
    return TERN_ORDER_STEP_NOTE;
  g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The run was stopped");
  return TERN_ORDER_STEP_POSTPONE;
}

static void
start_note (TernOrderLane *self)
{
  tern_order_do_async (self->order, tern_order_hold_note_profile, self->hold, NULL, step_ended,
                       g_object_ref (self));
}

static TernOrderStep
finish_note (TernOrderLane *self, GAsyncResult *result)
{
  return tern_order_do_finish (self->order, result, &self->error) ? TERN_ORDER_STEP_INSTALL
                                                                  : TERN_ORDER_STEP_POSTPONE;
}

static void
start_install (TernOrderLane *self)
{
  lpa_euicc_install_async (self->euicc, self->download, NULL, step_ended, g_object_ref (self));
}

static TernOrderStep
finish_install (TernOrderLane *self, GAsyncResult *result)
{
  if (lpa_euicc_install_finish (self->euicc, result, &self->error))
    return TERN_ORDER_STEP_MARK;
  return lpa_download_is_waiting (self->download) ? TERN_ORDER_STEP_POSTPONE
                                                  : TERN_ORDER_STEP_GIVE_BACK;
}

/* --- After the download -----------------------------------------------------------------------
 */

static void
write_state (TernOrderLane *self, TernOrderState state, TernOrderReason reason)
{
  tern_order_hold_set_state (self->hold, state, reason);
  tern_order_do_async (self->order, tern_order_hold_write, self->hold, NULL, step_ended,
                       g_object_ref (self));
}

static void
start_mark (TernOrderLane *self)
{
  g_clear_pointer (&self->hold->record->error, g_free);
  write_state (self, TERN_ORDER_STATE_INSTALLED, TERN_ORDER_REASON_NONE);
}

static TernOrderStep
finish_mark (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return TERN_ORDER_STEP_GIVE_BACK;
  tern_order_note (self->order, self->hold->record);
  tern_order_lane_tell_step (self, "installed", "done");
  return TERN_ORDER_STEP_NAME;
}

static void
start_name (TernOrderLane *self)
{
  LpaProfile *profile = find_profile (self);
  g_autofree char *nickname =
      profile != NULL ? tern_order_hold_make_nickname (self->hold, self->plan, profile) : NULL;

  if (nickname == NULL || g_strcmp0 (nickname, lpa_profile_get_nickname (profile)) == 0)
    {
      tern_order_lane_go_on (self, TERN_ORDER_STEP_ENABLE);
      return;
    }
  tern_order_lane_tell_step (self, "named", "running");
  lpa_euicc_rename_async (self->euicc, profile, nickname, NULL, step_ended, g_object_ref (self));
}

static TernOrderStep
finish_name (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return TERN_ORDER_STEP_GIVE_BACK;
  tern_order_lane_tell_step (self, "named", "done");
  return TERN_ORDER_STEP_ENABLE;
}

static void
start_enable (TernOrderLane *self)
{
  LpaProfile *profile = find_profile (self);

  if (profile == NULL || lpa_profile_is_enabled (profile) ||
      !tern_order_hold_wants_enabled (self->hold, self->plan, profile))
    {
      tern_order_lane_go_on (self, TERN_ORDER_STEP_REPORT);
      return;
    }
  tern_order_lane_tell_step (self, "enabled", "running");
  lpa_euicc_enable_async (self->euicc, profile, NULL, step_ended, g_object_ref (self));
}

static TernOrderStep
finish_enable (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return TERN_ORDER_STEP_GIVE_BACK;
  tern_order_lane_tell_step (self, "enabled", "done");
  return TERN_ORDER_STEP_REPORT;
}

/* What the seller must know before the card goes; of a switch it can hear later. */
static gboolean
has_vital_report (TernOrderLane *self)
{
  const guint vital = LPA_NOTIFICATION_EVENT_INSTALL | LPA_NOTIFICATION_EVENT_DELETE;
  GListModel *waiting = lpa_euicc_get_notifications (self->euicc);

  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    {
      g_autoptr (LpaNotification) report = g_list_model_get_item (waiting, i);

      if ((lpa_notification_get_event (report) & vital) != 0)
        return TRUE;
    }
  return FALSE;
}

static void
start_report (TernOrderLane *self)
{
  if (g_list_model_get_n_items (lpa_euicc_get_notifications (self->euicc)) == 0)
    {
      tern_order_lane_go_on (self, TERN_ORDER_STEP_SETTLE);
      return;
    }
  tern_order_lane_tell_step (self, "reported", "running");
  lpa_euicc_send_notifications_async (self->euicc, NULL, NULL, step_ended, g_object_ref (self));
}

static gboolean
report_again (gpointer user_data)
{
  TernOrderLane *self = user_data;

  self->report_source = 0;
  run_step (self);
  return G_SOURCE_REMOVE;
}

static TernOrderStep
finish_report (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return TERN_ORDER_STEP_GIVE_BACK;
  if (!has_vital_report (self))
    {
      tern_order_lane_tell_step (self, "reported", "done");
      return TERN_ORDER_STEP_SETTLE;
    }
  if (++self->report_tries < REPORT_TRIES && !self->stopping)
    {
      self->report_source = g_timeout_add_seconds (REPORT_SECONDS, report_again, self);
      return TERN_ORDER_STEP_NONE;
    }
  if (sent->error != NULL)
    self->error = g_error_copy (sent->error);
  else
    lpa_error_set (&self->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_FAILED, NULL,
                   "Reports stay on the card");
  return TERN_ORDER_STEP_GIVE_BACK;
}

static void
start_settle (TernOrderLane *self)
{
  write_state (self, TERN_ORDER_STATE_DONE, TERN_ORDER_REASON_NONE);
}

static void
end_row (TernOrderLane *self)
{
  tern_order_note (self->order, self->hold->record);
  tern_order_lane_tell_ended (self);
  self->report_tries = 0;
  g_clear_object (&self->download);
  g_clear_error (&self->error);
}

static TernOrderStep
finish_settle (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return TERN_ORDER_STEP_GIVE_BACK;
  self->rows_done++;
  tern_order_lane_tell_step (self, "done", "done");
  end_row (self);
  return TERN_ORDER_STEP_LOOK;
}

/* --- When it does not go well -----------------------------------------------------------------
 */

static void
start_postpone (TernOrderLane *self)
{
  lpa_euicc_cancel_download_async (self->euicc, self->download, LPA_CANCEL_REASON_POSTPONED,
                                   step_ended, g_object_ref (self));
}

static TernOrderStep
finish_postpone (TernOrderLane *self, GAsyncResult *result)
{
  lpa_euicc_cancel_download_finish (self->euicc, result, NULL);
  return TERN_ORDER_STEP_GIVE_BACK;
}

static void
start_give_back (TernOrderLane *self)
{
  TernOrderVerdict verdict;

  /* The book itself failed: there is nothing to write to, and nobody has the row. */
  if (self->hold->record == NULL)
    {
      g_autoptr (GError) error = g_steal_pointer (&self->error);

      self->step = TERN_ORDER_STEP_NONE;
      tern_order_lane_set_aside (self, error);
      tern_order_lane_tell_paused (self, error);
      return;
    }
  verdict = tern_order_hold_judge (self->hold, self->download, self->error);
  tern_order_hold_heed (self->hold, &verdict, self->error);
  self->card_aside =
      verdict.card_aside || verdict.run_pauses || verdict.state == TERN_ORDER_STATE_UNCERTAIN;
  if (verdict.run_pauses)
    tern_order_lane_tell_paused (self, self->error);
  tern_order_lane_tell_step (self, "failed", tern_order_state_get_nick (verdict.state));
  write_state (self, verdict.state, verdict.reason);
}

static TernOrderStep
finish_give_back (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (GError) written = NULL;

  if (!tern_order_do_finish (self->order, result, &written))
    {
      tern_order_lane_set_aside (self, written);
      tern_order_lane_tell_paused (self, written);
      end_row (self);
      return TERN_ORDER_STEP_NONE;
    }
  if (self->card_aside && !self->stopping)
    tern_order_lane_set_aside (self, self->error);
  end_row (self);
  return self->card_aside ? TERN_ORDER_STEP_NONE : TERN_ORDER_STEP_LOOK;
}

/* --- One step after the other -----------------------------------------------------------------
 */

typedef struct
{
  void (*start) (TernOrderLane *self);
  TernOrderStep (*finish) (TernOrderLane *self, GAsyncResult *result);
} StepRow;

static const StepRow steps[] = {
  [TERN_ORDER_STEP_CARD] = { start_card, NULL },
  [TERN_ORDER_STEP_LOOK] = { start_look, finish_look },
  [TERN_ORDER_STEP_PREVIEW] = { start_preview, finish_preview },
  [TERN_ORDER_STEP_NOTE] = { start_note, finish_note },
  [TERN_ORDER_STEP_INSTALL] = { start_install, finish_install },
  [TERN_ORDER_STEP_MARK] = { start_mark, finish_mark },
  [TERN_ORDER_STEP_NAME] = { start_name, finish_name },
  [TERN_ORDER_STEP_ENABLE] = { start_enable, finish_enable },
  [TERN_ORDER_STEP_REPORT] = { start_report, finish_report },
  [TERN_ORDER_STEP_SETTLE] = { start_settle, finish_settle },
  [TERN_ORDER_STEP_POSTPONE] = { start_postpone, finish_postpone },
  [TERN_ORDER_STEP_GIVE_BACK] = { start_give_back, finish_give_back },
};

static void
run_step (TernOrderLane *self)
{
  steps[self->step].start (self);
}

/**
 * tern_order_lane_go_on:
 * @self: a lane
 * @step: what is done next
 *
 * Begins a step. When nothing is left to do, or the lane is to stop before the next row, it comes
 * to rest, but for reports that are to be tried again in a moment.
 */
void
tern_order_lane_go_on (TernOrderLane *self, TernOrderStep step)
{
  if ((step == TERN_ORDER_STEP_CARD || step == TERN_ORDER_STEP_LOOK) && self->stopping)
    step = TERN_ORDER_STEP_NONE;
  self->step = step;
  if (step != TERN_ORDER_STEP_NONE)
    run_step (self);
  else if (self->report_source == 0)
    tern_order_lane_come_to_rest (self);
  else
    self->step = TERN_ORDER_STEP_REPORT;
}

static void
step_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderLane) self = user_data;

  tern_order_lane_go_on (self, steps[self->step].finish (self, result));
}
