/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-route.h"

#define NAME "org.freedesktop.NetworkManager"
#define PATH "/org/freedesktop/NetworkManager"
#define ACTIVE NAME ".Connection.Active"
#define DEVICE NAME ".Device"

/* Milliseconds for each question. A person waits for the answer. */
#define PATIENCE 2000

/* How a device may be called: by its connection, by its control port, by ModemManager. */
static const char *const NAMES[] = { "IpInterface", "Interface", "Udi" };

static GVariant *
get_property (GDBusConnection *bus,
              const char *path,
              const char *interface,
              const char *name,
              const GVariantType *type,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_sync (bus, NAME, path, "org.freedesktop.DBus.Properties", "Get",
                                   g_variant_new ("(ss)", interface, name), G_VARIANT_TYPE ("(v)"),
                                   G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE, cancellable, error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, type))
    return g_steal_pointer (&value);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.%s is a %s", interface, name,
               g_variant_get_type_string (value));
  return NULL;
}

static void
add_names (GDBusConnection *bus, const char *device, GStrvBuilder *names, GCancellable *cancellable)
{
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (GVariant) name =
          get_property (bus, device, DEVICE, NAMES[i], G_VARIANT_TYPE_STRING, cancellable, NULL);
      const char *text = name != NULL ? g_variant_get_string (name, NULL) : "";

      if (*text != '\0')
        g_strv_builder_add (names, text);
    }
}

/* Without a primary connection there is nothing to lose. */
static GStrv
find (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GVariant) devices = NULL;
  g_autofree const char **paths = NULL;
  g_autoptr (GVariant) primary = get_property (bus, PATH, NAME, "PrimaryConnection",
                                               G_VARIANT_TYPE_OBJECT_PATH, cancellable, error);

  if (primary == NULL)
    return NULL;
  if (g_str_equal (g_variant_get_string (primary, NULL), "/"))
    return g_strv_builder_end (names);
  devices = get_property (bus, g_variant_get_string (primary, NULL), ACTIVE, "Devices",
                          G_VARIANT_TYPE_OBJECT_PATH_ARRAY, cancellable, error);
  if (devices == NULL)
    return NULL;
  paths = g_variant_get_objv (devices, NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    add_names (bus, paths[i], names, cancellable);
  return g_strv_builder_end (names);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GDBusConnection) bus = NULL;
  GError *error = NULL;
  GStrv names = NULL;

  bus =
      data != NULL ? g_object_ref (data) : g_bus_get_sync (G_BUS_TYPE_SYSTEM, cancellable, &error);
  if (bus != NULL)
    names = find (bus, cancellable, &error);
  if (names != NULL)
    g_task_return_pointer (task, names, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * tern_route_find_async:
 * @bus: (nullable): where NetworkManager is; %NULL for the system bus
 * @cancellable: (nullable): cancels
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Asks, on a thread, over which devices this computer is connected: those of NetworkManager's
 * primary connection.
 */
void
tern_route_find_async (GDBusConnection *bus,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tern_route_find_async);
  if (bus != NULL)
    g_task_set_task_data (task, g_object_ref (bus), g_object_unref);
  g_task_run_in_thread (task, run);
}

/**
 * tern_route_find_finish:
 * @result: from the callback
 * @error: return location for an error of D-Bus
 *
 * Returns: (transfer full) (nullable): every name of those devices: their network interfaces, the
 *   control ports of modems without folder, ModemManager's object paths. Empty when the computer
 *   is not connected; %NULL when NetworkManager does not say
 */
GStrv
tern_route_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A card in a slot that the modem does not use carries nothing. */
static gboolean
is_in_use (const TernModem *modem, guint number)
{
  const TernModemSlot *slot = tern_modem_get_slot_in_use (modem);

  return slot == NULL || slot->number == number;
}

static gboolean
has_name (const TernModem *modem, const char *name)
{
  return g_strcmp0 (modem->path, name) == 0 ||
         g_ptr_array_find_with_equal_func (modem->ports, name, g_str_equal, NULL) ||
         g_ptr_array_find_with_equal_func (modem->interfaces, name, g_str_equal, NULL);
}

/**
 * tern_route_goes_by:
 * @names: as tern_route_find_finish() gave them
 * @modem: a modem
 * @slot: one of its slots, from 1
 *
 * Returns: whether this computer is connected through the card in that slot
 */
gboolean
tern_route_goes_by (const char *const *names, const TernModem *modem, guint slot)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (has_name (modem, names[i]))
      return is_in_use (modem, slot);
  return FALSE;
}

/**
 * tern_route_choose:
 * @names: as tern_route_find_finish() gave them
 * @readers: a list of #TernReader
 *
 * Returns: (transfer none) (nullable): the reader that is the modem through whose card this
 * computer is connected
 */
TernReader *
tern_route_choose (const char *const *names, GListModel *readers)
{
  for (guint i = 0; i < g_list_model_get_n_items (readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (readers, i);
      const TernModem *modem = tern_reader_get_modem (reader);

      if (modem != NULL && tern_route_goes_by (names, modem, tern_reader_get_slot (reader)))
        return reader; /* the list holds it */
    }
  return NULL;
}
