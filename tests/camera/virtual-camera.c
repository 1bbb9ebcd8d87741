/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>
#include <spa/pod/builder.h>

#include "scan/tern-qr-picture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * virtual-camera NAME TITLE [--back] [--silent] [--small-first]: a camera for PipeWire.
 *
 * Says "ready" when it can be seen, "streaming" and "paused" when somebody uses it and no longer
 * does, "size WIDTHxHEIGHT". Listens to "hold TEXT", which holds a QR code up to it, and "blank".
 * Ends with its input. --silent gives no picture, as a device that another program has;
 * --small-first names 640 by 480 before 1280 by 720.
 */

#define MODULE_PIXELS 8
#define WHITE 0xEB
#define BLACK 0x10
#define NO_COLOUR 0x80
#define YUY2_PIXEL_BYTES 2

typedef struct
{
  const char *name;
  const char *title;
  gboolean back;
  gboolean silent;
  gboolean small_first;

  struct pw_main_loop *main_loop;
  struct pw_stream *stream;
  struct spa_source *timer;
  struct spa_rectangle size;
  guint8 *pixels;
  gsize length;
  char *held;
  gboolean is_ready;
} Camera;

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static void
blank (Camera *self)
{
  for (gsize i = 0; i < self->length; i += YUY2_PIXEL_BYTES)
    {
      self->pixels[i] = WHITE;
      self->pixels[i + 1] = NO_COLOUR;
    }
}

static void
fill_module (Camera *self, guint left, guint top)
{
  for (guint y = top; y < MIN (top + MODULE_PIXELS, self->size.height); y++)
    for (guint x = left; x < MIN (left + MODULE_PIXELS, self->size.width); x++)
      self->pixels[((gsize) y * self->size.width + x) * YUY2_PIXEL_BYTES] = BLACK;
}

/* What is held up stays there when the camera changes its size. */
static void
draw (Camera *self)
{
  g_autoptr (TernQrPicture) qr = self->held ? tern_qr_picture_new (self->held, NULL) : NULL;
  guint side = qr ? qr->modules * MODULE_PIXELS : 0;

  blank (self);
  for (guint i = 0; qr && i < qr->modules * qr->modules; i++)
    if (qr->dark[i])
      fill_module (self, (self->size.width - side) / 2 + i % qr->modules * MODULE_PIXELS,
                   (self->size.height - side) / 2 + i / qr->modules * MODULE_PIXELS);
}

static void
hold (Camera *self, const char *text)
{
  g_free (self->held);
  self->held = g_strdup (text);
  draw (self);
}

static void
set_size (Camera *self, struct spa_rectangle size)
{
  g_autofree char *line = g_strdup_printf ("size %ux%u", size.width, size.height);

  self->size = size;
  self->length = (gsize) size.width * size.height * YUY2_PIXEL_BYTES;
  self->pixels = g_realloc (self->pixels, self->length);
  draw (self);
  say (line);
}

static void
on_process (void *data)
{
  Camera *self = data;
  struct pw_buffer *buffer = pw_stream_dequeue_buffer (self->stream);
  struct spa_data *plane = buffer ? &buffer->buffer->datas[0] : NULL;

  if (plane == NULL)
    return;
  if (plane->data && plane->maxsize >= self->length)
    {
      memcpy (plane->data, self->pixels, self->length);
      plane->chunk->offset = 0;
      plane->chunk->size = (guint32) self->length;
      plane->chunk->stride = (gint32) (self->size.width * YUY2_PIXEL_BYTES);
    }
  pw_stream_queue_buffer (self->stream, buffer);
}

static void
on_tick (void *data, uint64_t expirations)
{
  Camera *self = data;

  if (!self->silent)
    pw_stream_trigger_process (self->stream);
}

static void
set_ticking (Camera *self, gboolean ticking)
{
  struct timespec first = { 0, ticking ? 1 : 0 }, then = { 0, ticking ? SPA_NSEC_PER_SEC / 30 : 0 };

  pw_loop_update_timer (pw_main_loop_get_loop (self->main_loop), self->timer, &first, &then, false);
}

static void
on_state (void *data, enum pw_stream_state old, enum pw_stream_state state, const char *error)
{
  Camera *self = data;

  set_ticking (self, state == PW_STREAM_STATE_STREAMING);
  if (state == PW_STREAM_STATE_STREAMING)
    say ("streaming");
  else if (old == PW_STREAM_STATE_STREAMING)
    say ("paused");
  if (state == PW_STREAM_STATE_PAUSED && !self->is_ready)
    {
      self->is_ready = TRUE;
      say ("ready");
    }
}

static void
on_param (void *data, uint32_t id, const struct spa_pod *param)
{
  Camera *self = data;
  uint8_t room[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (room, sizeof room);
  struct spa_video_info_raw format = { 0 };
  const struct spa_pod *buffers;

  if (param == NULL || id != SPA_PARAM_Format || spa_format_video_raw_parse (param, &format) < 0)
    return;
  set_size (self, format.size);
  buffers = spa_pod_builder_add_object (
      &builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers, SPA_PARAM_BUFFERS_buffers,
      SPA_POD_CHOICE_RANGE_Int (4, 2, 8), SPA_PARAM_BUFFERS_blocks, SPA_POD_Int (1),
      SPA_PARAM_BUFFERS_size, SPA_POD_Int ((int) self->length), SPA_PARAM_BUFFERS_stride,
      SPA_POD_Int ((int) self->size.width * YUY2_PIXEL_BYTES));
  pw_stream_update_params (self->stream, &buffers, 1);
}

static void
obey (Camera *self, const char *line)
{
  if (g_str_has_prefix (line, "hold "))
    hold (self, line + strlen ("hold "));
  else if (g_str_equal (line, "blank"))
    hold (self, NULL);
}

static void
on_input (void *data, int fd, uint32_t mask)
{
  Camera *self = data;
  char text[4096];
  ssize_t length = read (fd, text, sizeof text - 1);
  g_auto (GStrv) lines = NULL;

  if (length <= 0)
    {
      pw_main_loop_quit (self->main_loop);
      return;
    }
  text[length] = '\0';
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    obey (self, lines[i]);
}

static const struct spa_pod *
make_format (struct spa_pod_builder *builder, guint width, guint height)
{
  struct spa_rectangle size = SPA_RECTANGLE (width, height);
  struct spa_fraction rate = SPA_FRACTION (30, 1);

  return spa_pod_builder_add_object (builder, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
                                     SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
                                     SPA_FORMAT_mediaSubtype, SPA_POD_Id (SPA_MEDIA_SUBTYPE_raw),
                                     SPA_FORMAT_VIDEO_format, SPA_POD_Id (SPA_VIDEO_FORMAT_YUY2),
                                     SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle (&size),
                                     SPA_FORMAT_VIDEO_framerate, SPA_POD_Fraction (&rate));
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS,
  .state_changed = on_state,
  .param_changed = on_param,
  .process = on_process,
};

static void
open_stream (Camera *self)
{
  struct pw_loop *loop = pw_main_loop_get_loop (self->main_loop);
  uint8_t room[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (room, sizeof room);
  const struct spa_pod *formats[2];
  struct pw_properties *properties = pw_properties_new (
      PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CLASS, "Video/Source", PW_KEY_MEDIA_ROLE, "Camera",
      PW_KEY_NODE_NAME, self->name, PW_KEY_NODE_DESCRIPTION, self->title, NULL);

  if (self->back)
    pw_properties_set (properties, "api.libcamera.location", "back");
  formats[self->small_first ? 1 : 0] = make_format (&builder, 1280, 720);
  formats[self->small_first ? 0 : 1] = make_format (&builder, 640, 480);
  self->stream = pw_stream_new_simple (loop, self->name, properties, &events, self);
  pw_stream_connect (self->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY,
                     PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS, formats, 2);
}

static gboolean
read_options (Camera *self, int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "back", 0, 0, G_OPTION_ARG_NONE, &self->back, NULL, NULL },
    { "silent", 0, 0, G_OPTION_ARG_NONE, &self->silent, NULL, NULL },
    { "small-first", 0, 0, G_OPTION_ARG_NONE, &self->small_first, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("NAME TITLE");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 3)
    return FALSE;
  self->name = argv[1];
  self->title = argv[2];
  return TRUE;
}

int
main (int argc, char **argv)
{
  Camera self = { 0 };
  struct pw_loop *loop;

  if (!read_options (&self, argc, argv))
    return 2;
  pw_init (NULL, NULL);
  self.main_loop = pw_main_loop_new (NULL);
  loop = pw_main_loop_get_loop (self.main_loop);
  pw_loop_add_io (loop, STDIN_FILENO, SPA_IO_IN | SPA_IO_HUP, false, on_input, &self);
  self.timer = pw_loop_add_timer (loop, on_tick, &self);
  set_size (&self, SPA_RECTANGLE (1280, 720));
  open_stream (&self);
  pw_main_loop_run (self.main_loop);
  pw_stream_destroy (self.stream);
  pw_main_loop_destroy (self.main_loop);
  pw_deinit ();
  g_free (self.pixels);
  g_free (self.held);
  return 0;
}
