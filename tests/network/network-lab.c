/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-lab.h"

#include <glib/gstdio.h>

#include "fake-network.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"

/* More than all that a test lets the connector wait for. */
#define PATIENCE_SECONDS 150

static gboolean
check_powers (NetworkLab *self, GError **error)
{
  if (self->node_gone)
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, NULL,
                   "There is no such device");
  else if (self->refuse_powers)
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, NULL,
                   "Nobody has the right");
  return !self->refuse_powers && !self->node_gone;
}

static gboolean
reset_card (gpointer data, const char *port, guint slot, GCancellable *cancellable, GError **error)
{
  NetworkLab *self = data;

  g_assert_cmpstr (port, ==, "/dev/cdc-wdm0");
  if (!check_powers (self, error))
    return FALSE;
  fake_lab_tell (self->bus, "uicc-reset laptop");
  return TRUE;
}

static GVariant *
call (NetworkLab *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments,
      GError **error)
{
  return g_dbus_connection_call_sync (fake_lab_get_bus (self->bus), "org.freedesktop.ModemManager1",
                                      path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

static gboolean
inhibit (gpointer data,
         const char *device,
         gboolean inhibited,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  /* What was taken can be given back without the device. */
  if (inhibited && !check_powers (data, error))
    return FALSE;
  reply = call (data, "/org/freedesktop/ModemManager1", "org.freedesktop.ModemManager1",
                "InhibitDevice", g_variant_new ("(sb)", device, inhibited), error);
  return reply != NULL;
}

static gboolean
set_slot (gpointer data, const char *path, guint slot, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  if (!check_powers (data, error))
    return FALSE;
  reply = call (data, path, "org.freedesktop.ModemManager1.Modem", "SetPrimarySimSlot",
                g_variant_new ("(u)", slot), error);
  return reply != NULL;
}

const TernModemPowers network_lab_powers = { reset_card, inhibit, set_slot };

static void
start_network (NetworkLab *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  self->network = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    g_getenv ("TERN_FAKE_NETWORK_MANAGER"), NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->network));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, "ready");
}

/**
 * network_lab_set_up:
 * @self: a fixture
 * @data: what g_test_add() was given
 */
void
network_lab_set_up (NetworkLab *self, gconstpointer data)
{
  static const TernConnectorBounds calm = {
    .rungs = { 100, 100, 100, 100, 100 },
    .absent = 60000,
    .call = 60000,
    .idle = 100,
    .search = 60000,
    .denied = 60000,
    .manager = 60000,
    .connect = 60000,
    .reason = 60000,
    .reach = 60000,
  };

  self->bus = fake_lab_new ();
  self->folder = g_dir_make_tmp ("tern-network-XXXXXX", NULL);
  self->events = g_string_new (NULL);
  self->bounds = calm;
  fake_lab_tell (self->bus, "modem laptop slots=2 primary-slot=1");
  fake_lab_tell (self->bus, "slot laptop 1 eid=89044045930000000000001234567853 iccid=" OLD_ICCID);
  fake_lab_tell (self->bus, "profile " NEW_ICCID " operator-code=26210 operator-name=Net");
  fake_lab_tell (self->bus, "plug laptop");
  start_network (self);
  fake_lab_tell (self->bus, "slot laptop 1 iccid=" NEW_ICCID);
}

/**
 * network_lab_tear_down:
 * @self: a fixture
 * @data: what g_test_add() was given
 */
void
network_lab_tear_down (NetworkLab *self, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_subprocess_send_signal (self->network, SIGTERM);
  g_subprocess_wait (self->network, NULL, NULL);
  g_clear_object (&self->network);
  g_clear_pointer (&self->bus, fake_lab_free);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_string_free (self->events, TRUE);
}

/**
 * network_lab_ask:
 * @self: the lab
 * @command: one of those of `fake-network-manager`
 *
 * Returns: (transfer full): the answer, when it is done
 */
char *
network_lab_ask (NetworkLab *self, const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      fake_lab_get_bus (self->bus), FAKE_NETWORK_NAME, FAKE_NETWORK_PATH, FAKE_NETWORK_NAME, "Tell",
      g_variant_new ("(s)", command), G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      &error);
  char *answer;

  g_assert_no_error (error);
  g_variant_get (reply, "(s)", &answer);
  return answer;
}

/**
 * network_lab_tell:
 * @self: the lab
 * @command: one of those of `fake-network-manager`
 */
void
network_lab_tell (NetworkLab *self, const char *command)
{
  g_autofree char *answer = network_lab_ask (self, command);
}

/**
 * network_lab_build_path:
 * @self: the lab
 * @name: of a file
 *
 * Returns: (transfer full): its path
 */
char *
network_lab_build_path (NetworkLab *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static LpaProfile *
make_profile (const char *hex, const char *iccid)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode (hex);
  g_autoptr (GError) error = NULL;
  LpaProfile *profile;
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xE3, &tlv, &error));
  g_assert_no_error (error);
  profile = lpa_profile_new_from_info (&tlv, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lpa_profile_get_iccid (profile), ==, iccid);
  return profile;
}

/**
 * network_lab_make_profile:
 *
 * Returns: (transfer full): the profile that has been enabled
 */
LpaProfile *
network_lab_make_profile (void)
{
  /* E3: ICCID, provider "Simple", name "Trip", owner 262-10 */
  return make_profile ("E3 21 5A0A98000000000000000020 9106 53696D706C65 9204 54726970"
                       "B705 8003 62F201",
                       NEW_ICCID);
}

/**
 * network_lab_make_previous:
 *
 * Returns: (transfer full): the profile that was enabled before
 */
LpaProfile *
network_lab_make_previous (void)
{
  /* E3: ICCID, name "Home" */
  return make_profile ("E3 12 5A0A98000000000000000010 9204 486F6D65", OLD_ICCID);
}

/**
 * network_lab_make_setup:
 * @self: the lab
 * @profile: the profile that has been enabled
 *
 * Returns: what a connector here works with
 */
TernConnectorSetup
network_lab_make_setup (NetworkLab *self, LpaProfile *profile)
{
  static char *providers = NULL;

  if (providers == NULL)
    providers = g_test_build_filename (G_TEST_DIST, "network", "data", "access-points.xml", NULL);
  return (TernConnectorSetup){ .bus = fake_lab_get_bus (self->bus),
                               .device = DEVICE,
                               .port = "/dev/cdc-wdm0",
                               .slot = 1,
                               .eid = "89044045930000000000001234567853",
                               .profile = profile,
                               .providers = providers,
                               .powers = &network_lab_powers,
                               .powers_data = self,
                               .bounds = &self->bounds };
}

static void
say (NetworkLab *self, const char *event)
{
  g_string_append_printf (self->events, "%s%s", self->events->len > 0 ? " " : "", event);
  if (self->on_event != NULL)
    self->on_event (self, event);
}

static void
on_step (TernConnector *connector, int step, int state, NetworkLab *self)
{
  g_autofree char *event = g_strdup_printf ("%s:%s", lpa_step_get_nick ((LpaStep) step),
                                            lpa_step_state_get_nick ((LpaStepState) state));

  say (self, event);
}

static void
on_note (TernConnector *connector, const char *nick, const char *sentence, NetworkLab *self)
{
  g_autofree char *event = g_strdup_printf ("!%s", nick);

  g_assert_cmpstr (sentence, !=, "");
  say (self, event);
}

/**
 * network_lab_make_connector:
 * @self: the lab
 * @setup: what it works with
 *
 * Returns: (transfer full): a connector whose events are written down
 */
TernConnector *
network_lab_make_connector (NetworkLab *self, const TernConnectorSetup *setup)
{
  TernConnector *connector = tern_connector_new (setup);

  g_signal_connect (connector, "step", G_CALLBACK (on_step), self);
  g_signal_connect (connector, "note", G_CALLBACK (on_note), self);
  return connector;
}

static gboolean
on_impatient (gpointer data)
{
  g_error ("Waited in vain for the connector to end. So far: %s",
           ((const NetworkLab *) data)->events->str);
  return G_SOURCE_REMOVE;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * network_lab_run:
 * @self: the lab
 * @connector: a connector
 * @cancellable: (nullable): cancels
 * @error: return location for what it ended with
 *
 * Returns: whether it connected
 */
gboolean
network_lab_run (NetworkLab *self,
                 TernConnector *connector,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint impatience = g_timeout_add_seconds (PATIENCE_SECONDS, on_impatient, self);

  g_string_truncate (self->events, 0);
  tern_connector_run_async (connector, cancellable, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (impatience);
  return tern_connector_run_finish (connector, result, error);
}
