/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-record.h"

/**
 * tern_order_record_free:
 * @self: (transfer full): what is kept of a row
 */
void
tern_order_record_free (TernOrderRecord *self)
{
  g_free (self->eid);
  g_free (self->iccid);
  g_free (self->profile_name);
  g_free (self->error);
  g_clear_pointer (&self->claimed, g_date_time_unref);
  g_clear_pointer (&self->changed, g_date_time_unref);
  g_free (self);
}

/**
 * tern_order_record_let_go:
 * @self: a row that goes back to the queue
 *
 * Any card may have it, unless the server has given the profile to one: that one alone can have it,
 * whatever happened since.
 */
void
tern_order_record_let_go (TernOrderRecord *self)
{
  if (self->bound)
    return;
  g_clear_pointer (&self->eid, g_free);
  g_clear_pointer (&self->iccid, g_free);
  g_clear_pointer (&self->profile_name, g_free);
}
