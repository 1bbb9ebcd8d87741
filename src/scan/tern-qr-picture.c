/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-picture.h"

#include <pango/pangocairo.h>
#include <qrencode.h>

#include "scan/tern-scan-error.h"

/* The caption's band below the code and its letters, in modules. */
#define BAND 5
#define LETTERS 2.2

/**
 * tern_qr_picture_new:
 * @text: what it shall hold
 * @error: return location for %TERN_SCAN_ERROR_NO_ROOM
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the QR code, of which 15 % may be damaged
 */
TernQrPicture *
tern_qr_picture_new (const char *text, GError **error)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  TernQrPicture *self;

  if (!code)
    {
      tern_scan_error_set (error, TERN_SCAN_ERROR_NO_ROOM);
      return NULL;
    }
  self = g_new0 (TernQrPicture, 1);
  self->modules = (guint) code->width;
  self->dark = g_new (gboolean, self->modules * self->modules);
  for (guint i = 0; i < self->modules * self->modules; i++)
    self->dark[i] = code->data[i] & 1;
  QRcode_free (code);
  return self;
}

/**
 * tern_qr_picture_free:
 * @self: (nullable): a QR code
 *
 * Frees it.
 */
void
tern_qr_picture_free (TernQrPicture *self)
{
  if (!self)
    return;
  g_free (self->dark);
  g_free (self);
}

/* Where the dark modules that begin at @x end. */
static guint
run_end (const TernQrPicture *self, guint x, guint y)
{
  while (x < self->modules && self->dark[y * self->modules + x])
    x++;
  return x;
}

static guint
outer_modules (const TernQrPicture *self)
{
  return self->modules + 2 * TERN_QR_PICTURE_QUIET;
}

static void
draw_caption (cairo_t *cairo, const char *caption, double modules)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cairo);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, LETTERS * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) ((modules - 2) * PANGO_SCALE));
  pango_layout_set_height (layout, -2);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, caption, -1);
  cairo_move_to (cairo, 1, modules - TERN_QR_PICTURE_QUIET / 2.0);
  pango_cairo_show_layout (cairo, layout);
}

/**
 * tern_qr_picture_draw:
 * @self: a QR code
 * @cairo: where its upper left corner comes to lie at the origin
 * @side: its width with the quiet zone
 * @caption: (nullable): a line or two below it
 *
 * Draws it black on white, for a widget or a printed page. With a caption it is higher than it is
 * wide, by 5 parts in (modules + 8).
 */
void
tern_qr_picture_draw (const TernQrPicture *self, cairo_t *cairo, double side, const char *caption)
{
  double modules = outer_modules (self);

  cairo_save (cairo);
  cairo_scale (cairo, side / modules, side / modules);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_rectangle (cairo, 0, 0, modules, modules + (caption ? BAND : 0));
  cairo_fill (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_set_antialias (cairo, CAIRO_ANTIALIAS_NONE);
  for (guint y = 0; y < self->modules; y++)
    for (guint x = 0, end; x < self->modules; x = end + 1)
      {
        end = run_end (self, x, y);
        cairo_rectangle (cairo, x + TERN_QR_PICTURE_QUIET, y + TERN_QR_PICTURE_QUIET, end - x, 1);
      }
  cairo_fill (cairo);
  if (caption)
    draw_caption (cairo, caption, modules);
  cairo_restore (cairo);
}

/**
 * tern_qr_picture_to_svg:
 * @self: a QR code
 * @caption: (nullable): a line below it
 *
 * Returns: (transfer full): the picture as SVG, one unit a module
 */
char *
tern_qr_picture_to_svg (const TernQrPicture *self, const char *caption)
{
  guint modules = outer_modules (self), height = modules + (caption ? BAND : 0);
  GString *svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%umm\" "
                          "height=\"%umm\" viewBox=\"0 0 %u %u\">\n"
                          "<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n"
                          "<path shape-rendering=\"crispEdges\" d=\"",
                          modules, height, modules, height, modules, height);
  for (guint y = 0; y < self->modules; y++)
    for (guint x = 0, end; x < self->modules; x = end + 1)
      {
        end = run_end (self, x, y);
        if (end > x)
          g_string_append_printf (svg, "M%u %uh%uv1H%uz", x + TERN_QR_PICTURE_QUIET,
                                  y + TERN_QR_PICTURE_QUIET, end - x, x + TERN_QR_PICTURE_QUIET);
      }
  g_string_append (svg, "\"/>\n");
  if (caption)
    {
      g_autofree char *escaped = g_markup_escape_text (caption, -1);

      g_string_append_printf (svg,
                              "<text x=\"%u.5\" y=\"%u\" font-family=\"sans-serif\" "
                              "font-size=\"2\" text-anchor=\"middle\">%s</text>\n",
                              modules / 2, modules, escaped);
    }
  g_string_append (svg, "</svg>\n");
  return g_string_free (svg, FALSE);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * tern_qr_picture_to_png:
 * @self: a QR code
 * @module_pixels: width of a module in pixels, 1 to 40
 * @caption: (nullable): a line or two below it
 *
 * Returns: (transfer full): the picture as PNG
 */
GBytes *
tern_qr_picture_to_png (const TernQrPicture *self, guint module_pixels, const char *caption)
{
  int side = (int) (outer_modules (self) * CLAMP (module_pixels, 1, 40));
  int band = caption ? (int) (BAND * CLAMP (module_pixels, 1, 40)) : 0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side + band);
  cairo_t *cairo = cairo_create (surface);
  GByteArray *png = g_byte_array_new ();

  tern_qr_picture_draw (self, cairo, side, caption);
  cairo_destroy (cairo);
  cairo_surface_write_to_png_stream (surface, append, png);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (png);
}

static gboolean
is_dark (const TernQrPicture *self, int x, int y)
{
  int n = (int) self->modules;

  return x >= 0 && y >= 0 && x < n && y < n && self->dark[y * n + x];
}

/**
 * tern_qr_picture_to_text:
 * @self: a QR code
 *
 * Draws it with blocks for a terminal whose letters are light on dark; most readers take it the
 * other way round as well.
 *
 * Returns: (transfer full): lines, each with its end
 */
char *
tern_qr_picture_to_text (const TernQrPicture *self)
{
  static const char *const blocks[2][2] = { { "█", "▀" }, { "▄", " " } };
  int n = (int) self->modules;
  GString *text = g_string_new (NULL);

  for (int y = -2; y < n + 2; y += 2)
    {
      for (int x = -2; x < n + 2; x++)
        g_string_append (text, blocks[is_dark (self, x, y)][is_dark (self, x, y + 1)]);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
