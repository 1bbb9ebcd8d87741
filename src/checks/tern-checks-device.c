/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#define EMPTY_BATTERY 5
#define LOW_BATTERY 15

static gboolean
holds_card (const TernCheckFacts *facts, const TernModem *modem)
{
  return tern_modem_is_at (modem, facts->modem);
}

static const TernModem *
find_holder (const TernCheckFacts *facts)
{
  for (guint i = 0; facts->modems != NULL && i < facts->modems->len; i++)
    if (holds_card (facts, facts->modems->pdata[i]))
      return facts->modems->pdata[i];
  return NULL;
}

/* The modem that a check is about: the one that holds the card, otherwise the first that @is_such.
 */
static const TernModem *
find_modem (const TernCheckFacts *facts, gboolean (*is_such) (const TernModem *modem))
{
  const TernModem *holder = find_holder (facts);

  if (holder != NULL)
    return holder;
  for (guint i = 0; i < facts->modems->len; i++)
    if (is_such (facts->modems->pdata[i]))
      return facts->modems->pdata[i];
  return NULL;
}

static gboolean
is_locked (const TernModem *modem)
{
  return tern_modem_get_device_lock (modem) != TERN_MODEM_LOCK_NONE;
}

static void
set_lock_unknown (TernFinding *finding, const char *evidence)
{
  tern_finding_set (
      finding, TERN_VERDICT_UNKNOWN,
      C_ ("check", "Look at the device that the card is for. iPhone: Settings > General > About "
                   "> Carrier Lock must read “No SIM restrictions”. Android: when “Add eSIM” is "
                   "missing from the SIM manager, the phone is probably locked or has no eSIM."),
      "%s", evidence);
}

static void
set_lock (TernFinding *finding, TernVerdict verdict, const TernModem *modem)
{
  TernModemLock lock = tern_modem_get_device_lock (modem);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;

  tern_modem_lock_check (lock, TERN_MODEM_TRIES_UNKNOWN, &error);
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  /* Translators: the name of the modem, the lock’s technical name, what it means. */
  tern_finding_set (finding, verdict, explanation->action,
                    C_ ("check", "The modem “%s” is locked (%s). %s"), modem->name,
                    tern_modem_lock_get_nick (lock), explanation->cause);
}

/**
 * tern_checks_device_lock: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether a carrier lock stands in the way. A lock of a modem is a failure where the card sits in
 * it, and a warning where the card may be meant for another device.
 */
void
tern_checks_device_lock (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernModem *modem = facts->modems != NULL ? find_modem (facts, is_locked) : NULL;

  if (modem != NULL && is_locked (modem))
    set_lock (finding, holds_card (facts, modem) ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING,
              modem);
  else if (modem != NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The modem “%s” that holds the card is not locked."),
                      modem->name);
  else if (facts->modem != NULL)
    set_lock_unknown (finding,
                      C_ ("check", "ModemManager does not know the modem that holds the card."));
  else if (facts->modems == NULL || facts->modems->len == 0)
    set_lock_unknown (finding,
                      C_ ("check", "There is no modem here, and a phone’s lock shows only on it."));
  else
    set_lock_unknown (
        finding, C_ ("check", "No modem of this computer is locked, but the card is in a reader "
                              "and may be meant for another device."));
}

static gboolean
is_in_trouble (const TernModem *modem)
{
  return modem->state == TERN_MODEM_STATE_FAILED || modem->lock == TERN_MODEM_LOCK_SIM_PIN ||
         modem->lock == TERN_MODEM_LOCK_SIM_PUK || tern_modem_has_radio_off (modem);
}

static void
judge_failed_modem (const TernModem *modem, TernFinding *finding)
{
  switch (modem->fault)
    {
    case TERN_MODEM_FAULT_SIM_MISSING:
      tern_finding_set (finding, TERN_VERDICT_WARNING,
                        C_ ("check", "Normal while it has no SIM or no profile in use."),
                        C_ ("check", "The modem “%s” finds no SIM."), modem->name);
      break;
    case TERN_MODEM_FAULT_ESIM_WITHOUT_PROFILES:
      tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                        C_ ("check", "The modem “%s” has an eSIM without a profile."), modem->name);
      break;
    case TERN_MODEM_FAULT_SIM_ERROR:
      tern_finding_set (finding, TERN_VERDICT_WARNING,
                        C_ ("check", "Restart the modem or the computer."),
                        C_ ("check", "The modem “%s” cannot read its SIM."), modem->name);
      break;
    default:
      tern_finding_set (finding, TERN_VERDICT_WARNING,
                        C_ ("check", "Restart the modem or the computer."),
                        C_ ("check", "The modem “%s” failed to start."), modem->name);
    }
}

static void
judge_modem (const TernModem *modem, TernFinding *finding)
{
  if (modem->lock == TERN_MODEM_LOCK_SIM_PIN)
    tern_finding_set (
        finding, TERN_VERDICT_WARNING,
        C_ ("check", "Enter the PIN that came with the SIM. This is no carrier lock."),
        C_ ("check", "The SIM in the modem “%s” asks for its PIN."), modem->name);
  else if (modem->lock == TERN_MODEM_LOCK_SIM_PUK)
    tern_finding_set (
        finding, TERN_VERDICT_WARNING,
        C_ ("check", "Enter the PUK that came with the SIM. This is no carrier lock."),
        C_ ("check", "The SIM in the modem “%s” is blocked and asks for its PUK."), modem->name);
  else if (modem->state == TERN_MODEM_STATE_FAILED)
    judge_failed_modem (modem, finding);
  else if (tern_modem_has_radio_off (modem))
    tern_finding_set (finding, TERN_VERDICT_WARNING,
                      C_ ("check", "Switch mobile broadband on. If it stays off, the maker of the "
                                   "computer has locked the radio until its own program unlocks it "
                                   "(FCC lock): see ModemManager’s page on FCC unlock. This is no "
                                   "carrier lock."),
                      C_ ("check", "The radio of the modem “%s” is off."), modem->name);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "The modem “%s” is ready."),
                      modem->name);
}

/**
 * tern_checks_modem: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether a modem is kept from working by something that is no carrier lock: SIM PIN, FCC lock, a
 * missing SIM.
 */
void
tern_checks_modem (const TernCheckFacts *facts, TernFinding *finding)
{
  const TernModem *modem;

  if (facts->modems == NULL || facts->modems->len == 0)
    {
      tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                        C_ ("check", "No modem of this computer is involved."));
      return;
    }
  modem = find_modem (facts, is_in_trouble);
  judge_modem (modem != NULL ? modem : facts->modems->pdata[0], finding);
}

/**
 * tern_checks_carrier: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the download would go over the very modem whose profile is about to change.
 */
void
tern_checks_carrier (const TernCheckFacts *facts, TernFinding *finding)
{
  const char *interface = facts->line != NULL ? facts->line->interface : NULL;
  const TernModem *holder = find_holder (facts);

  if (facts->modem == NULL)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The card is in a reader: no connection depends on it."));
  else if (interface == NULL || holder == NULL)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "Use Wi-Fi or a cable for the download."), "%s",
                      C_ ("check", "Whether the download would go over the modem that holds the "
                                   "card cannot be seen."));
  else if (g_ptr_array_find_with_equal_func (holder->interfaces, interface, g_str_equal, NULL))
    tern_finding_set (
        finding, TERN_VERDICT_FAILURE,
        C_ ("check", "Use Wi-Fi or a cable: the connection breaks when the profile "
                     "changes."),
        C_ ("check", "The download would go over the modem “%s” that holds the card."),
        holder->name);
  else
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL,
                      C_ ("check", "The download goes over “%s”, not over the modem that holds the "
                                   "card."),
                      interface);
}

/**
 * tern_checks_battery: (skip)
 * @facts: the facts
 * @finding: the answer
 *
 * Whether the computer stays on long enough.
 */
void
tern_checks_battery (const TernCheckFacts *facts, TernFinding *finding)
{
  int percent = facts->power != NULL ? (int) facts->power->percentage : 0;
  TernVerdict verdict = percent <= EMPTY_BATTERY ? TERN_VERDICT_FAILURE : TERN_VERDICT_WARNING;

  if (facts->power == NULL)
    tern_finding_set (finding, TERN_VERDICT_UNKNOWN,
                      C_ ("check", "On a laptop, plug the charger in."), "%s",
                      C_ ("check", "This system does not tell about batteries."));
  else if (!facts->power->has_battery)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "This computer needs no battery."));
  else if (!facts->power->on_battery)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, "%s",
                      C_ ("check", "The charger is plugged in."));
  else if (percent > LOW_BATTERY)
    tern_finding_set (finding, TERN_VERDICT_PASS, NULL, C_ ("check", "The battery is at %d %%."),
                      percent);
  else
    tern_finding_set (finding, verdict,
                      C_ ("check",
                          "Plug the charger in: an installation that is cut short may cost "
                          "the code."),
                      C_ ("check", "The battery is down to %d %%."), percent);
}
