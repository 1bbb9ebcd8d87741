/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-qr-picture.h"

G_BEGIN_DECLS

/* A QR code as a file, of the kind that the ending of its name says: .svg or .png. */
gboolean tern_qr_file_is_known (const char *name);
GBytes *tern_qr_file_make (const TernQrPicture *picture,
                           const char *name,
                           const char *caption) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
