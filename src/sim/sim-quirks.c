/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-quirks.h"

#include "lpa/lpa-hex.h"

#define MAX_CHANNEL 19
#define MAX_SEGMENT 255
#define MAX_PROFILES 64

/* The places at which a card can be pulled, in the order of a download and a switch. */
const char *const sim_quirks_steps[] = {
  "challenge", "authenticate", "prepare", "load",   "metadata", "segment",
  "result",    "enable",       "disable", "delete", NULL,
};

/**
 * sim_quirks_init:
 * @self: (out caller-allocates): set to those of an ordinary card
 */
void
sim_quirks_init (SimQuirks *self)
{
  *self = (SimQuirks){
    .first_channel = 1,
    .max_segment = MAX_SEGMENT,
    .enable_refresh_flag = -1,
    .memory = SIM_QUIRKS_DEFAULT_MEMORY,
  };
}

/**
 * sim_quirks_copy:
 * @self: (out caller-allocates): the copy
 * @from: (nullable): the quirks to copy, or %NULL for those of an ordinary card
 */
void
sim_quirks_copy (SimQuirks *self, const SimQuirks *from)
{
  if (from == NULL)
    {
      sim_quirks_init (self);
      return;
    }

  *self = *from;
  self->isdr_aid = g_strdup (from->isdr_aid);
  self->drop_after = g_strdup (from->drop_after);
  self->default_smdp = g_strdup (from->default_smdp);
  self->root_smds = g_strdup (from->root_smds);
}

/**
 * sim_quirks_clear:
 * @self: the quirks; their texts are freed, the structure itself is not
 */
void
sim_quirks_clear (SimQuirks *self)
{
  g_clear_pointer (&self->isdr_aid, g_free);
  g_clear_pointer (&self->drop_after, g_free);
  g_clear_pointer (&self->default_smdp, g_free);
  g_clear_pointer (&self->root_smds, g_free);
}

/**
 * sim_quirks_new_option_group:
 * @self: where the options go; must live as long as the group
 *
 * Returns: (transfer full): the command-line options for all quirks
 */
GOptionGroup *
sim_quirks_new_option_group (SimQuirks *self)
{
  const GOptionEntry entries[] = {
    { "t1", 0, 0, G_OPTION_ARG_NONE, &self->t1, "Speak T=1", NULL },
    { "no-61xx", 0, 0, G_OPTION_ARG_NONE, &self->no_61xx,
      "Give data with 9000 instead of announcing it", NULL },
    { "6cxx", 0, 0, G_OPTION_ARG_NONE, &self->wrong_length,
      "Announce 6100 and insist on the exact length", NULL },
    { "delay", 0, 0, G_OPTION_ARG_INT, &self->delay, "Take so long for each APDU", "MS" },
    { "first-channel", 0, 0, G_OPTION_ARG_INT, &self->first_channel,
      "Have no free logical channel below this", "N" },
    { "isdr-aid", 0, 0, G_OPTION_ARG_STRING, &self->isdr_aid, "Have the ISD-R under this AID",
      "HEX" },
    { "two-isdr", 0, 0, G_OPTION_ARG_NONE, &self->two_isdr, "Have two eUICCs with two EIDs", NULL },
    { "needs-terminal-capability", 0, 0, G_OPTION_ARG_NONE, &self->needs_terminal_capability,
      "Hide the ISD-R until TERMINAL CAPABILITY came", NULL },
    { "max-segment", 0, 0, G_OPTION_ARG_INT, &self->max_segment,
      "Refuse a STORE DATA with more data", "BYTES" },
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &self->refresh,
      "After a switch answer 91xx, then nothing until a reset", NULL },
    { "enable-by-aid-only", 0, 0, G_OPTION_ARG_NONE, &self->enable_by_aid_only,
      "Enable and disable by AID alone", NULL },
    { "enable-refresh-flag", 0, 0, G_OPTION_ARG_INT, &self->enable_refresh_flag,
      "Enable and disable with this refresh flag alone", "0|1" },
    { "cat-busy", 0, 0, G_OPTION_ARG_INT, &self->cat_busy,
      "Be busy for so many switches after each power-up", "N" },
    { "memory", 0, 0, G_OPTION_ARG_INT, &self->memory, "Have room for so much", "BYTES" },
    { "m2m", 0, 0, G_OPTION_ARG_NONE, &self->m2m, "Be an M2M card, which knows no ES10", NULL },
    { "held-channel", 0, 0, G_OPTION_ARG_NONE, &self->held_channel,
      "Have the ISD-R held by a channel left open", NULL },
    { "fail-load", 0, 0, G_OPTION_ARG_INT, &self->fail_load,
      "End every installation with this error reason", "REASON" },
    { "profiles", 0, 0, G_OPTION_ARG_INT, &self->profiles, "Come with so many profiles", "N" },
    { "test-profiles", 0, 0, G_OPTION_ARG_INT, &self->test_profiles,
      "Come with so many test profiles", "N" },
    { "drop-after", 0, 0, G_OPTION_ARG_STRING, &self->drop_after,
      "Be pulled at this step, before the answer arrives", "STEP" },
    { "default-smdp", 0, 0, G_OPTION_ARG_STRING, &self->default_smdp,
      "Come with this default SM-DP+", "ADDRESS" },
    { "root-smds", 0, 0, G_OPTION_ARG_STRING, &self->root_smds, "Come with this root SM-DS",
      "ADDRESS" },
    G_OPTION_ENTRY_NULL,
  };
  GOptionGroup *group = g_option_group_new (
      "quirks", "Quirks:", "Show what can be special about the card", NULL, NULL);

  g_option_group_add_entries (group, entries);
  return group;
}

typedef struct
{
  const char *name;
  int value;
  int least;
  int most;
} Range;

static gboolean
check_ranges (const SimQuirks *self, GError **error)
{
  const Range ranges[] = {
    { "delay", self->delay, 0, 60000 },
    { "first-channel", self->first_channel, 1, MAX_CHANNEL },
    { "max-segment", self->max_segment, 1, MAX_SEGMENT },
    { "enable-refresh-flag", self->enable_refresh_flag, -1, 1 },
    { "cat-busy", self->cat_busy, 0, G_MAXINT },
    { "memory", self->memory, 0, G_MAXINT },
    { "fail-load", self->fail_load, 0, 127 },
    { "profiles", self->profiles, 0, MAX_PROFILES },
    { "test-profiles", self->test_profiles, 0, MAX_PROFILES },
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

static gboolean
is_aid (const char *text)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (text);

  return aid != NULL && g_bytes_get_size (aid) >= 5 && g_bytes_get_size (aid) <= 16;
}

/**
 * sim_quirks_check:
 * @self: quirks from a command line
 * @error: return location for %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: whether every value makes sense
 */
gboolean
sim_quirks_check (const SimQuirks *self, GError **error)
{
  if (!check_ranges (self, error))
    return FALSE;

  if (self->isdr_aid != NULL && !is_aid (self->isdr_aid))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is no AID", self->isdr_aid);
      return FALSE;
    }
  if (self->drop_after != NULL && !g_strv_contains (sim_quirks_steps, self->drop_after))
    {
      g_autofree char *steps = g_strjoinv (", ", (char **) sim_quirks_steps);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--drop-after takes one of %s",
                   steps);
      return FALSE;
    }

  return TRUE;
}
