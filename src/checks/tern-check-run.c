/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-run.h"

#include <glib/gi18n-lib.h>

#include "checks/tern-check-private.h"
#include "lpa/lpa-deadline.h"

struct _TernCheckRun
{
  GObject parent_instance;

  GPtrArray *checks;
  TernCheckFacts *facts;
  LpaEuicc *euicc;
  TernVerdict verdict;
  GTask *task;
  GCancellable *cancellable;
  guint begun; /* bits of TernProbe */
  guint done;
  LpaDownload *download;
};

enum
{
  PROP_RUNNING = 1,
  PROP_VERDICT,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernCheckRun,
                               tern_check_run,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/**
 * ThreadProbe:
 * @probe: which
 * @milliseconds: how long it may take
 * @run: asks the world, in a thread
 *
 * A probe that touches no card.
 */
typedef struct
{
  TernProbe probe;
  guint milliseconds;
  void (*run) (TernCheckFacts *facts, GCancellable *cancellable);
} ThreadProbe;

static const ThreadProbe thread_probes[] = {
  { TERN_PROBE_HISTORY, 5000, tern_check_facts_probe_history },
  { TERN_PROBE_LINE, 25000, tern_check_facts_probe_line },
  { TERN_PROBE_POWER, 6000, tern_check_facts_probe_power },
  { TERN_PROBE_MODEMS, 10000, tern_check_facts_probe_modems },
};

/* One of them under way. */
typedef struct
{
  const ThreadProbe *probe;
  TernCheckFacts *facts;
} Errand;

#define ALL_PROBES (TERN_PROBE_BIT (TERN_N_PROBES) - 1)

static GType
get_item_type (GListModel *model)
{
  return TERN_TYPE_CHECK;
}

static guint
get_n_items (GListModel *model)
{
  return TERN_CHECK_RUN (model)->checks->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TernCheckRun *self = TERN_CHECK_RUN (model);

  return position < self->checks->len ? g_object_ref (self->checks->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What cannot be known is no reason to hold anybody back. */
static guint
weigh (TernVerdict verdict)
{
  static const guint weights[] = {
    [TERN_VERDICT_PENDING] = 0, [TERN_VERDICT_UNKNOWN] = 0, [TERN_VERDICT_PASS] = 1,
    [TERN_VERDICT_WARNING] = 2, [TERN_VERDICT_FAILURE] = 3,
  };

  return weights[verdict];
}

static void
note_verdict (TernCheckRun *self, TernVerdict verdict)
{
  if (weigh (verdict) <= weigh (self->verdict))
    return;
  self->verdict = verdict;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

static void
judge (TernCheckRun *self, TernCheck *check)
{
  const TernCheckRow *row = tern_check_get_row (check);
  g_auto (TernFinding) finding = { TERN_VERDICT_PENDING, row->side };

  row->run (self->facts, &finding);
  tern_check_answer (check, &finding);
  note_verdict (self, finding.verdict);
}

/* Answers every check whose probes have all come back. */
static void
judge_ready (TernCheckRun *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      TernCheck *check = self->checks->pdata[i];

      if (tern_check_get_verdict (check) == TERN_VERDICT_PENDING &&
          (tern_check_get_row (check)->needs & ~self->done) == 0)
        judge (self, check);
    }
}

static gboolean
is_begun (TernCheckRun *self, TernProbe probe)
{
  return (self->begun & TERN_PROBE_BIT (probe)) != 0;
}

static gboolean
is_done (TernCheckRun *self, TernProbe probe)
{
  return (self->done & TERN_PROBE_BIT (probe)) != 0;
}

static void
finish (TernCheckRun *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_task_return_boolean (task, TRUE);
}

static void go_on (TernCheckRun *self);

static void
probe_done (TernCheckRun *self, TernProbe probe)
{
  self->done |= TERN_PROBE_BIT (probe);
  if (!g_cancellable_is_cancelled (self->cancellable))
    judge_ready (self);
  go_on (self);
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->facts, tern_check_facts_unref);
  g_free (errand);
}

static void
forward_cancel (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

static void
run_errand (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *errand = data;
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (errand->probe->milliseconds);
  GCancellable *bounded = lpa_deadline_get_cancellable (deadline);
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel), bounded, NULL);

  errand->probe->run (errand->facts, bounded);
  g_cancellable_disconnect (cancellable, handler);
  /* Nobody else's things are held by this thread once the main thread goes on. */
  g_clear_pointer (&errand->facts, tern_check_facts_unref);
  g_task_return_int (task, (gssize) errand->probe->probe);
}

static void
errand_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCheckRun) self = user_data;

  probe_done (self, (TernProbe) g_task_propagate_int (G_TASK (result), NULL));
}

static void
begin_errand (TernCheckRun *self, const ThreadProbe *probe)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, errand_done, g_object_ref (self));
  Errand *errand = g_new0 (Errand, 1);

  errand->probe = probe;
  errand->facts = tern_check_facts_ref (self->facts);
  g_task_set_source_tag (task, begin_errand);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, errand, errand_free);
  self->begun |= TERN_PROBE_BIT (probe->probe);
  g_task_run_in_thread (task, run_errand);
}

static void
card_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCheckRun) self = user_data;

  if (lpa_euicc_refresh_finish (self->euicc, result, &self->facts->card_error))
    tern_check_facts_take_card (self->facts, self->euicc);
  probe_done (self, TERN_PROBE_CARD);
}

/* While an offer waits for a decision the card is kept open for it, and was read not long ago. */
static void
begin_card (TernCheckRun *self)
{
  self->begun |= TERN_PROBE_BIT (TERN_PROBE_CARD);
  if (self->euicc != NULL && self->facts->offered == NULL)
    {
      lpa_euicc_refresh_async (self->euicc, self->cancellable, card_read, g_object_ref (self));
      return;
    }
  if (self->euicc != NULL)
    tern_check_facts_take_card (self->facts, self->euicc);
  probe_done (self, TERN_PROBE_CARD);
}

static void
server_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCheckRun) self = user_data;

  self->facts->dry_run =
      lpa_euicc_dry_run_finish (self->euicc, result, &self->facts->dry_run_error);
  probe_done (self, TERN_PROBE_SERVER);
}

static void
begin_server (TernCheckRun *self)
{
  self->begun |= TERN_PROBE_BIT (TERN_PROBE_SERVER);
  if (self->facts->info == NULL || self->facts->server == NULL || self->facts->offered != NULL)
    probe_done (self, TERN_PROBE_SERVER);
  else
    lpa_euicc_dry_run_async (self->euicc, self->facts->code, self->cancellable, server_asked,
                             g_object_ref (self));
}

static void
offer_put_off (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCheckRun) self = user_data;

  if (!lpa_euicc_cancel_download_finish (self->euicc, result, NULL))
    g_info ("The order could not be put off; the server forgets the session by itself");
  g_clear_object (&self->download);
  probe_done (self, TERN_PROBE_OFFER);
}

static void
offer_seen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCheckRun) self = user_data;
  gboolean offered = lpa_euicc_preview_finish (self->euicc, result, &self->facts->offer_error);

  self->facts->shown = lpa_download_get_step (self->download) >= LPA_STEP_ORDER_FOUND;
  self->facts->usable = lpa_download_get_code_usable (self->download);
  if (offered)
    {
      tern_check_facts_take_preview (self->facts, lpa_download_get_preview (self->download));
      lpa_euicc_cancel_download_async (self->euicc, self->download, LPA_CANCEL_REASON_POSTPONED,
                                       offer_put_off, g_object_ref (self));
      return;
    }
  g_clear_object (&self->download);
  probe_done (self, TERN_PROBE_OFFER);
}

/* The code is shown last, and only when nothing else would make it fail. */
static void
begin_offer (TernCheckRun *self)
{
  self->begun |= TERN_PROBE_BIT (TERN_PROBE_OFFER);
  if (!self->facts->show_code || self->facts->dry_run == NULL ||
      self->verdict == TERN_VERDICT_FAILURE || g_cancellable_is_cancelled (self->cancellable))
    {
      probe_done (self, TERN_PROBE_OFFER);
      return;
    }
  self->download = lpa_download_new (self->facts->code, self->facts->trust);
  lpa_euicc_preview_async (self->euicc, self->download, self->cancellable, offer_seen,
                           g_object_ref (self));
}

static void
go_on (TernCheckRun *self)
{
  const guint before_offer = ALL_PROBES & ~TERN_PROBE_BIT (TERN_PROBE_OFFER);

  if (is_done (self, TERN_PROBE_CARD) && !is_begun (self, TERN_PROBE_SERVER))
    begin_server (self);
  else if (self->done == before_offer && !is_begun (self, TERN_PROBE_OFFER))
    begin_offer (self);
  else if (self->done == ALL_PROBES && self->task != NULL)
    finish (self);
}

static void
tern_check_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernCheckRun *self = TERN_CHECK_RUN (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, tern_check_run_is_running (self));
      break;
    case PROP_VERDICT:
      g_value_set_enum (value, self->verdict);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_check_run_finalize (GObject *object)
{
  TernCheckRun *self = TERN_CHECK_RUN (object);

  g_ptr_array_unref (self->checks);
  g_clear_pointer (&self->facts, tern_check_facts_unref);
  g_clear_object (&self->euicc);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->download);
  G_OBJECT_CLASS (tern_check_run_parent_class)->finalize (object);
}

static void
tern_check_run_class_init (TernCheckRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = tern_check_run_finalize;
  object_class->get_property = tern_check_run_get_property;
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_VERDICT] =
      g_param_spec_enum ("verdict", NULL, NULL, TERN_TYPE_VERDICT, TERN_VERDICT_PENDING, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_check_run_init (TernCheckRun *self)
{
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tern_check_run_new:
 * @setup: what the checks are about
 *
 * Nothing is asked yet.
 *
 * Returns: (transfer full): a run
 */
TernCheckRun *
tern_check_run_new (const TernCheckSetup *setup)
{
  TernCheckRun *self = g_object_new (TERN_TYPE_CHECK_RUN, NULL);
  gsize count;
  const TernCheckRow *rows = tern_checks_get (&count);

  self->facts = tern_check_facts_new (setup);
  g_set_object (&self->euicc, setup->euicc);
  for (gsize i = 0; i < count; i++)
    if (self->facts->has_code || !rows[i].about_code)
      g_ptr_array_add (self->checks, tern_check_new (&rows[i]));
  return self;
}

/**
 * tern_check_run_start_async:
 * @self: a run that has not been started
 * @cancellable: (nullable): ends it; what was not answered by then stays pending
 * @callback: called when every check has its answer
 * @user_data: for @callback
 *
 * Main thread.
 */
void
tern_check_run_start_async (TernCheckRun *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (TERN_IS_CHECK_RUN (self));
  g_return_if_fail (self->begun == 0);

  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, tern_check_run_start_async);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  judge_ready (self);
  for (gsize i = 0; i < G_N_ELEMENTS (thread_probes); i++)
    begin_errand (self, &thread_probes[i]);
  begin_card (self);
}

/**
 * tern_check_run_start_finish:
 * @self: the run
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether every check has its answer, whatever that is
 */
gboolean
tern_check_run_start_finish (TernCheckRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tern_check_run_is_running:
 * @self: a run
 *
 * Returns: whether it has been started and not ended
 */
gboolean
tern_check_run_is_running (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), FALSE);

  return self->task != NULL;
}

/**
 * tern_check_run_get_verdict:
 * @self: a run
 *
 * Returns: the worst verdict so far
 */
TernVerdict
tern_check_run_get_verdict (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), TERN_VERDICT_UNKNOWN);

  return self->verdict;
}

/**
 * tern_check_run_find:
 * @self: a run
 * @id: name of a check
 *
 * Returns: (transfer none) (nullable): the check, unless it is not asked here
 */
TernCheck *
tern_check_run_find (TernCheckRun *self, const char *id)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), NULL);

  for (guint i = 0; i < self->checks->len; i++)
    if (g_str_equal (tern_check_get_id (self->checks->pdata[i]), id))
      return self->checks->pdata[i];
  return NULL;
}

/**
 * tern_check_run_get_first_failure:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the first check that fails
 */
TernCheck *
tern_check_run_get_first_failure (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), NULL);

  for (guint i = 0; i < self->checks->len; i++)
    if (tern_check_get_verdict (self->checks->pdata[i]) == TERN_VERDICT_FAILURE)
      return self->checks->pdata[i];
  return NULL;
}

/**
 * tern_check_run_has_shown_code:
 * @self: a run
 *
 * Returns: whether the server has seen the code
 */
gboolean
tern_check_run_has_shown_code (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), FALSE);

  return self->facts->shown;
}

/**
 * tern_check_run_get_code_usable:
 * @self: a run
 *
 * Returns: what this run made known of the code; %LPA_CODE_USABLE_NOT_INVOLVED when it has not
 * shown it to the server and so says nothing
 */
LpaCodeUsable
tern_check_run_get_code_usable (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), LPA_CODE_USABLE_NOT_INVOLVED);

  return self->facts->shown ? self->facts->usable : LPA_CODE_USABLE_NOT_INVOLVED;
}

/**
 * tern_check_run_get_code_sentence:
 * @self: a run that has ended
 *
 * Returns: how the code stands, a sentence, translated; empty when there is none
 */
const char *
tern_check_run_get_code_sentence (TernCheckRun *self)
{
  g_return_val_if_fail (TERN_IS_CHECK_RUN (self), "");

  if (self->facts->code == NULL)
    return "";
  if (self->facts->shown)
    return lpa_code_usable_get_sentence (tern_check_run_get_code_usable (self));
  if (self->facts->uses != NULL && self->facts->uses->len == 0)
    return C_ ("check", "The code has not been used so far on this computer, and these checks did "
                        "not use it.");
  return C_ ("check", "These checks did not use the code.");
}
