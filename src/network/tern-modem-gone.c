/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-gone.h"

/**
 * tern_modem_gone_matches:
 * @error: what a call to one of ModemManager's objects ended with
 *
 * Returns: whether it says that the object, or ModemManager, is not there any more
 */
gboolean
tern_modem_gone_matches (const GError *error)
{
  static const GDBusError codes[] = {
    G_DBUS_ERROR_UNKNOWN_OBJECT,  G_DBUS_ERROR_UNKNOWN_METHOD,    G_DBUS_ERROR_UNKNOWN_INTERFACE,
    G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_NO_REPLY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}
