/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-eid-print.h"

#include "app/tern-words.h"
#include "scan/tern-qr-picture.h"

#include <glib/gi18n.h>

/* Width of the code on paper, quiet zone included, where the paper is wide enough. */
#define SIDE_MILLIMETRES 60.0

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, const char *eid)
{
  g_autofree char *grouped = tern_words_dup_eid (eid, FALSE);
  g_autofree char *caption = g_strdup_printf (C_ ("print", "EID %s"), grouped);
  g_autoptr (TernQrPicture) picture = tern_qr_picture_new (eid, NULL);
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  double side = MIN (width, SIDE_MILLIMETRES);

  if (picture == NULL)
    return;
  cairo_translate (cairo, (width - side) / 2, 0);
  tern_qr_picture_draw (picture, cairo, side, caption);
}

static void
free_eid (gpointer eid, GClosure *closure)
{
  g_free (eid);
}

/**
 * tern_eid_print_new:
 * @eid: an EID
 *
 * Returns: (transfer full): one page with the EID as a QR code and as digits, to be run
 */
GtkPrintOperation *
tern_eid_print_new (const char *eid)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_MM);
  gtk_print_operation_set_job_name (operation, C_ ("print", "EID"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), g_strdup (eid),
                         free_eid, 0);
  return operation;
}
