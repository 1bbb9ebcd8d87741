/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"
#include "lpa/lpa-card-memory.h"

G_BEGIN_DECLS

#define LPA_TYPE_CARD (lpa_card_get_type ())
G_DECLARE_FINAL_TYPE (LpaCard, lpa_card, LPA, CARD, GObject)

/* Milliseconds an exchange may take, by what the card has to do. */
#define LPA_CARD_TIMEOUT 10000
#define LPA_CARD_TIMEOUT_SWITCH 30000
#define LPA_CARD_TIMEOUT_LOAD 60000

/**
 * LpaIsdr:
 * @aid: its application identifier
 * @eid: the EID of its eUICC, 32 digits
 * @info2: its EUICCInfo2, the whole BF22 object
 *
 * An ISD-R that proved itself: one eUICC on a card. Free with lpa_isdr_free().
 */
typedef struct
{
  GBytes *aid;
  char *eid;
  GBytes *info2;
} LpaIsdr;

void lpa_isdr_free (LpaIsdr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaIsdr, lpa_isdr_free)

/*
 * A card, spoken to as SGP.22 wants it (5.7.1 and ETSI TS 102 221): everything above the single
 * APDU and below the single ES10 function. All calls block and belong on the thread of the card's
 * LpaWorker.
 */
LpaCard *lpa_card_new (LpaChannel *channel, LpaCardMemory *memory) G_GNUC_WARN_UNUSED_RESULT;
LpaChannel *lpa_card_get_channel (LpaCard *self);
GPtrArray *lpa_card_find_isdrs (LpaCard *self,
                                GPtrArray *aids,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_card_begin (LpaCard *self, GBytes *aid, GCancellable *cancellable, GError **error);
void lpa_card_end (LpaCard *self);
gboolean lpa_card_restart (LpaCard *self, GCancellable *cancellable, GError **error);
GBytes *lpa_card_exchange (LpaCard *self,
                           GBytes *request,
                           guint timeout,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_card_exchange_once (LpaCard *self, GBytes *request, guint timeout, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_card_has_pending_refresh (LpaCard *self);
guint lpa_card_get_n_exchanges (LpaCard *self);

G_END_DECLS
