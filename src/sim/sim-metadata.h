/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-profile-store.h"

G_BEGIN_DECLS

/**
 * SimMetadata:
 * @iccid: 18 to 20 digits
 * @provider: the provider's name
 * @name: the profile's name
 * @icon: (nullable): its icon, a PNG
 * @profile_class: its class
 * @owner: (nullable): the three bytes of MCC and MNC
 * @rules: policy rules, as bits like %SIM_PPR1
 * @address: (nullable): where notifications of enabling, disabling and deleting go
 *
 * What a server says of a profile.
 */
typedef struct
{
  const char *iccid;
  const char *provider;
  const char *name;
  GBytes *icon;
  SimProfileClass profile_class;
  const guint8 *owner;
  guint8 rules;
  const char *address;
} SimMetadata;

GBytes *sim_metadata_encode (const SimMetadata *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
