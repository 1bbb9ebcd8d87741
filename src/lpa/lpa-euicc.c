/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-euicc.h"

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-euicc-private.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-model.h"

/* How long a card may take to say how it is after an operation, which itself may have been
 * cancelled. */
#define READING_MILLISECONDS 30000

/* The data of an LpaCard that names the download it is kept open for. */
#define WAITING_DOWNLOAD "lpa-waiting-download"

struct _LpaEuicc
{
  GObject parent_instance;

  LpaWorker *worker;
  LpaCard *card;
  GBytes *aid;
  char *eid;
  LpaTrust *trust;
  LpaJournal *journal;
  LpaTrace *trace;

  LpaEuiccInfo *info;
  LpaAddresses *addresses;
  LpaRat *rat;
  GListStore *profiles;
  GListStore *notifications;
  GPtrArray *recovered;
  guint n_jobs;
  LpaDownload *held;
};

enum
{
  PROP_EID = 1,
  PROP_BUSY,
  PROP_PROFILES,
  PROP_NOTIFICATIONS,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_RECOVERED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LpaEuicc, lpa_euicc, G_TYPE_OBJECT)

/* A download that nobody will decide on any more: its session is put off, and the card let go. */
typedef struct
{
  LpaWorker *worker;
  LpaCard *card;
  LpaDownload *download;
} Abandoned;

static void
abandoned_free (gpointer data)
{
  Abandoned *abandoned = data;

  g_clear_object (&abandoned->download);
  g_clear_object (&abandoned->card);
  g_clear_object (&abandoned->worker);
  g_free (abandoned);
}

/* The worker may outlive everyone else by this, and ends on its own thread. */
static void
close_abandoned (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Abandoned *abandoned = data;

  if (lpa_download_is_waiting (abandoned->download))
    lpa_download_cancel (abandoned->download, LPA_CANCEL_REASON_POSTPONED, NULL);
  lpa_card_set_waiting_download (abandoned->card, NULL);
  lpa_card_end (abandoned->card);
  g_task_return_boolean (task, TRUE);
  g_clear_object (&abandoned->download);
  g_clear_object (&abandoned->card);
  g_clear_object (&abandoned->worker);
}

static void
abandon (LpaEuicc *self, LpaDownload *download)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Abandoned *abandoned = g_new0 (Abandoned, 1);

  abandoned->worker = g_object_ref (self->worker);
  abandoned->card = g_object_ref (self->card);
  abandoned->download = g_object_ref (download);
  g_task_set_source_tag (task, abandon);
  g_task_set_task_data (task, abandoned, abandoned_free);
  lpa_worker_push (self->worker, task, close_abandoned);
}

static void let_go (LpaEuicc *self);

static void
held_toggled (gpointer data, GObject *object, gboolean is_last_reference)
{
  LpaEuicc *self = data;

  if (!is_last_reference)
    return;
  abandon (self, LPA_DOWNLOAD (object));
  let_go (self);
}

/* A waiting download is held so that its session can be put off when everyone else drops it. */
static void
hold (LpaEuicc *self, LpaDownload *download)
{
  if (self->held != NULL)
    return;
  self->held = download;
  g_object_add_toggle_ref (G_OBJECT (download), held_toggled, self);
}

static void
let_go (LpaEuicc *self)
{
  LpaDownload *download = g_steal_pointer (&self->held);

  if (download != NULL)
    g_object_remove_toggle_ref (G_OBJECT (download), held_toggled, self);
}

static void
lpa_euicc_dispose (GObject *object)
{
  LpaEuicc *self = LPA_EUICC (object);

  if (self->held != NULL)
    abandon (self, self->held);
  let_go (self);
  g_clear_object (&self->card);
  g_clear_object (&self->worker);
  g_clear_object (&self->trust);
  g_clear_object (&self->journal);
  g_clear_object (&self->trace);
  G_OBJECT_CLASS (lpa_euicc_parent_class)->dispose (object);
}

static void
lpa_euicc_finalize (GObject *object)
{
  LpaEuicc *self = LPA_EUICC (object);

  g_clear_pointer (&self->aid, g_bytes_unref);
  g_free (self->eid);
  g_clear_pointer (&self->info, lpa_euicc_info_free);
  g_clear_pointer (&self->addresses, lpa_addresses_free);
  g_clear_pointer (&self->rat, lpa_rat_free);
  g_object_unref (self->profiles);
  g_object_unref (self->notifications);
  g_ptr_array_unref (self->recovered);
  G_OBJECT_CLASS (lpa_euicc_parent_class)->finalize (object);
}

static void
lpa_euicc_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LpaEuicc *self = LPA_EUICC (object);

  switch (id)
    {
    case PROP_EID:
      g_value_set_string (value, self->eid);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, lpa_euicc_is_busy (self));
      break;
    case PROP_PROFILES:
      g_value_set_object (value, self->profiles);
      break;
    case PROP_NOTIFICATIONS:
      g_value_set_object (value, self->notifications);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lpa_euicc_class_init (LpaEuiccClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = lpa_euicc_dispose;
  object_class->finalize = lpa_euicc_finalize;
  object_class->get_property = lpa_euicc_get_property;
  properties[PROP_EID] = g_param_spec_string ("eid", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_PROFILES] =
      g_param_spec_object ("profiles", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_NOTIFICATIONS] =
      g_param_spec_object ("notifications", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LpaEuicc::recovered:
   * @self: the eUICC
   * @operation: a #LpaOperation that an earlier run of the program left open, with the outcome
   *   that
   * the card tells; valid during the emission
   */
  signals[SIGNAL_RECOVERED] = g_signal_new ("recovered", LPA_TYPE_EUICC, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lpa_euicc_init (LpaEuicc *self)
{
  self->profiles = g_list_store_new (LPA_TYPE_PROFILE);
  self->notifications = g_list_store_new (LPA_TYPE_NOTIFICATION);
  self->recovered = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);
}

static gboolean
same_profile (gconstpointer a, gconstpointer b)
{
  return lpa_profile_same ((LpaProfile *) a, (LpaProfile *) b);
}

static gboolean
same_notification (gconstpointer a, gconstpointer b)
{
  LpaNotification *one = (LpaNotification *) a;
  LpaNotification *other = (LpaNotification *) b;

  return lpa_notification_get_sequence_number (one) ==
             lpa_notification_get_sequence_number (other) &&
         lpa_notification_get_event (one) == lpa_notification_get_event (other) &&
         g_strcmp0 (lpa_notification_get_iccid (one), lpa_notification_get_iccid (other)) == 0 &&
         g_strcmp0 (lpa_notification_get_address (one), lpa_notification_get_address (other)) == 0;
}

/* What was not read stays as it was. */
static void
apply (LpaEuicc *self, LpaReading *reading)
{
  if (reading->info != NULL)
    {
      g_clear_pointer (&self->info, lpa_euicc_info_free);
      self->info = g_steal_pointer (&reading->info);
    }
  if (reading->addresses != NULL)
    {
      g_clear_pointer (&self->addresses, lpa_addresses_free);
      self->addresses = g_steal_pointer (&reading->addresses);
    }
  if (reading->rat != NULL)
    {
      g_clear_pointer (&self->rat, lpa_rat_free);
      self->rat = g_steal_pointer (&reading->rat);
    }
  if (reading->profiles != NULL)
    lpa_model_update (self->profiles, reading->profiles, same_profile);
  if (reading->notifications != NULL)
    lpa_model_update (self->notifications, reading->notifications, same_notification);
}

static void
lpa_job_free (LpaJob *job)
{
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->card);
  g_clear_pointer (&job->aid, g_bytes_unref);
  g_free (job->eid);
  g_clear_object (&job->trust);
  g_clear_object (&job->journal);
  g_clear_object (&job->trace);
  g_clear_pointer (&job->card_keys, g_ptr_array_unref);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_clear_object (&job->profile);
  g_clear_object (&job->notification);
  g_clear_object (&job->download);
  g_free (job->text);
  g_clear_pointer (&job->reading, lpa_reading_free);
  g_clear_pointer (&job->sent, lpa_notifier_result_free);
  g_clear_pointer (&job->found, g_ptr_array_unref);
  g_clear_pointer (&job->recovered, g_ptr_array_unref);
  g_free (job);
}

/**
 * lpa_job_new: (skip)
 * @euicc: whose operation it is
 * @run: the blocking part
 * @give: hands over the result
 * @tag: the public function
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Main thread.
 *
 * Returns: (transfer full): a job to be filled in and given to lpa_job_push()
 */
LpaJob *
lpa_job_new (LpaEuicc *euicc,
             LpaJobRun run,
             LpaJobReturn give,
             gpointer tag,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  LpaJob *job = g_new0 (LpaJob, 1);

  job->task = g_task_new (euicc, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);
  g_task_set_check_cancellable (job->task, FALSE);
  g_set_object (&job->cancellable, cancellable);
  job->run = run;
  job->give = give;
  job->card = g_object_ref (euicc->card);
  job->aid = g_bytes_ref (euicc->aid);
  job->eid = g_strdup (euicc->eid);
  job->trust = g_object_ref (lpa_euicc_get_trust (euicc));
  g_set_object (&job->journal, euicc->journal);
  g_set_object (&job->trace, euicc->trace);
  if (euicc->info != NULL)
    job->card_keys = g_ptr_array_ref (euicc->info->verification_keys);
  job->context = g_main_context_ref_thread_default ();
  job->first_reading = g_list_model_get_n_items (G_LIST_MODEL (euicc->profiles)) == 0;
  return job;
}

/* A download that has the card open is carried on even when cancelled, for it has a session to put
 * off. */
static gboolean
take_card (LpaJob *job, GError **error)
{
  LpaDownload *waiting = lpa_card_get_waiting_download (job->card);

  if (waiting == NULL)
    return !g_cancellable_set_error_if_cancelled (job->cancellable, error) &&
           lpa_card_begin (job->card, job->aid, job->cancellable, error);
  if (waiting == job->download)
    return TRUE;
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE, NULL,
                 "The card is kept open for a download that waits for a decision");
  return FALSE;
}

static void
read_again (LpaJob *job)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (READING_MILLISECONDS);
  GCancellable *cancellable = lpa_deadline_get_cancellable (deadline);
  g_autoptr (GPtrArray) with_icons = NULL;

  g_clear_pointer (&job->reading, lpa_reading_free);
  job->reading = lpa_reading_new (job->card, cancellable, NULL);
  if (job->reading == NULL)
    return;
  with_icons = lpa_es10c_list_profiles (job->card, TRUE, cancellable, NULL);
  if (with_icons == NULL)
    return;
  g_ptr_array_unref (job->reading->profiles);
  job->reading->profiles = g_steal_pointer (&with_icons);
}

static void
leave_card (LpaJob *job)
{
  if (job->download != NULL && lpa_download_is_waiting (job->download))
    {
      lpa_card_set_waiting_download (job->card, job->download);
      return;
    }
  lpa_card_set_waiting_download (job->card, NULL);
  if (job->changes)
    read_again (job);
  lpa_card_end (job->card);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LpaJob *job = data;
  GError *error = NULL;
  gboolean done = FALSE;

  if (take_card (job, &error))
    {
      done = job->run (job, job->cancellable, &error);
      leave_card (job);
    }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
count_jobs (LpaEuicc *self, int by)
{
  gboolean was_busy = lpa_euicc_is_busy (self);

  self->n_jobs += by;
  if (lpa_euicc_is_busy (self) != was_busy)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
keep_or_drop_download (LpaEuicc *self, LpaJob *job)
{
  if (job->download == NULL)
    return;
  if (lpa_download_is_waiting (job->download))
    hold (self, job->download);
  else if (self->held == job->download)
    let_go (self);
}

static void
tell_recovered (LpaEuicc *self, LpaJob *job)
{
  for (guint i = 0; job->recovered != NULL && i < job->recovered->len; i++)
    {
      LpaOperation *operation = g_steal_pointer (&job->recovered->pdata[i]);

      g_ptr_array_add (self->recovered, operation);
      g_signal_emit (self, signals[SIGNAL_RECOVERED], 0, operation);
    }
}

/* Everything that the job refers to is let go here, on the main thread, before or after the
 * caller's callback. */
static void
job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  LpaJob *job = user_data;
  LpaEuicc *self = g_task_get_source_object (job->task);
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (job->reading != NULL)
    apply (self, job->reading);
  keep_or_drop_download (self, job);
  count_jobs (self, -1);
  tell_recovered (self, job);
  if (done)
    job->give (job);
  else
    g_task_return_error (job->task, g_steal_pointer (&error));
  lpa_job_free (job);
}

/**
 * lpa_job_push: (skip)
 * @job: (transfer full): a job
 *
 * Queues it on the worker. The task that goes there holds nothing of the main thread's, so that
 * its last reference may be dropped anywhere.
 */
void
lpa_job_push (LpaJob *job)
{
  LpaEuicc *self = g_task_get_source_object (job->task);
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, job_done, job);

  g_task_set_source_tag (inner, lpa_job_push);
  g_task_set_task_data (inner, job, NULL);
  count_jobs (self, 1);
  lpa_worker_push (self->worker, inner, run_job);
}

typedef struct
{
  LpaEuicc *euicc;
  LpaReading *reading;
} Publication;

static gboolean
publish (gpointer data)
{
  Publication *publication = data;

  apply (publication->euicc, publication->reading);
  return G_SOURCE_REMOVE;
}

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  lpa_reading_free (publication->reading);
  g_free (publication);
}

/**
 * lpa_job_publish: (skip)
 * @job: a running job
 * @reading: (transfer full): what has been read so far
 *
 * Shows something before the job is done. The eUICC is kept by the job's task, which returns
 * later on the same context. Worker thread.
 */
void
lpa_job_publish (LpaJob *job, LpaReading *reading)
{
  Publication *publication = g_new0 (Publication, 1);

  publication->euicc = g_task_get_source_object (job->task);
  publication->reading = reading;
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, publish, publication,
                              publication_free);
}

/**
 * lpa_job_return_boolean: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_boolean (LpaJob *job)
{
  g_task_return_boolean (job->task, TRUE);
}

/**
 * lpa_job_return_sent: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_sent (LpaJob *job)
{
  if (job->sent == NULL)
    job->sent = g_new0 (LpaNotifierResult, 1);
  g_task_return_pointer (job->task, g_steal_pointer (&job->sent),
                         (GDestroyNotify) lpa_notifier_result_free);
}

/**
 * lpa_job_return_found: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_found (LpaJob *job)
{
  g_task_return_pointer (job->task, g_steal_pointer (&job->found),
                         (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lpa_card_get_waiting_download: (skip)
 * @card: a card
 *
 * Returns: (transfer none) (nullable): the download that keeps it open, to be compared only
 */
LpaDownload *
lpa_card_get_waiting_download (LpaCard *card)
{
  return g_object_get_qdata (G_OBJECT (card), g_quark_from_static_string (WAITING_DOWNLOAD));
}

/**
 * lpa_card_set_waiting_download: (skip)
 * @card: a card
 * @download: (nullable): the download that keeps it open from now on
 */
void
lpa_card_set_waiting_download (LpaCard *card, LpaDownload *download)
{
  g_object_set_qdata (G_OBJECT (card), g_quark_from_static_string (WAITING_DOWNLOAD), download);
}

/**
 * lpa_euicc_new:
 * @worker: the thread of the card
 * @card: the card
 * @isdr: what lpa_card_find_isdrs() found on it
 *
 * Main thread.
 *
 * Returns: (transfer full): an eUICC whose lists are empty until lpa_euicc_refresh_async()
 */
LpaEuicc *
lpa_euicc_new (LpaWorker *worker, LpaCard *card, const LpaIsdr *isdr)
{
  LpaEuicc *self = g_object_new (LPA_TYPE_EUICC, NULL);

  self->worker = g_object_ref (worker);
  self->card = g_object_ref (card);
  self->aid = g_bytes_ref (isdr->aid);
  self->eid = g_strdup (isdr->eid);
  if (isdr->info2 != NULL)
    self->info = lpa_euicc_info_new_from_tlv (isdr->info2, NULL);
  return self;
}

/**
 * lpa_euicc_set_trust:
 * @self: the eUICC
 * @trust: which servers are believed
 */
void
lpa_euicc_set_trust (LpaEuicc *self, LpaTrust *trust)
{
  g_set_object (&self->trust, trust);
}

/**
 * lpa_euicc_set_journal:
 * @self: the eUICC
 * @journal: (nullable): where operations are written down
 */
void
lpa_euicc_set_journal (LpaEuicc *self, LpaJournal *journal)
{
  g_set_object (&self->journal, journal);
}

/**
 * lpa_euicc_set_trace:
 * @self: the eUICC
 * @trace: (nullable): where to record what is said to servers
 */
void
lpa_euicc_set_trace (LpaEuicc *self, LpaTrace *trace)
{
  g_set_object (&self->trace, trace);
}

/**
 * lpa_euicc_get_trust:
 * @self: the eUICC
 *
 * Returns: (transfer none): which servers are believed; those of lpa_trust_new() unless set
 */
LpaTrust *
lpa_euicc_get_trust (LpaEuicc *self)
{
  if (self->trust == NULL)
    self->trust = lpa_trust_new ();
  return self->trust;
}

/**
 * lpa_euicc_get_eid:
 * @self: the eUICC
 *
 * Returns: its EID, 32 digits
 */
const char *
lpa_euicc_get_eid (LpaEuicc *self)
{
  return self->eid;
}

/**
 * lpa_euicc_get_aid:
 * @self: the eUICC
 *
 * Returns: (transfer none): the AID under which its ISD-R answers
 */
GBytes *
lpa_euicc_get_aid (LpaEuicc *self)
{
  return self->aid;
}

/**
 * lpa_euicc_get_card:
 * @self: the eUICC
 *
 * Returns: (transfer none): the card it is on; its calls belong on the worker
 */
LpaCard *
lpa_euicc_get_card (LpaEuicc *self)
{
  return self->card;
}

/**
 * lpa_euicc_get_info:
 * @self: the eUICC
 *
 * Returns: (transfer none) (nullable): EUICCInfo2 as last read
 */
const LpaEuiccInfo *
lpa_euicc_get_info (LpaEuicc *self)
{
  return self->info;
}

/**
 * lpa_euicc_get_addresses:
 * @self: the eUICC
 *
 * Returns: (transfer none) (nullable): its configured addresses as last read
 */
const LpaAddresses *
lpa_euicc_get_addresses (LpaEuicc *self)
{
  return self->addresses;
}

/**
 * lpa_euicc_get_rat:
 * @self: the eUICC
 *
 * Returns: (transfer none) (nullable): its rules authorisation table, where it could be read
 */
const LpaRat *
lpa_euicc_get_rat (LpaEuicc *self)
{
  return self->rat;
}

/**
 * lpa_euicc_get_profiles:
 * @self: the eUICC
 *
 * Returns: (transfer none): the model of its profiles
 */
GListModel *
lpa_euicc_get_profiles (LpaEuicc *self)
{
  return G_LIST_MODEL (self->profiles);
}

/**
 * lpa_euicc_get_recovered:
 * @self: the eUICC
 *
 * Whoever gets to know the eUICC after it was first read finds here what "recovered" told then.
 * Main thread.
 *
 * Returns: (transfer none) (element-type LpaOperation): the operations that an earlier run of the
 * program left open and that have been looked into since the object was made, oldest first
 */
GPtrArray *
lpa_euicc_get_recovered (LpaEuicc *self)
{
  return self->recovered;
}

/**
 * lpa_euicc_get_notifications:
 * @self: the eUICC
 *
 * Returns: (transfer none): the model of what it has to report
 */
GListModel *
lpa_euicc_get_notifications (LpaEuicc *self)
{
  return G_LIST_MODEL (self->notifications);
}

/**
 * lpa_euicc_is_busy:
 * @self: the eUICC
 *
 * Returns: whether an operation is running or queued
 */
gboolean
lpa_euicc_is_busy (LpaEuicc *self)
{
  return self->n_jobs > 0;
}

static gboolean
has_iccid (LpaProfile *profile, const char *name)
{
  return g_strcmp0 (lpa_profile_get_iccid (profile), name) == 0;
}

static gboolean
has_aid (LpaProfile *profile, const char *name)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (name);

  return aid != NULL && lpa_profile_get_aid (profile) != NULL &&
         g_bytes_equal (aid, lpa_profile_get_aid (profile));
}

static gboolean
has_nickname (LpaProfile *profile, const char *name)
{
  return g_strcmp0 (lpa_profile_get_nickname (profile), name) == 0;
}

static gboolean
has_name (LpaProfile *profile, const char *name)
{
  return g_strcmp0 (lpa_profile_get_name (profile), name) == 0 ||
         g_strcmp0 (lpa_profile_get_display_name (profile), name) == 0;
}

/* By what a profile may be called, most telling first; a name counts only where nothing above it
 * matches. */
static gboolean (*const namings[]) (LpaProfile *, const char *) = {
  has_iccid,
  has_aid,
  has_nickname,
  has_name,
};

static GPtrArray *
find_all (LpaEuicc *self, guint naming, const char *name)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (self->profiles);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (model, i);

      if (namings[naming](profile, name))
        g_ptr_array_add (found, g_steal_pointer (&profile));
    }
  return found;
}

static LpaProfile *
refuse_ambiguous (GPtrArray *found, const char *name, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                            lpa_profile_get_iccid (found->pdata[i]));
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE, NULL,
                 "\"%s\" is the name of more than one profile: %s", name, list->str);
  return NULL;
}

/**
 * lpa_euicc_find_profile:
 * @self: the eUICC
 * @name: an ICCID, an AID in hexadecimal, a nickname or a name
 * @error: return location for %LPA_POLICY_ERROR_NO_SUCH_PROFILE, which lists them when several
 * profiles answer to the name
 *
 * Main thread, after a refresh.
 *
 * Returns: (transfer full) (nullable): the one profile of that name
 */
LpaProfile *
lpa_euicc_find_profile (LpaEuicc *self, const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (namings); i++)
    {
      g_autoptr (GPtrArray) found = find_all (self, i, name);

      if (found->len == 1)
        return g_object_ref (found->pdata[0]);
      if (found->len > 1)
        return refuse_ambiguous (found, name, error);
    }
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE, NULL,
                 "No profile on the card answers to \"%s\"", name);
  return NULL;
}
