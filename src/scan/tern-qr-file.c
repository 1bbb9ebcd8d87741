/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-file.h"

#include <string.h>

#define MODULE_PIXELS 8

/* A kind of file, by the ending of its name. */
typedef struct
{
  const char *ending;
  GBytes *(*make) (const TernQrPicture *picture, const char *caption);
} Format;

static GBytes *
make_svg (const TernQrPicture *picture, const char *caption)
{
  char *svg = tern_qr_picture_to_svg (picture, caption);

  return g_bytes_new_take (svg, strlen (svg));
}

static GBytes *
make_png (const TernQrPicture *picture, const char *caption)
{
  return tern_qr_picture_to_png (picture, MODULE_PIXELS, caption);
}

static const Format formats[] = {
  { ".svg", make_svg },
  { ".png", make_png },
};

static const Format *
find_format (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending))
      return &formats[i];
  return NULL;
}

/**
 * tern_qr_file_is_known:
 * @name: a file's name
 *
 * Returns: whether its ending is known
 */
gboolean
tern_qr_file_is_known (const char *name)
{
  return find_format (name) != NULL;
}

/**
 * tern_qr_file_make:
 * @picture: a QR code
 * @name: the file's name, whose ending is known
 * @caption: (nullable): words below the code
 *
 * Any thread.
 *
 * Returns: (transfer full): what to write into the file
 */
GBytes *
tern_qr_file_make (const TernQrPicture *picture, const char *name, const char *caption)
{
  const Format *format = find_format (name);

  g_return_val_if_fail (format != NULL, NULL);

  return format->make (picture, caption);
}
