/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TERN_TYPE_QR_VIEW (tern_qr_view_get_type ())
G_DECLARE_FINAL_TYPE (TernQrView, tern_qr_view, TERN, QR_VIEW, GtkWidget)

/* A QR code, as large as there is room: black on white whatever the colours around, every module a
 * whole number of pixels. */
GtkWidget *tern_qr_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_qr_view_set_text (TernQrView *self, const char *text);

G_END_DECLS
