/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_QUIRKS_DEFAULT_MEMORY (512 * 1024)

/**
 * SimQuirks:
 * @t1: speak T=1: data comes with the answer when the command has an Le
 * @no_61xx: give response data with 9000 right away, as through some modems
 * @wrong_length: announce 6100 and insist on the exact length with 6Cxx
 * @delay: milliseconds that each APDU takes
 * @first_channel: the lowest logical channel that is free
 * @isdr_aid: (nullable): hexadecimal; the AID of the ISD-R instead of GSMA's
 * @two_isdr: two eUICCs with two EIDs on one card
 * @needs_terminal_capability: the ISD-R is hidden until TERMINAL CAPABILITY came
 * @max_segment: the most data a STORE DATA may have
 * @refresh: with a refresh flag answer 91xx, then nothing until a reset
 * @enable_by_aid_only: enable and disable know profiles by AID alone
 * @enable_refresh_flag: 0 or 1: the one refresh flag that works; -1 for both
 * @cat_busy: how many switches after each power-up find the card busy with its toolkit
 * @memory: bytes that all profiles together may take
 * @m2m: a card after SGP.02, whose ISD-R knows no ES10
 * @held_channel: the ISD-R is held by a channel that somebody left open
 * @fail_load: an error reason of LoadBoundProfilePackage to end every load with, or 0
 * @profiles: how many profiles are there from the beginning
 * @test_profiles: how many test profiles are there from the beginning
 * @drop_after: (nullable): the step after which the card is pulled, before its answer arrives; see
 * sim_quirks_steps
 * @default_smdp: (nullable): the default SM-DP+ address the card comes with
 * @root_smds: (nullable): the root SM-DS address the card comes with
 *
 * What is special about a simulated card. Cards in the field do each of these.
 */
typedef struct
{
  gboolean t1;
  gboolean no_61xx;
  gboolean wrong_length;
  int delay;
  int first_channel;
  char *isdr_aid;
  gboolean two_isdr;
  gboolean needs_terminal_capability;
  int max_segment;
  gboolean refresh;
  gboolean enable_by_aid_only;
  int enable_refresh_flag;
  int cat_busy;
  int memory;
  gboolean m2m;
  gboolean held_channel;
  int fail_load;
  int profiles;
  int test_profiles;
  char *drop_after;
  char *default_smdp;
  char *root_smds;
} SimQuirks;

extern const char *const sim_quirks_steps[];

void sim_quirks_init (SimQuirks *self);
void sim_quirks_copy (SimQuirks *self, const SimQuirks *from);
void sim_quirks_clear (SimQuirks *self);
GOptionGroup *sim_quirks_new_option_group (SimQuirks *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_quirks_check (const SimQuirks *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimQuirks, sim_quirks_clear)

G_END_DECLS
