/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmm-glib.h>

#include "network/tern-modem-view.h"

G_BEGIN_DECLS

/**
 * TernModemLink:
 *
 * A modem as ModemManager has it, followed through its going and coming back. Blocks; for one
 * worker thread, whose thread-default main context it is from tern_modem_link_new() to
 * tern_modem_link_free().
 */
typedef struct _TernModemLink TernModemLink;

/* Whether a view is what is waited for. */
typedef gboolean (*TernModemTest) (const TernModemView *view, gpointer data);

TernModemLink *tern_modem_link_new (GDBusConnection *bus,
                                    const char *device,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_modem_link_free (TernModemLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernModemLink, tern_modem_link_free)

const char *tern_modem_link_get_device (TernModemLink *self);
gboolean tern_modem_link_is_served (TernModemLink *self);
MMModem *tern_modem_link_dup_modem (TernModemLink *self,
                                    guint milliseconds,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
MMModem3gpp *tern_modem_link_dup_cellular (TernModemLink *self,
                                           guint milliseconds) G_GNUC_WARN_UNUSED_RESULT;
TernModemView *tern_modem_link_look (TernModemLink *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_modem_link_wait (TernModemLink *self,
                               guint milliseconds,
                               TernModemTest test,
                               gpointer data,
                               GCancellable *cancellable);

G_END_DECLS
