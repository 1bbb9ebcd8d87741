/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * TernPipewireSourceFunc:
 * @sample: (transfer none): a picture as the camera gives it, with its format
 * @user_data: as given to tern_pipewire_source_new()
 *
 * Called by tern_pipewire_source_wait() for each picture.
 */
typedef void (*TernPipewireSourceFunc) (GstSample *sample, gpointer user_data);

/*
 * The pictures of a camera of PipeWire. In one thread, whichever, which waits for them; not the
 * main thread. GStreamer's own element for this ends the program, in some releases, when a camera
 * is unplugged.
 */
typedef struct _TernPipewireSource TernPipewireSource;

TernPipewireSource *tern_pipewire_source_new (int socket,
                                              const char *target,
                                              TernPipewireSourceFunc function,
                                              gpointer user_data,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_pipewire_source_free (TernPipewireSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPipewireSource, tern_pipewire_source_free)
gboolean tern_pipewire_source_wait (TernPipewireSource *self, guint milliseconds, GError **error);

G_END_DECLS
