/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera.h"

struct _TernCamera
{
  GObject parent_instance;

  TernCameraDriver driver;
  TernCameraFacing facing;
  char *id;
  char *target;
  char *title;
};

G_DEFINE_FINAL_TYPE (TernCamera, tern_camera, G_TYPE_OBJECT)

enum
{
  PROP_TITLE = 1,
};

static void
tern_camera_get_property (GObject *object, guint property, GValue *value, GParamSpec *pspec)
{
  if (property == PROP_TITLE)
    g_value_set_string (value, TERN_CAMERA (object)->title);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
tern_camera_finalize (GObject *object)
{
  TernCamera *self = TERN_CAMERA (object);

  g_free (self->id);
  g_free (self->target);
  g_free (self->title);
  G_OBJECT_CLASS (tern_camera_parent_class)->finalize (object);
}

static void
tern_camera_class_init (TernCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tern_camera_get_property;
  object_class->finalize = tern_camera_finalize;
  g_object_class_install_property (
      object_class, PROP_TITLE,
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
tern_camera_init (TernCamera *self)
{
}

/**
 * tern_camera_new:
 * @driver: who hands its pictures over
 * @id: what it is remembered by; the same each time that it is plugged in
 * @target: what @driver knows it by at present
 * @title: (nullable): its name for people; otherwise the id is
 * @facing: where it looks
 *
 * Returns: (transfer full): a camera
 */
TernCamera *
tern_camera_new (TernCameraDriver driver,
                 const char *id,
                 const char *target,
                 const char *title,
                 TernCameraFacing facing)
{
  TernCamera *self = g_object_new (TERN_TYPE_CAMERA, NULL);

  self->driver = driver;
  self->facing = facing;
  self->id = g_strdup (id);
  self->target = g_strdup (target);
  self->title = g_utf8_make_valid (title && *title ? title : id, -1);
  return self;
}

/**
 * tern_camera_get_driver:
 *
 * Returns: who hands its pictures over
 */
TernCameraDriver
tern_camera_get_driver (TernCamera *self)
{
  return self->driver;
}

/**
 * tern_camera_get_id:
 *
 * Returns: (transfer none): what it is remembered by
 */
const char *
tern_camera_get_id (TernCamera *self)
{
  return self->id;
}

/**
 * tern_camera_get_target:
 *
 * Returns: (transfer none): what its driver knows it by at present
 */
const char *
tern_camera_get_target (TernCamera *self)
{
  return self->target;
}

/**
 * tern_camera_get_title:
 *
 * Returns: (transfer none): its name for people
 */
const char *
tern_camera_get_title (TernCamera *self)
{
  return self->title;
}

/**
 * tern_camera_get_facing:
 *
 * Returns: where it looks
 */
TernCameraFacing
tern_camera_get_facing (TernCamera *self)
{
  return self->facing;
}
