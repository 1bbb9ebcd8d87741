/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-modem.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimPtyLink:
 *
 * A simulated modem on a pseudo-terminal, which libmbim takes for a device node. Driven by the main
 * context it was made in.
 */
typedef struct _SimPtyLink SimPtyLink;
typedef void (*SimPtyLinkFunc) (gpointer user_data);

SimPtyLink *sim_pty_link_new (const char *path,
                              SimEuicc *euicc,
                              const SimModemQuirks *quirks,
                              const char *log,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sim_pty_link_free (SimPtyLink *self);
void sim_pty_link_set_unplugged_func (SimPtyLink *self, SimPtyLinkFunc func, gpointer user_data);
SimModem *sim_pty_link_get_modem (SimPtyLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimPtyLink, sim_pty_link_free)

G_END_DECLS
