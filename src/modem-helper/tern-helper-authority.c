/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-authority.h"

#include <polkit/polkit.h>

#include "lpa/lpa-error.h"
#include "readers/tern-helper-bus.h"

typedef struct
{
  char *caller;
  gboolean interactive;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->caller);
  g_free (self);
}

static void
return_no_polkit (GTask *task, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (cause));
  else
    g_task_return_error (task, lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED,
                                              "helper/no-polkit", "polkit cannot be asked: %s",
                                              cause->message));
}

static GError *
new_refusal (PolkitAuthorizationResult *answer)
{
  if (polkit_authorization_result_get_dismissed (answer))
    return lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/dismissed",
                          "No password was given");
  if (polkit_authorization_result_get_is_challenge (answer))
    return lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/no-agent",
                          "polkit wants a password, and there is nobody to ask");
  return lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied",
                        "polkit does not let this user use modems");
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (PolkitAuthorizationResult) answer =
      polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &cause);

  if (answer == NULL)
    return_no_polkit (task, cause);
  else if (polkit_authorization_result_get_is_authorized (answer))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, new_refusal (answer));
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  g_autoptr (PolkitAuthority) authority = polkit_authority_get_finish (result, &cause);
  g_autoptr (PolkitSubject) subject = NULL;

  if (authority == NULL)
    {
      return_no_polkit (task, cause);
      return;
    }

  subject = polkit_system_bus_name_new (question->caller);
  polkit_authority_check_authorization (
      authority, subject, TERN_HELPER_ACTION, NULL,
      question->interactive ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION
                            : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE,
      g_task_get_cancellable (task), on_checked, g_object_ref (task));
}

/**
 * tern_helper_authority_check_async:
 * @caller: unique name of the caller on the system bus
 * @interactive: whether the person may be asked for a password
 * @cancellable: (nullable): to take the question back
 * @callback: called when done
 * @user_data: for @callback
 */
void
tern_helper_authority_check_async (const char *caller,
                                   gboolean interactive,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->caller = g_strdup (caller);
  question->interactive = interactive;
  g_task_set_source_tag (task, tern_helper_authority_check_async);
  g_task_set_task_data (task, question, question_free);
  polkit_authority_get_async (cancellable, on_authority, task);
}

/**
 * tern_helper_authority_check_finish:
 * @result: as the callback got it
 * @error: return location for %LPA_CHANNEL_ERROR_NOT_PERMITTED, `helper/denied`, `helper/no-agent`,
 * `helper/dismissed` or `helper/no-polkit`, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the caller may
 */
gboolean
tern_helper_authority_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
