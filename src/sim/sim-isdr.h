/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-bpp-loader.h"
#include "sim/sim-pki.h"
#include "sim/sim-profile-store.h"
#include "sim/sim-quirks.h"
#include "sim/sim-rsp-session.h"

G_BEGIN_DECLS

/**
 * SimIsdr:
 * @pki: the eUICC's certificates and keys
 * @quirks: what is special about it; borrowed
 * @store: what it keeps without power
 * @session: its session with a server
 * @loader: what takes packages in
 * @switches: how many switches were tried since power-up
 * @refresh: whether the last command wants the terminal to read the card again
 *
 * The application on a card that answers ES10 commands: one eUICC with one EID.
 */
typedef struct
{
  SimPki *pki;
  const SimQuirks *quirks;
  SimProfileStore *store;
  SimRspSession *session;
  SimBppLoader *loader;
  int switches;
  gboolean refresh;
} SimIsdr;

SimIsdr *sim_isdr_new (SimPki *pki, const SimQuirks *quirks, const char *state_path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void sim_isdr_free (SimIsdr *self);
void sim_isdr_power_off (SimIsdr *self);
GBytes *sim_isdr_handle (SimIsdr *self, GBytes *request, guint16 *status, const char **step)
    G_GNUC_WARN_UNUSED_RESULT;

/* The functions of ES10, one after another; each gives %NULL when the request is malformed. */
GBytes *sim_isdr_get_info1 (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_get_info2 (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_list_profiles (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_set_nickname (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_enable (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_disable (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_delete (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_memory_reset (SimIsdr *self, const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_list_notifications (SimIsdr *self,
                                     const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_retrieve_notifications (SimIsdr *self,
                                         const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_remove_notification (SimIsdr *self,
                                      const LpaTlv *request) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_result (guint32 tag, int result) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_isdr_choice_error (guint32 tag, int result) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimIsdr, sim_isdr_free)

G_END_DECLS
