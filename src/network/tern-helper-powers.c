/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-helper-powers.h"

static TernHelperClient *
get_client (TernHelperPowers *self, GCancellable *cancellable, GError **error)
{
  if (self->client == NULL)
    self->client = tern_helper_client_new (cancellable, error);
  return self->client;
}

static gboolean
reset_card (gpointer data, const char *port, guint slot, GCancellable *cancellable, GError **error)
{
  TernHelperClient *client = get_client (data, cancellable, error);

  return client != NULL && tern_helper_client_reset_card (client, port, slot, cancellable, error);
}

static gboolean
inhibit (gpointer data,
         const char *device,
         gboolean inhibited,
         GCancellable *cancellable,
         GError **error)
{
  TernHelperClient *client = get_client (data, cancellable, error);

  return client != NULL &&
         tern_helper_client_set_inhibited (client, device, inhibited, cancellable, error);
}

static gboolean
set_slot (gpointer data, const char *path, guint slot, GCancellable *cancellable, GError **error)
{
  TernHelperClient *client = get_client (data, cancellable, error);

  return client != NULL && tern_helper_client_set_sim_slot (client, path, slot, cancellable, error);
}

const TernModemPowers tern_helper_powers = { reset_card, inhibit, set_slot };

/**
 * tern_helper_powers_clear:
 * @self: powers; the helper puts back what was done over their line and does not last by itself
 */
void
tern_helper_powers_clear (TernHelperPowers *self)
{
  g_clear_object (&self->client);
}
