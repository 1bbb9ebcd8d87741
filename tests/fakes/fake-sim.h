/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmm-glib.h>

#include "fake-profiles.h"

G_BEGIN_DECLS

/**
 * FakeSim:
 *
 * A slot of a fake modem and the card in it: what the card is, and what the modem has read of it.
 */
typedef struct _FakeSim FakeSim;

/* Something changed that the modem has to look at. */
typedef void (*FakeSimFunc) (gpointer user_data);

FakeSim *fake_sim_new (FakeProfiles *profiles,
                       FakeSimFunc changed,
                       gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void fake_sim_free (FakeSim *self);
gboolean fake_sim_set (FakeSim *self, const char *key, const char *value, GError **error);
gboolean fake_sim_is_empty (FakeSim *self);
gboolean fake_sim_is_esim (FakeSim *self);
const char *fake_sim_get_iccid (FakeSim *self);
const FakeProfile *fake_sim_get_profile (FakeSim *self);
gboolean fake_sim_read (FakeSim *self);
void fake_sim_restart (FakeSim *self);
MMModemLock fake_sim_get_lock (FakeSim *self);
void fake_sim_add_retries (FakeSim *self, GHashTable *retries);
gboolean fake_sim_send_pin (FakeSim *self, const char *pin, GError **error);
gboolean fake_sim_send_puk (FakeSim *self, const char *puk, const char *pin, GError **error);
void fake_sim_show (FakeSim *self, MmGdbusSim *skeleton, gboolean active);

G_END_DECLS
