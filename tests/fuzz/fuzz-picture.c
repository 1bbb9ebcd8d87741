/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "scan/tern-picture.h"
#include "scan/tern-qr-reader.h"
#include "scan/tern-scan-error.h"

/* Larger pictures are opened and not read, so that there is time for more of them. */
#define MAX_PIXELS 5000

/* A picture or an error, never both; and what there is can be read. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures = tern_picture_load_bytes (bytes, NULL, &error);

  g_assert_true ((pictures != NULL) != (error != NULL));
  g_assert_true (!error || error->domain == TERN_SCAN_ERROR);
  for (guint i = 0; pictures && i < pictures->len; i++)
    {
      const TernGrey *picture = pictures->pdata[i];
      g_autoptr (GPtrArray) texts = NULL;

      if ((guint64) picture->width * picture->height <= MAX_PIXELS)
        texts = tern_qr_reader_read (picture, TERN_QR_MODE_VIDEO, TERN_QR_VIDEO_BUDGET, NULL, NULL);
      for (guint t = 0; texts && t < texts->len; t++)
        g_assert_true (g_utf8_validate (texts->pdata[t], -1, NULL));
    }
  return 0;
}
