/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-pipewire-source.h"

#include "camera/tern-camera-error.h"

#include <fcntl.h>
#include <gst/video/video.h>
#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>
#include <spa/pod/builder.h>
#include <string.h>
#include <sys/mman.h>

/* More than any camera's picture has. */
#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_SIDE 16384

struct _TernPipewireSource
{
  TernPipewireSourceFunc function;
  gpointer user_data;

  struct pw_loop *loop;
  struct pw_context *context;
  struct pw_core *core;
  struct pw_stream *stream;
  struct spa_hook listener;
  gboolean is_entered;

  GstCaps *caps;
  GstVideoInfo info;
  gboolean is_jpeg;
  GError *error;
};

/* The same formats in PipeWire's and GStreamer's words, those that webcams have first. */
static const struct
{
  enum spa_video_format spa;
  GstVideoFormat gst;
} formats[] = {
  { SPA_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_YUY2 },
  { SPA_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_NV12 },
  { SPA_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_I420 },
  { SPA_VIDEO_FORMAT_YV12, GST_VIDEO_FORMAT_YV12 },
  { SPA_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_UYVY },
  { SPA_VIDEO_FORMAT_NV21, GST_VIDEO_FORMAT_NV21 },
  { SPA_VIDEO_FORMAT_BGRx, GST_VIDEO_FORMAT_BGRx },
  { SPA_VIDEO_FORMAT_RGBx, GST_VIDEO_FORMAT_RGBx },
  { SPA_VIDEO_FORMAT_BGRA, GST_VIDEO_FORMAT_BGRA },
  { SPA_VIDEO_FORMAT_RGBA, GST_VIDEO_FORMAT_RGBA },
  { SPA_VIDEO_FORMAT_RGB, GST_VIDEO_FORMAT_RGB },
  { SPA_VIDEO_FORMAT_BGR, GST_VIDEO_FORMAT_BGR },
  { SPA_VIDEO_FORMAT_GRAY8, GST_VIDEO_FORMAT_GRAY8 },
};

/* Sizes and rates, the best first: in each the usual, the least and the most. */
static const struct
{
  struct spa_rectangle sizes[3];
  struct spa_fraction rates[3];
} wishes[] = {
  { { { 1280, 720 }, { 1280, 720 }, { 1280, 720 } }, { { 30, 1 }, { 30, 1 }, { 30, 1 } } },
  { { { 1280, 720 }, { 640, 360 }, { 1920, 1200 } }, { { 30, 1 }, { 15, 1 }, { 60, 1 } } },
  { { { 1280, 720 }, { 1, 1 }, { MAX_SIDE, MAX_SIDE } }, { { 30, 1 }, { 0, 1 }, { 1000, 1 } } },
};
#define N_POSSIBLE (2 * G_N_ELEMENTS (wishes))

static void
add_raw_formats (struct spa_pod_builder *builder)
{
  struct spa_pod_frame frame;

  spa_pod_builder_prop (builder, SPA_FORMAT_VIDEO_format, 0);
  spa_pod_builder_push_choice (builder, &frame, SPA_CHOICE_Enum, 0);
  /* The usual is named once more in front of all. */
  spa_pod_builder_id (builder, formats[0].spa);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    spa_pod_builder_id (builder, formats[i].spa);
  spa_pod_builder_pop (builder, &frame);
}

static const struct spa_pod *
make_wish (struct spa_pod_builder *builder, guint wish, enum spa_media_subtype subtype)
{
  const struct spa_rectangle *sizes = wishes[wish].sizes;
  const struct spa_fraction *rates = wishes[wish].rates;
  struct spa_pod_frame frame;

  spa_pod_builder_push_object (builder, &frame, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat);
  spa_pod_builder_add (builder, SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
                       SPA_FORMAT_mediaSubtype, SPA_POD_Id (subtype), 0);
  if (subtype == SPA_MEDIA_SUBTYPE_raw)
    add_raw_formats (builder);
  spa_pod_builder_add (builder, SPA_FORMAT_VIDEO_size,
                       SPA_POD_CHOICE_RANGE_Rectangle (&sizes[0], &sizes[1], &sizes[2]),
                       SPA_FORMAT_VIDEO_framerate,
                       SPA_POD_CHOICE_RANGE_Fraction (&rates[0], &rates[1], &rates[2]), 0);
  return spa_pod_builder_pop (builder, &frame);
}

static GstCaps *
make_raw_caps (const struct spa_video_info_raw *raw, GstVideoInfo *info)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].spa == raw->format && raw->size.width > 0 && raw->size.width <= MAX_SIDE &&
        raw->size.height > 0 && raw->size.height <= MAX_SIDE &&
        gst_video_info_set_format (info, formats[i].gst, raw->size.width, raw->size.height))
      return gst_video_info_to_caps (info);
  return NULL;
}

static void
fail (TernPipewireSource *self, TernCameraError code, const char *reason)
{
  if (self->error == NULL)
    g_set_error_literal (&self->error, TERN_CAMERA_ERROR, code,
                         reason ? reason : "PipeWire does not say why");
}

/* Memory that can be read as it is, wherever it lies. */
static void
wish_buffers (TernPipewireSource *self)
{
  uint8_t room[256];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (room, sizeof room);
  const int types = 1 << SPA_DATA_MemPtr | 1 << SPA_DATA_MemFd | 1 << SPA_DATA_DmaBuf;
  const struct spa_pod *buffers =
      spa_pod_builder_add_object (&builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
                                  SPA_PARAM_BUFFERS_dataType, SPA_POD_CHOICE_FLAGS_Int (types));

  pw_stream_update_params (self->stream, &buffers, 1);
}

static void
on_param (void *data, uint32_t id, const struct spa_pod *param)
{
  TernPipewireSource *self = data;
  struct spa_video_info format = { 0 };

  if (id != SPA_PARAM_Format || param == NULL ||
      spa_format_parse (param, &format.media_type, &format.media_subtype) < 0)
    return;
  gst_clear_caps (&self->caps);
  self->is_jpeg = format.media_subtype == SPA_MEDIA_SUBTYPE_mjpg;
  if (self->is_jpeg)
    self->caps = gst_caps_new_empty_simple ("image/jpeg");
  else if (spa_format_video_raw_parse (param, &format.info.raw) >= 0)
    self->caps = make_raw_caps (&format.info.raw, &self->info);
  if (self->caps)
    wish_buffers (self);
  else
    fail (self, TERN_CAMERA_ERROR_FAILED, "The camera has a format that is not known");
}

/* Some devices' memory is not mapped by PipeWire. */
typedef struct
{
  const guint8 *bytes;
  gsize size;
  gpointer mapped;
  gsize mapped_size;
} Plane;

static gboolean
open_plane (Plane *self, const struct spa_data *data)
{
  gsize offset = data->chunk->offset;
  guint8 *start = data->data;

  if (start == NULL && data->type == SPA_DATA_DmaBuf && data->maxsize > 0)
    {
      self->mapped_size = (gsize) data->maxsize + data->mapoffset;
      self->mapped = mmap (NULL, self->mapped_size, PROT_READ, MAP_SHARED, (int) data->fd, 0);
      if (self->mapped == MAP_FAILED)
        self->mapped = NULL;
      start = self->mapped ? (guint8 *) self->mapped + data->mapoffset : NULL;
    }
  if (start == NULL || offset > data->maxsize)
    return FALSE;
  self->bytes = start + offset;
  self->size = MIN ((gsize) data->chunk->size, data->maxsize - offset);
  return TRUE;
}

static void
close_plane (Plane *self)
{
  if (self->mapped)
    munmap (self->mapped, self->mapped_size);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plane, close_plane)

/* Copies the rows of one plane from where they are in @from; tells how many bytes they took. In
 * each of the formats a plane is as high as the component of the same number. */
static gboolean
copy_rows (GstVideoFrame *frame,
           guint plane,
           const Plane *from,
           gsize at,
           gsize stride,
           gsize *took)
{
  gsize own = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
  gsize rows = (gsize) GST_VIDEO_FRAME_COMP_HEIGHT (frame, plane);
  guint8 *to = GST_VIDEO_FRAME_PLANE_DATA (frame, plane);
  gsize row = MIN (own, stride);

  if (stride == 0 || rows == 0 || at > from->size || (from->size - at) / stride + 1 < rows ||
      from->size - at - (rows - 1) * stride < row)
    return FALSE;
  for (gsize y = 0; y < rows; y++)
    memcpy (to + y * own, from->bytes + at + y * stride, row);
  *took = rows * stride;
  return TRUE;
}

/* Planes lie behind each other in one piece of memory, or each in its own. */
static gboolean
copy_planes (TernPipewireSource *self, GstVideoFrame *frame, const struct spa_buffer *buffer)
{
  gsize at = 0;

  for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES (frame); i++)
    {
      gboolean own = buffer->n_datas > i && i > 0;
      const struct spa_data *data = &buffer->datas[own ? i : 0];
      g_auto (Plane) plane = { NULL };
      gsize stride = (gsize) MAX (data->chunk->stride, 0);
      gsize took = 0;

      if (stride == 0)
        stride = (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&self->info, own ? i : 0);
      if (!own)
        stride = stride * (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&self->info, i) /
                 (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&self->info, 0);
      if (!open_plane (&plane, data) || !copy_rows (frame, i, &plane, own ? 0 : at, stride, &took))
        return FALSE;
      at += took;
    }
  return TRUE;
}

static GstBuffer *
copy_raw (TernPipewireSource *self, const struct spa_buffer *buffer)
{
  g_autoptr (GstBuffer) copy =
      gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&self->info), NULL);
  GstVideoFrame frame;
  gboolean copied;

  if (copy == NULL || !gst_video_frame_map (&frame, &self->info, copy, GST_MAP_WRITE))
    return NULL;
  copied = copy_planes (self, &frame, buffer);
  gst_video_frame_unmap (&frame);
  return copied ? g_steal_pointer (&copy) : NULL;
}

static GstBuffer *
copy_jpeg (const struct spa_buffer *buffer)
{
  g_auto (Plane) plane = { NULL };

  if (!open_plane (&plane, &buffer->datas[0]) || plane.size == 0 || plane.size > MAX_BYTES)
    return NULL;
  return gst_buffer_new_memdup (plane.bytes, plane.size);
}

/* The camera has its buffer back before anything is made of the picture. */
static void
hand_over (TernPipewireSource *self, struct pw_buffer *buffer)
{
  const struct spa_buffer *content = buffer->buffer;
  g_autoptr (GstBuffer) copy = NULL;
  g_autoptr (GstSample) sample = NULL;

  if (self->caps && content->n_datas > 0)
    copy = self->is_jpeg ? copy_jpeg (content) : copy_raw (self, content);
  pw_stream_queue_buffer (self->stream, buffer);
  if (copy == NULL)
    return;
  sample = gst_sample_new (copy, self->caps, NULL, NULL);
  self->function (sample, self->user_data);
}

static void
on_process (void *data)
{
  TernPipewireSource *self = data;
  struct pw_buffer *newest = NULL, *next;

  while ((next = pw_stream_dequeue_buffer (self->stream)))
    {
      if (newest)
        pw_stream_queue_buffer (self->stream, newest);
      newest = next;
    }
  if (newest)
    hand_over (self, newest);
}

static void
on_state (void *data, enum pw_stream_state old, enum pw_stream_state state, const char *reason)
{
  TernPipewireSource *self = data;

  if (state == PW_STREAM_STATE_ERROR)
    fail (self,
          reason && strstr (reason, "busy") ? TERN_CAMERA_ERROR_BUSY : TERN_CAMERA_ERROR_FAILED,
          reason);
  else if (state == PW_STREAM_STATE_UNCONNECTED && old > PW_STREAM_STATE_CONNECTING)
    fail (self, TERN_CAMERA_ERROR_FAILED, "The camera ended its pictures");
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS,
  .state_changed = on_state,
  .param_changed = on_param,
  .process = on_process,
};

static gboolean
connect_core (TernPipewireSource *self, int socket)
{
  int own = socket >= 0 ? fcntl (socket, F_DUPFD_CLOEXEC, 3) : -1;

  self->loop = pw_loop_new (NULL);
  self->context = pw_context_new (self->loop, NULL, 0);
  if (self->context && own >= 0)
    self->core = pw_context_connect_fd (self->context, own, NULL, 0);
  else if (self->context && socket < 0)
    self->core = pw_context_connect (self->context, NULL, 0);
  return self->core != NULL;
}

static gboolean
connect_stream (TernPipewireSource *self, const char *target)
{
  uint8_t room[4096];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (room, sizeof room);
  const struct spa_pod *possible[N_POSSIBLE];
  struct pw_properties *properties =
      pw_properties_new (PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CATEGORY, "Capture",
                         PW_KEY_MEDIA_ROLE, "Camera", PW_KEY_TARGET_OBJECT, target, NULL);

  for (guint i = 0; i < N_POSSIBLE; i++)
    possible[i] =
        make_wish (&builder, i / 2, i % 2 ? SPA_MEDIA_SUBTYPE_mjpg : SPA_MEDIA_SUBTYPE_raw);
  self->stream = pw_stream_new (self->core, "Tern", properties);
  pw_stream_add_listener (self->stream, &self->listener, &events, self);
  return pw_stream_connect (self->stream, PW_DIRECTION_INPUT, PW_ID_ANY,
                            PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_MAP_BUFFERS |
                                PW_STREAM_FLAG_DONT_RECONNECT,
                            possible, N_POSSIBLE) >= 0;
}

/**
 * tern_pipewire_source_new:
 * @socket: what the portal gave, which stays the caller's; or -1 for the PipeWire of this session
 * @target: what PipeWire knows the camera by
 * @function: called with each picture
 * @user_data: for @function
 * @error: return location for an error of %TERN_CAMERA_ERROR
 *
 * Opens a camera. PipeWire and GStreamer have been initialised before.
 *
 * Returns: (transfer full) (nullable): a camera that is being opened
 */
TernPipewireSource *
tern_pipewire_source_new (int socket,
                          const char *target,
                          TernPipewireSourceFunc function,
                          gpointer user_data,
                          GError **error)
{
  g_autoptr (TernPipewireSource) self = g_new0 (TernPipewireSource, 1);

  self->function = function;
  self->user_data = user_data;
  if (connect_core (self, socket) && connect_stream (self, target))
    {
      pw_loop_enter (self->loop);
      self->is_entered = TRUE;
      return g_steal_pointer (&self);
    }
  g_set_error_literal (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_FAILED,
                       "PipeWire cannot be reached");
  return NULL;
}

/**
 * tern_pipewire_source_free:
 * @self: (nullable): a camera
 *
 * Lets go of it.
 */
void
tern_pipewire_source_free (TernPipewireSource *self)
{
  if (self == NULL)
    return;
  if (self->is_entered)
    pw_loop_leave (self->loop);
  if (self->stream)
    pw_stream_destroy (self->stream);
  if (self->core)
    pw_core_disconnect (self->core);
  if (self->context)
    pw_context_destroy (self->context);
  pw_loop_destroy (self->loop);
  gst_clear_caps (&self->caps);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * tern_pipewire_source_wait:
 * @milliseconds: how long at most
 * @error: return location for an error of %TERN_CAMERA_ERROR
 *
 * Waits for something to happen, and hands over the picture if it is one.
 *
 * Returns: whether the camera is still there
 */
gboolean
tern_pipewire_source_wait (TernPipewireSource *self, guint milliseconds, GError **error)
{
  if (self->error == NULL)
    pw_loop_iterate (self->loop, (int) milliseconds);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
