/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-manager.h"

#include "lpa/lpa-error.h"

#define NAME "org.freedesktop.ModemManager1"
#define OBJECT "/org/freedesktop/ModemManager1"
#define MODEM_INTERFACE NAME ".Modem"

/* Milliseconds. A modem may take its time to change slots. */
#define TIMEOUT 60000

typedef struct
{
  char *uid;
  gboolean inhibited;
} Inhibition;

static void
inhibition_free (gpointer data)
{
  Inhibition *self = data;

  g_free (self->uid);
  g_free (self);
}

static void
return_failure (GTask *task, const GError *cause)
{
  gboolean missing = g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
                     g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
  g_autoptr (GError) bare = g_error_copy (cause);

  g_dbus_error_strip_remote_error (bare);
  if (missing)
    g_task_return_error (task,
                         lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE,
                                        "helper/no-modem-manager", "ModemManager does not run"));
  else
    g_task_return_error (task, lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED,
                                              "helper/modem-manager", "ModemManager refuses: %s",
                                              bare->message));
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &cause);

  if (answer == NULL)
    return_failure (task, cause);
  else
    g_task_return_boolean (task, TRUE);
}

static void
call (GTask *task, const char *object, const char *interface, const char *method, GVariant *words)
{
  g_dbus_connection_call (g_task_get_source_object (task), NAME, object, interface, method, words,
                          NULL, G_DBUS_CALL_FLAGS_NONE, TIMEOUT, NULL, on_called,
                          g_object_ref (task));
}

static void
inhibit (GTask *task)
{
  const Inhibition *inhibition = g_task_get_task_data (task);

  call (task, OBJECT, NAME, "InhibitDevice",
        g_variant_new ("(sb)", inhibition->uid, inhibition->inhibited));
}

static gboolean
is_modem_at (GVariant *interfaces, const char *uid)
{
  g_autoptr (GVariant) properties =
      g_variant_lookup_value (interfaces, MODEM_INTERFACE, G_VARIANT_TYPE_VARDICT);
  const char *device = NULL;

  return properties != NULL && g_variant_lookup (properties, "Device", "&s", &device) &&
         g_str_equal (device, uid);
}

static gboolean
holds_modem (GVariant *objects, const char *uid)
{
  GVariantIter iter;
  GVariant *interfaces;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", NULL, &interfaces))
    if (is_modem_at (interfaces, uid))
      {
        g_variant_unref (interfaces);
        return TRUE;
      }
  return FALSE;
}

static void
on_objects (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Inhibition *inhibition = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &cause);
  g_autoptr (GVariant) objects = NULL;

  if (answer == NULL)
    {
      return_failure (task, cause);
      return;
    }

  objects = g_variant_get_child_value (answer, 0);
  if (holds_modem (objects, inhibition->uid))
    inhibit (task);
  else
    g_task_return_error (task, lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER,
                                              "helper/device", "ModemManager knows no such modem"));
}

/**
 * tern_helper_manager_inhibit_async:
 * @bus: the system bus
 * @uid: the modem, as ModemManager's property Device has it
 * @inhibited: whether ModemManager is to let go of it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Only a modem that ModemManager has can be inhibited; it forgets those that are.
 */
void
tern_helper_manager_inhibit_async (GDBusConnection *bus,
                                   const char *uid,
                                   gboolean inhibited,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (bus, NULL, callback, user_data);
  Inhibition *inhibition = g_new0 (Inhibition, 1);

  inhibition->uid = g_strdup (uid);
  inhibition->inhibited = inhibited;
  g_task_set_source_tag (task, tern_helper_manager_inhibit_async);
  g_task_set_task_data (task, inhibition, inhibition_free);
  if (!inhibited)
    {
      inhibit (task);
      return;
    }

  g_dbus_connection_call (bus, NAME, OBJECT, "org.freedesktop.DBus.ObjectManager",
                          "GetManagedObjects", NULL, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"),
                          G_DBUS_CALL_FLAGS_NONE, TIMEOUT, NULL, on_objects, g_object_ref (task));
}

/**
 * tern_helper_manager_set_slot_async:
 * @bus: the system bus
 * @modem: object path of a modem
 * @slot: from 1
 * @callback: called when done
 * @user_data: for @callback
 */
void
tern_helper_manager_set_slot_async (GDBusConnection *bus,
                                    const char *modem,
                                    guint slot,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (bus, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_helper_manager_set_slot_async);
  call (task, modem, MODEM_INTERFACE, "SetPrimarySimSlot", g_variant_new ("(u)", slot));
}

/**
 * tern_helper_manager_finish:
 * @result: as the callback got it
 * @error: return location for an error
 *
 * Returns: whether ModemManager did what it was asked for
 */
gboolean
tern_helper_manager_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
