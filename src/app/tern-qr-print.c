/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-qr-print.h"

#include "scan/tern-qr-picture.h"

/* Width of the code on paper, quiet zone included, where the paper is wide enough. */
#define SIDE_MILLIMETRES 60.0

typedef struct
{
  TernQrPicture *picture;
  char *caption;
} Page;

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int number, const Page *page)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  double side = MIN (width, SIDE_MILLIMETRES);

  cairo_translate (cairo, (width - side) / 2, 0);
  tern_qr_picture_draw (page->picture, cairo, side, page->caption);
}

static void
free_page (gpointer data, GClosure *closure)
{
  Page *page = data;

  tern_qr_picture_free (page->picture);
  g_free (page->caption);
  g_free (page);
}

/**
 * tern_qr_print_new:
 * @text: what the code shall hold, not too long for one
 * @caption: words below it
 * @job: what the list of print jobs calls it; no secret
 *
 * Returns: (transfer full): one page with the text as a QR code, to be run
 */
GtkPrintOperation *
tern_qr_print_new (const char *text, const char *caption, const char *job)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Page *page = g_new (Page, 1);

  *page = (Page){ tern_qr_picture_new (text, NULL), g_strdup (caption) };
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_MM);
  gtk_print_operation_set_job_name (operation, job);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), page, free_page, 0);
  return operation;
}
