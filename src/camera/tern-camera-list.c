/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-list.h"

#include "camera/tern-pipewire-cameras.h"
#include "camera/tern-v4l2-cameras.h"

/* How often it is looked for PipeWire, and for what the kernel has, while there is no PipeWire. */
#define ROUND_SECONDS 1

struct _TernCameraList
{
  GObject parent_instance;

  GListStore *cameras;
  TernPipewireCameras *pipewire;
  guint round;
  gboolean is_portal;
  gboolean is_complete;
};

G_DEFINE_FINAL_TYPE (TernCameraList, tern_camera_list, G_TYPE_OBJECT)

enum
{
  CHANGED,
  LOST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean on_round (gpointer user_data);

static void
look_again_later (TernCameraList *self)
{
  if (self->round == 0)
    self->round = g_timeout_add_seconds (ROUND_SECONDS, on_round, self);
}

static void
on_pipewire_changed (gboolean is_connected, gpointer user_data)
{
  TernCameraList *self = user_data;

  self->is_complete = TRUE;
  if (!is_connected)
    look_again_later (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Without PipeWire the kernel is asked. */
static void
look (TernCameraList *self)
{
  g_clear_pointer (&self->pipewire, tern_pipewire_cameras_free);
  self->pipewire = tern_pipewire_cameras_new (-1, self->cameras, on_pipewire_changed, self);
  if (self->pipewire)
    return;
  look_again_later (self);
  tern_v4l2_cameras_list (TERN_V4L2_FOLDER, self->cameras);
  self->is_complete = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Only the portal gives another way for one that has ended. */
static gboolean
on_round (gpointer user_data)
{
  TernCameraList *self = user_data;

  self->round = 0;
  if (self->is_portal)
    g_signal_emit (self, signals[LOST], 0);
  else
    look (self);
  return G_SOURCE_REMOVE;
}

static void
tern_camera_list_dispose (GObject *object)
{
  TernCameraList *self = TERN_CAMERA_LIST (object);

  g_clear_handle_id (&self->round, g_source_remove);
  g_clear_pointer (&self->pipewire, tern_pipewire_cameras_free);
  g_clear_object (&self->cameras);
  G_OBJECT_CLASS (tern_camera_list_parent_class)->dispose (object);
}

static void
tern_camera_list_class_init (TernCameraListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_camera_list_dispose;
  signals[CHANGED] = g_signal_new ("changed", TERN_TYPE_CAMERA_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", TERN_TYPE_CAMERA_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
tern_camera_list_init (TernCameraList *self)
{
  self->cameras = g_list_store_new (TERN_TYPE_CAMERA);
}

/**
 * tern_camera_list_new:
 * @socket: what the portal gave, which is taken; or -1 to look without it
 *
 * Returns: (transfer full): the cameras; none is known before the main loop has run
 */
TernCameraList *
tern_camera_list_new (int socket)
{
  TernCameraList *self = g_object_new (TERN_TYPE_CAMERA_LIST, NULL);

  self->is_portal = socket >= 0;
  if (self->is_portal)
    self->pipewire = tern_pipewire_cameras_new (socket, self->cameras, on_pipewire_changed, self);
  if (self->pipewire == NULL)
    self->round = g_idle_add (on_round, self);
  return self;
}

/**
 * tern_camera_list_is_complete:
 *
 * Returns: whether all cameras are known
 */
gboolean
tern_camera_list_is_complete (TernCameraList *self)
{
  return self->is_complete;
}

/**
 * tern_camera_list_get_cameras:
 *
 * Returns: (transfer none): the cameras, of #TernCamera
 */
GListModel *
tern_camera_list_get_cameras (TernCameraList *self)
{
  return G_LIST_MODEL (self->cameras);
}

/**
 * tern_camera_list_find:
 * @id: (nullable): what a camera is remembered by
 *
 * Returns: (transfer full) (nullable): that camera or else the first; %NULL if there is none
 */
TernCamera *
tern_camera_list_find (TernCameraList *self, const char *id)
{
  GListModel *cameras = G_LIST_MODEL (self->cameras);

  for (guint i = 0; i < g_list_model_get_n_items (cameras); i++)
    {
      g_autoptr (TernCamera) camera = g_list_model_get_item (cameras, i);

      if (g_strcmp0 (tern_camera_get_id (camera), id) == 0)
        return g_steal_pointer (&camera);
    }
  return g_list_model_get_item (cameras, 0);
}
