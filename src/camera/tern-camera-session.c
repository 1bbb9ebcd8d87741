/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-session.h"

#include "camera/tern-camera-feed.h"
#include "camera/tern-camera-list.h"
#include "camera/tern-camera-portal.h"
#include "camera/tern-camera-stream.h"

#include <glib/gstdio.h>

/* After how long a camera that failed is tried again. */
#define RETRY_SECONDS 2
/* There when the program runs in a Flatpak, where nothing goes without the portal. */
#define SANDBOX "/.flatpak-info"

struct _TernCameraSession
{
  GObject parent_instance;

  TernCameraState state;
  GError *error;
  char *wanted;
  gboolean is_portal;
  gboolean was_live;

  /* From start to stop. */
  GCancellable *cancellable;
  TernCameraList *list;
  guint retry;

  /* While a camera is open. */
  TernCamera *camera;
  TernCameraFeed *feed;
  GCancellable *stream;
};

G_DEFINE_FINAL_TYPE (TernCameraSession, tern_camera_session, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FRAME,
  TEXTS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void ask (TernCameraSession *self);
static void choose_camera (TernCameraSession *self);

static void
set_state (TernCameraSession *self, TernCameraState state)
{
  self->state = state;
  if (state != TERN_CAMERA_STATE_FAILED)
    g_clear_error (&self->error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
close_camera (TernCameraSession *self)
{
  if (self->stream)
    g_cancellable_cancel (self->stream);
  if (self->feed)
    tern_camera_feed_close (self->feed);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->feed, tern_camera_feed_unref);
  g_clear_object (&self->camera);
}

static gboolean
on_retry (gpointer user_data)
{
  TernCameraSession *self = user_data;

  self->retry = 0;
  if (self->list)
    choose_camera (self);
  else
    ask (self);
  return G_SOURCE_REMOVE;
}

/* What a person has to do something about, or has decided, is not tried again unasked. */
static void
fail (TernCameraSession *self, GError *error)
{
  close_camera (self);
  g_clear_error (&self->error);
  self->error = error;
  g_clear_handle_id (&self->retry, g_source_remove);
  if (!g_error_matches (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_DENIED) &&
      !g_error_matches (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_PART))
    self->retry = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  set_state (self, TERN_CAMERA_STATE_FAILED);
}

static void
on_frame (TernCameraFrame *frame, gpointer user_data)
{
  TernCameraSession *self = user_data;

  if (self->state != TERN_CAMERA_STATE_LIVE)
    {
      self->was_live = TRUE;
      set_state (self, TERN_CAMERA_STATE_LIVE);
    }
  g_signal_emit (self, signals[FRAME], 0, frame);
}

static void
on_texts (GPtrArray *texts, gpointer user_data)
{
  g_signal_emit (user_data, signals[TEXTS], 0, texts);
}

/* What the thread of a stream has of its own. */
typedef struct
{
  TernCamera *camera;
  TernCameraFeed *feed;
  int socket;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_object_unref (self->camera);
  tern_camera_feed_unref (self->feed);
  if (self->socket >= 0)
    g_close (self->socket, NULL);
  g_free (self);
}

static void
push (TernCameraFrame *frame, gpointer user_data)
{
  tern_camera_feed_push (user_data, frame);
}

static gpointer
run_stream (gpointer data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  tern_camera_stream_run (job->camera, job->socket, push, job->feed, g_task_get_cancellable (task),
                          &error);
  g_task_return_error (task, error);
  return NULL;
}

static void
on_stream_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernCameraSession *self = TERN_CAMERA_SESSION (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self->stream && self->stream == g_task_get_cancellable (G_TASK (result)))
    fail (self, g_steal_pointer (&error));
}

/* Takes the socket. */
static void
run_camera (TernCameraSession *self, int socket)
{
  GTask *task = g_task_new (self, self->stream, on_stream_ended, NULL);
  Job *job = g_new (Job, 1);

  self->feed = tern_camera_feed_new (on_frame, on_texts, self);
  *job = (Job){ g_object_ref (self->camera), tern_camera_feed_ref (self->feed), socket };
  g_task_set_task_data (task, job, job_free);
  g_thread_unref (g_thread_new ("tern-camera", run_stream, task));
}

static void
on_stream_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCameraSession) self = user_data;
  g_autoptr (GError) error = NULL;
  int socket = tern_camera_portal_open_finish (result, &error);

  if (self->stream == NULL || self->stream != g_task_get_cancellable (G_TASK (result)))
    {
      if (socket >= 0)
        g_close (socket, NULL);
    }
  else if (socket < 0)
    fail (self, g_steal_pointer (&error));
  else
    run_camera (self, socket);
}

static void
open_camera (TernCameraSession *self, TernCamera *camera)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  close_camera (self);
  self->camera = g_object_ref (camera);
  self->stream = g_cancellable_new ();
  if (self->is_portal)
    tern_camera_portal_open_async (self->stream, on_stream_opened, g_object_ref (self));
  else
    run_camera (self, -1);
}

static gboolean
is_there (TernCameraSession *self, TernCamera *camera)
{
  guint position;

  return camera && g_list_store_find (G_LIST_STORE (tern_camera_list_get_cameras (self->list)),
                                      camera, &position);
}

/* Opens the camera that is wanted or the first, unless one is open. */
static void
choose_camera (TernCameraSession *self)
{
  g_autoptr (TernCamera) camera = NULL;

  if (!tern_camera_list_is_complete (self->list) || is_there (self, self->camera))
    return;
  camera = tern_camera_list_find (self->list, self->wanted);
  close_camera (self);
  if (camera)
    {
      open_camera (self, camera);
      /* What is tried again has failed until there is a picture. */
      if (self->state != TERN_CAMERA_STATE_FAILED)
        set_state (self, TERN_CAMERA_STATE_STARTING);
    }
  else
    {
      g_clear_handle_id (&self->retry, g_source_remove);
      set_state (self, self->was_live ? TERN_CAMERA_STATE_GONE : TERN_CAMERA_STATE_NONE);
    }
}

/* Also when the camera stays: others may be there to choose from. */
static void
on_list_changed (TernCameraSession *self)
{
  if (is_there (self, self->camera))
    g_signal_emit (self, signals[CHANGED], 0);
  else
    choose_camera (self);
}

static void
forget_list (TernCameraSession *self)
{
  close_camera (self);
  if (self->list)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
}

static void
on_list_lost (TernCameraSession *self)
{
  forget_list (self);
  fail (self, g_error_new_literal (TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_FAILED,
                                   "The way to the cameras has ended"));
}

static void
follow_cameras (TernCameraSession *self, int socket)
{
  self->is_portal = socket >= 0;
  self->list = tern_camera_list_new (socket);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (on_list_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "lost", G_CALLBACK (on_list_lost), self, G_CONNECT_SWAPPED);
  set_state (self, TERN_CAMERA_STATE_LOOKING);
}

static gboolean
is_current (TernCameraSession *self, GAsyncResult *result)
{
  return self->cancellable && self->cancellable == g_task_get_cancellable (G_TASK (result));
}

/* Where the portal has no way, one is looked for without it; but not past a sandbox. */
static void
go_without_portal (TernCameraSession *self, GError *error)
{
  if (g_file_test (SANDBOX, G_FILE_TEST_EXISTS))
    {
      fail (self, error);
      return;
    }
  g_error_free (error);
  follow_cameras (self, -1);
}

static void
on_list_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCameraSession) self = user_data;
  GError *error = NULL;
  int socket = tern_camera_portal_open_finish (result, &error);

  if (!is_current (self, result))
    {
      g_clear_error (&error);
      if (socket >= 0)
        g_close (socket, NULL);
    }
  else if (socket >= 0)
    follow_cameras (self, socket);
  else
    go_without_portal (self, error);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCameraSession) self = user_data;
  GError *error = NULL;
  gboolean allowed = tern_camera_portal_ask_finish (result, &error);

  if (!is_current (self, result))
    g_clear_error (&error);
  else if (allowed)
    tern_camera_portal_open_async (self->cancellable, on_list_opened, g_object_ref (self));
  else if (g_error_matches (error, TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_DENIED))
    fail (self, error);
  else
    go_without_portal (self, error);
}

static void
ask (TernCameraSession *self)
{
  if (self->state != TERN_CAMERA_STATE_FAILED)
    set_state (self, TERN_CAMERA_STATE_ASKING);
  tern_camera_portal_ask_async (self->cancellable, on_asked, g_object_ref (self));
}

static void
tern_camera_session_dispose (GObject *object)
{
  tern_camera_session_stop (TERN_CAMERA_SESSION (object));
  G_OBJECT_CLASS (tern_camera_session_parent_class)->dispose (object);
}

static void
tern_camera_session_finalize (GObject *object)
{
  TernCameraSession *self = TERN_CAMERA_SESSION (object);

  g_clear_error (&self->error);
  g_free (self->wanted);
  G_OBJECT_CLASS (tern_camera_session_parent_class)->finalize (object);
}

static void
tern_camera_session_class_init (TernCameraSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_camera_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_camera_session_finalize;
  signals[CHANGED] = g_signal_new ("changed", TERN_TYPE_CAMERA_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME] = g_signal_new ("frame", TERN_TYPE_CAMERA_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[TEXTS] = g_signal_new ("texts", TERN_TYPE_CAMERA_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
tern_camera_session_init (TernCameraSession *self)
{
}

/**
 * tern_camera_session_new:
 *
 * Returns: (transfer full): a session that is off
 */
TernCameraSession *
tern_camera_session_new (void)
{
  return g_object_new (TERN_TYPE_CAMERA_SESSION, NULL);
}

/**
 * tern_camera_session_start:
 * @wanted: (nullable): the id of the camera that is preferred
 *
 * Asks for cameras and opens one; again if it was started before.
 */
void
tern_camera_session_start (TernCameraSession *self, const char *wanted)
{
  g_autofree char *id = g_strdup (wanted);

  tern_camera_session_stop (self);
  g_free (self->wanted);
  self->wanted = g_steal_pointer (&id);
  self->cancellable = g_cancellable_new ();
  ask (self);
}

/**
 * tern_camera_session_stop:
 *
 * Lets go of the camera at once, and of everything else.
 */
void
tern_camera_session_stop (TernCameraSession *self)
{
  if (self->cancellable == NULL)
    return;
  g_clear_handle_id (&self->retry, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_list (self);
  self->was_live = FALSE;
  set_state (self, TERN_CAMERA_STATE_OFF);
}

/**
 * tern_camera_session_choose:
 * @wanted: the id of a camera
 *
 * Goes over to another camera, if it is there.
 */
void
tern_camera_session_choose (TernCameraSession *self, const char *wanted)
{
  g_autoptr (TernCamera) camera = NULL;
  g_autofree char *id = g_strdup (wanted);

  g_free (self->wanted);
  self->wanted = g_steal_pointer (&id);
  camera = self->list ? tern_camera_list_find (self->list, self->wanted) : NULL;
  if (camera == NULL || camera == self->camera)
    return;
  open_camera (self, camera);
  set_state (self, TERN_CAMERA_STATE_STARTING);
}

/**
 * tern_camera_session_get_state:
 *
 * Returns: what it is at
 */
TernCameraState
tern_camera_session_get_state (TernCameraSession *self)
{
  return self->state;
}

/**
 * tern_camera_session_get_error:
 *
 * Returns: (transfer none) (nullable): in %TERN_CAMERA_STATE_FAILED, why
 */
const GError *
tern_camera_session_get_error (TernCameraSession *self)
{
  return self->error;
}

/**
 * tern_camera_session_get_camera:
 *
 * Returns: (transfer none) (nullable): the camera that is open or being opened
 */
TernCamera *
tern_camera_session_get_camera (TernCameraSession *self)
{
  return self->camera;
}

/**
 * tern_camera_session_get_cameras:
 *
 * Returns: (transfer none) (nullable): the cameras to choose from, of #TernCamera, once it was
 *   looked for them
 */
GListModel *
tern_camera_session_get_cameras (TernCameraSession *self)
{
  return self->list ? tern_camera_list_get_cameras (self->list) : NULL;
}
