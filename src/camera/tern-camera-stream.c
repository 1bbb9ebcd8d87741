/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-stream.h"

#include "camera/tern-camera-error.h"
#include "camera/tern-pipewire-source.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>

/* A camera that is silent for as long gives no pictures, whatever it says of itself. */
#define SILENCE (4 * G_TIME_SPAN_SECOND)
/* How long a picture is waited for before it is looked whether to go on, in milliseconds. */
#define PATIENCE 40

/*
 * What is asked of a device, the best first: 1280 by 720 at 30 a second, as it is or as JPEG, which
 * most webcams need for it; then about as much; then anything.
 */
#define SIZE "width=1280,height=720,framerate=30/1"
#define SIZES "width=[640,1920],height=[360,1200],framerate=[15/1,60/1]"
#define WISHES                                                                       \
  "video/x-raw," SIZE ";image/jpeg," SIZE ";video/x-raw," SIZES ";image/jpeg," SIZES \
  ";video/x-raw;image/jpeg"

/* Turned upright, no larger than a screen, and only ever the newest. */
#define DESCRIPTION                                                                              \
  "%s name=camera ! capsfilter name=wishes ! decodebin ! videoconvert ! videoscale ! videoflip " \
  "video-direction=auto ! video/x-raw,format=BGRA,width=[1,1920],height=[1,1920],"               \
  "pixel-aspect-ratio=1/1 ! appsink name=pictures max-buffers=1 drop=true sync=false async=false"

typedef struct
{
  GstElement *pipeline;
  GstAppSink *pictures;
  GstBus *bus;
  /* For a camera of PipeWire, whose pictures are put into the pipeline. */
  TernPipewireSource *source;
  GstAppSrc *input;
  gboolean is_fed;
  TernCameraStreamFunc function;
  gpointer user_data;
  gint64 heard;
} Stream;

static void
start_gstreamer (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      gst_init (NULL, NULL);
      g_once_init_leave (&started, 1);
    }
}

static GstElement *
get_part (Stream *self, const char *name)
{
  return gst_bin_get_by_name (GST_BIN (self->pipeline), name);
}

static void
on_sample (GstSample *sample, gpointer user_data)
{
  Stream *self = user_data;

  self->is_fed = gst_app_src_push_sample (self->input, sample) == GST_FLOW_OK;
}

static gboolean
set_source (Stream *self, TernCamera *camera, int socket, GError **error)
{
  g_autoptr (GstElement) input = get_part (self, "camera");
  const char *target = tern_camera_get_target (camera);

  if (tern_camera_get_driver (camera) == TERN_CAMERA_DRIVER_V4L2)
    {
      g_object_set (input, "device", target, NULL);
      return TRUE;
    }
  self->input = GST_APP_SRC (g_steal_pointer (&input));
  g_object_set (self->input, "is-live", TRUE, "do-timestamp", TRUE, "format", GST_FORMAT_TIME,
                "max-buffers", (guint64) 1, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  self->source = tern_pipewire_source_new (socket, target, on_sample, self, error);
  return self->source != NULL;
}

/* Everything from the camera to the pictures, not started yet. */
static gboolean
build (Stream *self, TernCamera *camera, int socket, GError **error)
{
  gboolean v4l2 = tern_camera_get_driver (camera) == TERN_CAMERA_DRIVER_V4L2;
  g_autofree char *description = g_strdup_printf (DESCRIPTION, v4l2 ? "v4l2src" : "appsrc");
  g_autoptr (GError) reason = NULL;
  g_autoptr (GstElement) wishes = NULL;
  g_autoptr (GstCaps) caps = gst_caps_from_string (WISHES);

  self->pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &reason);
  if (self->pipeline == NULL)
    {
      g_set_error_literal (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_PART, reason->message);
      return FALSE;
    }
  self->bus = gst_element_get_bus (self->pipeline);
  self->pictures = GST_APP_SINK (get_part (self, "pictures"));
  wishes = get_part (self, "wishes");
  g_object_set (wishes, "caps", caps, NULL);
  return set_source (self, camera, socket, error);
}

static void
take_down (Stream *self)
{
  g_clear_pointer (&self->source, tern_pipewire_source_free);
  if (self->pipeline)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->input);
  gst_clear_object (&self->pictures);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->pipeline);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, take_down)

static TernCameraError
judge (const GError *reason)
{
  if (g_error_matches (reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return TERN_CAMERA_ERROR_BUSY;
  if (g_error_matches (reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      g_error_matches (reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE))
    return TERN_CAMERA_ERROR_DENIED;
  if (g_error_matches (reason, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return TERN_CAMERA_ERROR_PART;
  return TERN_CAMERA_ERROR_FAILED;
}

/* Whether something ended the stream. */
static gboolean
has_failed (Stream *self, GError **error)
{
  g_autoptr (GstMessage) message =
      gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  g_autoptr (GError) reason = NULL;

  if (message == NULL)
    return FALSE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    {
      g_set_error_literal (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_FAILED,
                           "The camera ended its pictures");
      return TRUE;
    }
  gst_message_parse_error (message, &reason, NULL);
  g_set_error (error, TERN_CAMERA_ERROR, judge (reason), "%s", reason->message);
  return TRUE;
}

/* One copy, so that the camera has its buffer back at once. */
static TernCameraFrame *
copy_frame (GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  TernCameraFrame *frame = NULL;
  g_autoptr (GBytes) pixels = NULL;
  GstVideoInfo info;
  GstVideoFrame video;

  if (caps == NULL || buffer == NULL || !gst_video_info_from_caps (&info, caps) ||
      !gst_video_frame_map (&video, &info, buffer, GST_MAP_READ))
    return NULL;
  if (GST_VIDEO_FRAME_PLANE_STRIDE (&video, 0) > 0)
    {
      gsize stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&video, 0);
      guint width = (guint) GST_VIDEO_FRAME_WIDTH (&video);
      guint height = (guint) GST_VIDEO_FRAME_HEIGHT (&video);

      pixels = g_bytes_new (GST_VIDEO_FRAME_PLANE_DATA (&video, 0),
                            stride * (height - 1) + (gsize) width * 4);
      frame = tern_camera_frame_new (width, height, stride, pixels);
    }
  gst_video_frame_unmap (&video);
  return frame;
}

/* Waits for the next picture, and hands it on. */
static gboolean
step (Stream *self, GError **error)
{
  g_autoptr (GstSample) sample = NULL;
  g_autoptr (TernCameraFrame) frame = NULL;

  self->is_fed = self->source == NULL;
  if (self->source && !tern_pipewire_source_wait (self->source, PATIENCE, error))
    return FALSE;
  sample = gst_app_sink_try_pull_sample (self->pictures, self->is_fed ? PATIENCE * GST_MSECOND : 0);
  frame = sample ? copy_frame (sample) : NULL;
  if (frame == NULL)
    return TRUE;
  self->heard = g_get_monotonic_time ();
  self->function (frame, self->user_data);
  return TRUE;
}

static gboolean
is_silent (Stream *self, GError **error)
{
  if (g_get_monotonic_time () - self->heard <= SILENCE)
    return FALSE;
  g_set_error_literal (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_SILENT,
                       "The camera gives no picture");
  return TRUE;
}

/**
 * tern_camera_stream_run:
 * @camera: a camera
 * @socket: what the portal gave, which stays the caller's; or -1 to go without it
 * @function: called with each picture
 * @user_data: for @function
 * @cancellable: to stop it
 * @error: return location for an error of %TERN_CAMERA_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Opens a camera, hands its pictures over as they come, and lets go of it before it returns.
 * Blocks: not for the main thread.
 *
 * Returns: %FALSE, with @error saying what ended it
 */
gboolean
tern_camera_stream_run (TernCamera *camera,
                        int socket,
                        TernCameraStreamFunc function,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (Stream) self = { .function = function, .user_data = user_data };

  start_gstreamer ();
  if (!build (&self, camera, socket, error))
    return FALSE;
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  self.heard = g_get_monotonic_time ();
  while (!g_cancellable_set_error_if_cancelled (cancellable, error) && !has_failed (&self, error) &&
         !is_silent (&self, error) && step (&self, error))
    continue;
  return FALSE;
}
