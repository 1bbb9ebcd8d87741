/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modem-channel.h"
#include "readers/tern-reader.h"
#include "readers/tern-service-state.h"

G_BEGIN_DECLS

#define TERN_TYPE_READER_MONITOR (tern_reader_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TernReaderMonitor, tern_reader_monitor, TERN, READER_MONITOR, GObject)

/*
 * Every reader of this computer, followed as readers and cards come and go. Main thread; the
 * watching of PC/SC and of ModemManager is done on threads of their own. Property "service-state"
 * is notified. "settled" becomes TRUE once every reader found at the start has left the state
 * READING, which is what a command line waits for.
 */
TernReaderMonitor *tern_reader_monitor_new (const TernCardSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
void tern_reader_monitor_start (TernReaderMonitor *self);
void tern_reader_monitor_add_simulated (TernReaderMonitor *self,
                                        const char *socket_path,
                                        LpaTrust *trust);
void tern_reader_monitor_remove_simulated (TernReaderMonitor *self, const char *socket_path);
TernReader *tern_reader_monitor_add_channel (TernReaderMonitor *self, LpaChannel *channel);
void tern_reader_monitor_remove_reader (TernReaderMonitor *self, TernReader *reader);
gboolean tern_reader_monitor_add_modem (TernReaderMonitor *self,
                                        const char *device,
                                        guint slot,
                                        TernModemWay way,
                                        GError **error);
void tern_reader_monitor_set_modem_channel_func (TernReaderMonitor *self,
                                                 TernModemChannelFunc function);
GListModel *tern_reader_monitor_get_readers (TernReaderMonitor *self);
TernServiceState tern_reader_monitor_get_service_state (TernReaderMonitor *self);
gboolean tern_reader_monitor_is_settled (TernReaderMonitor *self);
void tern_reader_monitor_settle_async (TernReaderMonitor *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean tern_reader_monitor_settle_finish (TernReaderMonitor *self,
                                            GAsyncResult *result,
                                            GError **error);
void tern_reader_monitor_give_back_async (TernReaderMonitor *self,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void tern_reader_monitor_give_back_finish (GAsyncResult *result);

G_END_DECLS
