/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-order.h"

G_BEGIN_DECLS

char *sim_smdp_decode_bcd (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_smdp_metadata_new (const SimOrder *order,
                               GBytes *icon,
                               const char *address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
