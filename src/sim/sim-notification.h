/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pki.h"
#include "sim/sim-profile-store.h"

G_BEGIN_DECLS

GBytes *sim_notification_new_metadata (gint64 sequence,
                                       guint8 event,
                                       const char *address,
                                       const LpaTlv *iccid) G_GNUC_WARN_UNUSED_RESULT;
void sim_notification_add_configured (SimProfileStore *store,
                                      SimPki *pki,
                                      const SimProfile *profile,
                                      guint8 event,
                                      const char *except);

G_END_DECLS
