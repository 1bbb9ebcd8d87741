/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimSocketLink:
 *
 * A card behind a Unix socket, for simulated readers. One reader is served at a time; the next one
 * waits.
 */
typedef struct _SimSocketLink SimSocketLink;

SimSocketLink *sim_socket_link_new (const char *path,
                                    SimEuicc *euicc,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_socket_link_run (SimSocketLink *self, GCancellable *cancellable, GError **error);
void sim_socket_link_free (SimSocketLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSocketLink, sim_socket_link_free)

G_END_DECLS
