/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "readers/tern-card-setup.h"
#include "readers/tern-modem.h"

G_BEGIN_DECLS

/**
 * TernReaderState:
 * @TERN_READER_STATE_EMPTY: no card is in it
 * @TERN_READER_STATE_ASLEEP: a card is there, and is not looked at before tern_reader_wake(): that
 * would take a modem's connection away
 * @TERN_READER_STATE_READING: a card is there and being asked what it is
 * @TERN_READER_STATE_READY: it holds an eUICC or more
 * @TERN_READER_STATE_FAULT: the card cannot be used; tern_reader_get_error() says why
 */
typedef enum
{
  TERN_READER_STATE_EMPTY,
  TERN_READER_STATE_ASLEEP,
  TERN_READER_STATE_READING,
  TERN_READER_STATE_READY,
  TERN_READER_STATE_FAULT,
} TernReaderState;
GType tern_reader_state_get_type (void);

#define TERN_TYPE_READER (tern_reader_get_type ())
G_DECLARE_FINAL_TYPE (TernReader, tern_reader, TERN, READER, GObject)

/*
 * One reader slot: empty, or with a card whose eUICCs are found out by themselves when it is put in
 * and forgotten when it is taken out. Main thread. Properties "name", "state", "simulated",
 * "modem", "card-present" (all notified); "euiccs" is a GListModel of LpaEuicc, each refreshed once
 * before the state becomes READY.
 */
TernReader *tern_reader_new (LpaChannel *channel,
                             const TernCardSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_reader_get_name (TernReader *self);
TernReaderState tern_reader_get_state (TernReader *self);
const GError *tern_reader_get_error (TernReader *self);
gboolean tern_reader_is_simulated (TernReader *self);
const TernModem *tern_reader_get_modem (TernReader *self);
const char *tern_reader_get_sleeping_eid (TernReader *self);
guint tern_reader_get_slot (TernReader *self);
void tern_reader_set_modem (TernReader *self, TernModem *modem, guint slot);
GListModel *tern_reader_get_euiccs (TernReader *self);
void tern_reader_set_card_present (TernReader *self, gboolean present);
gboolean tern_reader_is_card_present (TernReader *self);
void tern_reader_let_sleep (TernReader *self);
void tern_reader_wake (TernReader *self);
void tern_reader_retry (TernReader *self);
void tern_reader_refresh (TernReader *self);

G_END_DECLS
