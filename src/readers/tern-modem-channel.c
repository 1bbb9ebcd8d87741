/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "readers/tern-modem-channel.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "lpa/lpa-error.h"
#include "readers/tern-helper-channel.h"
#ifdef TERN_HAVE_MBIM
#include <libmbim-glib.h>

#include "readers/tern-mbim-channel.h"
#endif

#ifdef TERN_HAVE_MBIM
/* Where it is written down what was changed on a modem, for the next run should this one be
 * killed. */
static char *
get_state_folder (void)
{
  char *folder = g_build_filename (g_get_user_state_dir (), "tern", "modems", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_clear_pointer (&folder, g_free);
  return folder;
}

static LpaChannel *
new_mbim_channel (const char *device, guint slot, const char *name, gboolean proxy, GError **error)
{
  g_autofree char *state = get_state_folder ();
  TernMbimPlace place = { .device = device,
                          .name = name,
                          .slot = slot,
                          .proxy = proxy,
                          .state = state };

  return tern_mbim_channel_new (&place);
}

/* Whether some program shares modems at this moment: who opened a device past it would hear
 * nothing. */
static gboolean
is_proxy_running (void)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new_with_type (
      MBIM_PROXY_SOCKET_PATH, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  return socket != NULL && g_socket_connect (socket, address, NULL, NULL);
}

/* A device that is not there at all is told from one that is somebody else's. */
static gboolean
may_open (const char *device)
{
  return g_access (device, F_OK) != 0 ||
         (g_access (device, R_OK | W_OK) == 0 && !is_proxy_running ());
}

static TernModemWay
get_shared_way (void)
{
  return geteuid () == 0 ? TERN_MODEM_WAY_PROXY : TERN_MODEM_WAY_HELPER;
}
#else
static LpaChannel *
new_mbim_channel (const char *device, guint slot, const char *name, gboolean proxy, GError **error)
{
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_UNSUPPORTED, "mbim/not-built",
                 "This build of Tern reaches modems through the modem helper alone");
  return NULL;
}

static gboolean
may_open (const char *device)
{
  return FALSE;
}

static TernModemWay
get_shared_way (void)
{
  return TERN_MODEM_WAY_HELPER;
}
#endif

/**
 * tern_modem_channel_new:
 * @device: path of a modem's device node that speaks MBIM
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that the modem uses
 * @name: the reader's name for people
 * @way: how to speak to the modem
 * @error: return location for %LPA_CHANNEL_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full) (nullable): a channel to the card; %NULL when this build does not know
 * the way
 */
LpaChannel *
tern_modem_channel_new (const char *device,
                        guint slot,
                        const char *name,
                        TernModemWay way,
                        GError **error)
{
  if (way == TERN_MODEM_WAY_ANY && may_open (device))
    return new_mbim_channel (device, slot, name, FALSE, error);
  if (way == TERN_MODEM_WAY_ANY)
    way = get_shared_way ();
  if (way == TERN_MODEM_WAY_PROXY)
    return new_mbim_channel (device, slot, name, TRUE, error);
  return tern_helper_channel_new (device, slot, name);
}

/**
 * tern_modem_channel_new_shared:
 * @device: path of the device node of a modem that ModemManager looks after
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that the modem uses
 * @name: the reader's name for people
 *
 * ModemManager holds the device, so it has to be shared with it: by mbim-proxy, which serves root
 * alone, or by the modem helper.
 *
 * Returns: (transfer full): a channel to the card
 */
LpaChannel *
tern_modem_channel_new_shared (const char *device, guint slot, const char *name)
{
  return tern_modem_channel_new (device, slot, name, get_shared_way (), NULL);
}
