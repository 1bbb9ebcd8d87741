/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernPower:
 * @on_battery: whether this computer runs on its battery
 * @has_battery: whether it has one
 * @percentage: how full it is
 *
 * What UPower says. Free with tern_power_free().
 */
typedef struct
{
  gboolean on_battery;
  gboolean has_battery;
  double percentage;
} TernPower;

TernPower *tern_power_new (GDBusConnection *bus,
                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void tern_power_free (TernPower *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPower, tern_power_free)

G_END_DECLS
