/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-feed.h"

#include "scan/tern-qr-reader.h"

struct _TernCameraFeed
{
  GMutex mutex;
  GCond cond;
  GMainContext *context;
  TernCameraFeedFrame on_frame;
  TernCameraFeedTexts on_texts;
  gpointer user_data;

  /* Behind the mutex. */
  TernCameraFrame *to_show;
  TernCameraFrame *to_read;
  GPtrArray *texts;
  gboolean is_closed;
};

static void
clear (gpointer data)
{
  TernCameraFeed *self = data;

  g_clear_pointer (&self->to_show, tern_camera_frame_unref);
  g_clear_pointer (&self->to_read, tern_camera_frame_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

/* Takes what is there to hand on, unless the feed was closed: its owner may be gone. */
static gpointer
take (TernCameraFeed *self, gpointer *place)
{
  gpointer taken;

  g_mutex_lock (&self->mutex);
  taken = g_steal_pointer (place);
  g_mutex_unlock (&self->mutex);
  return taken;
}

static gboolean
show (gpointer user_data)
{
  TernCameraFeed *self = user_data;
  g_autoptr (TernCameraFrame) frame = take (self, (gpointer *) &self->to_show);

  if (frame && !self->is_closed)
    self->on_frame (frame, self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
tell (gpointer user_data)
{
  TernCameraFeed *self = user_data;
  g_autoptr (GPtrArray) texts = take (self, (gpointer *) &self->texts);

  if (texts && !self->is_closed)
    self->on_texts (texts, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
run_in_main (TernCameraFeed *self, GSourceFunc function)
{
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, function,
                              tern_camera_feed_ref (self), (GDestroyNotify) tern_camera_feed_unref);
}

/* Waits for a picture; %NULL once the feed is closed. */
static TernCameraFrame *
await_frame (TernCameraFeed *self)
{
  TernCameraFrame *frame = NULL;

  g_mutex_lock (&self->mutex);
  while (self->to_read == NULL && !self->is_closed)
    g_cond_wait (&self->cond, &self->mutex);
  if (!self->is_closed)
    frame = g_steal_pointer (&self->to_read);
  g_mutex_unlock (&self->mutex);
  return frame;
}

static void
hand_over (TernCameraFeed *self, GPtrArray *texts)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  self->texts = g_ptr_array_ref (texts);
  g_mutex_unlock (&self->mutex);
  run_in_main (self, tell);
}

static gpointer
read_frames (gpointer data)
{
  g_autoptr (TernCameraFeed) self = data;
  TernCameraFrame *frame;

  while ((frame = await_frame (self)))
    {
      g_autoptr (TernGrey) grey = tern_camera_frame_to_grey (frame);
      g_autoptr (GPtrArray) texts =
          tern_qr_reader_read (grey, TERN_QR_MODE_VIDEO, TERN_QR_VIDEO_BUDGET, NULL, NULL);

      tern_camera_frame_unref (frame);
      if (texts->len > 0)
        hand_over (self, texts);
    }
  return NULL;
}

/**
 * tern_camera_feed_new:
 * @on_frame: called with pictures
 * @on_texts: called with what is read in them
 * @user_data: for both
 *
 * Returns: (transfer full): a feed, whose functions are called in the present thread's default main
 *   context until tern_camera_feed_close()
 */
TernCameraFeed *
tern_camera_feed_new (TernCameraFeedFrame on_frame,
                      TernCameraFeedTexts on_texts,
                      gpointer user_data)
{
  TernCameraFeed *self = g_atomic_rc_box_new0 (TernCameraFeed);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->context = g_main_context_ref_thread_default ();
  self->on_frame = on_frame;
  self->on_texts = on_texts;
  self->user_data = user_data;
  g_thread_unref (g_thread_new ("tern-qr", read_frames, tern_camera_feed_ref (self)));
  return self;
}

/**
 * tern_camera_feed_ref:
 *
 * Returns: (transfer full): the feed, once more
 */
TernCameraFeed *
tern_camera_feed_ref (TernCameraFeed *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * tern_camera_feed_unref:
 *
 * Lets go of the feed; whoever made it closes it first.
 */
void
tern_camera_feed_unref (TernCameraFeed *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * tern_camera_feed_push:
 * @frame: a picture; a reference is taken
 *
 * Puts a picture in place of the one before, which goes if nobody has taken it yet. Any thread.
 */
void
tern_camera_feed_push (TernCameraFeed *self, TernCameraFrame *frame)
{
  gboolean is_waiting;

  g_mutex_lock (&self->mutex);
  is_waiting = self->to_show != NULL;
  g_clear_pointer (&self->to_show, tern_camera_frame_unref);
  g_clear_pointer (&self->to_read, tern_camera_frame_unref);
  if (!self->is_closed)
    {
      self->to_show = tern_camera_frame_ref (frame);
      self->to_read = tern_camera_frame_ref (frame);
    }
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (!is_waiting)
    run_in_main (self, show);
}

/**
 * tern_camera_feed_close:
 *
 * From now on nothing is called any more. In the thread that made the feed.
 */
void
tern_camera_feed_close (TernCameraFeed *self)
{
  g_mutex_lock (&self->mutex);
  self->is_closed = TRUE;
  g_clear_pointer (&self->to_show, tern_camera_frame_unref);
  g_clear_pointer (&self->to_read, tern_camera_frame_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}
