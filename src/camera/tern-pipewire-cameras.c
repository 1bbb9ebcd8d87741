/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-pipewire-cameras.h"

#include "camera/tern-camera.h"

#include <errno.h>
#include <glib-unix.h>
#include <pipewire/pipewire.h>

/* PipeWire's word for a camera's place on a phone. */
#define KEY_LOCATION "api.libcamera.location"

struct _TernPipewireCameras
{
  GListStore *cameras;
  TernPipewireCamerasChanged changed;
  gpointer user_data;

  struct pw_loop *loop;
  struct pw_context *context;
  struct pw_core *core;
  struct pw_registry *registry;
  struct spa_hook core_listener;
  struct spa_hook registry_listener;
  guint source;
  /* How many rounds to PipeWire and back remain until all is known, and the one under way. */
  guint rounds;
  int round;
  GPtrArray *nodes;
};

/* A camera as PipeWire knows it; all of it is told only to those who ask. */
typedef struct
{
  TernPipewireCameras *owner;
  guint32 number;
  struct pw_proxy *proxy;
  struct spa_hook listener;
  TernCamera *camera;
} Node;

static void
node_free (gpointer data)
{
  Node *self = data;

  spa_hook_remove (&self->listener);
  pw_proxy_destroy (self->proxy);
  g_clear_object (&self->camera);
  g_free (self);
}

static gboolean
is_camera (const char *type, const struct spa_dict *properties)
{
  const char *class;

  if (!g_str_equal (type, PW_TYPE_INTERFACE_Node) || properties == NULL)
    return FALSE;
  class = spa_dict_lookup (properties, PW_KEY_MEDIA_CLASS);
  return g_strcmp0 (class, "Video/Source") == 0 &&
         g_strcmp0 (spa_dict_lookup (properties, PW_KEY_MEDIA_ROLE), "Camera") == 0;
}

static TernCamera *
make_camera (guint32 number, const struct spa_dict *properties)
{
  g_autofree char *own_name = g_strdup_printf ("%u", number);
  const char *name = spa_dict_lookup (properties, PW_KEY_NODE_NAME);
  const char *serial = spa_dict_lookup (properties, PW_KEY_OBJECT_SERIAL);
  const char *location = spa_dict_lookup (properties, KEY_LOCATION);

  return tern_camera_new (
      TERN_CAMERA_DRIVER_PIPEWIRE, name ? name : own_name, serial ? serial : own_name,
      spa_dict_lookup (properties, PW_KEY_NODE_DESCRIPTION),
      g_strcmp0 (location, "back") == 0 ? TERN_CAMERA_FACING_AWAY : TERN_CAMERA_FACING_PERSON);
}

/* Until all are known nobody is told of one. */
static void
tell (TernPipewireCameras *self)
{
  if (self->rounds == 0)
    self->changed (TRUE, self->user_data);
}

static void
on_info (void *data, const struct pw_node_info *info)
{
  Node *node = data;

  if (node->camera || info->props == NULL)
    return;
  node->camera = make_camera (node->number, info->props);
  g_list_store_append (node->owner->cameras, node->camera);
  tell (node->owner);
}

static const struct pw_node_events node_events = { PW_VERSION_NODE_EVENTS, .info = on_info };

static void
on_global (void *data,
           uint32_t number,
           uint32_t permissions,
           const char *type,
           uint32_t version,
           const struct spa_dict *properties)
{
  TernPipewireCameras *self = data;
  Node *node;

  if (!is_camera (type, properties))
    return;
  node = g_new0 (Node, 1);
  node->owner = self;
  node->number = number;
  node->proxy = pw_registry_bind (self->registry, number, type, PW_VERSION_NODE, 0);
  pw_node_add_listener ((struct pw_node *) node->proxy, &node->listener, &node_events, node);
  g_ptr_array_add (self->nodes, node);
}

static void
take_away (TernPipewireCameras *self, TernCamera *camera)
{
  guint position;

  if (camera && g_list_store_find (self->cameras, camera, &position))
    g_list_store_remove (self->cameras, position);
}

static void
on_global_remove (void *data, uint32_t number)
{
  TernPipewireCameras *self = data;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = self->nodes->pdata[i];

      if (node->number != number)
        continue;
      take_away (self, node->camera);
      g_ptr_array_remove_index (self->nodes, i);
      tell (self);
      return;
    }
}

/* The first round brings the cameras, the second what was asked about them. */
static void
on_done (void *data, uint32_t id, int round)
{
  TernPipewireCameras *self = data;

  if (id != PW_ID_CORE || round != self->round || self->rounds == 0)
    return;
  self->rounds--;
  if (self->rounds > 0)
    self->round = pw_core_sync (self->core, PW_ID_CORE, 0);
  else
    tell (self);
}

static void
on_error (void *data, uint32_t id, int round, int code, const char *message)
{
  TernPipewireCameras *self = data;

  if (id != PW_ID_CORE || code != -EPIPE)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  g_list_store_remove_all (self->cameras);
  self->changed (FALSE, self->user_data);
}

static const struct pw_core_events core_events = {
  PW_VERSION_CORE_EVENTS,
  .done = on_done,
  .error = on_error,
};
static const struct pw_registry_events registry_events = {
  PW_VERSION_REGISTRY_EVENTS,
  .global = on_global,
  .global_remove = on_global_remove,
};

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  TernPipewireCameras *self = user_data;

  pw_loop_iterate (self->loop, 0);
  return G_SOURCE_CONTINUE;
}

static void
start_pipewire (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      pw_init (NULL, NULL);
      g_once_init_leave (&started, 1);
    }
}

static gboolean
connect_core (TernPipewireCameras *self, int socket)
{
  if (socket >= 0)
    self->core = pw_context_connect_fd (self->context, socket, NULL, 0);
  else
    self->core = pw_context_connect (self->context, NULL, 0);
  return self->core != NULL;
}

static void
follow (TernPipewireCameras *self)
{
  pw_core_add_listener (self->core, &self->core_listener, &core_events, self);
  self->registry = pw_core_get_registry (self->core, PW_VERSION_REGISTRY, 0);
  pw_registry_add_listener (self->registry, &self->registry_listener, &registry_events, self);
  self->rounds = 2;
  self->round = pw_core_sync (self->core, PW_ID_CORE, 0);
  pw_loop_enter (self->loop);
  self->source =
      g_unix_fd_add (pw_loop_get_fd (self->loop), G_IO_IN | G_IO_ERR | G_IO_HUP, on_readable, self);
}

/**
 * tern_pipewire_cameras_new:
 * @socket: what the portal gave, which is taken; or -1 for the PipeWire of this session
 * @cameras: where the cameras are put and removed
 * @changed: called when something has changed
 * @user_data: for @changed
 *
 * Returns: (transfer full) (nullable): cameras that are followed; %NULL where there is no PipeWire
 */
TernPipewireCameras *
tern_pipewire_cameras_new (int socket,
                           GListStore *cameras,
                           TernPipewireCamerasChanged changed,
                           gpointer user_data)
{
  g_autoptr (TernPipewireCameras) self = g_new0 (TernPipewireCameras, 1);

  start_pipewire ();
  self->cameras = g_object_ref (cameras);
  self->changed = changed;
  self->user_data = user_data;
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->loop = pw_loop_new (NULL);
  self->context = pw_context_new (self->loop, NULL, 0);
  if (self->context == NULL || !connect_core (self, socket))
    return NULL;
  follow (self);
  return g_steal_pointer (&self);
}

/**
 * tern_pipewire_cameras_free:
 * @self: (nullable): what is followed
 *
 * Ends it, and takes its cameras away.
 */
void
tern_pipewire_cameras_free (TernPipewireCameras *self)
{
  if (self == NULL)
    return;
  if (self->source)
    g_source_remove (self->source);
  g_ptr_array_unref (self->nodes);
  if (self->registry)
    {
      spa_hook_remove (&self->registry_listener);
      spa_hook_remove (&self->core_listener);
      pw_proxy_destroy ((struct pw_proxy *) self->registry);
      pw_loop_leave (self->loop);
    }
  if (self->core)
    pw_core_disconnect (self->core);
  if (self->context)
    pw_context_destroy (self->context);
  pw_loop_destroy (self->loop);
  g_list_store_remove_all (self->cameras);
  g_object_unref (self->cameras);
  g_free (self);
}
