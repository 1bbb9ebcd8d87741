/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-euicc.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-euicc-private.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-model.h"

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

static void
lpa_euicc_dispose (GObject *object)
{
  LpaEuicc *self = LPA_EUICC (object);

  lpa_euicc_abandon_download (self);
  g_clear_object (&self->card);
  g_clear_object (&self->worker);
  g_clear_object (&self->trust);
  g_clear_object (&self->journal);
  g_clear_object (&self->trace);
  g_clear_object (&self->yielding);
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
  g_hash_table_unref (self->failures);
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
  self->failures = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);
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

/**
 * lpa_euicc_apply: (skip)
 * @self: the eUICC
 * @reading: what the card says; what it holds is taken out of it
 *
 * Shows what has been read. What was not read stays as it was. Main thread.
 */
void
lpa_euicc_apply (LpaEuicc *self, LpaReading *reading)
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

/**
 * lpa_euicc_count_jobs: (skip)
 * @self: the eUICC
 * @by: 1 when a job is queued, -1 when it is done
 *
 * Main thread.
 */
void
lpa_euicc_count_jobs (LpaEuicc *self, int by)
{
  gboolean was_busy = lpa_euicc_is_busy (self);

  self->n_jobs += by;
  if (lpa_euicc_is_busy (self) != was_busy)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * lpa_euicc_tell_recovered: (skip)
 * @self: the eUICC
 * @job: a job that is done
 *
 * Tells of the operations that it looked into. Main thread.
 */
void
lpa_euicc_tell_recovered (LpaEuicc *self, LpaJob *job)
{
  for (guint i = 0; job->recovered != NULL && i < job->recovered->len; i++)
    {
      LpaOperation *operation = g_steal_pointer (&job->recovered->pdata[i]);

      g_ptr_array_add (self->recovered, operation);
      g_signal_emit (self, signals[SIGNAL_RECOVERED], 0, operation);
    }
}

/* A number may stand for another report once the one that had it is gone. */
static gboolean
waits_no_longer (gpointer number, gpointer error, gpointer user_data)
{
  GListModel *list = user_data;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (list, i);

      if (lpa_notification_get_sequence_number (notification) == GPOINTER_TO_UINT (number))
        return FALSE;
    }
  return TRUE;
}

/**
 * lpa_euicc_note_failures: (skip)
 * @self: the eUICC, whose list of notifications has been read again
 * @sent: (nullable): how delivering went, if anything was to be delivered
 *
 * Keeps why reports could not be delivered. Main thread.
 */
void
lpa_euicc_note_failures (LpaEuicc *self, const LpaNotifierResult *sent)
{
  GHashTableIter iter;
  gpointer number, error;

  if (sent != NULL && sent->failures != NULL)
    {
      g_hash_table_iter_init (&iter, sent->failures);
      while (g_hash_table_iter_next (&iter, &number, &error))
        g_hash_table_insert (self->failures, number, g_error_copy (error));
    }
  g_hash_table_foreach_remove (self->failures, waits_no_longer, self->notifications);
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
 * lpa_euicc_get_journal:
 * @self: the eUICC
 *
 * Returns: (transfer none) (nullable): where operations are written down
 */
LpaJournal *
lpa_euicc_get_journal (LpaEuicc *self)
{
  return self->journal;
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
 * lpa_euicc_forget_recovered:
 * @self: the eUICC
 *
 * What "recovered" told was read: lpa_euicc_get_recovered() tells it no more. Main thread.
 */
void
lpa_euicc_forget_recovered (LpaEuicc *self)
{
  g_ptr_array_set_size (self->recovered, 0);
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

/**
 * lpa_euicc_get_failure:
 * @self: the eUICC
 * @notification: one of its notifications
 *
 * Returns: (transfer none) (nullable): why the last try to deliver it failed; %NULL when it has not
 *   been tried since the card was put in
 */
const GError *
lpa_euicc_get_failure (LpaEuicc *self, LpaNotification *notification)
{
  guint number = lpa_notification_get_sequence_number (notification);

  return g_hash_table_lookup (self->failures, GUINT_TO_POINTER (number));
}
