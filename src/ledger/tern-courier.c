/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-courier.h"

/* Milliseconds: soon after what may have been a hiccup, then so seldom that nobody minds. */
static const guint PAUSES[] = { 5 * 1000, 60 * 1000, 600 * 1000, 0 };

struct _TernCourier
{
  GObject parent_instance;

  GListModel *euiccs;
  TernLedger *ledger;
  GNetworkMonitor *network;
  const guint *pauses;
  gboolean online;

  /* LpaEuicc -> TernErrand */
  GHashTable *errands;
};

G_DEFINE_FINAL_TYPE (TernCourier, tern_courier, G_TYPE_OBJECT)

static guint changed_signal;

static void
tell (TernCourier *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
end_errand (gpointer data)
{
  g_autoptr (TernErrand) errand = data;

  tern_errand_stop (errand);
}

static TernErrand *
begin_errand (TernCourier *self, LpaEuicc *euicc)
{
  TernErrand *errand = tern_errand_new (euicc, self->ledger, self->network, self->pauses);

  g_signal_connect_object (errand, "changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  return errand;
}

/* Errands of cards that are still there go on. */
static void
on_euiccs_changed (TernCourier *self)
{
  g_autoptr (GHashTable) former = g_steal_pointer (&self->errands);

  self->errands = g_hash_table_new_full (NULL, NULL, g_object_unref, end_errand);
  for (guint i = 0; i < g_list_model_get_n_items (self->euiccs); i++)
    {
      LpaEuicc *euicc = g_list_model_get_item (self->euiccs, i);
      gpointer known = NULL, errand = NULL;

      if (former != NULL && g_hash_table_steal_extended (former, euicc, &known, &errand))
        g_object_unref (known);
      g_hash_table_insert (self->errands, euicc, errand ? errand : begin_errand (self, euicc));
    }
}

static void
on_network_changed (TernCourier *self, gboolean available)
{
  gboolean came_back = available && !self->online;
  GHashTableIter iter;
  gpointer errand;

  self->online = available;
  g_hash_table_iter_init (&iter, self->errands);
  while (g_hash_table_iter_next (&iter, NULL, &errand))
    tern_errand_network_changed (errand, came_back);
}

static void
tern_courier_dispose (GObject *object)
{
  TernCourier *self = TERN_COURIER (object);

  g_clear_pointer (&self->errands, g_hash_table_unref);
  g_clear_object (&self->euiccs);
  g_clear_object (&self->ledger);
  g_clear_object (&self->network);
  G_OBJECT_CLASS (tern_courier_parent_class)->dispose (object);
}

static void
tern_courier_class_init (TernCourierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_courier_dispose;
  changed_signal = g_signal_new ("changed", TERN_TYPE_COURIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tern_courier_init (TernCourier *self)
{
}

/**
 * tern_courier_new:
 * @euiccs: a list of #LpaEuicc, followed as they come and go
 * @ledger: says which reports this program caused
 * @network: (nullable): the computer's network; %NULL for that of GIO
 * @pauses: (nullable) (array zero-terminated=1): milliseconds before each further try; %NULL for
 *   what suits people. Must outlive the courier
 *
 * Returns: (transfer full): the courier, at work until its last reference is dropped
 */
TernCourier *
tern_courier_new (GListModel *euiccs,
                  TernLedger *ledger,
                  GNetworkMonitor *network,
                  const guint *pauses)
{
  TernCourier *self = g_object_new (TERN_TYPE_COURIER, NULL);

  self->euiccs = g_object_ref (euiccs);
  self->ledger = g_object_ref (ledger);
  self->network = g_object_ref (network != NULL ? network : g_network_monitor_get_default ());
  self->pauses = pauses != NULL ? pauses : PAUSES;
  self->online = g_network_monitor_get_network_available (self->network);
  g_signal_connect_object (euiccs, "items-changed", G_CALLBACK (on_euiccs_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  on_euiccs_changed (self);
  return self;
}

/**
 * tern_courier_stop:
 * @self: the courier
 *
 * Sends nothing more; what is on its way is broken off, so that nobody has to wait for it.
 */
void
tern_courier_stop (TernCourier *self)
{
  g_signal_handlers_disconnect_by_data (self->euiccs, self);
  g_hash_table_remove_all (self->errands);
}

/**
 * tern_courier_get_state:
 * @self: the courier
 * @euicc: a card
 * @notification: a report that waits on it
 * @since: (out) (transfer none) (nullable): when this program caused it, UTC, where that is known
 *
 * Returns: what is to become of the report
 */
TernReportState
tern_courier_get_state (TernCourier *self,
                        LpaEuicc *euicc,
                        LpaNotification *notification,
                        GDateTime **since)
{
  TernErrand *errand = g_hash_table_lookup (self->errands, euicc);

  *since = NULL;
  return errand != NULL ? tern_errand_get_state (errand, notification, since)
                        : TERN_REPORT_STATE_FOREIGN;
}
