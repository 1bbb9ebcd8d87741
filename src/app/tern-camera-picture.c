/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-camera-picture.h"

/* Its room is that of most cameras' pictures, whatever comes, so that nothing jumps. */
#define RATIO (9.0 / 16.0)
#define LEAST_WIDTH 160
#define USUAL_WIDTH 480

/* The frame: its side as a share of the height, and the length of its corners as one of its side.
 */
#define FRAME_SHARE 0.72
#define CORNER_SHARE 0.2
#define LINE_WIDTH 3.0

struct _TernCameraPicture
{
  GtkWidget parent_instance;

  GdkTexture *texture;
  gboolean mirrored;
};

G_DEFINE_FINAL_TYPE (TernCameraPicture, tern_camera_picture, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
tern_camera_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tern_camera_picture_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LEAST_WIDTH;
      *natural = USUAL_WIDTH;
      return;
    }
  *minimum = *natural = (int) ((for_size < 0 ? USUAL_WIDTH : for_size) * RATIO);
}

/* All of the picture, in the middle. */
static void
draw_picture (TernCameraPicture *self, GtkSnapshot *snapshot, float width, float height)
{
  float own_width = (float) gdk_texture_get_width (self->texture);
  float own_height = (float) gdk_texture_get_height (self->texture);
  float scale = MIN (width / own_width, height / own_height);
  graphene_rect_t bounds;

  graphene_rect_init (&bounds, (width - own_width * scale) / 2, (height - own_height * scale) / 2,
                      own_width * scale, own_height * scale);
  gtk_snapshot_save (snapshot);
  if (self->mirrored)
    {
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (width, 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
  gtk_snapshot_restore (snapshot);
}

static void
trace_corners (cairo_t *cairo, double left, double top, double side)
{
  const double length = side * CORNER_SHARE;
  const double corners[4][2] = { { left, top },
                                 { left + side, top },
                                 { left, top + side },
                                 { left + side, top + side } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      double x = corners[i][0], y = corners[i][1];

      cairo_move_to (cairo, x + (i % 2 ? -length : length), y);
      cairo_line_to (cairo, x, y);
      cairo_line_to (cairo, x, y + (i < 2 ? length : -length));
    }
}

/* White on a dark edge: to be seen on any picture. */
static void
draw_frame (GtkSnapshot *snapshot, float width, float height)
{
  cairo_t *cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  double side = FRAME_SHARE * MIN (width, height);

  cairo_set_line_cap (cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  trace_corners (cairo, (width - side) / 2, (height - side) / 2, side);
  cairo_set_source_rgba (cairo, 0, 0, 0, 0.6);
  cairo_set_line_width (cairo, LINE_WIDTH + 2);
  cairo_stroke_preserve (cairo);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_set_line_width (cairo, LINE_WIDTH);
  cairo_stroke (cairo);
  cairo_destroy (cairo);
}

static void
tern_camera_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TernCameraPicture *self = TERN_CAMERA_PICTURE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  const GdkRGBA black = { 0, 0, 0, 1 };

  gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->texture)
    draw_picture (self, snapshot, width, height);
  draw_frame (snapshot, width, height);
}

static void
tern_camera_picture_dispose (GObject *object)
{
  g_clear_object (&TERN_CAMERA_PICTURE (object)->texture);
  G_OBJECT_CLASS (tern_camera_picture_parent_class)->dispose (object);
}

static void
tern_camera_picture_class_init (TernCameraPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_camera_picture_dispose;
  widget_class->get_request_mode = tern_camera_picture_get_request_mode;
  widget_class->measure = tern_camera_picture_measure;
  widget_class->snapshot = tern_camera_picture_snapshot;
  gtk_widget_class_set_css_name (widget_class, "camera");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tern_camera_picture_init (TernCameraPicture *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * tern_camera_picture_new:
 *
 * Returns: (transfer floating): a black picture
 */
GtkWidget *
tern_camera_picture_new (void)
{
  return g_object_new (TERN_TYPE_CAMERA_PICTURE, NULL);
}

/**
 * tern_camera_picture_set_frame:
 * @frame: (nullable): what to show; nothing with %NULL
 */
void
tern_camera_picture_set_frame (TernCameraPicture *self, const TernCameraFrame *frame)
{
  g_clear_object (&self->texture);
  if (frame)
    self->texture =
        gdk_memory_texture_new ((int) frame->width, (int) frame->height,
                                GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, frame->pixels, frame->stride);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tern_camera_picture_set_mirrored:
 * @mirrored: whether left and right are exchanged, as whoever sits in front of the camera expects
 */
void
tern_camera_picture_set_mirrored (TernCameraPicture *self, gboolean mirrored)
{
  self->mirrored = mirrored;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
