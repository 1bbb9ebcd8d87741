/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/*
 * A picture or a document as it was copied or dropped, not decoded: #GBytes. GDK would decode
 * pictures of any size to make a texture of them; these are read up to the bounds of
 * tern_picture_load_bytes(), which decodes them.
 */
#define TERN_TYPE_PICTURE_BYTES (tern_picture_bytes_get_type ())
GType tern_picture_bytes_get_type (void);
void tern_picture_bytes_register (void);

G_END_DECLS
