/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-lane.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "orders/tern-order-judge.h"

/* How often reports are tried before the card is put aside with them, and how long between. */
#define REPORT_TRIES 3
#define REPORT_SECONDS 2

/*
 * What is done with a row, one step after the other. A step is begun by its function in the table
 * below and ended by the other one, which says what comes next. CARD turns to the next eUICC in the
 * reader, LOOK finds the next row for it: one of which something is left to do, or a new one.
 */
typedef enum
{
  STEP_NONE,
  STEP_CARD,
  STEP_LOOK,
  STEP_PREVIEW,
  STEP_NOTE,
  STEP_INSTALL,
  STEP_MARK,
  STEP_NAME,
  STEP_ENABLE,
  STEP_REPORT,
  STEP_SETTLE,
  STEP_POSTPONE,
  STEP_GIVE_BACK,
} Step;

/* A row in the hands of a lane. Passed to the order's thread and back; touched by one at a time. */
typedef struct
{
  gint64 run;
  guint per_card;
  char *eid;
  guint taken;
  guint done;
  TernOrderRecord *record;
  TernOrderEntry *entry;
} Work;

struct _TernOrderLane
{
  GObject parent_instance;

  TernOrder *order;
  TernOrderPlan *plan;
  gint64 run;
  TernReader *reader;

  TernOrderLaneState state;
  char *sentence;
  gboolean started;
  gboolean stopping;

  /* The card */
  LpaEuicc *euicc;
  guint next_euicc;
  guint rows_done;
  gboolean card_aside;

  /* The row */
  Step step;
  Work *work;
  LpaDownload *download;
  GError *error;
  guint report_tries;
  guint report_source;
};

enum
{
  PROP_STATE = 1,
  PROP_SENTENCE,
  PROP_EID,
  PROP_ROW,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_STEP,
  SIGNAL_ROW_ENDED,
  SIGNAL_PAUSED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TernOrderLane, tern_order_lane, G_TYPE_OBJECT)

typedef struct
{
  const char *nick;
  const char *sentence;
} State;

static const State states[] = {
  [TERN_ORDER_LANE_STATE_EMPTY] = { "empty", NC_ ("order", "Insert the next card.") },
  [TERN_ORDER_LANE_STATE_READING] = { "reading", NC_ ("order", "The card is being read.") },
  [TERN_ORDER_LANE_STATE_WORKING] = { "working", NC_ ("order", "Leave the card in.") },
  [TERN_ORDER_LANE_STATE_DONE] = { "done", NC_ ("order", "Done. You may take the card out.") },
  [TERN_ORDER_LANE_STATE_SEEN] = { "seen",
                                   NC_ ("order", "This card was done before. Take it out.") },
  [TERN_ORDER_LANE_STATE_NO_ROWS] = { "no-rows", NC_ ("order",
                                                      "No row is left for this card. You may take "
                                                      "it out.") },
  [TERN_ORDER_LANE_STATE_ASIDE] = { "aside", NC_ ("order", "This card cannot be used.") },
  [TERN_ORDER_LANE_STATE_STOPPED] = { "stopped", NC_ ("order", "Stopped.") },
};

static void
work_free (Work *work)
{
  g_free (work->eid);
  g_clear_pointer (&work->record, tern_order_record_free);
  g_clear_pointer (&work->entry, tern_order_entry_free);
  g_free (work);
}

static void
tern_order_lane_dispose (GObject *object)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  g_clear_handle_id (&self->report_source, g_source_remove);
  g_clear_object (&self->download);
  g_clear_object (&self->euicc);
  g_clear_object (&self->reader);
  g_clear_object (&self->order);
  G_OBJECT_CLASS (tern_order_lane_parent_class)->dispose (object);
}

static void
tern_order_lane_finalize (GObject *object)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  g_clear_pointer (&self->plan, tern_order_plan_free);
  g_clear_pointer (&self->work, work_free);
  g_clear_error (&self->error);
  g_free (self->sentence);
  G_OBJECT_CLASS (tern_order_lane_parent_class)->finalize (object);
}

static void
tern_order_lane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernOrderLane *self = TERN_ORDER_LANE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_EID:
      g_value_set_string (value, tern_order_lane_get_eid (self));
      break;
    case PROP_ROW:
      g_value_set_uint (value, tern_order_lane_get_row (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_order_lane_class_init (TernOrderLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = tern_order_lane_dispose;
  object_class->finalize = tern_order_lane_finalize;
  object_class->get_property = tern_order_lane_get_property;
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, TERN_ORDER_LANE_STATE_STOPPED, 0, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_EID] = g_param_spec_string ("eid", NULL, NULL, NULL, flags);
  properties[PROP_ROW] = g_param_spec_uint ("row", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_STEP] =
      g_signal_new ("step", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_ROW_ENDED] = g_signal_new ("row-ended", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PAUSED] = g_signal_new ("paused", TERN_TYPE_ORDER_LANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tern_order_lane_init (TernOrderLane *self)
{
  self->sentence = g_strdup ("");
}

/**
 * tern_order_lane_state_get_nick:
 * @state: what a reader is at
 *
 * Returns: its name for programs
 */
const char *
tern_order_lane_state_get_nick (TernOrderLaneState state)
{
  return states[state].nick;
}

static void
set_state (TernOrderLane *self, TernOrderLaneState state, const char *sentence)
{
  self->state = state;
  g_free (self->sentence);
  self->sentence =
      g_strdup (sentence != NULL ? sentence
                                 : g_dpgettext2 (GETTEXT_PACKAGE, "order", states[state].sentence));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_aside (TernOrderLane *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  g_autofree char *sentence = g_strdup_printf ("%s %s", explanation->cause, explanation->action);

  set_state (self, TERN_ORDER_LANE_STATE_ASIDE, sentence);
}

static void
tell_step (TernOrderLane *self, const char *step, const char *state)
{
  guint number = tern_order_lane_get_row (self);

  if (number != 0)
    g_signal_emit (self, signals[SIGNAL_STEP], 0, number, step, state);
}

static LpaProfile *
find_profile (TernOrderLane *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (self->euicc);
  const char *iccid = self->work->record->iccid;

  for (guint i = 0; iccid != NULL && i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (g_strcmp0 (lpa_profile_get_iccid (profile), iccid) == 0)
        return profile; /* the list holds it */
    }
  return NULL;
}

/* --- Finding the next row ----------------------------------------------------------------------
 */

/* Order's thread. */
static gboolean
look (TernOrder *order, gpointer data, GError **error)
{
  Work *work = data;
  TernOrderBook *book = tern_order_get_book (order);
  gint64 id = tern_order_get_id (order);
  g_autoptr (GError) local = NULL;
  guint number;

  if (!tern_order_settle_uncertain (order, work->eid, error) ||
      !tern_order_book_count_on_card (book, id, work->eid, &work->taken, &work->done, error))
    return FALSE;
  number = tern_order_book_find_installed (book, id, work->eid, &local);
  if (number == 0 && local == NULL)
    number = tern_order_book_claim (book, id, work->run, work->eid, work->taken < work->per_card,
                                    &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (number == 0)
    return TRUE;
  work->record = tern_order_book_read (book, id, number, error);
  work->entry = tern_order_read_entry (order, number);
  return work->record != NULL;
}

static gboolean run_step (gpointer user_data);
static void go_on (TernOrderLane *self, Step step);

static void step_ended (GObject *source, GAsyncResult *result, gpointer user_data);

static void
start_look (TernOrderLane *self)
{
  g_clear_pointer (&self->work, work_free);
  self->work = g_new0 (Work, 1);
  self->work->run = self->run;
  self->work->per_card = self->plan->per_card;
  self->work->eid = g_strdup (lpa_euicc_get_eid (self->euicc));
  tern_order_do_async (self->order, look, self->work, NULL, step_ended, g_object_ref (self));
}

static void
end_card (TernOrderLane *self)
{
  guint taken = self->work != NULL ? self->work->taken : 0;

  if (self->rows_done > 0)
    set_state (self, TERN_ORDER_LANE_STATE_DONE, NULL);
  else if (taken >= self->plan->per_card)
    set_state (self, TERN_ORDER_LANE_STATE_SEEN, NULL);
  else
    set_state (self, TERN_ORDER_LANE_STATE_NO_ROWS, NULL);
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
      g_set_object (&self->euicc, euicc);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EID]);
      go_on (self, STEP_LOOK);
      return;
    }
  end_card (self);
  go_on (self, STEP_NONE);
}

static Step
finish_look (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return STEP_GIVE_BACK;
  if (self->work->record == NULL)
    return STEP_CARD;
  set_state (self, TERN_ORDER_LANE_STATE_WORKING, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
  tern_order_note (self->order, self->work->record);
  tell_step (self, "claimed", "done");
  return self->work->record->state == TERN_ORDER_STATE_INSTALLED ? STEP_NAME : STEP_PREVIEW;
}

/* --- The download ------------------------------------------------------------------------------
 */

static void
download_step (LpaDownload *download, int step, int state, TernOrderLane *self)
{
  tell_step (self, lpa_step_get_nick ((LpaStep) step),
             lpa_step_state_get_nick ((LpaStepState) state));
}

static void
start_preview (TernOrderLane *self)
{
  const TernOrderEntry *entry = self->work->entry;

  g_clear_object (&self->download);
  self->download = lpa_download_new (entry->code, lpa_euicc_get_trust (self->euicc));
  if (entry->confirmation_code != NULL)
    lpa_download_set_confirmation_code (self->download, entry->confirmation_code);
  lpa_download_set_consent (self->download, self->plan->accept_rules);
  g_signal_connect_object (self->download, "step", G_CALLBACK (download_step), self, 0);
  lpa_euicc_preview_async (self->euicc, self->download, NULL, step_ended, g_object_ref (self));
}

static Step
finish_preview (TernOrderLane *self, GAsyncResult *result)
{
  const LpaPreview *preview;
  TernOrderRecord *record = self->work->record;

  if (!lpa_euicc_preview_finish (self->euicc, result, &self->error))
    return STEP_GIVE_BACK;
  preview = lpa_download_get_preview (self->download);
  g_free (record->iccid);
  record->iccid = g_strdup (lpa_profile_get_iccid (preview->profile));
  g_free (record->profile_name);
  record->profile_name = g_strdup (lpa_profile_get_display_name (preview->profile));
  if (!self->stopping)
    return STEP_NOTE;
  g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The run was stopped");
  return STEP_POSTPONE;
}

/* Order's thread. The profile is known before it is installed, so that it is known after a crash.
 */
static gboolean
note_profile (TernOrder *order, gpointer data, GError **error)
{
  const Work *work = data;

  return tern_order_book_note_profile (tern_order_get_book (order), tern_order_get_id (order),
                                       work->record->number, work->record->iccid,
                                       work->record->profile_name, error);
}

static void
start_note (TernOrderLane *self)
{
  tern_order_do_async (self->order, note_profile, self->work, NULL, step_ended,
                       g_object_ref (self));
}

static Step
finish_note (TernOrderLane *self, GAsyncResult *result)
{
  return tern_order_do_finish (self->order, result, &self->error) ? STEP_INSTALL : STEP_POSTPONE;
}

static void
start_install (TernOrderLane *self)
{
  lpa_euicc_install_async (self->euicc, self->download, NULL, step_ended, g_object_ref (self));
}

static Step
finish_install (TernOrderLane *self, GAsyncResult *result)
{
  if (lpa_euicc_install_finish (self->euicc, result, &self->error))
    return STEP_MARK;
  return lpa_download_is_waiting (self->download) ? STEP_POSTPONE : STEP_GIVE_BACK;
}

/* --- After the download ------------------------------------------------------------------------
 */

/* Order's thread. */
static gboolean
settle (TernOrder *order, gpointer data, GError **error)
{
  const Work *work = data;

  return tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                 work->record, error);
}

static void
write_state (TernOrderLane *self, TernOrderState state, TernOrderReason reason)
{
  TernOrderRecord *record = self->work->record;

  record->state = state;
  record->reason = reason;
  g_clear_pointer (&record->changed, g_date_time_unref);
  record->changed = g_date_time_new_now_utc ();
  tern_order_do_async (self->order, settle, self->work, NULL, step_ended, g_object_ref (self));
}

static void
start_mark (TernOrderLane *self)
{
  g_clear_pointer (&self->work->record->error, g_free);
  write_state (self, TERN_ORDER_STATE_INSTALLED, TERN_ORDER_REASON_NONE);
}

static Step
finish_mark (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return STEP_GIVE_BACK;
  tern_order_note (self->order, self->work->record);
  tell_step (self, "installed", "done");
  return STEP_NAME;
}

static char *
make_nickname (TernOrderLane *self, LpaProfile *profile)
{
  const Work *work = self->work;
  const TernOrderNames names = {
    .entry = work->entry,
    .number = work->record->number,
    .nth = work->done + 1,
    .eid = work->eid,
    .iccid = work->record->iccid,
    .name = lpa_profile_get_name (profile),
    .provider = lpa_profile_get_provider (profile),
  };

  return tern_order_plan_make_nickname (self->plan, &names);
}

static void
start_name (TernOrderLane *self)
{
  LpaProfile *profile = find_profile (self);
  g_autofree char *nickname = profile != NULL ? make_nickname (self, profile) : NULL;

  if (nickname == NULL || g_strcmp0 (nickname, lpa_profile_get_nickname (profile)) == 0)
    {
      go_on (self, STEP_ENABLE);
      return;
    }
  tell_step (self, "named", "running");
  lpa_euicc_rename_async (self->euicc, profile, nickname, NULL, step_ended, g_object_ref (self));
}

static Step
finish_name (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return STEP_GIVE_BACK;
  tell_step (self, "named", "done");
  return STEP_ENABLE;
}

static gboolean
is_to_be_enabled (TernOrderLane *self, LpaProfile *profile)
{
  switch (self->plan->enable)
    {
    case TERN_ORDER_ENABLE_NONE:
      return FALSE;
    case TERN_ORDER_ENABLE_FIRST:
      return self->work->done == 0;
    case TERN_ORDER_ENABLE_NAMED:
      return g_strcmp0 (self->plan->enable_name, lpa_profile_get_nickname (profile)) == 0 ||
             g_strcmp0 (self->plan->enable_name, lpa_profile_get_name (profile)) == 0;
    }
  return FALSE;
}

static void
start_enable (TernOrderLane *self)
{
  LpaProfile *profile = find_profile (self);

  if (profile == NULL || lpa_profile_is_enabled (profile) || !is_to_be_enabled (self, profile))
    {
      go_on (self, STEP_REPORT);
      return;
    }
  tell_step (self, "enabled", "running");
  lpa_euicc_enable_async (self->euicc, profile, NULL, step_ended, g_object_ref (self));
}

static Step
finish_enable (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return STEP_GIVE_BACK;
  tell_step (self, "enabled", "done");
  return STEP_REPORT;
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
      go_on (self, STEP_SETTLE);
      return;
    }
  tell_step (self, "reported", "running");
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

static Step
finish_report (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (self->euicc, result, &self->error);

  if (sent == NULL)
    return STEP_GIVE_BACK;
  if (!has_vital_report (self))
    {
      tell_step (self, "reported", "done");
      return STEP_SETTLE;
    }
  if (++self->report_tries < REPORT_TRIES && !self->stopping)
    {
      self->report_source = g_timeout_add_seconds (REPORT_SECONDS, report_again, self);
      return STEP_NONE;
    }
  if (sent->error != NULL)
    self->error = g_error_copy (sent->error);
  else
    lpa_error_set (&self->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_FAILED, NULL,
                   "Reports stay on the card");
  return STEP_GIVE_BACK;
}

static void
start_settle (TernOrderLane *self)
{
  write_state (self, TERN_ORDER_STATE_DONE, TERN_ORDER_REASON_NONE);
}

static void
end_row (TernOrderLane *self)
{
  tern_order_note (self->order, self->work->record);
  g_signal_emit (self, signals[SIGNAL_ROW_ENDED], 0, self->work->record);
  self->report_tries = 0;
  g_clear_object (&self->download);
  g_clear_error (&self->error);
}

static Step
finish_settle (TernOrderLane *self, GAsyncResult *result)
{
  if (!tern_order_do_finish (self->order, result, &self->error))
    return STEP_GIVE_BACK;
  self->rows_done++;
  tell_step (self, "done", "done");
  end_row (self);
  return STEP_LOOK;
}

/* --- When it does not go well ------------------------------------------------------------------
 */

static void
start_postpone (TernOrderLane *self)
{
  lpa_euicc_cancel_download_async (self->euicc, self->download, LPA_CANCEL_REASON_POSTPONED,
                                   step_ended, g_object_ref (self));
}

static Step
finish_postpone (TernOrderLane *self, GAsyncResult *result)
{
  lpa_euicc_cancel_download_finish (self->euicc, result, NULL);
  return STEP_GIVE_BACK;
}

static char *
make_error_key (const GError *error)
{
  const char *domain = lpa_error_domain_name (error->domain);
  const char *figure = lpa_error_get_figure (error);

  if (domain == NULL)
    return NULL;
  return g_strconcat (domain, "/", figure != NULL ? figure : lpa_error_code_nick (error), NULL);
}

/* What is on the card already stays there, whatever went wrong after. */
static TernOrderVerdict
judge (TernOrderLane *self)
{
  const TernOrderRecord *record = self->work->record;
  TernOrderVerdict verdict;
  gboolean installed =
      record->state == TERN_ORDER_STATE_INSTALLED ||
      (self->download != NULL && lpa_download_get_installed_profile (self->download) != NULL);

  if (self->download == NULL || installed)
    {
      verdict = tern_order_judge (self->error, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED, 0);
      verdict.state = record->state;
      verdict.card_aside = TRUE;
    }
  else
    verdict = tern_order_judge (self->error, lpa_download_get_step (self->download),
                                lpa_download_get_code_usable (self->download), record->tries);
  if (installed)
    verdict.state = TERN_ORDER_STATE_INSTALLED;
  return verdict;
}

static void
heed (TernOrderLane *self, const TernOrderVerdict *verdict)
{
  TernOrderRecord *record = self->work->record;

  g_free (record->error);
  record->error = make_error_key (self->error);
  if (verdict->state == TERN_ORDER_STATE_WAITING && !verdict->counts && record->tries > 0)
    record->tries--;
  record->bound |= verdict->same_card;
  if (verdict->state == TERN_ORDER_STATE_WAITING)
    tern_order_record_let_go (record);
  self->card_aside =
      verdict->card_aside || verdict->run_pauses || verdict->state == TERN_ORDER_STATE_UNCERTAIN;
}

static void
start_give_back (TernOrderLane *self)
{
  TernOrderVerdict verdict;

  /* The book itself failed: there is nothing to write to, and nobody has the row. */
  if (self->work->record == NULL)
    {
      g_autoptr (GError) error = g_steal_pointer (&self->error);

      self->step = STEP_NONE;
      set_aside (self, error);
      g_signal_emit (self, signals[SIGNAL_PAUSED], 0, error);
      return;
    }
  verdict = judge (self);
  heed (self, &verdict);
  if (verdict.run_pauses)
    g_signal_emit (self, signals[SIGNAL_PAUSED], 0, self->error);
  tell_step (self, "failed", tern_order_state_get_nick (verdict.state));
  write_state (self, verdict.state, verdict.reason);
}

static Step
finish_give_back (TernOrderLane *self, GAsyncResult *result)
{
  g_autoptr (GError) written = NULL;

  if (!tern_order_do_finish (self->order, result, &written))
    {
      set_aside (self, written);
      g_signal_emit (self, signals[SIGNAL_PAUSED], 0, written);
      end_row (self);
      return STEP_NONE;
    }
  if (self->card_aside && !self->stopping)
    set_aside (self, self->error);
  end_row (self);
  return self->card_aside ? STEP_NONE : STEP_LOOK;
}

/* --- One step after the other ------------------------------------------------------------------
 */

typedef struct
{
  void (*start) (TernOrderLane *self);
  Step (*finish) (TernOrderLane *self, GAsyncResult *result);
} StepRow;

static const StepRow steps[] = {
  [STEP_CARD] = { start_card, NULL },
  [STEP_LOOK] = { start_look, finish_look },
  [STEP_PREVIEW] = { start_preview, finish_preview },
  [STEP_NOTE] = { start_note, finish_note },
  [STEP_INSTALL] = { start_install, finish_install },
  [STEP_MARK] = { start_mark, finish_mark },
  [STEP_NAME] = { start_name, finish_name },
  [STEP_ENABLE] = { start_enable, finish_enable },
  [STEP_REPORT] = { start_report, finish_report },
  [STEP_SETTLE] = { start_settle, finish_settle },
  [STEP_POSTPONE] = { start_postpone, finish_postpone },
  [STEP_GIVE_BACK] = { start_give_back, finish_give_back },
};

static gboolean
run_step (gpointer user_data)
{
  TernOrderLane *self = user_data;

  steps[self->step].start (self);
  return G_SOURCE_REMOVE;
}

static void
come_to_rest (TernOrderLane *self)
{
  self->step = STEP_NONE;
  g_clear_pointer (&self->work, work_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
  if (self->stopping)
    set_state (self, TERN_ORDER_LANE_STATE_STOPPED, NULL);
  else if (tern_reader_get_state (self->reader) != TERN_READER_STATE_READY)
    tern_order_lane_look_again (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
go_on (TernOrderLane *self, Step step)
{
  if ((step == STEP_CARD || step == STEP_LOOK) && self->stopping)
    step = STEP_NONE;
  self->step = step;
  if (step != STEP_NONE)
    run_step (self);
  else if (self->report_source == 0)
    come_to_rest (self);
  else
    self->step = STEP_REPORT;
}

static void
step_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernOrderLane) self = user_data;

  go_on (self, steps[self->step].finish (self, result));
}

static void
card_gone (TernOrderLane *self)
{
  g_clear_object (&self->euicc);
  self->next_euicc = 0;
  self->rows_done = 0;
  self->card_aside = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EID]);
}

static void
follow_reader (TernOrderLane *self)
{
  TernReaderState state = tern_reader_get_state (self->reader);

  if (!self->started || self->stopping || tern_order_lane_is_at_work (self))
    return;
  switch (state)
    {
    case TERN_READER_STATE_EMPTY:
      card_gone (self);
      set_state (self, TERN_ORDER_LANE_STATE_EMPTY, NULL);
      break;
    case TERN_READER_STATE_READING:
      card_gone (self);
      set_state (self, TERN_ORDER_LANE_STATE_READING, NULL);
      break;
    case TERN_READER_STATE_ASLEEP:
      card_gone (self);
      set_state (self, TERN_ORDER_LANE_STATE_ASIDE,
                 C_ ("order", "A modem uses this card, so the order leaves it alone."));
      break;
    case TERN_READER_STATE_FAULT:
      card_gone (self);
      set_aside (self, tern_reader_get_error (self->reader));
      break;
    case TERN_READER_STATE_READY:
      if (self->euicc == NULL)
        go_on (self, STEP_CARD);
      break;
    }
}

/**
 * tern_order_lane_new:
 * @order: the order
 * @plan: how it is to be run
 * @run: the run it belongs to
 * @reader: the reader
 *
 * Returns: (transfer full): a lane that has not begun
 */
TernOrderLane *
tern_order_lane_new (TernOrder *order, const TernOrderPlan *plan, gint64 run, TernReader *reader)
{
  TernOrderLane *self = g_object_new (TERN_TYPE_ORDER_LANE, NULL);

  self->order = g_object_ref (order);
  self->plan = tern_order_plan_copy (plan);
  self->run = run;
  self->reader = g_object_ref (reader);
  g_signal_connect_object (reader, "notify::state", G_CALLBACK (follow_reader), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * tern_order_lane_get_reader:
 * @self: a lane
 *
 * Returns: (transfer none): its reader
 */
TernReader *
tern_order_lane_get_reader (TernOrderLane *self)
{
  return self->reader;
}

/**
 * tern_order_lane_get_state:
 * @self: a lane
 *
 * Returns: what it is at
 */
TernOrderLaneState
tern_order_lane_get_state (TernOrderLane *self)
{
  return self->state;
}

/**
 * tern_order_lane_get_sentence:
 * @self: a lane
 *
 * Returns: what a person is to do now, or why the card is put aside
 */
const char *
tern_order_lane_get_sentence (TernOrderLane *self)
{
  return self->sentence;
}

/**
 * tern_order_lane_get_eid:
 * @self: a lane
 *
 * Returns: (nullable): the card in it
 */
const char *
tern_order_lane_get_eid (TernOrderLane *self)
{
  return self->euicc != NULL ? lpa_euicc_get_eid (self->euicc) : NULL;
}

/**
 * tern_order_lane_get_row:
 * @self: a lane
 *
 * Returns: the number of the row at work, or 0
 */
guint
tern_order_lane_get_row (TernOrderLane *self)
{
  return self->work != NULL && self->work->record != NULL ? self->work->record->number : 0;
}

/**
 * tern_order_lane_is_at_work:
 * @self: a lane
 *
 * Returns: whether a step is being done
 */
gboolean
tern_order_lane_is_at_work (TernOrderLane *self)
{
  return self->step != STEP_NONE;
}

/**
 * tern_order_lane_start:
 * @self: a lane that has not begun
 *
 * Begins with the card that is in the reader, or with the next one that is put in.
 */
void
tern_order_lane_start (TernOrderLane *self)
{
  self->started = TRUE;
  follow_reader (self);
}

/* What was said of the card in the reader stays true when nothing more is done. */
static gboolean
says_what_of_card (TernOrderLane *self)
{
  return self->state == TERN_ORDER_LANE_STATE_DONE || self->state == TERN_ORDER_LANE_STATE_SEEN ||
         self->state == TERN_ORDER_LANE_STATE_NO_ROWS || self->state == TERN_ORDER_LANE_STATE_ASIDE;
}

/**
 * tern_order_lane_stop:
 * @self: a lane
 *
 * Ends it after the step that is being done. An order that was only looked at is put off, and what
 * was begun is carried through.
 */
void
tern_order_lane_stop (TernOrderLane *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  if (!tern_order_lane_is_at_work (self) && !says_what_of_card (self))
    set_state (self, TERN_ORDER_LANE_STATE_STOPPED, NULL);
}

/**
 * tern_order_lane_look_again:
 * @self: a lane
 *
 * Something has changed that may give the card another row.
 */
void
tern_order_lane_look_again (TernOrderLane *self)
{
  if (tern_order_lane_is_at_work (self) || self->stopping)
    return;
  if (tern_reader_get_state (self->reader) != TERN_READER_STATE_READY)
    {
      follow_reader (self);
      return;
    }
  if (self->card_aside)
    return;
  self->next_euicc = 0;
  g_clear_object (&self->euicc);
  follow_reader (self);
}
