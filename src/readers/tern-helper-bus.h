/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Where programs find the modem helper (tern-modem-helper) on the system bus. Its methods, in the
 * order of use; whoever calls one is known by the connection, and has one card at most:
 *
 *   ListSlots     (s device) -> (a(ubs))     slots from 1: whether used, what is in it
 *   Open          (s device, u slot) -> (ay, s)   takes a slot's card: answer to reset, model
 *   OpenChannel   (ay aid, y p2) -> (i, q)   an ISD-R's channel, or -1: number, status word
 *   Transmit      (ay command, u milliseconds) -> (ay)   an ES10 command on that channel
 *   CloseChannel  ()
 *   Reset         ()                         cold reset of the card
 *   Reveal        () -> (b)                  makes the modem show an eUICC that it hides
 *   Close         ()                         lets the card go; its slot stays a moment
 *   Restore       ()                         everything as it was found
 *   SetInhibited  (s uid, b inhibited)       ModemManager lets go of a modem while the caller stays
 *   SetSimSlot    (o modem, u slot)          ModemManager's primary slot of a modem
 */
#define TERN_HELPER_BUS_NAME "io.github.ternesim.Tern.ModemHelper"
#define TERN_HELPER_OBJECT "/io/github/ternesim/Tern/ModemHelper"
#define TERN_HELPER_INTERFACE "io.github.ternesim.Tern.ModemHelper1"
#define TERN_HELPER_ACTION "io.github.ternesim.Tern.use-modem"

/* What a command may take at most, in milliseconds. */
#define TERN_HELPER_TIMEOUT_MAX 120000
