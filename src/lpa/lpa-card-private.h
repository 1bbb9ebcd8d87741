/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-card.h"

G_BEGIN_DECLS

/* What finding the ISD-Rs and exchanging ES10 commands need of a card. */

struct _LpaCard
{
  GObject parent_instance;

  LpaChannel *channel;
  LpaCardMemory *memory;
  GBytes *aid; /* of the ISD-R between begin and end */
  gboolean powered;
  gboolean gone; /* it was waited for in vain */
  int number;    /* of the logical channel that is open, 0 for the basic one, -1 for none */
  gboolean pending_refresh;
  guint n_exchanges;
};

/* The ISD-R is selected on another channel, and cannot be on two. */
#define LPA_SW_HELD 0x6999

/* Ever harder ways to get back channels that were left open; the first does nothing. */
#define LPA_CARD_N_RECOVERIES 3

gboolean lpa_card_power_up (LpaCard *self, GCancellable *cancellable, GError **error);
gboolean lpa_card_power_up_and_open (LpaCard *self, GCancellable *cancellable, GError **error);
void lpa_card_power_down (LpaCard *self);
gboolean lpa_card_recover (LpaCard *self, guint round, GCancellable *cancellable, GError **error);
gboolean lpa_card_reveal (LpaCard *self, GCancellable *cancellable);
gboolean lpa_card_take_channel (LpaCard *self, GError **error);
gboolean lpa_card_select (LpaCard *self, GBytes *aid, guint16 *sw, GError **error);
gboolean lpa_card_is_selected (guint16 sw);
LpaCardMemory *lpa_card_get_memory (LpaCard *self);

G_END_DECLS
