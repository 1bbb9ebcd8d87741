/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"
#include "lpa/lpa-euicc.h"

G_BEGIN_DECLS

/**
 * TernReportState:
 * @TERN_REPORT_STATE_FOREIGN: no operation of this program is known to have led to it; it is sent
 *   when the person says so, and never by itself
 * @TERN_REPORT_STATE_SENDING: on its way at this moment
 * @TERN_REPORT_STATE_OFFLINE: goes when the computer has a network again
 * @TERN_REPORT_STATE_SOON: goes by itself in a while, or as soon as the card is free
 * @TERN_REPORT_STATE_REFUSED: its server said no for good; not sent again by itself
 * @TERN_REPORT_STATE_BEHIND: goes after an earlier one that its server refused, since order matters
 *
 * What is to become of a report that waits on a card.
 */
typedef enum
{
  TERN_REPORT_STATE_FOREIGN,
  TERN_REPORT_STATE_SENDING,
  TERN_REPORT_STATE_OFFLINE,
  TERN_REPORT_STATE_SOON,
  TERN_REPORT_STATE_REFUSED,
  TERN_REPORT_STATE_BEHIND,
} TernReportState;

#define TERN_TYPE_ERRAND (tern_errand_get_type ())
G_DECLARE_FINAL_TYPE (TernErrand, tern_errand, TERN, ERRAND, GObject)

/*
 * The reports that wait on one card, tried again by themselves: when the card has been read, when
 * the network has come back, and after a while; never while something else is done with the card,
 * and none that a server refused. Main thread.
 *
 * Signal "changed": tern_errand_get_state() may answer otherwise now.
 */
TernErrand *tern_errand_new (LpaEuicc *euicc,
                             TernLedger *ledger,
                             GNetworkMonitor *network,
                             const guint *pauses) G_GNUC_WARN_UNUSED_RESULT;
void tern_errand_stop (TernErrand *self);
void tern_errand_network_changed (TernErrand *self, gboolean came_back);
TernReportState tern_errand_get_state (TernErrand *self,
                                       LpaNotification *notification,
                                       GDateTime **since);

G_END_DECLS
