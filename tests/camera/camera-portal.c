/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera-portal.h"

#include "camera-lab.h"

#include <glib/gstdio.h>

#define BACK_END "org.freedesktop.impl.portal.desktop.tern"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define STORE "org.freedesktop.impl.portal.PermissionStore"

static const char DESCRIPTION[] = "[portal]\nDBusName=" BACK_END "\nInterfaces="
                                  "org.freedesktop.impl.portal.Access;"
                                  "org.freedesktop.impl.portal.Screenshot;\nUseIn=tern\n";

static const char INTERFACES[] =
    "<node>"
    "<interface name='org.freedesktop.impl.portal.Access'>"
    "<method name='AccessDialog'>"
    "<arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/>"
    "<arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>"
    "</method>"
    "</interface>"
    "<interface name='org.freedesktop.impl.portal.Screenshot'>"
    "<method name='Screenshot'>"
    "<arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/>"
    "<arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>"
    "</method>"
    "<property name='version' type='u' access='read'/>"
    "</interface>"
    "</node>";

struct _CameraPortal
{
  char *folder;
  CameraAnswer answer;
  char *screen;
  guint questions;
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  guint objects[2];
  GSubprocess *process;
};

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  CameraPortal *self = user_data;
  gboolean is_screen = g_str_equal (method, "Screenshot");
  g_auto (GVariantBuilder) results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  self->questions++;
  if (self->answer == CAMERA_ANSWER_NOTHING)
    return;
  if (is_screen && self->screen)
    g_variant_builder_add (&results, "{sv}", "uri", g_variant_new_string (self->screen));
  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(ua{sv})", self->answer == CAMERA_ANSWER_YES ? 0 : 1, &results));
}

static GVariant *
on_get_version (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *property,
                GError **error,
                gpointer user_data)
{
  return g_variant_new_uint32 (2);
}

static const GDBusInterfaceVTable vtable = { on_call, on_get_version, NULL, { 0 } };

static void
write_file (CameraPortal *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_file (CameraPortal *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_unlink (path);
}

static GVariant *
call (CameraPortal *self,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer =
      g_dbus_connection_call_sync (self->bus, name, path, interface, method, arguments, NULL,
                                   G_DBUS_CALL_FLAGS_NONE, 30000, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static void
call_bus (CameraPortal *self, const char *method, GVariant *arguments)
{
  g_autoptr (GVariant) answer = call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, arguments);
}

/* On a connection of its own, as another program would have. */
static void
start_back_end (CameraPortal *self)
{
  g_autoptr (GError) error = NULL;

  self->bus =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->node = g_dbus_node_info_new_for_xml (INTERFACES, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    {
      self->objects[i] = g_dbus_connection_register_object (
          self->bus, PATH, self->node->interfaces[i], &vtable, self, NULL, &error);
      g_assert_no_error (error);
    }
  call_bus (self, "RequestName", g_variant_new ("(su)", BACK_END, 0));
}

static void
on_owner_changed (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
on_owner_gone (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = FALSE;
}

static void
await_owner (CameraPortal *self, const char *name, gboolean wanted)
{
  gboolean is_owned = !wanted;
  guint watch = g_bus_watch_name_on_connection (self->bus, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                on_owner_changed, on_owner_gone, &is_owned, NULL);

  while (is_owned != wanted)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

/* What was answered once is remembered by the desktop: it forgets it. */
static void
forget_answers (CameraPortal *self)
{
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_sync (
      self->bus, STORE, "/org/freedesktop/impl/portal/PermissionStore", STORE, "Delete",
      g_variant_new ("(ss)", "devices", "camera"), NULL, G_DBUS_CALL_FLAGS_NONE, 30000, NULL, NULL);
}

static void
start_portal (CameraPortal *self)
{
  g_autofree char *program = camera_lab_dup_helper ("xdg-desktop-portal");
  g_autofree char *folder = g_strconcat ("XDG_DESKTOP_PORTAL_DIR=", self->folder, NULL);

  self->process = camera_lab_spawn (
      (const char *const[]){ "env", folder, "XDG_CURRENT_DESKTOP=tern", program, NULL },
      G_SUBPROCESS_FLAGS_STDERR_SILENCE);
}

/**
 * camera_portal_new:
 * @answer: what the person says
 *
 * Returns: (transfer full): a portal that answers on the session bus
 */
CameraPortal *
camera_portal_new (CameraAnswer answer)
{
  CameraPortal *self = g_new0 (CameraPortal, 1);

  self->answer = answer;
  self->folder = g_dir_make_tmp ("tern-portal-XXXXXX", NULL);
  write_file (self, "tern.portal", DESCRIPTION);
  start_back_end (self);
  forget_answers (self);
  start_portal (self);
  await_owner (self, PORTAL, TRUE);
  return self;
}

/**
 * camera_portal_free:
 * @self: (transfer full): a portal, which ends
 */
void
camera_portal_free (CameraPortal *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  await_owner (self, PORTAL, FALSE);
  g_clear_object (&self->process);
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    g_dbus_connection_unregister_object (self->bus, self->objects[i]);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_dbus_node_info_unref (self->node);
  remove_file (self, "tern.portal");
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->screen);
  g_free (self);
}

/**
 * camera_portal_show_screen:
 * @path: a picture of the screen
 */
void
camera_portal_show_screen (CameraPortal *self, const char *path)
{
  g_free (self->screen);
  self->screen = g_filename_to_uri (path, NULL, NULL);
}

/**
 * camera_portal_get_questions:
 *
 * Returns: how often the person was asked
 */
guint
camera_portal_get_questions (CameraPortal *self)
{
  return self->questions;
}
