/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-connector.h"

#include <openssl/crypto.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"
#include "network/tern-connector-private.h"
#include "network/tern-data-files.h"

/* The ladder as a whole stays within two minutes. */
static const TernConnectorBounds usual_bounds = {
  .rungs = { [TERN_MODEM_RUNG_WAIT] = 10000,
             [TERN_MODEM_RUNG_CARD_RESET] = 15000,
             [TERN_MODEM_RUNG_DISABLE_ENABLE] = 25000,
             [TERN_MODEM_RUNG_INHIBIT] = 30000,
             [TERN_MODEM_RUNG_RESET] = 40000 },
  .absent = 45000,
  .call = 60000,
  .idle = 15000,
  .search = 180000,
  .denied = 30000,
  .manager = 30000,
  .connect = 90000,
  .reason = 2000,
  .reach = 30000,
};

/* What a person can supply. */
static const LpaNetworkError questions[] = {
  LPA_NETWORK_ERROR_PIN, LPA_NETWORK_ERROR_PUK,         LPA_NETWORK_ERROR_APN_NEEDED,
  LPA_NETWORK_ERROR_APN, LPA_NETWORK_ERROR_ROAMING_OFF,
};

enum
{
  SIGNAL_STEP,
  SIGNAL_NOTE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TernConnector, tern_connector, G_TYPE_OBJECT)

/* A signal on its way to the thread of whoever made the connector. */
typedef struct
{
  TernConnector *connector;
  LpaStep step;
  LpaStepState state;
  char *nick;
  char *sentence;
} Event;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_object_unref (event->connector);
  g_free (event->nick);
  g_free (event->sentence);
  g_free (event);
}

static gboolean
event_emit (gpointer data)
{
  const Event *event = data;

  if (event->nick != NULL)
    g_signal_emit (event->connector, signals[SIGNAL_NOTE], 0, event->nick, event->sentence);
  else
    g_signal_emit (event->connector, signals[SIGNAL_STEP], 0, (int) event->step,
                   (int) event->state);
  return G_SOURCE_REMOVE;
}

static void
post (TernConnector *self, Event event)
{
  event.connector = g_object_ref (self);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, event_emit,
                              g_memdup2 (&event, sizeof event), event_free);
}

/**
 * tern_connector_emit_step: (skip)
 * @self: a connector that runs
 * @step: a step; with %LPA_STEP_NONE nobody is told
 * @state: where it stands now
 *
 * Worker thread.
 */
void
tern_connector_emit_step (TernConnector *self, LpaStep step, LpaStepState state)
{
  self->step = step;
  if (step == LPA_STEP_NONE)
    return;
  post (self, (Event){ .step = step, .state = state });
}

/**
 * tern_connector_emit_note: (skip)
 * @self: a connector that runs
 * @nick: for programs
 * @sentence: for people, translated
 *
 * Worker thread.
 */
void
tern_connector_emit_note (TernConnector *self, const char *nick, const char *sentence)
{
  post (self, (Event){ .nick = g_strdup (nick), .sentence = g_strdup (sentence) });
}

static void
wipe (char *secret)
{
  OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

/* One that waits for an answer that never came has failed for want of it. */
static void
close_operation (TernConnector *self)
{
  if (self->operation != NULL)
    lpa_operation_end (self->operation, self->journal, self->question);
  g_clear_pointer (&self->operation, lpa_operation_free);
  g_clear_error (&self->question);
}

static void
tern_connector_finalize (GObject *object)
{
  TernConnector *self = TERN_CONNECTOR (object);

  close_operation (self);
  g_main_context_unref (self->context);
  g_clear_object (&self->bus);
  g_clear_object (&self->profile);
  g_clear_object (&self->gone);
  g_clear_object (&self->came_back);
  g_clear_object (&self->journal);
  g_clear_object (&self->memory);
  g_clear_object (&self->euicc);
  g_clear_pointer (&self->apn, tern_apn_free);
  g_clear_pointer (&self->pin, wipe);
  g_clear_pointer (&self->puk, wipe);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_free (self->device);
  g_free (self->port);
  g_free (self->eid);
  g_free (self->apns_path);
  g_free (self->providers);
  g_free (self->server);
  tern_connection_clear (&self->connection);
  G_OBJECT_CLASS (tern_connector_parent_class)->finalize (object);
}

static void
tern_connector_class_init (TernConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_connector_finalize;
  signals[SIGNAL_STEP] = g_signal_new ("step", TERN_TYPE_CONNECTOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_NOTE] = g_signal_new ("note", TERN_TYPE_CONNECTOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
tern_connector_init (TernConnector *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_apn_free);
  self->tries = -1;
}

/**
 * tern_connector_new:
 * @setup: what it works with, copied; @powers and @powers_data are to live as long as it
 *
 * Returns: (transfer full): a connector that has done nothing yet
 */
TernConnector *
tern_connector_new (const TernConnectorSetup *setup)
{
  TernConnector *self = g_object_new (TERN_TYPE_CONNECTOR, NULL);

  g_set_object (&self->bus, setup->bus);
  g_set_object (&self->profile, setup->profile);
  g_set_object (&self->gone, setup->gone);
  g_set_object (&self->journal, setup->journal);
  g_set_object (&self->memory, setup->memory);
  g_set_object (&self->euicc, setup->euicc);
  self->device = g_strdup (setup->device);
  self->port = g_strdup (setup->port);
  self->slot = setup->slot;
  self->eid = g_strdup (setup->eid);
  self->apns_path = g_strdup (setup->apns);
  self->providers =
      setup->providers != NULL ? g_strdup (setup->providers) : tern_data_files_find_providers ();
  self->server = g_strdup (setup->server);
  self->powers = setup->powers;
  self->powers_data = setup->powers_data;
  self->bounds = setup->bounds != NULL ? *setup->bounds : usual_bounds;
  self->step = self->gone != NULL ? LPA_STEP_NONE : LPA_STEP_ENABLED;
  return self;
}

/**
 * tern_connector_set_apn:
 * @self: a connector that does not run
 * @apn: (nullable): the access point that the person chose
 */
void
tern_connector_set_apn (TernConnector *self, const TernApn *apn)
{
  g_return_if_fail (!self->running);

  g_clear_pointer (&self->apn, tern_apn_free);
  self->apn = apn != NULL ? tern_apn_copy (apn) : NULL;
}

/**
 * tern_connector_set_pin:
 * @self: a connector that does not run
 * @pin: (nullable): the profile's PIN; used once
 */
void
tern_connector_set_pin (TernConnector *self, const char *pin)
{
  g_return_if_fail (!self->running);

  g_clear_pointer (&self->pin, wipe);
  self->pin = g_strdup (pin);
}

/**
 * tern_connector_set_puk:
 * @self: a connector that does not run
 * @puk: the profile's PUK; used once
 * @new_pin: what its PIN is to be from then on
 */
void
tern_connector_set_puk (TernConnector *self, const char *puk, const char *new_pin)
{
  g_return_if_fail (!self->running);

  g_clear_pointer (&self->puk, wipe);
  self->puk = g_strdup (puk);
  tern_connector_set_pin (self, new_pin);
}

/**
 * tern_connector_set_roaming:
 * @self: a connector that does not run
 * @allowed: whether to switch roaming on where the profile's connection has it off
 */
void
tern_connector_set_roaming (TernConnector *self, gboolean allowed)
{
  g_return_if_fail (!self->running);

  self->roaming = allowed;
}

static gboolean
begin (TernConnector *self, GError **error)
{
  if (self->journal == NULL || self->operation != NULL || self->gone != NULL)
    return TRUE;
  self->operation = lpa_operation_new (LPA_OPERATION_CONNECT, self->eid);
  self->operation->iccid = g_strdup (lpa_profile_get_iccid (self->profile));
  self->operation->profile_name = g_strdup (lpa_profile_get_display_name (self->profile));
  if (lpa_operation_begin (self->operation, self->journal, error))
    return TRUE;
  g_clear_pointer (&self->operation, lpa_operation_free);
  return FALSE;
}

/* A question leaves the entry open for the answer. */
static void
end (TernConnector *self, const GError *error)
{
  g_clear_error (&self->question);
  if (self->operation == NULL)
    return;
  if (error != NULL && tern_connector_is_question (error))
    {
      self->question = g_error_copy (error);
      return;
    }
  lpa_operation_end (self->operation, self->journal, error);
  g_clear_pointer (&self->operation, lpa_operation_free);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TernConnector *self = source;
  g_autoptr (GError) error = NULL;

  if (!begin (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!tern_connector_carry_out (self, cancellable, &error))
    tern_connector_emit_step (self, self->step,
                              tern_connector_is_question (error) ? LPA_STEP_STATE_WAITING
                                                                 : LPA_STEP_STATE_FAILED);
  end (self, error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    tern_connector_ask_card (task, g_steal_pointer (&error));
}

/**
 * tern_connector_run_async:
 * @self: a connector that does not run
 * @cancellable: (nullable): cancels; what was taken from the modem is given back
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 */
void
tern_connector_run_async (TernConnector *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) job = g_task_new (self, cancellable, on_worked, g_object_ref (task));

  g_return_if_fail (!self->running);
  g_task_set_source_tag (task, tern_connector_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_check_cancellable (job, FALSE);
  self->running = TRUE;
  tern_connection_clear (&self->connection);
  g_clear_object (&self->came_back);
  g_ptr_array_set_size (self->candidates, 0);
  g_task_run_in_thread (job, work);
}

/**
 * tern_connector_run_finish:
 * @self: a connector
 * @result: from the callback
 * @error: return location for an error of %LPA_NETWORK_ERROR, of the journal, of the transport, or
 * %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the profile is connected, or gone
 */
gboolean
tern_connector_run_finish (TernConnector *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  self->running = FALSE;
  g_clear_pointer (&self->pin, wipe);
  g_clear_pointer (&self->puk, wipe);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tern_connector_turn_to: (skip)
 * @self: a connector that does not run
 * @profile: another profile, which has been enabled
 *
 * Forgets what was so of the one before; the answers were for that.
 */
void
tern_connector_turn_to (TernConnector *self, LpaProfile *profile)
{
  close_operation (self);
  g_set_object (&self->profile, profile);
  g_clear_object (&self->gone);
  g_clear_pointer (&self->apn, tern_apn_free);
  g_clear_pointer (&self->pin, wipe);
  g_clear_pointer (&self->puk, wipe);
  self->roaming = FALSE;
  self->step = LPA_STEP_ENABLED;
  g_free (self->server);
  self->server = g_strdup (tern_connector_find_server (profile));
}

/**
 * tern_connector_is_question:
 * @error: what a connector ended with
 *
 * Returns: whether a person can supply what is missing, so that it can be run again
 */
gboolean
tern_connector_is_question (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_error_matches (error, LPA_NETWORK_ERROR, (int) questions[i]))
      return TRUE;
  return FALSE;
}

/**
 * tern_connector_get_profile:
 * @self: a connector
 *
 * Returns: (transfer none) (nullable): the profile that it connects; %NULL for one that was
 * switched off
 */
LpaProfile *
tern_connector_get_profile (TernConnector *self)
{
  return self->profile;
}

/**
 * tern_connector_get_came_back:
 * @self: a connector that ended with %LPA_NETWORK_ERROR_CAME_BACK
 *
 * Returns: (transfer none) (nullable): the profile that is in use instead, where the card could be
 * asked
 */
LpaProfile *
tern_connector_get_came_back (TernConnector *self)
{
  return self->came_back;
}

/**
 * tern_connector_get_step:
 * @self: a connector that does not run
 *
 * Returns: the step that it reached; %LPA_STEP_NONE of a profile that was switched off
 */
LpaStep
tern_connector_get_step (TernConnector *self)
{
  return self->step;
}

/**
 * tern_connector_get_connection:
 * @self: a connector that does not run
 *
 * Returns: (transfer none): what came about, as far as it did
 */
const TernConnection *
tern_connector_get_connection (TernConnector *self)
{
  return &self->connection;
}

/**
 * tern_connector_get_apns:
 * @self: a connector that ended with %LPA_NETWORK_ERROR_APN_NEEDED
 *
 * Returns: (transfer none) (element-type TernApn): what the person can choose from; may be empty
 */
GPtrArray *
tern_connector_get_apns (TernConnector *self)
{
  return self->candidates;
}

/**
 * tern_connector_get_tries:
 * @self: a connector that ended with %LPA_NETWORK_ERROR_PIN or %LPA_NETWORK_ERROR_PUK
 *
 * Returns: how often the code may still be wrong; -1 if the modem does not say
 */
int
tern_connector_get_tries (TernConnector *self)
{
  return self->tries;
}
