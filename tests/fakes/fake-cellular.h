/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmm-glib.h>

G_BEGIN_DECLS

#define FAKE_TYPE_CELLULAR (fake_cellular_get_type ())

/*
 * The 3GPP interface of a modem with a property that later versions of ModemManager (1.24) have and
 * the skeleton here has not: "NetworkRejection".
 */
typedef struct
{
  MmGdbusModem3gppSkeleton parent_instance;
  guint rejection;
} FakeCellular;
typedef struct
{
  MmGdbusModem3gppSkeletonClass parent_class;
} FakeCellularClass;
GType fake_cellular_get_type (void);

void fake_cellular_set_rejection (FakeCellular *self, guint cause);

G_END_DECLS
