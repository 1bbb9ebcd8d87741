/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-attempt.h"

struct _TernAttempt
{
  GObject parent_instance;

  TernCardItem *item;
  LpaDownload *download;
  LpaProfile *former;
  TernReport *report;
  GCancellable *cancellable;
  gboolean reported;
};

G_DEFINE_FINAL_TYPE (TernAttempt, tern_attempt, G_TYPE_OBJECT)

enum
{
  SIGNAL_LOOKED,
  SIGNAL_INSTALLED,
  SIGNAL_ENABLED,
  SIGNAL_DECLINED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static LpaEuicc *
get_euicc (TernAttempt *self)
{
  return tern_card_item_get_euicc (self->item);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAttempt) self = user_data;
  g_autoptr (GError) error = NULL;

  lpa_euicc_preview_finish (LPA_EUICC (source), result, &error);
  g_signal_emit (self, signals[SIGNAL_LOOKED], 0, error);
}

static void
on_installed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAttempt) self = user_data;
  g_autoptr (GError) error = NULL;

  if (lpa_euicc_install_finish (LPA_EUICC (source), result, &error))
    self->reported = lpa_download_is_result_delivered (self->download);
  g_signal_emit (self, signals[SIGNAL_INSTALLED], 0, error);
}

static void
on_put_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The order is kept whether or not the server could be told. */
  if (!lpa_euicc_cancel_download_finish (LPA_EUICC (source), result, &error))
    g_debug ("Not told to the server: %s", error->message);
}

static void
on_declined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAttempt) self = user_data;
  g_autoptr (GError) error = NULL;

  lpa_euicc_cancel_download_finish (LPA_EUICC (source), result, &error);
  g_signal_emit (self, signals[SIGNAL_DECLINED], 0, error);
}

static void
on_enabled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  self->reported = sent && sent->left == 0;
  g_signal_emit (self, signals[SIGNAL_ENABLED], 0, error);
}

/* The way back, should it not connect. */
static void
note_former (TernAttempt *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (get_euicc (self));

  g_clear_object (&self->former);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_is_enabled (profile))
        g_set_object (&self->former, profile);
    }
}

static void
tern_attempt_dispose (GObject *object)
{
  TernAttempt *self = TERN_ATTEMPT (object);

  g_clear_object (&self->item);
  g_clear_object (&self->download);
  g_clear_object (&self->former);
  g_clear_object (&self->report);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (tern_attempt_parent_class)->dispose (object);
}

static void
tern_attempt_class_init (TernAttemptClass *klass)
{
  static const char *const NAMES[N_SIGNALS] = { "looked", "installed", "enabled", "declined" };

  G_OBJECT_CLASS (klass)->dispose = tern_attempt_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], TERN_TYPE_ATTEMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tern_attempt_init (TernAttempt *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tern_attempt_new:
 * @item: the card, which has an eUICC
 * @code: the code
 * @report: a report on it, to which is added what happens
 *
 * Returns: (transfer full): an attempt that has contacted nothing yet
 */
TernAttempt *
tern_attempt_new (TernCardItem *item, const LpaActivationCode *code, TernReport *report)
{
  TernAttempt *self = g_object_new (TERN_TYPE_ATTEMPT, NULL);

  self->item = g_object_ref (item);
  self->report = g_object_ref (report);
  self->download = lpa_download_new (code, lpa_euicc_get_trust (get_euicc (self)));
  tern_report_follow (report, self->download);
  return self;
}

/**
 * tern_attempt_look:
 *
 * Asks the server for its offer, with the code. Ends in the signal "looked".
 */
void
tern_attempt_look (TernAttempt *self)
{
  lpa_euicc_preview_async (get_euicc (self), self->download, self->cancellable, on_looked,
                           g_object_ref (self));
}

/**
 * tern_attempt_install:
 *
 * Takes the offer. Ends in the signal "installed".
 */
void
tern_attempt_install (TernAttempt *self)
{
  lpa_euicc_install_async (get_euicc (self), self->download, self->cancellable, on_installed,
                           g_object_ref (self));
}

/**
 * tern_attempt_stop:
 *
 * Stops what is going on as soon as it can be stopped, which ends it as cancelled.
 */
void
tern_attempt_stop (TernAttempt *self)
{
  g_cancellable_cancel (self->cancellable);
}

/**
 * tern_attempt_is_stopped:
 *
 * Returns: whether the person has chosen to stop it
 */
gboolean
tern_attempt_is_stopped (TernAttempt *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/**
 * tern_attempt_put_back:
 * @reason: why there is no decision, one that keeps the order
 *
 * Gives the offer back, so that the code can be used later.
 */
void
tern_attempt_put_back (TernAttempt *self, LpaCancelReason reason)
{
  lpa_euicc_cancel_download_async (get_euicc (self), self->download, reason, on_put_back, NULL);
}

/**
 * tern_attempt_decline:
 *
 * Refuses the offer for good, which ends the order and its code. Ends in the signal "declined".
 */
void
tern_attempt_decline (TernAttempt *self)
{
  lpa_euicc_cancel_download_async (get_euicc (self), self->download,
                                   LPA_CANCEL_REASON_END_USER_REJECTION, on_declined,
                                   g_object_ref (self));
}

/**
 * tern_attempt_enable:
 *
 * Puts the installed profile to use. Ends in the signal "enabled".
 */
void
tern_attempt_enable (TernAttempt *self)
{
  note_former (self);
  lpa_euicc_enable_async (get_euicc (self), tern_attempt_get_profile (self), NULL, on_enabled,
                          g_object_ref (self));
}

/**
 * tern_attempt_is_reported:
 *
 * Returns: whether the server knows of the step that succeeded last
 */
gboolean
tern_attempt_is_reported (TernAttempt *self)
{
  return self->reported;
}

/**
 * tern_attempt_get_item:
 *
 * Returns: (transfer none): the card
 */
TernCardItem *
tern_attempt_get_item (TernAttempt *self)
{
  return self->item;
}

/**
 * tern_attempt_get_download:
 *
 * Returns: (transfer none): how far it got, and what that means for the code
 */
LpaDownload *
tern_attempt_get_download (TernAttempt *self)
{
  return self->download;
}

/**
 * tern_attempt_get_profile:
 *
 * Returns: (transfer none) (nullable): what was installed
 */
LpaProfile *
tern_attempt_get_profile (TernAttempt *self)
{
  return lpa_download_get_installed_profile (self->download);
}

/**
 * tern_attempt_get_former:
 *
 * Returns: (transfer none) (nullable): the profile that was in use before this one
 */
LpaProfile *
tern_attempt_get_former (TernAttempt *self)
{
  return self->former;
}

/**
 * tern_attempt_get_report:
 *
 * Returns: (transfer none): what was tried, for the seller
 */
TernReport *
tern_attempt_get_report (TernAttempt *self)
{
  return self->report;
}
