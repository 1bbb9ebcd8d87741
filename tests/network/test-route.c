/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-route.h"

#include "own-network-manager.h"

typedef struct
{
  OwnNetworkManager manager;
  gboolean done;
  GStrv names;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  own_network_manager_init (&self->manager);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->names, g_strfreev);
  own_network_manager_clear (&self->manager);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->names = tern_route_find_finish (result, &self->error);
  self->done = TRUE;
}

static void
find (Fixture *self)
{
  tern_route_find_async (self->manager.connection, NULL, on_found, self);
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

/* A modem goes by the name of its connection, of its port, and of ModemManager. */
static void
test_modem (Fixture *self, gconstpointer data)
{
  own_network_manager_publish (&self->manager);
  find (self);
  g_assert_no_error (self->error);
  g_assert_true (g_strv_contains ((const char *const *) self->names, "wwan0"));
  g_assert_true (g_strv_contains ((const char *const *) self->names, "cdc-wdm0"));
  g_assert_true (g_strv_contains ((const char *const *) self->names,
                                  "/org/freedesktop/ModemManager1/Modem/0"));
  g_assert_cmpuint (g_strv_length (self->names), ==, 3);
}

static void
test_not_connected (Fixture *self, gconstpointer data)
{
  self->manager.primary = OWN_NETWORK_MANAGER_NONE;
  own_network_manager_publish (&self->manager);
  find (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (g_strv_length (self->names), ==, 0);
}

/* A connection that has ended meanwhile, and a computer without NetworkManager. */
static void
test_unknown (Fixture *self, gconstpointer data)
{
  self->manager.primary = OWN_NETWORK_MANAGER_MODEM "7";
  own_network_manager_publish (&self->manager);
  find (self);
  g_assert_null (self->names);
  g_assert_nonnull (self->error);
}

static void
test_absent (Fixture *self, gconstpointer data)
{
  find (self);
  g_assert_null (self->names);
  g_assert_error (self->error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/network/route/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("modem", test_modem);
  ADD ("not-connected", test_not_connected);
  ADD ("unknown", test_unknown);
  ADD ("absent", test_absent);
  return g_test_run ();
}
