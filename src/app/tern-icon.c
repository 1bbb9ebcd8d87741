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

/**
 * tern_icon_show_profile:
 * @avatar: where to show it
 * @profile: a profile
 *
 * Shows the provider's icon, or the initials of the profile's name.
 */
void
tern_icon_show_profile (AdwAvatar *avatar, LpaProfile *profile)
{
  g_autoptr (GdkPaintable) icon = tern_icon_load (lpa_profile_get_icon (profile));

  adw_avatar_set_text (avatar, lpa_profile_get_display_name (profile));
  adw_avatar_set_show_initials (avatar, TRUE);
  adw_avatar_set_custom_image (avatar, icon);
}
