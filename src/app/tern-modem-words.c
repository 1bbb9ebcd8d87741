/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-modem-words.h"

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-plural.h"
#include "network/tern-modem-key.h"

#include <glib/gi18n.h>

static const char *
get_lock_words (const TernModem *modem)
{
  if (modem->lock == TERN_MODEM_LOCK_SIM_PIN)
    return C_ ("modem", "asks for the SIM’s PIN");
  if (modem->lock == TERN_MODEM_LOCK_SIM_PUK)
    return C_ ("modem", "asks for the SIM’s PUK");
  if (tern_modem_get_device_lock (modem) != TERN_MODEM_LOCK_NONE)
    return C_ ("modem", "locked");
  return tern_modem_has_radio_off (modem) ? C_ ("modem", "radio off") : NULL;
}

static const char *
get_fault_words (const TernModem *modem)
{
  static const char *const words[TERN_N_MODEM_FAULTS] = {
    [TERN_MODEM_FAULT_SIM_MISSING] = NC_ ("modem", "finds no SIM"),
    [TERN_MODEM_FAULT_SIM_ERROR] = NC_ ("modem", "cannot read the SIM"),
    [TERN_MODEM_FAULT_ESIM_WITHOUT_PROFILES] = NC_ ("modem", "no profile in use"),
  };
  const char *word = modem->fault < TERN_N_MODEM_FAULTS ? words[modem->fault] : NULL;

  return word != NULL ? g_dpgettext2 (NULL, "modem", word) : C_ ("modem", "failed to start");
}

static char *
dup_network_words (const TernModem *modem)
{
  const char *name = modem->operator_name;

  if (modem->state == TERN_MODEM_STATE_CONNECTED)
    return *name != '\0' ? g_strdup_printf (C_ ("modem", "connected with %s"), name)
                         : g_strdup (C_ ("modem", "connected"));
  if (modem->state >= TERN_MODEM_STATE_REGISTERED)
    return *name != '\0' ? g_strdup_printf (C_ ("modem", "in %s"), name)
                         : g_strdup (C_ ("modem", "in a network"));
  if (modem->state == TERN_MODEM_STATE_SEARCHING)
    return g_strdup (C_ ("modem", "looking for a network"));
  if (modem->state == TERN_MODEM_STATE_ENABLED)
    return g_strdup (C_ ("modem", "in no network"));
  return g_strdup (modem->state == TERN_MODEM_STATE_DISABLED ? C_ ("modem", "switched off")
                                                             : C_ ("modem", "starting"));
}

static gboolean
is_in_use (const TernModem *modem, guint number)
{
  const TernModemSlot *slot = tern_modem_get_slot_in_use (modem);

  return slot == NULL || slot->number == number;
}

/**
 * tern_modem_words_dup_state:
 * @modem: a modem
 * @slot: one of its slots
 *
 * Returns: (transfer full): in a few words, how it stands, as far as that has to do with the slot
 */
char *
tern_modem_words_dup_state (const TernModem *modem, guint slot)
{
  const char *lock = get_lock_words (modem);

  if (modem->path == NULL)
    return g_strdup (C_ ("modem", "starting"));
  if (!is_in_use (modem, slot))
    return g_strdup (C_ ("modem", "not in use"));
  if (lock != NULL)
    return g_strdup (lock);
  if (modem->state == TERN_MODEM_STATE_FAILED)
    return g_strdup (get_fault_words (modem));
  return dup_network_words (modem);
}

/**
 * tern_modem_words_dup_facts:
 * @modem: a modem
 *
 * Returns: (transfer full): its firmware and its number
 */
char *
tern_modem_words_dup_facts (const TernModem *modem)
{
  g_autofree char *imei = tern_modem_dup_short_imei (modem);

  if (*modem->firmware == '\0')
    return g_strdup_printf (C_ ("modem", "IMEI %s"), imei);
  return g_strdup_printf (C_ ("modem", "Firmware %s · IMEI %s"), modem->firmware, imei);
}

/**
 * tern_modem_words_dup_tries:
 * @modem: a modem
 *
 * Returns: (transfer full) (nullable): how often the code that it asks for may be wrong
 */
char *
tern_modem_words_dup_tries (const TernModem *modem)
{
  guint tries = tern_modem_key_get_tries (modem);

  if (tries == TERN_MODEM_TRIES_UNKNOWN)
    return NULL;
  return g_strdup_printf (lpa_plural ("modem", "%u try is left.", "%u tries are left.", tries),
                          tries);
}

/**
 * tern_modem_words_dup_trouble:
 * @modem: a modem
 *
 * Returns: (transfer full) (nullable): what keeps it from working with any SIM, and what helps
 */
char *
tern_modem_words_dup_trouble (const TernModem *modem)
{
  g_autofree char *tries = tern_modem_words_dup_tries (modem);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;

  if (modem->path == NULL || tern_modem_check (modem, &error))
    return NULL;
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  return g_strdup_printf ("%s %s%s%s", explanation->cause, explanation->action,
                          tries != NULL ? " " : "", tries != NULL ? tries : "");
}
