/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeProfile:
 * @imsi: the subscriber
 * @pin: (nullable): what the card asks for before it works
 * @puk: what it asks for after three wrong PINs
 * @pin_tries: how many are left
 * @puk_tries: likewise
 * @hides: whether the ICCID cannot be read before the PIN is there
 * @registration: how the network takes it, a number of ModemManager's
 * @operator_code: the network, while there is one
 * @operator_name: likewise
 * @rejection: why the network refuses, as 3GPP counts, 0 for nothing
 * @apn: (nullable): the only access point that this network lets in, or any
 * @refuses: with which error of MobileEquipment it refuses every connection; 0 for none
 *
 * What a network and a card make of one subscription.
 */
typedef struct
{
  char *imsi;
  char *pin;
  char *puk;
  guint pin_tries;
  guint puk_tries;
  gboolean hides;
  int registration;
  guint rejection;
  char *operator_code;
  char *operator_name;
  char *apn;
  int refuses;
} FakeProfile;

/**
 * FakeProfiles:
 *
 * The subscriptions of the world, by ICCID; of one that was never told the usual is true.
 */
typedef struct _FakeProfiles FakeProfiles;

FakeProfiles *fake_profiles_new (void) G_GNUC_WARN_UNUSED_RESULT;
void fake_profiles_free (FakeProfiles *self);
FakeProfile *fake_profiles_get (FakeProfiles *self, const char *iccid);
gboolean fake_profile_set (FakeProfile *self, const char *key, const char *value, GError **error);

G_END_DECLS
