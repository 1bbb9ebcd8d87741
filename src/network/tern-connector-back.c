/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "network/tern-connector-private.h"

static LpaProfile *
find_in_use (TernConnector *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (self->euicc);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_is_enabled (profile))
        return g_steal_pointer (&profile);
    }
  return NULL;
}

/* Whether the card is not as it was left: another profile is in use, or one that was switched off.
 */
static gboolean
has_changed_back (TernConnector *self)
{
  if (self->gone != NULL)
    return self->came_back != NULL && lpa_profile_same (self->came_back, self->gone);
  return self->came_back == NULL || !lpa_profile_same (self->came_back, self->profile);
}

/* What the modem does not notice it may not have to: the card can have gone back. */
static void
on_card_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  TernConnector *self = g_task_get_source_object (task);
  gboolean asked = lpa_euicc_refresh_finish (self->euicc, result, NULL);

  if (asked)
    self->came_back = find_in_use (self);
  if (asked && has_changed_back (self))
    {
      g_task_return_error (task, lpa_error_new (LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_CAME_BACK,
                                                self->gone != NULL ? "came-back/on" : NULL,
                                                "The card has changed back by itself"));
      return;
    }
  g_clear_object (&self->came_back);
  g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
}

static gboolean
may_have_changed_back (const GError *error)
{
  return g_error_matches (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NOT_NOTICED) ||
         g_error_matches (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_CAME_BACK);
}

/**
 * tern_connector_ask_card: (skip)
 * @task: what a run is to end, which knows the connector
 * @error: (transfer full): what the run ended with
 *
 * Ends @task with @error or, where the card says that it went back to another profile by itself,
 * with that.
 */
void
tern_connector_ask_card (GTask *task, GError *error)
{
  TernConnector *self = g_task_get_source_object (task);

  if (self->euicc == NULL || !may_have_changed_back (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  lpa_euicc_refresh_async (self->euicc, g_task_get_cancellable (task), on_card_asked,
                           g_object_ref (task));
}

static void
on_connected_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (tern_connector_run_finish (TERN_CONNECTOR (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_enabled_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  TernConnector *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  self->running = FALSE;
  if (sent == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  tern_connector_turn_to (self, g_task_get_task_data (task));
  tern_connector_run_async (self, g_task_get_cancellable (task), on_connected_back,
                            g_object_ref (task));
}

static void
note_way_back (TernConnector *self, LpaProfile *previous)
{
  g_autofree char *sentence = g_strdup_printf (C_ ("network", "Switching back to “%s”"),
                                               lpa_profile_get_display_name (previous));

  tern_connector_emit_note (self, "back", sentence);
}

/**
 * tern_connector_go_back_async:
 * @self: a connector that knows the card and does not run
 * @previous: the profile that was in use before
 * @cancellable: (nullable): cancels
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Enables the profile before, and goes its way to a connection: from the moment that the card has
 * switched, this is the connector of that profile.
 */
void
tern_connector_go_back_async (TernConnector *self,
                              LpaProfile *previous,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (!self->running);
  g_task_set_source_tag (task, tern_connector_go_back_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (previous), g_object_unref);
  self->running = TRUE;
  note_way_back (self, previous);
  lpa_euicc_enable_async (self->euicc, previous, cancellable, on_enabled_back, task);
}

/**
 * tern_connector_go_back_finish:
 * @self: a connector
 * @result: from the callback
 * @error: return location for an error as of tern_connector_run_finish(), or of the card
 *
 * Returns: whether the profile before is connected again
 */
gboolean
tern_connector_go_back_finish (TernConnector *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
