/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimModemQuirks:
 * @slots: how many slots there are
 * @esim_slot: in which of them the eUICC is, from 1; 0 for the last. The others have ordinary SIMs
 * @mapped_slot: which slot the modem uses at first, from 1
 * @needs_p2_0c: applications are selected with P2 0C alone
 * @refuses_p2_0c: applications are not selected with P2 0C
 * @firmware: (nullable): its version; %NULL for SIM-1.0
 * @needs_le: a STORE DATA without a trailing Le is refused
 * @needs_extended: commands of class 8X must be said to have the extended class byte
 * @gives_61xx: leaves GET RESPONSE to the host
 * @slow: milliseconds the card takes to come up after a change of slots or a reset
 * @no_device_support: knows nothing of low-level access to the card
 * @no_slots: knows nothing of slots
 * @no_reset: cannot reset the card
 * @lose_channels_after: after how many APDUs all logical channels are closed, once; 0 for never
 * @forgets_empty: does not see an eUICC without an enabled profile, but in pass-through
 * @needs_capability: does not say by itself that it is a terminal for eUICCs
 * @leaked: another program of ours left the ISD-R selected on a channel
 * @busy: how many openings find the card busy
 * @empty: there is no card in the eUICC's slot
 * @mute: does not answer at all
 * @fragment: the most bytes a message to the host may have at a time, 0 for what the host says
 * @unplug_at: (nullable): the command at which the modem is unplugged, before it answers: a name of
 * sim_modem_quirks_commands, or NAME:N for the Nth of its kind
 *
 * What is special about a simulated modem. Modems in the field do each of these.
 */
typedef struct
{
  int slots;
  int esim_slot;
  int mapped_slot;
  gboolean needs_p2_0c;
  gboolean refuses_p2_0c;
  char *firmware;
  gboolean needs_le;
  gboolean needs_extended;
  gboolean gives_61xx;
  int slow;
  gboolean no_device_support;
  gboolean no_slots;
  gboolean no_reset;
  int lose_channels_after;
  gboolean forgets_empty;
  gboolean needs_capability;
  gboolean leaked;
  int busy;
  gboolean empty;
  gboolean mute;
  int fragment;
  char *unplug_at;
} SimModemQuirks;

extern const char *const sim_modem_quirks_commands[];

void sim_modem_quirks_init (SimModemQuirks *self);
void sim_modem_quirks_clear (SimModemQuirks *self);
GOptionGroup *sim_modem_quirks_new_option_group (SimModemQuirks *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_modem_quirks_check (SimModemQuirks *self, GError **error);
gboolean sim_modem_quirks_parse_unplug (const SimModemQuirks *self, char **name, guint *count);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimModemQuirks, sim_modem_quirks_clear)

G_END_DECLS
