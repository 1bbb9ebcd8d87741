/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernModemPowers:
 * @reset_card: resets the card in slot @slot of the modem whose control port is the device node
 *   @port, as taking its power would
 * @inhibit: has ModemManager let go of the modem whose device is @device, or take it up again
 * @set_slot: has ModemManager use another SIM slot of the modem with the object @path
 *
 * What may be done to a modem with more rights than a session has. Each blocks.
 */
typedef struct
{
  gboolean (*reset_card) (gpointer data,
                          const char *port,
                          guint slot,
                          GCancellable *cancellable,
                          GError **error);
  gboolean (*inhibit) (gpointer data,
                       const char *device,
                       gboolean inhibited,
                       GCancellable *cancellable,
                       GError **error);
  gboolean (*set_slot) (gpointer data,
                        const char *path,
                        guint slot,
                        GCancellable *cancellable,
                        GError **error);
} TernModemPowers;

G_END_DECLS
