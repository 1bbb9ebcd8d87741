/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "modem-helper/tern-helper-call.h"

G_BEGIN_DECLS

/**
 * TernHelperWishes:
 *
 * What callers want of ModemManager, as far as it takes that from root alone, and the modems that
 * it has let go of in their names. Main thread.
 */
typedef struct _TernHelperWishes TernHelperWishes;

TernHelperWishes *tern_helper_wishes_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_wishes_free (TernHelperWishes *self);
gboolean tern_helper_wishes_are_idle (TernHelperWishes *self);
void tern_helper_wishes_leave (TernHelperWishes *self, TernHelperGuest *guest);

/* The methods on the bus. Each ends the call, sooner or later. */
void tern_helper_wishes_set_inhibited (TernHelperWishes *self, TernHelperCall *call);
void tern_helper_wishes_set_sim_slot (TernHelperWishes *self, TernHelperCall *call);

G_END_DECLS
