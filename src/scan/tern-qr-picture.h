/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Modules that must stay light around a QR code (ISO/IEC 18004 6.3.8). */
#define TERN_QR_PICTURE_QUIET 4

/**
 * TernQrPicture:
 * @modules: modules on a side, the quiet zone not counted
 * @dark: (array): for each module, row by row, whether it is dark
 *
 * A QR code that was made. Free with tern_qr_picture_free().
 */
typedef struct
{
  guint modules;
  gboolean *dark;
} TernQrPicture;

TernQrPicture *tern_qr_picture_new (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_qr_picture_free (TernQrPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernQrPicture, tern_qr_picture_free)

void tern_qr_picture_draw (const TernQrPicture *self,
                           cairo_t *cairo,
                           double side,
                           const char *caption);
char *tern_qr_picture_to_svg (const TernQrPicture *self,
                              const char *caption) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_qr_picture_to_png (const TernQrPicture *self,
                                guint module_pixels,
                                const char *caption) G_GNUC_WARN_UNUSED_RESULT;
char *tern_qr_picture_to_text (const TernQrPicture *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
