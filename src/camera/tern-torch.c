/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-torch.h"

static guint32
read_brightness (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, "max_brightness", NULL);
  g_autofree char *text = NULL;
  guint64 brightness = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXUINT32, &brightness, NULL);
  return (guint32) brightness;
}

/* The kernel names a light by its colour and what it is for. */
static gboolean
is_torch (const char *name)
{
  return g_str_has_suffix (name, ":torch") || g_str_has_suffix (name, ":flash");
}

/**
 * tern_torch_find:
 * @folder: where the kernel lists lights, %TERN_TORCH_FOLDER
 *
 * Returns: (transfer full) (nullable): the name of the light; %NULL if the device has none
 */
char *
tern_torch_find (const char *folder)
{
  g_autoptr (GDir) lights = g_dir_open (folder, 0, NULL);
  const char *name;

  while (lights && (name = g_dir_read_name (lights)))
    if (is_torch (name) && read_brightness (folder, name) > 0)
      return g_strdup (name);
  return NULL;
}

/* Nothing hangs on it: the light is seen or not. */
static void
on_switched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_debug ("The torch cannot be switched: %s", error->message);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) arguments = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus)
    g_dbus_connection_call (bus, "org.freedesktop.login1", "/org/freedesktop/login1/session/auto",
                            "org.freedesktop.login1.Session", "SetBrightness", arguments, NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_switched, NULL);
}

/**
 * tern_torch_switch:
 * @folder: where the kernel lists lights, %TERN_TORCH_FOLDER
 * @name: of the light
 * @on: whether it shall shine
 *
 * Switches the light. Main thread; does not wait.
 */
void
tern_torch_switch (const char *folder, const char *name, gboolean on)
{
  guint32 brightness = on ? read_brightness (folder, name) : 0;
  GVariant *arguments = g_variant_new ("(ssu)", "leds", name, brightness);

  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, on_bus, g_variant_ref_sink (arguments));
}
