/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#include "scan/tern-scan-error.h"

/* How much is handed to a decoder before it is looked at again. */
#define PIECE (64 * 1024)
/* Where the mark of a PDF file must begin at the latest. */
#define PDF_HEAD 1024
/* A page is drawn as it would be printed, but with no more pixels than a good screen has. */
#define PAGE_DPI 220.0
#define PAGE_PIXELS 6000000.0
/* Where the opaque part is lighter than this, what is behind it is black. */
#define LIGHT 170

static guint
luma (const guint8 *pixel)
{
  return (77u * pixel[0] + 151u * pixel[1] + 28u * pixel[2]) >> 8;
}

/*
 * What a transparent picture is seen against: white, unless what there is of it is itself so light
 * that nobody could see it.
 */
static guint
choose_background (const guint8 *data, guint width, guint height, gsize stride)
{
  guint64 light = 0, opaque = 0;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        const guint8 *pixel = data + y * stride + 4 * (gsize) x;

        light += luma (pixel) * pixel[3];
        opaque += pixel[3];
      }
  return opaque > 0 && light / opaque > LIGHT && opaque / 255 < (guint64) width * height ? 0 : 255;
}

/**
 * tern_picture_new_from_rgb:
 * @data: (array): three or four bytes a pixel: red, green, blue, and how opaque
 * @width: pixels in a row, at least 1
 * @height: rows, at least 1
 * @stride: bytes from a row to the next
 * @has_alpha: whether there are four
 *
 * Any thread.
 *
 * Returns: (transfer full): the picture in grey
 */
TernGrey *
tern_picture_new_from_rgb (const guint8 *data,
                           guint width,
                           guint height,
                           gsize stride,
                           gboolean has_alpha)
{
  TernGrey *grey = tern_grey_new (width, height);
  guint background = has_alpha ? choose_background (data, width, height, stride) : 0;
  gsize step = has_alpha ? 4 : 3;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        const guint8 *pixel = data + y * stride + x * step;
        guint alpha = has_alpha ? pixel[3] : 255;

        grey->pixels[(gsize) y * width + x] =
            (guint8) ((luma (pixel) * alpha + background * (255 - alpha)) / 255);
      }
  return grey;
}

/* A decoder at work, and what was found out about the picture before it was decoded. */
typedef struct
{
  GdkPixbufLoader *loader;
  gboolean known_size;
  gboolean too_large;
  int top;
  int bottom;
} Decoding;

static void
check_size (GdkPixbufLoader *loader, int width, int height, Decoding *decoding)
{
  decoding->known_size = TRUE;
  decoding->too_large =
      width < 1 || height < 1 || (guint64) width * (guint64) height > TERN_PICTURE_MAX_PIXELS;
  if (decoding->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

/*
 * Whether a JPEG file goes on to its end mark (ISO/IEC 10918-1 B.1): decoders paint grey what is
 * missing. Segments have a length, and what follows the start of a scan has no marks but its own.
 */
static gboolean
jpeg_is_complete (const guint8 *data, gsize size)
{
  gsize at = 2;

  while (at + 1 < size)
    {
      guint8 mark = data[at + 1];

      if (data[at] != 0xFF || mark == 0x00 || mark == 0xFF || (mark >= 0xD0 && mark <= 0xD7))
        at++;
      else if (mark == 0xD9)
        return TRUE;
      else if (at + 3 < size)
        at += 2 + (gsize) (data[at + 2] << 8 | data[at + 3]);
      else
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_cut_jpeg (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 2 && data[0] == 0xFF && data[1] == 0xD8 && !jpeg_is_complete (data, size);
}

/* Other decoders are content with half a picture; how far it goes tells. */
static void
count_rows (GdkPixbufLoader *loader, int x, int y, int width, int height, Decoding *decoding)
{
  decoding->top = MIN (decoding->top, y);
  decoding->bottom = MAX (decoding->bottom, y + height);
}

/* Feeds the decoder until the end or the first fault; returns whether all went in. */
static gboolean
feed (Decoding *decoding, GBytes *bytes, GCancellable *cancellable)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize at = 0; at < size; at += PIECE)
    if (g_cancellable_is_cancelled (cancellable) || decoding->too_large ||
        !gdk_pixbuf_loader_write (decoding->loader, data + at, MIN (PIECE, size - at), NULL))
      return FALSE;
  return TRUE;
}

static TernScanError
decoding_fault (const Decoding *decoding)
{
  if (decoding->too_large)
    return TERN_SCAN_ERROR_TOO_MANY_PIXELS;
  if (decoding->known_size || gdk_pixbuf_loader_get_format (decoding->loader))
    return TERN_SCAN_ERROR_TRUNCATED;
  return TERN_SCAN_ERROR_NOT_A_PICTURE;
}

static TernGrey *
grey_from_pixbuf (GdkPixbuf *pixbuf)
{
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);

  return tern_picture_new_from_rgb (
      gdk_pixbuf_read_pixels (upright), (guint) gdk_pixbuf_get_width (upright),
      (guint) gdk_pixbuf_get_height (upright), (gsize) gdk_pixbuf_get_rowstride (upright),
      gdk_pixbuf_get_has_alpha (upright));
}

static TernGrey *
decode (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  Decoding decoding = { .loader = loader, .top = G_MAXINT };
  GdkPixbuf *pixbuf;
  gboolean fed, closed;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (check_size), &decoding);
  g_signal_connect (loader, "area-updated", G_CALLBACK (count_rows), &decoding);
  fed = feed (&decoding, bytes, cancellable);
  closed = gdk_pixbuf_loader_close (loader, NULL);
  g_signal_handlers_disconnect_by_data (loader, &decoding);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!fed || !closed || decoding.too_large || !pixbuf || is_cut_jpeg (bytes) || decoding.top > 0 ||
      decoding.bottom < gdk_pixbuf_get_height (pixbuf))
    {
      tern_scan_error_set (error, decoding_fault (&decoding));
      return NULL;
    }
  return grey_from_pixbuf (pixbuf);
}

static TernGrey *
grey_from_surface (cairo_surface_t *surface)
{
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  TernGrey *grey = tern_grey_new (width, height);
  const guint8 *data;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint32 pixel;

        memcpy (&pixel, data + y * stride + 4 * (gsize) x, sizeof pixel);
        grey->pixels[(gsize) y * width + x] = (guint8) luma (
            (const guint8[]){ (guint8) (pixel >> 16), (guint8) (pixel >> 8), (guint8) pixel });
      }
  return grey;
}

/* Draws a page; %NULL when its size makes no sense or there is no memory for it. */
static TernGrey *
draw_page (PopplerPage *page)
{
  g_autoptr (TernGrey) grey = NULL;
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cairo;

  poppler_page_get_size (page, &width, &height);
  if (!(width > 0 && height > 0 && width < 1e6 && height < 1e6))
    return NULL;
  scale = MIN (PAGE_DPI / 72, sqrt (PAGE_PIXELS / (width * height)));
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) MAX (width * scale, 1),
                                        (int) MAX (height * scale, 1));
  cairo = cairo_create (surface);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_paint (cairo);
  cairo_scale (cairo, scale, scale);
  poppler_page_render (page, cairo);
  if (cairo_status (cairo) == CAIRO_STATUS_SUCCESS)
    grey = grey_from_surface (surface);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return g_steal_pointer (&grey);
}

static PopplerDocument *
open_document (GBytes *bytes, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (bytes, NULL, &local_error);

  if (document)
    return document;
  if (g_error_matches (local_error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    tern_scan_error_set (error, TERN_SCAN_ERROR_LOCKED);
  else
    tern_scan_error_set (error, TERN_SCAN_ERROR_TRUNCATED);
  return NULL;
}

static gboolean
draw_pages (GPtrArray *pictures,
            PopplerDocument *document,
            GCancellable *cancellable,
            GError **error)
{
  int pages = MIN (poppler_document_get_n_pages (document), TERN_PICTURE_MAX_PAGES);

  for (int i = 0; i < pages; i++)
    {
      PopplerPage *page = poppler_document_get_page (document, i);
      TernGrey *picture = page ? draw_page (page) : NULL;

      g_clear_object (&page);
      if (picture)
        g_ptr_array_add (pictures, picture);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  if (pictures->len == 0)
    tern_scan_error_set (error, TERN_SCAN_ERROR_TRUNCATED);
  return pictures->len > 0;
}

static gboolean
load_document (GPtrArray *pictures, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  PopplerDocument *document = open_document (bytes, error);
  gboolean loaded = document && draw_pages (pictures, document, cancellable, error);

  g_clear_object (&document);
  return loaded;
}

static gboolean
is_pdf (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return data && g_strstr_len (data, (gssize) MIN (size, PDF_HEAD), "%PDF-") != NULL;
}

/**
 * tern_picture_load_bytes:
 * @bytes: a picture in any format of gdk-pixbuf, or a PDF document
 * @cancellable: (nullable): to stop it
 * @error: return location for an error of %TERN_SCAN_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Decodes what may be hostile: how many pixels it has is known before there is memory for them,
 * and of a document only the first pages are drawn. Blocks: not for the main thread.
 *
 * Returns: (transfer full) (element-type TernGrey): one picture, or one a page
 */
GPtrArray *
tern_picture_load_bytes (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) pictures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tern_grey_unref);

  if (g_bytes_get_size (bytes) > TERN_PICTURE_MAX_BYTES)
    {
      tern_scan_error_set (error, TERN_SCAN_ERROR_FILE_TOO_LARGE);
      return NULL;
    }
  if (is_pdf (bytes))
    {
      if (!load_document (pictures, bytes, cancellable, error))
        return NULL;
    }
  else
    {
      TernGrey *picture = decode (bytes, cancellable, error);

      if (!picture)
        return NULL;
      g_ptr_array_add (pictures, picture);
    }
  return g_steal_pointer (&pictures);
}

/* Reads no more than one byte beyond what is allowed, however long the file claims to be. */
static GBytes *
read_bounded (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gssize got = 1;

  while (stream && got > 0 && data->len <= TERN_PICTURE_MAX_BYTES)
    {
      guint8 piece[PIECE];

      got = g_input_stream_read (G_INPUT_STREAM (stream), piece, sizeof piece, cancellable, error);
      if (got > 0)
        g_byte_array_append (data, piece, (guint) got);
    }
  if (!stream || got < 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

/**
 * tern_picture_load_file:
 * @file: a file
 * @cancellable: (nullable): to stop it
 * @error: return location for an error of %TERN_SCAN_ERROR or %G_IO_ERROR_CANCELLED
 *
 * tern_picture_load_bytes() on what is in a file.
 *
 * Returns: (transfer full) (element-type TernGrey): one picture, or one a page
 */
GPtrArray *
tern_picture_load_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = read_bounded (file, cancellable, &local_error);

  if (bytes)
    return tern_picture_load_bytes (bytes, cancellable, error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    tern_scan_error_set (error, TERN_SCAN_ERROR_FILE);
  return NULL;
}
