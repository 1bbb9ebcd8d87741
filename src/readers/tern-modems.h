/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modem.h"

G_BEGIN_DECLS

/**
 * TernModems:
 *
 * (element-type TernModem): the modems that ModemManager knows; none where there is no
 * ModemManager. Free with g_ptr_array_unref().
 */
typedef GPtrArray TernModems;

TernModems *tern_modems_new (GDBusConnection *bus,
                             GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_modems_equal (const TernModems *self, const TernModems *other);

G_END_DECLS
