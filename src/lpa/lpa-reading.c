/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-reading.h"

static LpaEuiccInfo *
read_info (LpaCard *card, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) raw = lpa_es10b_get_info2 (card, cancellable, error);

  return raw != NULL ? lpa_euicc_info_new_from_tlv (raw, error) : NULL;
}

/**
 * lpa_reading_new:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the card
 *
 * Asks the card for everything but its rules and the pictures of its profiles. Addresses are
 * optional in the standard. Worker thread.
 *
 * Returns: (transfer full) (nullable): what it says
 */
LpaReading *
lpa_reading_new (LpaCard *card, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaReading) self = g_new0 (LpaReading, 1);

  self->info = read_info (card, cancellable, error);
  if (self->info == NULL)
    return NULL;
  self->addresses = lpa_es10a_get_addresses (card, cancellable, NULL);
  self->profiles = lpa_es10c_list_profiles (card, FALSE, cancellable, error);
  if (self->profiles == NULL)
    return NULL;
  self->notifications = lpa_es10b_list_notifications (card, cancellable, error);
  return self->notifications != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * lpa_reading_free:
 * @self: (nullable) (transfer full): a reading
 */
void
lpa_reading_free (LpaReading *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->info, lpa_euicc_info_free);
  g_clear_pointer (&self->addresses, lpa_addresses_free);
  g_clear_pointer (&self->rat, lpa_rat_free);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->notifications, g_ptr_array_unref);
  g_free (self);
}
