/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modems.h"

G_BEGIN_DECLS

/**
 * TernModemWatchFunc:
 * @modems: every modem that ModemManager has; none while there is no ModemManager
 * @user_data: as given to tern_modem_watcher_new()
 *
 * Told what there is, at the start and whenever it has changed.
 */
typedef void (*TernModemWatchFunc) (TernModems *modems, gpointer user_data);

/**
 * TernModemWatcher:
 *
 * Follows modems on a thread of its own, and ModemManager itself as it is started and stopped. It
 * changes nothing, and starts nothing.
 */
typedef struct _TernModemWatcher TernModemWatcher;

TernModemWatcher *tern_modem_watcher_new (GDBusConnection *bus,
                                          TernModemWatchFunc function,
                                          gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void tern_modem_watcher_stop (TernModemWatcher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernModemWatcher, tern_modem_watcher_stop)

G_END_DECLS
