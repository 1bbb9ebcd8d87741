/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "network/tern-connector-private.h"

/* Built instead of the way to a connection where modems are left to other programs. */
gboolean
tern_connector_carry_out (TernConnector *self, GCancellable *cancellable, GError **error)
{
  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_SERVICE, NULL,
                 "This program was built without modems");
  return FALSE;
}
