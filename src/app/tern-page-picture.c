/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-page-picture.h"

/* While a page is being laid out there is nothing to be drawn of it, and while something on it
 * unfolds it is not what it will be. */
#define STEADY_FRAMES 6
#define MOST_FRAMES 120
#define MARGIN 24

typedef struct
{
  TernPagePictureFunc callback;
  gpointer user_data;
  guint frames;
  guint steady;
  int height;
} Shot;

/* On the colour that the window has behind the page. */
static void
draw_background (GtkSnapshot *snapshot, GtkWidget *page, const graphene_rect_t *bounds)
{
  GdkRGBA colour = { 1, 1, 1, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (page), "window_bg_color", &colour);
  gtk_snapshot_append_color (snapshot, &colour, bounds);
}

static GskRenderNode *
draw (GtkWidget *page, const graphene_rect_t *bounds)
{
  int width = gtk_widget_get_width (page);
  int height = gtk_widget_get_height (page);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (page);
  g_autoptr (GtkSnapshot) drawn = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gtk_snapshot_translate (drawn, &GRAPHENE_POINT_INIT (MARGIN, MARGIN));
  gdk_paintable_snapshot (paintable, drawn, width, height);
  node = gtk_snapshot_to_node (drawn);
  if (node == NULL)
    return NULL;
  draw_background (snapshot, page, bounds);
  gtk_snapshot_append_node (snapshot, node);
  return gtk_snapshot_to_node (snapshot);
}

static GBytes *
take (GtkWidget *page)
{
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT (0, 0, (float) (gtk_widget_get_width (page) + 2 * MARGIN),
                          (float) (gtk_widget_get_height (page) + 2 * MARGIN));
  g_autoptr (GskRenderNode) node = draw (page, &bounds);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (page));
  g_autoptr (GdkTexture) texture = NULL;

  if (node == NULL || renderer == NULL)
    return NULL;
  texture = gsk_renderer_render_texture (renderer, node, &bounds);
  return gdk_texture_save_to_png_bytes (texture);
}

static gboolean
on_frame (GtkWidget *page, GdkFrameClock *clock, gpointer user_data)
{
  Shot *shot = user_data;
  int height = gtk_widget_get_height (page);
  g_autoptr (GBytes) picture = NULL;

  shot->steady = height == shot->height ? shot->steady + 1 : 0;
  shot->height = height;
  if (++shot->frames < MOST_FRAMES && shot->steady < STEADY_FRAMES)
    return G_SOURCE_CONTINUE;
  picture = take (page);
  if (picture == NULL && shot->frames < MOST_FRAMES)
    return G_SOURCE_CONTINUE;
  shot->callback (picture, shot->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * tern_page_picture_take:
 * @page: a widget that is to be seen; all of it is in the picture, what is scrolled out of sight
 * too
 * @callback: called once the picture is there; not when the page goes before that
 * @user_data: for @callback
 *
 * Has GTK draw a page into a PNG, as it looks in the window.
 */
void
tern_page_picture_take (GtkWidget *page, TernPagePictureFunc callback, gpointer user_data)
{
  Shot *shot = g_new0 (Shot, 1);

  shot->callback = callback;
  shot->user_data = user_data;
  gtk_widget_add_tick_callback (page, on_frame, shot, g_free);
}
