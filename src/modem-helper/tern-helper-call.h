/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernHelperGuest:
 * @name: its unique name on the bus
 * @watch: of that name
 * @gone: cancelled when it has left
 * @n_calls: how many of its calls are not answered
 *
 * A program that has called. Reference counted with g_rc_box. Main thread.
 */
typedef struct
{
  char *name;
  guint watch;
  GCancellable *gone;
  guint n_calls;
} TernHelperGuest;

/**
 * TernHelperCall:
 * @guest: who calls
 * @invocation: (nullable): to be answered; %NULL for what the helper does of itself when a guest
 * leaves
 * @context: belongs to whoever deals with the call
 * @timeout: likewise; a source that is removed with the call
 *
 * A call that is not answered yet. It ends with tern_helper_call_finish(). Main thread.
 */
typedef struct
{
  TernHelperGuest *guest;
  GDBusMethodInvocation *invocation;
  gpointer context;
  guint timeout;
} TernHelperCall;

TernHelperGuest *tern_helper_guest_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
TernHelperGuest *tern_helper_guest_ref (TernHelperGuest *self);
void tern_helper_guest_unref (TernHelperGuest *self);

TernHelperCall *tern_helper_call_new (TernHelperGuest *guest,
                                      GDBusMethodInvocation *invocation) G_GNUC_WARN_UNUSED_RESULT;
GVariant *tern_helper_call_get_arguments (TernHelperCall *self);
void tern_helper_call_finish (TernHelperCall *self, GVariant *value, const GError *error);
void tern_helper_call_refuse (TernHelperCall *self, const char *sentence);

G_END_DECLS
