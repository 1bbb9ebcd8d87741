/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernHelperVerb:
 * @TERN_HELPER_VERB_LIST: the slots of the modem
 * @TERN_HELPER_VERB_OPEN: takes the card in the slot given as number
 * @TERN_HELPER_VERB_OPEN_CHANNEL: to the application given as bytes, number being P2
 * @TERN_HELPER_VERB_TRANSMIT: the command given as bytes, number being the milliseconds
 * @TERN_HELPER_VERB_CLOSE_CHANNEL: whatever is open
 * @TERN_HELPER_VERB_RESET: the card
 * @TERN_HELPER_VERB_REVEAL: an eUICC that the modem hides
 * @TERN_HELPER_VERB_CLOSE: lets the card go and keeps its slot for a moment
 * @TERN_HELPER_VERB_RESTORE: puts everything back
 *
 * What is done with a modem.
 */
typedef enum
{
  TERN_HELPER_VERB_LIST,
  TERN_HELPER_VERB_OPEN,
  TERN_HELPER_VERB_OPEN_CHANNEL,
  TERN_HELPER_VERB_TRANSMIT,
  TERN_HELPER_VERB_CLOSE_CHANNEL,
  TERN_HELPER_VERB_RESET,
  TERN_HELPER_VERB_REVEAL,
  TERN_HELPER_VERB_CLOSE,
  TERN_HELPER_VERB_RESTORE,
} TernHelperVerb;

/* @answer is what goes to the caller of the verb, %NULL with an error. Main thread. */
typedef void (*TernHelperDone) (GVariant *answer, const GError *error, gpointer user_data);

/**
 * TernHelperModem:
 *
 * One modem and the thread on which everything is done with it, one thing after the other. Main
 * thread; nothing blocks but tern_helper_modem_stop().
 */
typedef struct _TernHelperModem TernHelperModem;

TernHelperModem *tern_helper_modem_new (const char *device,
                                        const char *state,
                                        guint linger) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_modem_stop (TernHelperModem *self);
void tern_helper_modem_free (TernHelperModem *self);
gboolean tern_helper_modem_is_idle (TernHelperModem *self);
void tern_helper_modem_run (TernHelperModem *self,
                            TernHelperVerb verb,
                            guint number,
                            GBytes *bytes,
                            TernHelperDone done,
                            gpointer user_data);

G_END_DECLS
