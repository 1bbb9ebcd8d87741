/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-qr-view.h"

#include "scan/tern-qr-picture.h"

/* Pixels of a module at which a telephone still reads it from an arm's length, and the usual. */
#define LEAST_MODULE 3
#define USUAL_MODULE 6

struct _TernQrView
{
  GtkWidget parent_instance;

  TernQrPicture *picture;
};

G_DEFINE_FINAL_TYPE (TernQrView, tern_qr_view, GTK_TYPE_WIDGET)

static int
count_modules (TernQrView *self)
{
  return self->picture ? (int) self->picture->modules + 2 * TERN_QR_PICTURE_QUIET : 0;
}

static void
tern_qr_view_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  int modules = count_modules (TERN_QR_VIEW (widget));

  *minimum = modules * LEAST_MODULE;
  *natural = modules * USUAL_MODULE;
}

/* Whole device pixels a module, in the middle of the room there is. */
static void
tern_qr_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TernQrView *self = TERN_QR_VIEW (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int modules = count_modules (self);
  graphene_rect_t bounds;
  cairo_t *cairo;
  double side;

  if (modules == 0)
    return;
  side = (double) (MIN (width, height) * scale / modules * modules) / scale;
  graphene_rect_init (&bounds, (float) (int) ((width - side) / 2),
                      (float) (int) ((height - side) / 2), (float) side, (float) side);
  cairo = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_translate (cairo, bounds.origin.x, bounds.origin.y);
  tern_qr_picture_draw (self->picture, cairo, side, NULL);
  cairo_destroy (cairo);
}

static void
tern_qr_view_finalize (GObject *object)
{
  tern_qr_picture_free (TERN_QR_VIEW (object)->picture);
  G_OBJECT_CLASS (tern_qr_view_parent_class)->finalize (object);
}

static void
tern_qr_view_class_init (TernQrViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tern_qr_view_finalize;
  widget_class->measure = tern_qr_view_measure;
  widget_class->snapshot = tern_qr_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tern_qr_view_init (TernQrView *self)
{
}

/**
 * tern_qr_view_new:
 *
 * Returns: (transfer floating): a view of nothing yet
 */
GtkWidget *
tern_qr_view_new (void)
{
  return g_object_new (TERN_TYPE_QR_VIEW, NULL);
}

/**
 * tern_qr_view_set_text:
 * @text: what the code shall hold; a text that is too long for one shows nothing
 */
void
tern_qr_view_set_text (TernQrView *self, const char *text)
{
  g_clear_pointer (&self->picture, tern_qr_picture_free);
  self->picture = tern_qr_picture_new (text, NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
