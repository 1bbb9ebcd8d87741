/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-labels.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "orders/tern-order-error.h"
#include "orders/tern-order-export.h"
#include "scan/tern-qr-picture.h"

#define POINTS(millimetres) ((millimetres) *72.0 / 25.4)

/* White space in a label, in millimetres. */
#define MARGIN 2.0

/* The words of a label: so many lines, space between them included, of so many times the height of
 * a letter; half of an EID has to fit into one. */
#define LINES 9.5
#define EMS 12.0
#define EID_LINE 16

/* ICCID and EID are read aloud in groups. */
#define GROUP 4

static const TernLabelSheet sheets[] = {
  { "a4-3x8", NC_ ("label sheet", "A4, 24 labels of 70 × 37 mm"), 210, 297, 3, 8, 70, 37, 0, 0.5,
    0 },
  { "a4-3x7", NC_ ("label sheet", "A4, 21 labels of 63.5 × 38.1 mm"), 210, 297, 3, 7, 63.5, 38.1,
    7.2, 15.1, 2.5 },
  { "a4-2x8", NC_ ("label sheet", "A4, 16 labels of 99.1 × 33.9 mm"), 210, 297, 2, 8, 99.1, 33.9,
    4.7, 13, 2.5 },
  { "letter-3x10", NC_ ("label sheet", "Letter, 30 labels of 66.7 × 25.4 mm"), 215.9, 279.4, 3, 10,
    66.7, 25.4, 4.8, 12.7, 3.1 },
  { "roll-62x29", NC_ ("label sheet", "Roll, labels of 62 × 29 mm"), 62, 29, 1, 1, 62, 29, 0, 0,
    0 },
};

typedef struct
{
  const TernLabelSheet *sheet;
  cairo_t *cairo;
  guint count;
} Printing;

/**
 * tern_label_sheets_get:
 * @count: (out): how many
 *
 * Returns: (transfer none) (array length=count): the sheets that labels can be printed on
 */
const TernLabelSheet *
tern_label_sheets_get (gsize *count)
{
  *count = G_N_ELEMENTS (sheets);
  return sheets;
}

/**
 * tern_label_sheets_find:
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the sheet of that name
 */
const TernLabelSheet *
tern_label_sheets_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (g_str_equal (sheets[i].name, name))
      return &sheets[i];
  return NULL;
}

static char *
group (const char *digits)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

static char *
make_numbers (const TernOrderRecord *record)
{
  g_autofree char *half = g_strndup (record->eid, EID_LINE);
  g_autofree char *iccid = group (record->iccid);
  g_autofree char *first = group (half);
  g_autofree char *second = group (record->eid + strlen (half));

  return g_strdup_printf ("ICCID\n%s\nEID\n%s\n%s", iccid, first, second);
}

static char *
choose_name (TernOrder *order, const TernOrderRecord *record)
{
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, record->number);
  const char *nickname = entry->value[TERN_ORDER_MEANING_NICKNAME];

  return g_strdup (nickname != NULL ? nickname : record->profile_name);
}

/* A name may be cut, a number never. Returns the height that was taken. */
static double
draw_text (cairo_t *cairo, const char *text, double width, double letters, gboolean is_name)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cairo);
  g_autoptr (PangoFontDescription) font =
      pango_font_description_from_string (is_name ? "Sans Bold" : "Sans");
  int height;

  pango_font_description_set_absolute_size (font, letters * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  if (is_name)
    {
      pango_layout_set_height (layout, -1);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_text (layout, text, -1);
  pango_cairo_show_layout (cairo, layout);
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* The QR code on the left, as high as the label; the rest is for the words. */
static void
draw_label (Printing *self, const char *name, const char *numbers, const TernQrPicture *code)
{
  const TernLabelSheet *sheet = self->sheet;
  double margin = POINTS (MARGIN);
  double height = POINTS (sheet->height) - 2 * margin;
  double side = MIN (height, POINTS (sheet->width) * 0.4);
  double width = POINTS (sheet->width) - side - 3 * margin;
  double letters = MIN (height / LINES, width / EMS);

  cairo_save (self->cairo);
  cairo_translate (self->cairo, margin, margin);
  tern_qr_picture_draw (code, self->cairo, side, NULL);
  cairo_translate (self->cairo, side + margin, 0);
  cairo_set_source_rgb (self->cairo, 0, 0, 0);
  if (name != NULL)
    cairo_translate (self->cairo, 0, draw_text (self->cairo, name, width, letters, TRUE));
  draw_text (self->cairo, numbers, width, letters, FALSE);
  cairo_restore (self->cairo);
}

static gboolean
print_label (TernOrder *order, const TernOrderRecord *record, gpointer data, GError **error)
{
  Printing *self = data;
  const TernLabelSheet *sheet = self->sheet;
  guint place = self->count % (sheet->columns * sheet->rows);
  g_autoptr (TernQrPicture) code = NULL;
  g_autofree char *name = NULL;
  g_autofree char *numbers = NULL;

  if ((record->state != TERN_ORDER_STATE_DONE && record->state != TERN_ORDER_STATE_INSTALLED) ||
      record->iccid == NULL || record->eid == NULL)
    return TRUE;
  code = tern_qr_picture_new (record->iccid, error);
  if (code == NULL)
    return FALSE;
  if (place == 0 && self->count > 0)
    cairo_show_page (self->cairo);
  name = choose_name (order, record);
  numbers = make_numbers (record);
  cairo_save (self->cairo);
  cairo_translate (self->cairo,
                   POINTS (sheet->left + (place % sheet->columns) * (sheet->width + sheet->gap)),
                   POINTS (sheet->top + (place / sheet->columns) * sheet->height));
  draw_label (self, name, numbers, code);
  cairo_restore (self->cairo);
  self->count++;
  return TRUE;
}

static gboolean
finish_page (cairo_surface_t *surface, GError **error)
{
  cairo_status_t status;

  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_WRITE,
               C_ ("order", "The labels cannot be written: %s."), cairo_status_to_string (status));
  return FALSE;
}

/**
 * tern_order_print_labels:
 * @order: an order
 * @sheet: how labels lie on a page
 * @path: the PDF file to write
 * @count: (out) (optional): how many labels there are
 * @error: return location for an error of %TERN_ORDER_ERROR or %TERN_LEDGER_ERROR
 *
 * Blocks; any thread.
 *
 * Returns: whether the file was written
 */
gboolean
tern_order_print_labels (TernOrder *order,
                         const TernLabelSheet *sheet,
                         const char *path,
                         guint *count,
                         GError **error)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create (path, POINTS (sheet->page_width), POINTS (sheet->page_height));
  Printing self = { sheet, cairo_create (surface), 0 };
  gboolean done = tern_order_visit (order, print_label, &self, error);

  cairo_destroy (self.cairo);
  done = done && finish_page (surface, error);
  cairo_surface_destroy (surface);
  if (count != NULL)
    *count = self.count;
  return done;
}
