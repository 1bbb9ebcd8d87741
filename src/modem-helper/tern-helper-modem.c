/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-modem.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "modem-helper/tern-helper-rules.h"
#include "readers/tern-helper-bus.h"
#include "readers/tern-mbim-channel.h"
#include "readers/tern-mbim-slots.h"

#define OPEN_TIMEOUT 30000

struct _TernHelperModem
{
  char *device;
  char *state;
  guint linger; /* milliseconds */
  GAsyncQueue *jobs;
  GThread *thread;
  int n_jobs;  /* not answered yet */
  int changed; /* whether there may be something to put back */

  /* The thread's own. */
  LpaChannel *channel; /* (nullable): to the card in "slot" */
  guint slot;
  gboolean connected;
  gboolean lingering; /* connected, but nobody's */
  int number;         /* of the logical channel that is open, 0 for none */
};

typedef struct
{
  TernHelperModem *modem;
  gboolean quit;
  TernHelperVerb verb;
  guint number;
  GBytes *bytes;
  TernHelperDone done;
  gpointer user_data;

  GVariant *answer;
  GError *error;
} Job;

static void
modem_clear (gpointer data)
{
  TernHelperModem *self = data;

  g_async_queue_unref (self->jobs);
  g_free (self->device);
  g_free (self->state);
}

/* Answers may be on their way when the modem itself is no longer wanted. */
static void
job_free (gpointer data)
{
  Job *self = data;

  g_atomic_rc_box_release_full (self->modem, modem_clear);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->answer, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
drop (TernHelperModem *self)
{
  if (self->connected)
    lpa_channel_disconnect (self->channel);
  self->connected = FALSE;
  self->lingering = FALSE;
  self->number = 0;
}

static void
use_slot (TernHelperModem *self, guint slot)
{
  TernMbimPlace place = { .device = self->device,
                          .name = self->device,
                          .slot = slot,
                          .proxy = TRUE,
                          .state = self->state,
                          .open_timeout = OPEN_TIMEOUT };

  if (self->channel != NULL && self->slot == slot)
    return;

  drop (self);
  g_clear_object (&self->channel);
  self->channel = tern_mbim_channel_new (&place);
  self->slot = slot;
}

static gboolean
connect_card (TernHelperModem *self, GError **error)
{
  if (self->connected && tern_mbim_channel_resume (self->channel, NULL))
    return TRUE;

  drop (self);
  self->connected = lpa_channel_connect (self->channel, NULL, error);
  return self->connected;
}

static GVariant *
new_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE)
                       : g_variant_new_array (G_VARIANT_TYPE_BYTE, NULL, 0);
}

static GVariant *
open_card (TernHelperModem *self, const Job *job, GError **error)
{
  const char *model;

  if (job->number > TERN_MBIM_SLOTS_MAX)
    {
      tern_helper_refuse (error, "No modem has as many slots");
      return NULL;
    }

  use_slot (self, job->number);
  if (!connect_card (self, error))
    return NULL;

  self->lingering = FALSE;
  self->number = 0;
  model = lpa_channel_get_model (self->channel);
  return g_variant_new ("(@ays)", new_bytes (lpa_channel_get_atr (self->channel)),
                        model != NULL ? model : "");
}

static const char *
get_state_nick (MbimUiccSlotState state)
{
  const char *nick = mbim_uicc_slot_state_get_string (state);
  const char *prefix = "state-";

  if (nick == NULL)
    return "unknown";
  return g_str_has_prefix (nick, prefix) ? nick + strlen (prefix) : nick;
}

static GVariant *
list_slots (TernHelperModem *self, const Job *job, GError **error)
{
  g_autoptr (TernMbimUndo) undo = tern_mbim_undo_new (NULL);
  TernMbimLine *line = tern_mbim_line_open (self->device, TRUE, OPEN_TIMEOUT, NULL, error);
  g_autoptr (TernMbimSlots) slots = line != NULL ? tern_mbim_slots_new (line, undo, FALSE) : NULL;
  g_autoptr (GArray) list = slots != NULL ? tern_mbim_slots_list (slots, error) : NULL;
  GVariantBuilder builder;

  g_clear_pointer (&line, tern_mbim_line_close);
  if (list == NULL)
    return NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ubs)"));
  for (guint i = 0; i < list->len; i++)
    {
      const TernMbimSlot *slot = &g_array_index (list, TernMbimSlot, i);

      g_variant_builder_add (&builder, "(ubs)", i + 1, slot->used, get_state_nick (slot->state));
    }
  return g_variant_new ("(a(ubs))", &builder);
}

static GVariant *
open_channel (TernHelperModem *self, const Job *job, GError **error)
{
  guint16 sw = 0;
  int number = -1;

  if (!tern_helper_rules_check_aid (job->bytes, (guint8) job->number, error))
    return NULL;
  if (self->number != 0)
    {
      tern_helper_refuse (error, "A channel is open already");
      return NULL;
    }
  if (!lpa_channel_open_application (self->channel, job->bytes, (guint8) job->number, &number, &sw,
                                     error))
    return NULL;

  self->number = MAX (number, 0);
  return g_variant_new ("(iq)", number, sw);
}

static GVariant *
transmit (TernHelperModem *self, const Job *job, GError **error)
{
  g_autoptr (GBytes) response = NULL;

  if (!tern_helper_rules_check_command (job->bytes, self->number, error))
    return NULL;

  response = lpa_channel_transmit (self->channel, job->bytes,
                                   CLAMP (job->number, 1, TERN_HELPER_TIMEOUT_MAX), NULL, error);
  return response != NULL ? g_variant_new ("(@ay)", new_bytes (response)) : NULL;
}

/* All that were ever opened in this program's name. */
static GVariant *
close_channel (TernHelperModem *self, const Job *job, GError **error)
{
  lpa_channel_close_application (self->channel, 0);
  self->number = 0;
  return g_variant_new ("()");
}

static GVariant *
reset (TernHelperModem *self, const Job *job, GError **error)
{
  self->number = 0;
  return lpa_channel_reset (self->channel, NULL, error) ? g_variant_new ("()") : NULL;
}

static GVariant *
reveal (TernHelperModem *self, const Job *job, GError **error)
{
  gboolean changed = lpa_channel_reveal (self->channel, NULL);

  if (changed)
    self->number = 0;
  return g_variant_new ("(b)", changed);
}

static GVariant *
close_card (TernHelperModem *self, const Job *job, GError **error)
{
  if (self->connected)
    lpa_channel_close_application (self->channel, 0);
  self->number = 0;
  self->lingering = self->connected;
  return g_variant_new ("()");
}

/* What the modem did not take back the first time, or what an earlier helper could not give. */
static GVariant *
restore (TernHelperModem *self, const Job *job, GError **error)
{
  drop (self);
  if (self->channel == NULL)
    use_slot (self, 0);
  return tern_mbim_channel_repair (self->channel, error) ? g_variant_new ("()") : NULL;
}

static const struct
{
  GVariant *(*run) (TernHelperModem *self, const Job *job, GError **error);
  gboolean needs_card;
} verbs[] = {
  [TERN_HELPER_VERB_LIST] = { list_slots, FALSE },
  [TERN_HELPER_VERB_OPEN] = { open_card, FALSE },
  [TERN_HELPER_VERB_OPEN_CHANNEL] = { open_channel, TRUE },
  [TERN_HELPER_VERB_TRANSMIT] = { transmit, TRUE },
  [TERN_HELPER_VERB_CLOSE_CHANNEL] = { close_channel, TRUE },
  [TERN_HELPER_VERB_RESET] = { reset, TRUE },
  [TERN_HELPER_VERB_REVEAL] = { reveal, TRUE },
  [TERN_HELPER_VERB_CLOSE] = { close_card, FALSE },
  [TERN_HELPER_VERB_RESTORE] = { restore, FALSE },
};

static void
run_job (TernHelperModem *self, Job *job)
{
  GVariant *answer = NULL;

  if (verbs[job->verb].needs_card && !self->connected)
    lpa_error_set (&job->error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, "helper/lost",
                   "No card is open");
  else
    answer = verbs[job->verb].run (self, job, &job->error);
  if (answer != NULL)
    job->answer = g_variant_ref_sink (answer);
  g_atomic_int_set (&self->changed, self->connected);
}

static gboolean
deliver (gpointer data)
{
  Job *job = data;

  g_atomic_int_dec_and_test (&job->modem->n_jobs);
  job->done (job->answer, job->error, job->user_data);
  return G_SOURCE_REMOVE;
}

static void
answer_job (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, job, job_free);
  g_source_attach (source, NULL);
}

/* The next thing to do; %NULL when the slot was kept for somebody who did not come. */
static Job *
wait_for_job (TernHelperModem *self)
{
  return self->lingering ? g_async_queue_timeout_pop (self->jobs, self->linger * 1000u)
                         : g_async_queue_pop (self->jobs);
}

static gpointer
run (gpointer data)
{
  TernHelperModem *self = data;

  for (;;)
    {
      Job *job = wait_for_job (self);

      if (job == NULL || job->quit)
        {
          drop (self);
          g_atomic_int_set (&self->changed, FALSE);
        }
      if (job != NULL && job->quit)
        {
          job_free (job);
          g_clear_object (&self->channel);
          return NULL;
        }
      if (job != NULL)
        {
          run_job (self, job);
          answer_job (job);
        }
    }
}

/**
 * tern_helper_modem_new:
 * @device: path of the device node, checked
 * @state: folder that keeps what is to be put back, and what is known of modems
 * @linger: milliseconds for which a slot is kept after its card was let go
 *
 * Returns: (transfer full): the modem; nothing is asked of it yet
 */
TernHelperModem *
tern_helper_modem_new (const char *device, const char *state, guint linger)
{
  TernHelperModem *self = g_atomic_rc_box_new0 (TernHelperModem);

  self->device = g_strdup (device);
  self->state = g_strdup (state);
  self->linger = linger;
  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("modem", run, self);
  return self;
}

static Job *
job_new (TernHelperModem *self)
{
  Job *job = g_new0 (Job, 1);

  job->modem = g_atomic_rc_box_acquire (self);
  return job;
}

/**
 * tern_helper_modem_stop:
 * @self: a modem
 *
 * Ends what is being done, puts everything back and waits for that. What was asked for until now is
 * answered on the main context.
 */
void
tern_helper_modem_stop (TernHelperModem *self)
{
  Job *job = job_new (self);

  job->quit = TRUE;
  g_async_queue_push (self->jobs, job);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * tern_helper_modem_free:
 * @self: (transfer full): a modem, stopped
 */
void
tern_helper_modem_free (TernHelperModem *self)
{
  g_atomic_rc_box_release_full (self, modem_clear);
}

/**
 * tern_helper_modem_is_idle:
 * @self: a modem
 *
 * Returns: whether nothing is being done with it, and nothing is to be put back
 */
gboolean
tern_helper_modem_is_idle (TernHelperModem *self)
{
  return g_atomic_int_get (&self->n_jobs) == 0 && !g_atomic_int_get (&self->changed);
}

/**
 * tern_helper_modem_run:
 * @self: a modem
 * @verb: what to do, after all that was asked for before
 * @number: see #TernHelperVerb
 * @bytes: (nullable): likewise
 * @done: called with the outcome, always
 * @user_data: for @done
 */
void
tern_helper_modem_run (TernHelperModem *self,
                       TernHelperVerb verb,
                       guint number,
                       GBytes *bytes,
                       TernHelperDone done,
                       gpointer user_data)
{
  Job *job = job_new (self);

  job->verb = verb;
  job->number = number;
  job->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  job->done = done;
  job->user_data = user_data;
  g_atomic_int_inc (&self->n_jobs);
  g_async_queue_push (self->jobs, job);
}
