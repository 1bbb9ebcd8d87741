/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plain-zbar.h"

#include <zbar.h>

GPtrArray *
plain_zbar_read (const TernGrey *picture)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, picture->width, picture->height);
  zbar_image_set_data (image, picture->pixels, (gsize) picture->width * picture->height, NULL);
  zbar_scan_image (scanner, image);
  for (symbol = zbar_image_first_symbol (image); symbol; symbol = zbar_symbol_next (symbol))
    if (zbar_symbol_get_type (symbol) == ZBAR_QRCODE)
      g_ptr_array_add (texts, g_strdup (zbar_symbol_get_data (symbol)));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return texts;
}
