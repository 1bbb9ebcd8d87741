/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-picture-bytes.h"

#include "scan/tern-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#define PIECE (64 * 1024)

typedef GBytes TernPictureBytes;

G_DEFINE_BOXED_TYPE (TernPictureBytes, tern_picture_bytes, g_bytes_ref, g_bytes_unref)

static void read_more (GdkContentDeserializer *deserializer);

/* One piece too many is handed over with the rest, to be refused where it is decoded. */
static void
on_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  GdkContentDeserializer *deserializer = user_data;
  GByteArray *data = gdk_content_deserializer_get_task_data (deserializer);
  GError *error = NULL;
  g_autoptr (GBytes) piece =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);
  gsize size = piece ? g_bytes_get_size (piece) : 0;

  if (piece == NULL)
    {
      gdk_content_deserializer_return_error (deserializer, error);
      return;
    }
  g_byte_array_append (data, g_bytes_get_data (piece, NULL), (guint) size);
  if (size > 0 && data->len <= TERN_PICTURE_MAX_BYTES)
    {
      read_more (deserializer);
      return;
    }
  g_value_take_boxed (gdk_content_deserializer_get_value (deserializer),
                      g_byte_array_free_to_bytes (g_byte_array_ref (data)));
  gdk_content_deserializer_return_success (deserializer);
}

static void
read_more (GdkContentDeserializer *deserializer)
{
  g_input_stream_read_bytes_async (gdk_content_deserializer_get_input_stream (deserializer), PIECE,
                                   gdk_content_deserializer_get_priority (deserializer),
                                   gdk_content_deserializer_get_cancellable (deserializer), on_read,
                                   deserializer);
}

static void
deserialize (GdkContentDeserializer *deserializer)
{
  gdk_content_deserializer_set_task_data (deserializer, g_byte_array_new (),
                                          (GDestroyNotify) g_byte_array_unref);
  read_more (deserializer);
}

static void
register_type (const char *mime_type)
{
  gdk_content_register_deserializer (mime_type, TERN_TYPE_PICTURE_BYTES, deserialize, NULL, NULL);
}

/**
 * tern_picture_bytes_register:
 *
 * Lets clipboards and drops give %TERN_TYPE_PICTURE_BYTES, for every kind of picture that can be
 * decoded. Main thread.
 */
void
tern_picture_bytes_register (void)
{
  static gboolean is_registered;
  g_autoptr (GSList) formats = NULL;

  if (is_registered)
    return;
  is_registered = TRUE;
  formats = gdk_pixbuf_get_formats ();
  for (GSList *l = formats; l; l = l->next)
    {
      g_auto (GStrv) mime_types = gdk_pixbuf_format_get_mime_types (l->data);

      for (guint i = 0; mime_types[i]; i++)
        register_type (mime_types[i]);
    }
  register_type ("application/pdf");
}
