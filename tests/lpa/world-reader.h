/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "world.h"

G_BEGIN_DECLS

WorldReader *world_reader_new (SimEuicc *sim);
void world_reader_break_at (WorldReader *self,
                            const char *tag,
                            guint nth,
                            WorldFault fault,
                            GCancellable *cancellable);
void world_reader_put_back_when_pulled (WorldReader *self);
gboolean world_reader_is_broken (WorldReader *self);
int world_reader_get_cancel_reason (WorldReader *self);
guint world_reader_count (WorldReader *self, const char *tag);

G_END_DECLS
