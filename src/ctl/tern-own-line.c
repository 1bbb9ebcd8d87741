/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-own-line.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "network/tern-route.h"

static gboolean
goes_by (TernCtl *ctl, TernReader *reader)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) names = NULL;

  tern_route_find_async (NULL, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  names = tern_route_find_finish (result, NULL);
  return names != NULL &&
         tern_route_goes_by ((const char *const *) names, tern_reader_get_modem (reader),
                             tern_reader_get_slot (reader));
}

/**
 * tern_own_line_ask:
 * @ctl: the command line, settled
 * @euicc: the card that something is about to be done with
 * @yes: whether the person has agreed beforehand
 * @error: return location for %G_IO_ERROR_CANCELLED or %TERN_CTL_ERROR_NEEDS_ANSWER
 *
 * Asks when this computer is connected through the very modem that the card is in: the line that
 * is needed would break.
 *
 * Returns: whether to go on
 */
gboolean
tern_own_line_ask (TernCtl *ctl, LpaEuicc *euicc, gboolean yes, GError **error)
{
  TernReader *reader = tern_ctl_find_reader (ctl, euicc);

  if (reader == NULL || tern_reader_get_modem (reader) == NULL || yes || !goes_by (ctl, reader))
    return !g_cancellable_set_error_if_cancelled (ctl->cancellable, error);

  return tern_ctl_confirm (
      ctl, FALSE,
      C_ ("ternctl", "This computer is connected through the modem that the card is in, and the "
                     "connection breaks off when the profile changes. Better use Wi-Fi or a "
                     "cable. Nothing has been done yet. Go on all the same?"),
      error);
}
