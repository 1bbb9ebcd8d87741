/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"

#include "scan/tern-qr-picture.h"
#include "test-bus.h"

#include <glib/gstdio.h>

/* A code on the screen, by way of the desktop's portal: a bus of its own with a portal that gives a
 * picture, refuses, never answers, or is not there. */
#define CODE "LPA:1$smdp.example.net$JWQM-7KPD-0042"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

static const char INTERFACES[] =
    "<node>"
    "<interface name='org.freedesktop.portal.Screenshot'>"
    "<method name='Screenshot'>"
    "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' "
    "direction='out'/>"
    "</method>"
    "</interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface>"
    "</node>";

typedef enum
{
  ANSWER_PICTURE,
  ANSWER_CANCELLED,
  ANSWER_REFUSED,
  ANSWER_NEVER,
} Answer;

typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  guint name;
  guint object;
  guint request;
  gboolean is_there;
  gboolean is_closed;
  Answer answer;
  char *uri;
} Portal;

typedef struct
{
  Portal portal;
  char *path;
  TernApplication *application;
  TernWindow *window;
} Fixture;

static void
respond (Portal *self, GDBusConnection *bus, const char *handle)
{
  static const guint32 RESPONSES[] = { 0, 1, 2 };
  g_auto (GVariantBuilder) results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (self->answer == ANSWER_NEVER)
    return;
  if (self->answer == ANSWER_PICTURE)
    g_variant_builder_add (&results, "{sv}", "uri", g_variant_new_string (self->uri));
  g_dbus_connection_emit_signal (bus, NULL, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", RESPONSES[self->answer], &results),
                                 NULL);
}

static void
on_request_call (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *method,
                 GVariant *parameters,
                 GDBusMethodInvocation *invocation,
                 gpointer user_data)
{
  Portal *self = user_data;

  self->is_closed = TRUE;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable REQUEST_VTABLE = { on_request_call, NULL, NULL, { 0 } };

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
  Portal *self = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;
  gboolean interactive = FALSE;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "interactive", "b", &interactive) && interactive);
  handle = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  self->request = g_dbus_connection_register_object (bus, handle, self->node->interfaces[1],
                                                     &REQUEST_VTABLE, self, NULL, NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  respond (self, bus, handle);
}

static const GDBusInterfaceVTable VTABLE = { on_call, NULL, NULL, { 0 } };

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer user_data)
{
  ((Portal *) user_data)->is_there = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* On a connection of its own, as another program would have. */
static void
portal_start (Portal *self)
{
  g_autoptr (GError) error = NULL;

  self->node = g_dbus_node_info_new_for_xml (INTERFACES, &error);
  g_assert_no_error (error);
  self->bus =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->object = g_dbus_connection_register_object (
      self->bus, PORTAL_PATH, self->node->interfaces[0], &VTABLE, self, NULL, &error);
  g_assert_no_error (error);
  self->name = g_bus_own_name_on_connection (self->bus, "org.freedesktop.portal.Desktop",
                                             G_BUS_NAME_OWNER_FLAGS_NONE, on_name_acquired, NULL,
                                             self, NULL);
  app_driver_wait (is_true, &self->is_there, "the portal's name");
}

static void
portal_stop (Portal *self)
{
  if (self->bus == NULL)
    return;
  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus, self->object);
  if (self->request)
    g_dbus_connection_unregister_object (self->bus, self->request);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->node, g_dbus_node_info_unref);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TernQrPicture) qr = tern_qr_picture_new (CODE, NULL);
  g_autoptr (GBytes) png = tern_qr_picture_to_png (qr, 4, NULL);
  int file = g_file_open_tmp ("tern-screen-XXXXXX.png", &fixture->path, NULL);

  g_close (file, NULL);
  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  fixture->portal.uri = g_filename_to_uri (fixture->path, NULL, NULL);
  fixture->application = app_driver_start ();
  fixture->window = app_driver_get_window (fixture->application);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_driver_stop (fixture->application);
  portal_stop (&fixture->portal);
  g_free (fixture->portal.uri);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
scan (Fixture *fixture)
{
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Scan the screen…"));
}

static void
test_picture (Fixture *fixture, gconstpointer data)
{
  portal_start (&fixture->portal);
  scan (fixture);
  app_driver_await_text (fixture->window, "What it says");
  g_assert_true (app_driver_shows (fixture->window, "smdp.example.net"));
}

static gboolean
is_idle (gpointer window)
{
  return !app_driver_shows (window, "Looking for a code…");
}

/* Whoever thinks again is not told that something went wrong. */
static void
test_thought_again (Fixture *fixture, gconstpointer data)
{
  portal_start (&fixture->portal);
  fixture->portal.answer = ANSWER_CANCELLED;
  scan (fixture);
  app_driver_await_text (fixture->window, "Looking for a code…");
  app_driver_wait (is_idle, fixture->window, "the search to end");
  g_assert_false (app_driver_shows (fixture->window, "screenshot with the keyboard"));
  fixture->portal.answer = ANSWER_PICTURE;
  scan (fixture);
  app_driver_await_text (fixture->window, "What it says");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  portal_start (&fixture->portal);
  fixture->portal.answer = ANSWER_REFUSED;
  scan (fixture);
  app_driver_await_text (fixture->window, "The desktop did not allow it.");
}

static void
test_no_portal (Fixture *fixture, gconstpointer data)
{
  scan (fixture);
  app_driver_await_text (fixture->window, "This desktop has no way to let Tern see the screen.");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  portal_start (&fixture->portal);
  fixture->portal.answer = ANSWER_NEVER;
  scan (fixture);
  app_driver_await_text (fixture->window, "Looking for a code…");
  app_driver_settle (300);
  app_driver_click (fixture->window, "Cancel");
  app_driver_wait (is_true, &fixture->portal.is_closed, "the request to be closed");
  app_driver_wait (is_idle, fixture->window, "the search to end");
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) daemon = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int result;

  app_driver_init ();
  daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  test_bus_up (daemon);
  g_setenv ("DISPLAY", display, TRUE);
  /* Which takes the display away; and the program's own connection outlives it. */
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/app/screen/no-portal", test_no_portal);
  ADD ("/app/screen/picture", test_picture);
  ADD ("/app/screen/thought-again", test_thought_again);
  ADD ("/app/screen/refused", test_refused);
  ADD ("/app/screen/cancel", test_cancel);
  result = g_test_run ();
  g_test_dbus_stop (daemon);
  return result;
}
