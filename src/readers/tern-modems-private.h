/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmm-glib.h>

#include "readers/tern-modems.h"

G_BEGIN_DECLS

void tern_modems_drain (GMainContext *context);
TernModems *tern_modems_read (MMManager *manager,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
