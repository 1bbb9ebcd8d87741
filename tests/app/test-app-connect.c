/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"
#include "network-ends.h"

#include "app/tern-connect-dialog.h"

typedef struct
{
  NetworkLab lab;
  TernConnectDialog *dialog;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  network_lab_set_up (&self->lab, data);
}

/* Begins the way, in a window on the screen. */
static void
begin (Fixture *self)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  g_autoptr (LpaProfile) previous = network_lab_make_previous ();
  TernConnectorSetup setup = network_lab_make_setup (&self->lab, profile);
  g_autoptr (TernConnector) connector = network_lab_make_connector (&self->lab, &setup);

  self->dialog = tern_connect_dialog_new (NULL, connector, "Trip", previous);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
  tern_connect_dialog_run (self->dialog);
}

static gboolean
is_closed (gpointer data)
{
  return ((Fixture *) data)->dialog == NULL;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->dialog != NULL)
    gtk_window_close (GTK_WINDOW (self->dialog));
  app_driver_wait (is_closed, self, "the dialog is closed");
  network_lab_tear_down (&self->lab, data);
}

static void
save (Fixture *self, const char *name)
{
  const char *folder = g_getenv ("TERN_SCREENSHOTS");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL)
    app_driver_save (self->dialog, path);
}

static void
assert_fits (Fixture *self)
{
  int minimum;

  gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (self->dialog)), GTK_ORIENTATION_HORIZONTAL,
                      -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_connected (Fixture *self, gconstpointer data)
{
  begin (self);
  app_driver_await_text (self->dialog, "Registered with Net (LTE, 60 %). Connected, and the "
                                       "internet answers.");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->dialog)), ==, "Connected");
  assert_fits (self);
  save (self, "connect-connected.png");
  app_driver_click (self->dialog, "Close");
}

static void
test_access_point (Fixture *self, gconstpointer data)
{
  fake_lab_tell (self->lab.bus, "profile " NEW_ICCID " operator-code=26220 apn=seller");
  begin (self);
  app_driver_await_text (self->dialog, "Known access points");
  assert_fits (self);
  save (self, "connect-access-point.png");
  app_driver_click (self->dialog, "Continue");
  app_driver_await_text (self->dialog,
                         "Registered with Net (LTE, 60 %).\n\nThe network does not know the access "
                         "point (APN). Enter the one that your provider names, letter by letter.");
  app_driver_type (self->dialog, "Access point (APN)", "seller");
  app_driver_click (self->dialog, "Continue");
  app_driver_await_text (self->dialog, "Registered with Net (LTE, 60 %). Connected, and the "
                                       "internet answers.");
}

static void
test_pin (Fixture *self, gconstpointer data)
{
  fake_lab_tell (self->lab.bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (self->lab.bus, "profile " NEW_ICCID " pin=2468");
  fake_lab_tell (self->lab.bus, "slot laptop 1 iccid=" NEW_ICCID);
  begin (self);
  app_driver_await_text (self->dialog, "PIN");
  assert_fits (self);
  save (self, "connect-pin.png");
  app_driver_type (self->dialog, "PIN", "2468");
  app_driver_click (self->dialog, "Continue");
  app_driver_await_text (self->dialog, "Registered with Net (LTE, 60 %). Connected, and the "
                                       "internet answers.");
}

static void
test_stuck (Fixture *self, gconstpointer data)
{
  self->lab.bounds.denied = 50;
  fake_lab_tell (self->lab.bus, "profile " NEW_ICCID " registration=denied rejection=11");
  begin (self);
  app_driver_await_text (self->dialog,
                         "The network that was found takes no customers of this provider. Wait "
                         "while the modem looks for another network, or ask your provider which "
                         "networks it works with here.");
  assert_fits (self);
  save (self, "connect-stuck.png");
  app_driver_await (self->dialog, GTK_TYPE_BUTTON, "Go back to “Home”");
}

/* One of each kind of end, as the person reads it, and what there is to press. */
static const struct
{
  const char *name;
  const char *button;
} shown[] = {
  { "idle", "Try again" },       { "searching", "Try again" }, { "denied/2", "Try again" },
  { "denied/12", "Try again" },  { "plan", "Try again" },      { "roaming-off", "Allow roaming" },
  { "apn-wrong", "Continue" },   { "sim-puk", "Continue" },    { "blocked", "Try again" },
  { "ph-net-pin", "Try again" }, { "fcc-lock", "Try again" },
};

static const NetworkEnd *
find_end (const char *name)
{
  for (gsize i = 0; i < network_n_ends; i++)
    if (g_str_equal (network_ends[i].name, name))
      return &network_ends[i];
  g_assert_not_reached ();
}

static void
test_ends (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const NetworkEnd *end = find_end (shown[i].name);

      network_end_arrange (end, &self->lab);
      begin (self);
      app_driver_await_text (self->dialog, end->cause);
      g_assert_true (app_driver_shows (self->dialog, end->action));
      g_assert_nonnull (app_driver_find (self->dialog, GTK_TYPE_BUTTON, shown[i].button));
      assert_fits (self);
      app_driver_click (self->dialog, "Close");
      app_driver_wait (is_closed, self, "the dialog is closed");
    }
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  fake_lab_tell (self->lab.bus, "profile " NEW_ICCID " registration=searching");
  begin (self);
  app_driver_await_text (self->dialog, "Searching for a network");
  save (self, "connect-running.png");
  app_driver_click (self->dialog, "Stop");
}

int
main (int argc, char *argv[])
{
  /* The widgets’ templates come with it. */
  g_autoptr (TernApplication) application = NULL;

  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  application = tern_application_new (G_APPLICATION_NON_UNIQUE);

#define ADD(name, function) \
  g_test_add ("/app/connect/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("connected", test_connected);
  ADD ("access-point", test_access_point);
  ADD ("pin", test_pin);
  ADD ("stuck", test_stuck);
  ADD ("ends", test_ends);
  ADD ("stop", test_stop);

  return g_test_run ();
}
