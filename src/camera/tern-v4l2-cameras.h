/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which cameras the kernel has, where there is no PipeWire to say so; none of them is opened. */
void tern_v4l2_cameras_list (const char *folder, GListStore *cameras);

#define TERN_V4L2_FOLDER "/sys/class/video4linux"

G_END_DECLS
