/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-modem-quirks.h"

#define MAX_SLOTS 4
#define MIN_FRAGMENT 64

/* The commands that the simulated modem answers, by the names that its log and --unplug-at use. */
const char *const sim_modem_quirks_commands[] = {
  "open",  "caps",         "ready",         "system", "mappings",   "set-mappings",   "slot",
  "atr",   "open-channel", "close-channel", "apdu",   "capability", "set-capability", "passthrough",
  "reset", NULL,
};

/**
 * sim_modem_quirks_init:
 * @self: (out caller-allocates): set to those of an ordinary modem with one slot
 */
void
sim_modem_quirks_init (SimModemQuirks *self)
{
  *self = (SimModemQuirks){ .slots = 1, .mapped_slot = 1 };
}

/**
 * sim_modem_quirks_clear:
 * @self: the quirks; their texts are freed, the structure itself is not
 */
void
sim_modem_quirks_clear (SimModemQuirks *self)
{
  g_clear_pointer (&self->firmware, g_free);
  g_clear_pointer (&self->unplug_at, g_free);
}

/**
 * sim_modem_quirks_new_option_group:
 * @self: where the options go; must live as long as the group
 *
 * Returns: (transfer full): the command-line options for all quirks
 */
GOptionGroup *
sim_modem_quirks_new_option_group (SimModemQuirks *self)
{
  const GOptionEntry entries[] = {
    { "slots", 0, 0, G_OPTION_ARG_INT, &self->slots, "Have so many slots", "N" },
    { "esim-slot", 0, 0, G_OPTION_ARG_INT, &self->esim_slot,
      "Have the eUICC in this slot instead of the last", "N" },
    { "mapped-slot", 0, 0, G_OPTION_ARG_INT, &self->mapped_slot, "Use this slot at first", "N" },
    { "needs-p2-0c", 0, 0, G_OPTION_ARG_NONE, &self->needs_p2_0c,
      "Select applications with P2 0C alone", NULL },
    { "refuses-p2-0c", 0, 0, G_OPTION_ARG_NONE, &self->refuses_p2_0c,
      "Not select applications with P2 0C", NULL },
    { "firmware", 0, 0, G_OPTION_ARG_STRING, &self->firmware, "Have this firmware; SIM-1.0",
      "VERSION" },
    { "needs-le", 0, 0, G_OPTION_ARG_NONE, &self->needs_le,
      "Refuse a STORE DATA without a trailing Le", NULL },
    { "needs-extended", 0, 0, G_OPTION_ARG_NONE, &self->needs_extended,
      "Take commands of class 8X with the extended class byte alone", NULL },
    { "gives-61xx", 0, 0, G_OPTION_ARG_NONE, &self->gives_61xx, "Leave GET RESPONSE to the host",
      NULL },
    { "slow", 0, 0, G_OPTION_ARG_INT, &self->slow,
      "Take so long after a change of slots or a reset", "MS" },
    { "no-device-support", 0, 0, G_OPTION_ARG_NONE, &self->no_device_support,
      "Know nothing of access to the card", NULL },
    { "no-slots", 0, 0, G_OPTION_ARG_NONE, &self->no_slots, "Know nothing of slots", NULL },
    { "no-reset", 0, 0, G_OPTION_ARG_NONE, &self->no_reset, "Be unable to reset the card", NULL },
    { "lose-channels-after", 0, 0, G_OPTION_ARG_INT, &self->lose_channels_after,
      "Close all channels after so many APDUs, once", "N" },
    { "forgets-empty", 0, 0, G_OPTION_ARG_NONE, &self->forgets_empty,
      "Not see an eUICC without an enabled profile, but in pass-through", NULL },
    { "needs-capability", 0, 0, G_OPTION_ARG_NONE, &self->needs_capability,
      "Hide the eUICC until told to be a terminal for one", NULL },
    { "leaked", 0, 0, G_OPTION_ARG_NONE, &self->leaked,
      "Have the ISD-R selected on a channel that an earlier run left open", NULL },
    { "busy", 0, 0, G_OPTION_ARG_INT, &self->busy, "Find the card busy so many times", "N" },
    { "empty", 0, 0, G_OPTION_ARG_NONE, &self->empty, "Have no card in the eUICC's slot", NULL },
    { "mute", 0, 0, G_OPTION_ARG_NONE, &self->mute, "Answer nothing", NULL },
    { "fragment", 0, 0, G_OPTION_ARG_INT, &self->fragment, "Send no more at a time", "BYTES" },
    { "unplug-at", 0, 0, G_OPTION_ARG_STRING, &self->unplug_at,
      "Be unplugged at this command, or the Nth of its kind, before the answer", "NAME[:N]" },
    G_OPTION_ENTRY_NULL,
  };
  GOptionGroup *group = g_option_group_new (
      "modem", "Quirks of the modem:", "Show what can be special about the modem", NULL, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

/**
 * sim_modem_quirks_parse_unplug:
 * @self: quirks with a place to unplug at
 * @name: (out): the command
 * @count: (out): at which of its kind, from 1
 *
 * Returns: whether the place makes sense
 */
gboolean
sim_modem_quirks_parse_unplug (const SimModemQuirks *self, char **name, guint *count)
{
  g_auto (GStrv) parts = g_strsplit (self->unplug_at, ":", 2);
  guint64 number = 1;

  if (!g_strv_contains (sim_modem_quirks_commands, parts[0]))
    return FALSE;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT, &number, NULL))
    return FALSE;

  *name = g_strdup (parts[0]);
  *count = (guint) number;
  return TRUE;
}

typedef struct
{
  const char *name;
  int value;
  int least;
  int most;
} Range;

static gboolean
check_ranges (const SimModemQuirks *self, GError **error)
{
  const Range ranges[] = {
    { "slots", self->slots, 1, MAX_SLOTS },
    { "esim-slot", self->esim_slot, 1, self->slots },
    { "mapped-slot", self->mapped_slot, 1, self->slots },
    { "slow", self->slow, 0, 60000 },
    { "lose-channels-after", self->lose_channels_after, 0, G_MAXINT },
    { "busy", self->busy, 0, G_MAXINT },
    { "fragment", self->fragment, self->fragment == 0 ? 0 : MIN_FRAGMENT, 4096 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (ranges[i].value < ranges[i].least || ranges[i].value > ranges[i].most)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s goes from %d to %d",
                     ranges[i].name, ranges[i].least, ranges[i].most);
        return FALSE;
      }

  return TRUE;
}

/**
 * sim_modem_quirks_check:
 * @self: quirks from a command line; the slot of the eUICC is settled
 * @error: return location for %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: whether every value makes sense
 */
gboolean
sim_modem_quirks_check (SimModemQuirks *self, GError **error)
{
  g_autofree char *name = NULL;
  guint count;

  if (self->esim_slot == 0)
    self->esim_slot = self->slots;
  if (!check_ranges (self, error))
    return FALSE;
  if (self->unplug_at != NULL && !sim_modem_quirks_parse_unplug (self, &name, &count))
    {
      g_autofree char *names = g_strjoinv (", ", (char **) sim_modem_quirks_commands);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--unplug-at takes one of %s",
                   names);
      return FALSE;
    }

  return TRUE;
}
