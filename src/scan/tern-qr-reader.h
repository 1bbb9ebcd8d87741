/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * TernQrMode:
 * @TERN_QR_MODE_STILL: a picture that there is only one of
 * @TERN_QR_MODE_VIDEO: a frame, after which there will be others
 *
 * How much is tried, and in which order.
 */
typedef enum
{
  TERN_QR_MODE_STILL,
  TERN_QR_MODE_VIDEO,
} TernQrMode;

/* Time for a still picture, and for a frame at 30 a second, in milliseconds. */
#define TERN_QR_STILL_BUDGET 2000
#define TERN_QR_VIDEO_BUDGET 33

GPtrArray *tern_qr_reader_read (const TernGrey *picture,
                                TernQrMode mode,
                                guint budget,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_qr_reader_read_async (TernGrey *picture,
                                TernQrMode mode,
                                guint budget,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *tern_qr_reader_read_finish (GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
