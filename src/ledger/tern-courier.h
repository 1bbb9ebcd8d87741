/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-errand.h"

G_BEGIN_DECLS

#define TERN_TYPE_COURIER (tern_courier_get_type ())
G_DECLARE_FINAL_TYPE (TernCourier, tern_courier, TERN, COURIER, GObject)

/*
 * Sees to it that reports which could not be sent are tried again by themselves: an errand for each
 * card, and an eye on the network. Main thread.
 *
 * Signal "changed": tern_courier_get_state() may answer otherwise now.
 */
TernCourier *tern_courier_new (GListModel *euiccs,
                               TernLedger *ledger,
                               GNetworkMonitor *network,
                               const guint *pauses) G_GNUC_WARN_UNUSED_RESULT;
void tern_courier_stop (TernCourier *self);
TernReportState tern_courier_get_state (TernCourier *self,
                                        LpaEuicc *euicc,
                                        LpaNotification *notification,
                                        GDateTime **since);

G_END_DECLS
