/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/* The bounds of what is opened at all. */
#define TERN_PICTURE_MAX_BYTES (32 * 1024 * 1024)
#define TERN_PICTURE_MAX_PIXELS (64 * 1000 * 1000)
#define TERN_PICTURE_MAX_PAGES 10

GPtrArray *tern_picture_load_file (GFile *file,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_picture_load_bytes (GBytes *bytes,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_picture_new_from_rgb (const guint8 *data,
                                     guint width,
                                     guint height,
                                     gsize stride,
                                     gboolean has_alpha) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
