/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-manager.h"

#include "fake-modem.h"
#include "fake-words.h"

#define NAME "org.freedesktop.ModemManager1"

struct _FakeManager
{
  FakeBus bus;
  MmGdbusOrgFreedesktopModemManager1 *skeleton;
  GHashTable *modems;      /* name -> FakeModem */
  GHashTable *inhibitions; /* device -> Inhibition */
  gboolean running;
};

/* --- InhibitDevice --------------------------------------------------------------------------- */

typedef struct
{
  FakeManager *manager;
  char *device;
  char *sender;
  guint watch;
} Inhibition;

static void
inhibition_free (gpointer data)
{
  Inhibition *self = data;

  g_bus_unwatch_name (self->watch);
  g_free (self->device);
  g_free (self->sender);
  g_free (self);
}

static FakeModem *
find_device (FakeManager *self, const char *device)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    if (g_str_equal (fake_modem_get_device (modem), device))
      return modem;
  return NULL;
}

static void
lift (FakeManager *self, const char *device)
{
  FakeModem *modem = find_device (self, device);

  if (modem != NULL)
    fake_modem_uninhibit (modem);
  g_hash_table_remove (self->inhibitions, device);
}

static void
on_inhibitor_left (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Inhibition *inhibition = user_data;

  lift (inhibition->manager, inhibition->device);
}

static void
inhibit (FakeManager *self, FakeModem *modem, const char *sender)
{
  Inhibition *inhibition = g_new0 (Inhibition, 1);

  inhibition->manager = self;
  inhibition->device = g_strdup (fake_modem_get_device (modem));
  inhibition->sender = g_strdup (sender);
  inhibition->watch =
      g_bus_watch_name_on_connection (self->bus.connection, sender, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      NULL, on_inhibitor_left, inhibition, NULL);
  g_hash_table_replace (self->inhibitions, inhibition->device, inhibition);
  fake_modem_inhibit (modem);
}

static gboolean
on_inhibit_device (FakeManager *self,
                   GDBusMethodInvocation *invocation,
                   const char *device,
                   gboolean on)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  Inhibition *inhibition = g_hash_table_lookup (self->inhibitions, device);
  FakeModem *modem = find_device (self, device);

  g_ptr_array_add (self->bus.calls,
                   g_strdup_printf ("InhibitDevice %s %s", device, on ? "yes" : "no"));
  if (modem == NULL)
    g_dbus_method_invocation_return_error_literal (
        invocation, MM_CORE_ERROR, MM_CORE_ERROR_NOT_FOUND, "No device with this uid");
  else if (on ? inhibition != NULL
              : inhibition == NULL || !g_str_equal (inhibition->sender, sender))
    g_dbus_method_invocation_return_error_literal (
        invocation, MM_CORE_ERROR, MM_CORE_ERROR_WRONG_STATE,
        on ? "Already inhibited" : "Not inhibited by this program");
  else
    {
      if (on)
        inhibit (self, modem, sender);
      else
        lift (self, device);
      mm_gdbus_org_freedesktop_modem_manager1_complete_inhibit_device (self->skeleton, invocation);
    }
  return TRUE;
}

static gboolean
on_scan_devices (FakeManager *self, GDBusMethodInvocation *invocation)
{
  mm_gdbus_org_freedesktop_modem_manager1_complete_scan_devices (self->skeleton, invocation);
  return TRUE;
}

/* --- On the bus ------------------------------------------------------------------------------ */

static void
ask_bus (FakeManager *self, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      self->bus.connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  /* A bus that has ended has forgotten the name by itself. */
  if (reply == NULL && !g_dbus_connection_is_closed (self->bus.connection))
    g_error ("%s: %s", method, error->message);
}

static void
set_managed (FakeManager *self, gboolean managed)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_remove_all (self->inhibitions);
  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    fake_modem_set_managed (modem, managed);
}

/**
 * fake_manager_start:
 * @self: one that does not run
 *
 * Takes ModemManager's name.
 */
void
fake_manager_start (FakeManager *self)
{
  if (self->running)
    return;

  self->running = TRUE;
  self->bus.n_modems = self->bus.n_sims = self->bus.n_bearers = 0;
  self->bus.objects = g_dbus_object_manager_server_new (FAKE_ROOT);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton),
                                    self->bus.connection, FAKE_ROOT, NULL);
  set_managed (self, TRUE);
  g_dbus_object_manager_server_set_connection (self->bus.objects, self->bus.connection);
  ask_bus (self, "RequestName", g_variant_new ("(su)", NAME, 0));
}

/* As if it had died: the name goes before the objects do. */
static void
stop (FakeManager *self)
{
  if (!self->running)
    return;

  self->running = FALSE;
  ask_bus (self, "ReleaseName", g_variant_new ("(s)", NAME));
  set_managed (self, FALSE);
  g_dbus_object_manager_server_set_connection (self->bus.objects, NULL);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->bus.objects);
}

/**
 * fake_manager_new:
 * @connection: to the bus
 *
 * Returns: (transfer full): one that does not run
 */
FakeManager *
fake_manager_new (GDBusConnection *connection)
{
  FakeManager *self = g_new0 (FakeManager, 1);

  self->bus.connection = g_object_ref (connection);
  self->bus.profiles = fake_profiles_new ();
  self->bus.calls = g_ptr_array_new_with_free_func (g_free);
  self->modems =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) fake_modem_free);
  self->inhibitions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, inhibition_free);
  self->skeleton = mm_gdbus_org_freedesktop_modem_manager1_skeleton_new ();
  mm_gdbus_org_freedesktop_modem_manager1_set_version (self->skeleton, "1.20.4");
  g_signal_connect_swapped (self->skeleton, "handle-inhibit-device", G_CALLBACK (on_inhibit_device),
                            self);
  g_signal_connect_swapped (self->skeleton, "handle-scan-devices", G_CALLBACK (on_scan_devices),
                            self);
  return self;
}

/**
 * fake_manager_free:
 * @self: (transfer full): a fake
 */
void
fake_manager_free (FakeManager *self)
{
  stop (self);
  g_hash_table_unref (self->inhibitions);
  g_hash_table_unref (self->modems);
  g_object_unref (self->skeleton);
  fake_profiles_free (self->bus.profiles);
  g_ptr_array_unref (self->bus.calls);
  g_object_unref (self->bus.connection);
  g_free (self);
}

/* --- What it is told ---------------------------------------------------------------------------
 */

static FakeModem *
find_modem (FakeManager *self, const char *name, GError **error)
{
  FakeModem *modem = g_hash_table_lookup (self->modems, name);

  if (modem == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no modem “%s”", name);
  return modem;
}

static gboolean
tell_modem (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = g_hash_table_lookup (self->modems, words[1]);

  if (modem == NULL)
    {
      modem = fake_modem_new (&self->bus, words[1]);
      g_hash_table_insert (self->modems, g_strdup (words[1]), modem);
    }
  for (char **word = words + 2; *word != NULL; word++)
    {
      g_autofree char *key = NULL;
      const char *value;

      if (!fake_words_pair (*word, &key, &value, error) ||
          !fake_modem_set (modem, key, value, error))
        return FALSE;
    }
  fake_modem_settle (modem);
  return TRUE;
}

static gboolean
tell_slot (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = find_modem (self, words[1], error);
  guint slot;

  if (modem == NULL || !fake_words_number (words[2], G_MAXUINT, &slot, error))
    return FALSE;
  for (char **word = words + 3; *word != NULL; word++)
    {
      g_autofree char *key = NULL;
      const char *value;

      if (!fake_words_pair (*word, &key, &value, error) ||
          !fake_modem_set_slot (modem, slot, key, value, error))
        return FALSE;
    }
  fake_modem_take_step (modem, FAKE_STEP_NOW);
  return TRUE;
}

static void
settle_all (FakeManager *self)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    fake_modem_settle (modem);
}

static gboolean
tell_profile (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeProfile *profile = fake_profiles_get (self->bus.profiles, words[1]);

  for (char **word = words + 2; *word != NULL; word++)
    {
      g_autofree char *key = NULL;
      const char *value;

      if (!fake_words_pair (*word, &key, &value, error) ||
          !fake_profile_set (profile, key, value, error))
        return FALSE;
    }
  settle_all (self);
  return TRUE;
}

static gboolean
tell_plug (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = find_modem (self, words[1], error);

  if (modem == NULL)
    return FALSE;
  fake_modem_plug (modem);
  return TRUE;
}

static gboolean
tell_unplug (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = find_modem (self, words[1], error);

  if (modem == NULL)
    return FALSE;
  fake_modem_unplug (modem);
  return TRUE;
}

static gboolean
tell_uicc_reset (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = find_modem (self, words[1], error);

  if (modem == NULL)
    return FALSE;
  fake_modem_take_step (modem, FAKE_STEP_UICC_RESET);
  return TRUE;
}

static gboolean
tell_refuse (FakeManager *self, char **words, GString *answer, GError **error)
{
  FakeModem *modem = find_modem (self, words[1], error);

  return modem != NULL && fake_modem_refuse (modem, words[2], words[3], error);
}

static gboolean
tell_calls (FakeManager *self, char **words, GString *answer, GError **error)
{
  for (guint i = 0; i < self->bus.calls->len; i++)
    g_string_append_printf (answer, "%s\n", (const char *) self->bus.calls->pdata[i]);
  g_ptr_array_set_size (self->bus.calls, 0);
  return TRUE;
}

static gboolean
tell_show (FakeManager *self, char **words, GString *answer, GError **error)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    {
      g_autofree char *line = fake_modem_describe (modem);

      g_string_append_printf (answer, "%s\n", line);
    }
  return TRUE;
}

static gboolean
tell_start (FakeManager *self, char **words, GString *answer, GError **error)
{
  fake_manager_start (self);
  return TRUE;
}

static gboolean
tell_stop (FakeManager *self, char **words, GString *answer, GError **error)
{
  stop (self);
  return TRUE;
}

typedef struct
{
  const char *name;
  guint least; /* words, with the name */
  gboolean (*run) (FakeManager *self, char **words, GString *answer, GError **error);
} Command;

static const Command commands[] = {
  { "modem", 2, tell_modem },   { "slot", 3, tell_slot },     { "profile", 2, tell_profile },
  { "plug", 2, tell_plug },     { "unplug", 2, tell_unplug }, { "uicc-reset", 2, tell_uicc_reset },
  { "refuse", 4, tell_refuse }, { "calls", 1, tell_calls },   { "show", 1, tell_show },
  { "start", 1, tell_start },   { "stop", 1, tell_stop },
};

/**
 * fake_manager_tell:
 * @self: a fake
 * @command: one of those in `fake-modem-manager --help`
 * @error: return location for an error of %G_IO_ERROR or %G_SHELL_ERROR
 *
 * Returns: (transfer full) (nullable): its answer, mostly empty, once it is so
 */
char *
fake_manager_tell (FakeManager *self, const char *command, GError **error)
{
  g_auto (GStrv) words = fake_words_split (command, error);
  g_autoptr (GString) answer = g_string_new (NULL);

  if (words == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, words[0]) && g_strv_length (words) >= commands[i].least)
      return commands[i].run (self, words, answer, error) ? g_strdup (answer->str) : NULL;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not understood", command);
  return NULL;
}
