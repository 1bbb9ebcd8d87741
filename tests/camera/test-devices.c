/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera.h"
#include "camera/tern-torch.h"
#include "camera/tern-v4l2-cameras.h"
#include "test-bus.h"
#include "test-kit.h"

#include <glib/gstdio.h>

/* What the kernel lists, and the light, in folders that look like the kernel's. */
typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tern-devices-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
write_line (Fixture *fixture, const char *device, const char *name, const char *line)
{
  g_autofree char *folder = g_build_filename (fixture->folder, device, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, line, -1, &error);
  g_assert_no_error (error);
}

static void
count_changes (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* The second device of a camera gives no pictures. A list that is right is left alone. */
static void
test_v4l2 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) cameras = g_list_store_new (TERN_TYPE_CAMERA);
  g_autoptr (TernCamera) camera = NULL;
  guint changes = 0;

  g_signal_connect (cameras, "items-changed", G_CALLBACK (count_changes), &changes);
  write_line (fixture, "video1", "name", "Webcam\n");
  write_line (fixture, "video1", "index", "1\n");
  write_line (fixture, "video0", "name", "Webcam\n");
  write_line (fixture, "video0", "index", "0\n");
  write_line (fixture, "radio0", "name", "Radio\n");
  write_line (fixture, "video2", "index", "0\n");
  tern_v4l2_cameras_list (fixture->folder, cameras);
  tern_v4l2_cameras_list (fixture->folder, cameras);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cameras)), ==, 2);
  camera = g_list_model_get_item (G_LIST_MODEL (cameras), 0);
  g_assert_cmpstr (tern_camera_get_title (camera), ==, "Webcam");
  g_assert_cmpstr (tern_camera_get_target (camera), ==, "/dev/video0");
  g_assert_cmpint (tern_camera_get_driver (camera), ==, TERN_CAMERA_DRIVER_V4L2);
  test_remove_folder (fixture->folder);
  tern_v4l2_cameras_list (fixture->folder, cameras);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cameras)), ==, 0);
}

static void
test_no_torch (Fixture *fixture, gconstpointer data)
{
  write_line (fixture, "input3::capslock", "max_brightness", "1\n");
  write_line (fixture, "broken:flash", "max_brightness", "0\n");
  write_line (fixture, "odd:torch", "max_brightness", "bright\n");
  g_assert_null (tern_torch_find (fixture->folder));
  g_assert_null (tern_torch_find ("/nonexistent"));
}

static const char MANAGER[] = "<node><interface name='org.freedesktop.login1.Session'>"
                              "<method name='SetBrightness'><arg type='s' direction='in'/>"
                              "<arg type='s' direction='in'/><arg type='u' direction='in'/>"
                              "</method></interface></node>";

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
  *(GVariant **) user_data = g_variant_ref (parameters);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
expect_brightness (GVariant **asked, guint32 wanted)
{
  const char *subsystem, *name;
  guint32 brightness;

  while (*asked == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_variant_get (*asked, "(&s&su)", &subsystem, &name, &brightness);
  g_assert_cmpstr (subsystem, ==, "leds");
  g_assert_cmpstr (name, ==, "white:flash");
  g_assert_cmpuint (brightness, ==, wanted);
  g_clear_pointer (asked, g_variant_unref);
}

/* The session's manager is asked, on a system bus of the test's own. */
static void
test_torch (Fixture *fixture, gconstpointer data)
{
  static const GDBusInterfaceVTable vtable = { on_call, NULL, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (MANAGER, NULL);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_autoptr (GVariant) named = NULL;
  g_autofree char *light = NULL;
  GVariant *asked = NULL;
  guint object;

  g_assert_nonnull (bus);
  named = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  object = g_dbus_connection_register_object (bus, "/org/freedesktop/login1/session/auto",
                                              node->interfaces[0], &vtable, &asked, NULL, NULL);
  write_line (fixture, "white:flash", "max_brightness", "255\n");
  light = tern_torch_find (fixture->folder);
  g_assert_cmpstr (light, ==, "white:flash");
  tern_torch_switch (fixture->folder, light, TRUE);
  expect_brightness (&asked, 255);
  tern_torch_switch (fixture->folder, light, FALSE);
  expect_brightness (&asked, 0);
  g_dbus_connection_unregister_object (bus, object);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusConnection) bus = NULL;
  int result;

  test_bus_up (daemon);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (daemon), TRUE);
  bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/devices/v4l2", test_v4l2);
  ADD ("/devices/no-torch", test_no_torch);
  ADD ("/devices/torch", test_torch);
  result = g_test_run ();
  g_test_dbus_stop (daemon);
  return result;
}
