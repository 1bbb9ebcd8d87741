/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernPipewireCamerasChanged:
 * @is_connected: whether PipeWire is still there; if not, nothing more comes
 * @user_data: as given to tern_pipewire_cameras_new()
 *
 * Called in the main context when all cameras are known, and when one has come or gone. Whoever is
 * called may free what called it later, not at once.
 */
typedef void (*TernPipewireCamerasChanged) (gboolean is_connected, gpointer user_data);

/* Which cameras PipeWire has, followed; none of them is opened. Main thread. */
typedef struct _TernPipewireCameras TernPipewireCameras;

TernPipewireCameras *tern_pipewire_cameras_new (int socket,
                                                GListStore *cameras,
                                                TernPipewireCamerasChanged changed,
                                                gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void tern_pipewire_cameras_free (TernPipewireCameras *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPipewireCameras, tern_pipewire_cameras_free)

G_END_DECLS
