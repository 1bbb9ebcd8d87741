/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "network/tern-data-plan.h"
#include "network/tern-reach.h"

G_BEGIN_DECLS

/**
 * TernDataSession:
 *
 * A modem's data connection, made by NetworkManager. Blocks; one worker thread's, in its
 * thread-default main context.
 */
typedef struct _TernDataSession TernDataSession;

TernDataSession *tern_data_session_new (GDBusConnection *bus,
                                        guint milliseconds,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_data_session_free (TernDataSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernDataSession, tern_data_session_free)

gboolean tern_data_session_find_modem (TernDataSession *self,
                                       const char *path,
                                       guint milliseconds,
                                       GCancellable *cancellable,
                                       GError **error);
char *tern_data_session_dup_apn (TernDataSession *self,
                                 const char *iccid,
                                 gboolean *roaming) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_data_session_connect (TernDataSession *self,
                                    const TernDataPlan *plan,
                                    guint milliseconds,
                                    GCancellable *cancellable,
                                    GError **error);
TernReach tern_data_session_get_reach (TernDataSession *self,
                                       guint milliseconds,
                                       GCancellable *cancellable);
gboolean tern_data_session_check (TernDataSession *self, GError **error);
const char *tern_data_session_get_interface (TernDataSession *self);

G_END_DECLS
