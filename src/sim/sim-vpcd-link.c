/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-vpcd-link.h"

#include "sim/sim-link.h"

#define DEFAULT_PORT 35963
#define PATIENCE_MS 30000
#define STEP_MS 100

/* The reader may not be there yet, or be restarting. */
static GSocketConnection *
connect_patiently (const char *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  for (guint waited = 0;; waited += STEP_MS)
    {
      g_autoptr (GError) local_error = NULL;
      GSocketConnection *connection = g_socket_client_connect_to_host (
          client, address, DEFAULT_PORT, cancellable, &local_error);

      if (connection != NULL)
        return connection;
      if (waited >= PATIENCE_MS ||
          !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
          !sim_link_wait (STEP_MS, cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
}

/**
 * sim_vpcd_link_run:
 * @address: HOST:PORT of vsmartcard's virtual reader; without a port its usual one
 * @euicc: the card to put in
 * @cancellable: (nullable): what takes the card out
 * @error: return location for an error of %G_IO_ERROR
 *
 * Puts the card into a virtual reader of pcscd and leaves it there until it is pulled or
 * @cancellable is cancelled. When the reader goes away the card waits half a minute for it to come
 * back. Blocks.
 *
 * Returns: whether it ended because the card was taken out
 */
gboolean
sim_vpcd_link_run (const char *address, SimEuicc *euicc, GCancellable *cancellable, GError **error)
{
  while (!sim_euicc_is_pulled (euicc) && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GSocketConnection) connection =
          connect_patiently (address, cancellable, &local_error);

      if (connection != NULL && sim_link_serve (connection, euicc, cancellable, &local_error))
        continue;
      if (g_cancellable_is_cancelled (cancellable))
        break;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}
