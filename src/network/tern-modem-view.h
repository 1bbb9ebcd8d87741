/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernModemView:
 * @path: (nullable): the modem's object on the bus; %NULL while it is not there
 * @model: maker, model and firmware, for remembering what works with them
 * @state: where it stands (MMModemState)
 * @fault: why it failed (MMModemStateFailedReason)
 * @lock: what it asks for (MMModemLock)
 * @tries: how often what it asks for may still be wrong, or -1 where it does not say
 * @slot: which SIM slot it uses, from 1; 0 where it does not say
 * @sim: (nullable): the SIM's object on the bus
 * @iccid: (nullable): what the modem reads as the SIM's ICCID
 * @home: (nullable): codes of the operator that the SIM belongs to
 * @home_name: (nullable): what the SIM calls that operator
 * @registration: how the network takes it (MMModem3gppRegistrationState)
 * @operator_id: (nullable): codes of the network
 * @operator_name: (nullable): its name
 * @rejection: the network's cause for a refusal (3GPP TS 24.301), 0 where the modem does not say
 * @technology: (nullable): such as `LTE`
 * @signal: per cent
 *
 * What ModemManager says of a modem at one moment. Free with tern_modem_view_free().
 */
typedef struct
{
  char *path;
  char *model;
  int state;
  guint fault;
  guint lock;
  int tries;
  guint slot;
  char *sim;
  char *iccid;
  char *home;
  char *home_name;
  guint registration;
  char *operator_id;
  char *operator_name;
  guint rejection;
  char *technology;
  guint signal;
} TernModemView;

void tern_modem_view_free (TernModemView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernModemView, tern_modem_view_free)

gboolean tern_modem_view_shows (const TernModemView *self, const char *iccid);
gboolean tern_modem_view_asks_for_code (const TernModemView *self);
gboolean tern_modem_view_is_settled (const TernModemView *self);
gboolean tern_modem_view_is_registered (const TernModemView *self);
gboolean tern_modem_view_is_roaming (const TernModemView *self);
gboolean tern_modem_view_is_denied (const TernModemView *self);
gboolean tern_modem_view_check_lock (const TernModemView *self, GError **error);
void tern_modem_view_set_no_service_error (const TernModemView *self, GError **error);

G_END_DECLS
