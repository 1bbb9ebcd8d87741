/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-objects.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define MANAGER "org.freedesktop.DBus.ObjectManager"

typedef struct
{
  GHashTable *interfaces; /* name -> { property -> GVariant } */
  gboolean shown;
} Object;

struct _FakeObjects
{
  GDBusConnection *bus;
  char *root;
  const FakeMethodRow *methods;
  gsize n_methods;
  gpointer data;
  GHashTable *objects;
  guint filter;
};

static void
object_free (gpointer data)
{
  g_hash_table_unref (((Object *) data)->interfaces);
  g_free (data);
}

static GHashTable *
find_interface (FakeObjects *self, const char *path, const char *interface)
{
  Object *object = g_hash_table_lookup (self->objects, path);

  return object != NULL ? g_hash_table_lookup (object->interfaces, interface) : NULL;
}

static GVariant *
describe_interface (GHashTable *properties)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_hash_table_iter_init (&iter, properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "{sv}", name, value);
  return g_variant_builder_end (&builder);
}

static GVariant *
describe_object (const Object *object)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, properties;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_hash_table_iter_init (&iter, object->interfaces);
  while (g_hash_table_iter_next (&iter, &name, &properties))
    g_variant_builder_add (&builder, "{s@a{sv}}", name, describe_interface (properties));
  return g_variant_builder_end (&builder);
}

static GVariant *
describe_all (FakeObjects *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer path, object;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &path, &object))
    if (((Object *) object)->shown)
      g_variant_builder_add (&builder, "{o@a{sa{sv}}}", path, describe_object (object));
  return g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&builder));
}

static GVariant *
answer_properties (FakeObjects *self, const char *path, const char *method, GVariant *arguments)
{
  const char *interface, *name;
  GHashTable *properties;
  GVariant *value;

  g_variant_get_child (arguments, 0, "&s", &interface);
  properties = find_interface (self, path, interface);
  if (properties == NULL)
    return NULL;
  if (g_str_equal (method, "GetAll"))
    return g_variant_new ("(@a{sv})", describe_interface (properties));
  g_variant_get_child (arguments, 1, "&s", &name);
  if (g_str_equal (method, "Get"))
    {
      value = g_hash_table_lookup (properties, name);
      return value != NULL ? g_variant_new ("(v)", value) : NULL;
    }
  g_variant_get_child (arguments, 2, "v", &value);
  fake_objects_set (self, path, interface, name, value);
  g_variant_unref (value);
  return g_variant_new ("()");
}

static GVariant *
answer_method (FakeObjects *self, GDBusMessage *message, GVariant *arguments, GError **error)
{
  for (gsize i = 0; i < self->n_methods; i++)
    if (g_strcmp0 (self->methods[i].interface, g_dbus_message_get_interface (message)) == 0 &&
        g_strcmp0 (self->methods[i].name, g_dbus_message_get_member (message)) == 0)
      return self->methods[i].call (self->data, g_dbus_message_get_path (message), arguments,
                                    error);
  return NULL;
}

static GVariant *
find_answer (FakeObjects *self, GDBusMessage *message, GError **error)
{
  const char *interface = g_dbus_message_get_interface (message);
  g_autoptr (GVariant) arguments = g_dbus_message_get_body (message);

  if (arguments != NULL)
    g_variant_ref (arguments);
  else
    arguments = g_variant_ref_sink (g_variant_new ("()"));
  if (g_strcmp0 (interface, MANAGER) == 0)
    return describe_all (self);
  if (g_strcmp0 (interface, PROPERTIES) == 0)
    return answer_properties (self, g_dbus_message_get_path (message),
                              g_dbus_message_get_member (message), arguments);
  return answer_method (self, message, arguments, error);
}

typedef struct
{
  FakeObjects *objects;
  GDBusMessage *message;
} Question;

static gboolean
answer (gpointer data)
{
  Question *question = data;
  g_autoptr (GDBusMessage) message = question->message;
  g_autoptr (GDBusMessage) reply = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *value = find_answer (question->objects, message, &error);
  g_autofree char *name = error != NULL ? g_dbus_error_encode_gerror (error) : NULL;

  if (value != NULL)
    {
      reply = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (reply, value);
    }
  else
    reply = g_dbus_message_new_method_error (
        message, name != NULL ? name : "org.freedesktop.DBus.Error.UnknownMethod", "%s",
        error != NULL ? error->message : g_dbus_message_get_member (message));
  g_dbus_connection_send_message (question->objects->bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE,
                                  NULL, NULL);
  g_free (question);
  return G_SOURCE_REMOVE;
}

/* The connection's own thread: what is for these objects is answered on the main one. */
static GDBusMessage *
filter (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  FakeObjects *self = data;
  const char *path = g_dbus_message_get_path (message);
  Question *question;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
      path == NULL || !g_str_has_prefix (path, self->root))
    return message;
  question = g_new0 (Question, 1);
  question->objects = self;
  question->message = message;
  g_main_context_invoke (NULL, answer, question);
  return NULL;
}

/**
 * fake_objects_new:
 * @bus: where they are
 * @root: path of their manager
 * @methods: (array length=n_methods): what can be called besides properties and manager
 * @n_methods: how many
 * @data: for @methods
 *
 * Returns: (transfer full): no objects yet
 */
FakeObjects *
fake_objects_new (GDBusConnection *bus,
                  const char *root,
                  const FakeMethodRow *methods,
                  gsize n_methods,
                  gpointer data)
{
  FakeObjects *self = g_new0 (FakeObjects, 1);

  self->bus = g_object_ref (bus);
  self->root = g_strdup (root);
  self->methods = methods;
  self->n_methods = n_methods;
  self->data = data;
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, object_free);
  self->filter = g_dbus_connection_add_filter (bus, filter, self, NULL);
  return self;
}

/**
 * fake_objects_free:
 * @self: (transfer full): objects
 */
void
fake_objects_free (FakeObjects *self)
{
  g_dbus_connection_remove_filter (self->bus, self->filter);
  g_hash_table_unref (self->objects);
  g_object_unref (self->bus);
  g_free (self->root);
  g_free (self);
}

static GHashTable *
ensure_interface (FakeObjects *self, const char *path, const char *interface)
{
  Object *object = g_hash_table_lookup (self->objects, path);
  GHashTable *properties;

  if (object == NULL)
    {
      object = g_new0 (Object, 1);
      object->interfaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                  (GDestroyNotify) g_hash_table_unref);
      g_hash_table_insert (self->objects, g_strdup (path), object);
    }
  properties = g_hash_table_lookup (object->interfaces, interface);
  if (properties == NULL)
    {
      properties =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
      g_hash_table_insert (object->interfaces, g_strdup (interface), properties);
    }
  return properties;
}

/**
 * fake_objects_set:
 * @self: objects
 * @path: one of them, which begins to be with its first property
 * @interface: whose property
 * @name: (nullable): its name; %NULL for an interface that has none
 * @value: (nullable): floating or not
 *
 * Tells the world of the change if the object is shown.
 */
void
fake_objects_set (FakeObjects *self,
                  const char *path,
                  const char *interface,
                  const char *name,
                  GVariant *value)
{
  GHashTable *properties = ensure_interface (self, path, interface);
  Object *object = g_hash_table_lookup (self->objects, path);
  GVariantBuilder changed;

  if (name == NULL)
    return;
  g_hash_table_replace (properties, g_strdup (name), g_variant_ref_sink (value));
  if (!object->shown)
    return;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", name, value);
  fake_objects_emit (self, path, PROPERTIES, "PropertiesChanged",
                     g_variant_new ("(sa{sv}as)", interface, &changed, NULL));
}

/**
 * fake_objects_get:
 * @self: objects
 * @path: one of them
 * @interface: whose property
 * @name: its name
 *
 * Returns: (transfer none) (nullable): its value
 */
GVariant *
fake_objects_get (FakeObjects *self, const char *path, const char *interface, const char *name)
{
  GHashTable *properties = find_interface (self, path, interface);

  return properties != NULL ? g_hash_table_lookup (properties, name) : NULL;
}

/**
 * fake_objects_has:
 * @self: objects
 * @path: perhaps one of them
 *
 * Returns: whether it is
 */
gboolean
fake_objects_has (FakeObjects *self, const char *path)
{
  return g_hash_table_contains (self->objects, path);
}

/**
 * fake_objects_show:
 * @self: objects
 * @path: one of them, complete
 *
 * Tells the world that it is there.
 */
void
fake_objects_show (FakeObjects *self, const char *path)
{
  Object *object = g_hash_table_lookup (self->objects, path);

  object->shown = TRUE;
  fake_objects_emit (self, self->root, MANAGER, "InterfacesAdded",
                     g_variant_new ("(o@a{sa{sv}})", path, describe_object (object)));
}

/**
 * fake_objects_remove:
 * @self: objects
 * @path: one of them
 *
 * Tells the world that it is gone.
 */
void
fake_objects_remove (FakeObjects *self, const char *path)
{
  Object *object = g_hash_table_lookup (self->objects, path);
  g_autofree const char **names = NULL;

  names = (const char **) g_hash_table_get_keys_as_array (object->interfaces, NULL);
  fake_objects_emit (self, self->root, MANAGER, "InterfacesRemoved",
                     g_variant_new ("(o^as)", path, names));
  g_hash_table_remove (self->objects, path);
}

/**
 * fake_objects_emit:
 * @self: objects
 * @path: from which
 * @interface: of the signal
 * @signal: its name
 * @arguments: floating
 */
void
fake_objects_emit (FakeObjects *self,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *arguments)
{
  g_dbus_connection_emit_signal (self->bus, NULL, path, interface, signal, arguments, NULL);
}

/**
 * fake_objects_list:
 * @self: objects
 * @interface: of theirs
 *
 * Returns: floating: paths of those that have the interface and are shown
 */
GVariant *
fake_objects_list (FakeObjects *self, const char *interface)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer path, object;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &path, &object))
    if (((Object *) object)->shown &&
        g_hash_table_contains (((Object *) object)->interfaces, interface))
      g_variant_builder_add (&builder, "o", path);
  return g_variant_builder_end (&builder);
}
