/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-call.h"

#include "modem-helper/tern-helper-rules.h"
#include "readers/tern-helper-error.h"

static void
guest_clear (gpointer data)
{
  TernHelperGuest *self = data;

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->gone);
  g_free (self->name);
}

/**
 * tern_helper_guest_new:
 * @name: unique name on the bus
 *
 * Returns: (transfer full): a guest, watched by nobody yet
 */
TernHelperGuest *
tern_helper_guest_new (const char *name)
{
  TernHelperGuest *self = g_rc_box_new0 (TernHelperGuest);

  self->name = g_strdup (name);
  self->gone = g_cancellable_new ();
  return self;
}

/**
 * tern_helper_guest_ref:
 * @self: a guest
 *
 * Returns: (transfer full): @self
 */
TernHelperGuest *
tern_helper_guest_ref (TernHelperGuest *self)
{
  return g_rc_box_acquire (self);
}

/**
 * tern_helper_guest_unref:
 * @self: (transfer full): a guest
 */
void
tern_helper_guest_unref (TernHelperGuest *self)
{
  g_rc_box_release_full (self, guest_clear);
}

/**
 * tern_helper_call_new:
 * @guest: who calls
 * @invocation: (transfer full) (nullable): to be answered
 *
 * Returns: (transfer full): the call
 */
TernHelperCall *
tern_helper_call_new (TernHelperGuest *guest, GDBusMethodInvocation *invocation)
{
  TernHelperCall *self = g_new0 (TernHelperCall, 1);

  self->guest = tern_helper_guest_ref (guest);
  self->invocation = invocation;
  guest->n_calls++;
  return self;
}

/**
 * tern_helper_call_get_arguments:
 * @self: a call with an invocation
 *
 * Returns: (transfer none): what was sent along
 */
GVariant *
tern_helper_call_get_arguments (TernHelperCall *self)
{
  return g_dbus_method_invocation_get_parameters (self->invocation);
}

static void
answer (GDBusMethodInvocation *invocation, GVariant *value, const GError *error)
{
  g_autofree char *name = error != NULL ? tern_helper_error_get_name (error) : NULL;
  g_autofree char *message = error != NULL ? tern_helper_error_get_message (error) : NULL;

  if (error != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, name, message);
  else
    g_dbus_method_invocation_return_value (invocation, value);
}

/**
 * tern_helper_call_finish:
 * @self: (transfer full): a call
 * @value: (nullable): the answer; %NULL for an empty one
 * @error: (nullable): why there is none
 */
void
tern_helper_call_finish (TernHelperCall *self, GVariant *value, const GError *error)
{
  if (self->invocation != NULL)
    answer (self->invocation, value, error);
  self->guest->n_calls--;
  g_clear_handle_id (&self->timeout, g_source_remove);
  tern_helper_guest_unref (self->guest);
  g_free (self);
}

/**
 * tern_helper_call_refuse:
 * @self: (transfer full): a call
 * @sentence: what is not done for anybody
 */
void
tern_helper_call_refuse (TernHelperCall *self, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  tern_helper_refuse (&error, sentence);
  tern_helper_call_finish (self, NULL, error);
}
