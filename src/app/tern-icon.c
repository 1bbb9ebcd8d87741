/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-icon.h"

/* The standard says 64 x 64 pixels; whatever is far beyond is no icon (SGP.22 5.5.3). */
#define LARGEST_SIDE 512

static const char *
find_type (GBytes *data)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);

  if (length > 8 && memcmp (bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "png";
  if (length > 3 && memcmp (bytes, "\xff\xd8\xff", 3) == 0)
    return "jpeg";
  return NULL;
}

static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  if (width > LARGEST_SIDE || height > LARGEST_SIDE)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

/**
 * tern_icon_load:
 * @data: (nullable): a picture that came from a card or a server
 *
 * Reads a provider's icon. Only PNG and JPEG are read, and nothing is decoded whose sides are those
 * of no icon.
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the icon, or %NULL when there is none that can be shown
 */
GdkPaintable *
tern_icon_load (GBytes *data)
{
  const char *type = data ? find_type (data) : NULL;
  g_autoptr (GdkPixbufLoader) loader = NULL;
  gboolean read;

  if (type == NULL)
    return NULL;
  loader = gdk_pixbuf_loader_new_with_type (type, NULL);
  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), NULL);
  read = gdk_pixbuf_loader_write_bytes (loader, data, NULL);
  read = gdk_pixbuf_loader_close (loader, NULL) && read;
  if (!read || gdk_pixbuf_loader_get_pixbuf (loader) == NULL)
    return NULL;
  return GDK_PAINTABLE (gdk_texture_new_for_pixbuf (gdk_pixbuf_loader_get_pixbuf (loader)));
}

static void
decode (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, tern_icon_load (lpa_profile_get_icon (data)), g_object_unref);
}

/* Rows are made anew more often than pictures change. */
static void
on_decoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LpaProfile *profile = g_task_get_task_data (G_TASK (result));
  g_autoptr (GdkPaintable) icon = g_task_propagate_pointer (G_TASK (result), NULL);

  if (icon == NULL)
    return;
  if (g_object_get_data (source, "profile") == profile)
    adw_avatar_set_custom_image (ADW_AVATAR (source), icon);
  g_object_set_data_full (G_OBJECT (profile), "icon", g_steal_pointer (&icon), g_object_unref);
}

static void
begin_decoding (AdwAvatar *avatar, LpaProfile *profile)
{
  g_autoptr (GTask) task = g_task_new (avatar, NULL, on_decoded, NULL);

  g_task_set_source_tag (task, begin_decoding);
  g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
  g_task_run_in_thread (task, decode);
}

/**
 * tern_icon_show_profile:
 * @avatar: where to show it
 * @profile: a profile
 *
 * Shows the initials of the profile's name, and the provider's icon as soon as it is decoded.
 */
void
tern_icon_show_profile (AdwAvatar *avatar, LpaProfile *profile)
{
  GdkPaintable *icon = g_object_get_data (G_OBJECT (profile), "icon");

  adw_avatar_set_text (avatar, lpa_profile_get_display_name (profile));
  adw_avatar_set_show_initials (avatar, TRUE);
  adw_avatar_set_custom_image (avatar, icon);
  g_object_set_data_full (G_OBJECT (avatar), "profile", g_object_ref (profile), g_object_unref);
  if (icon == NULL && lpa_profile_get_icon (profile))
    begin_decoding (avatar, profile);
}
