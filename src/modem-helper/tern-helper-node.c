/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-node.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lpa/lpa-error.h"

#define SYSFS "/sys"

/* As the kernel names them: a USB interface, and a port of the WWAN subsystem. */
#define PATTERN "^/dev/(cdc-wdm[0-9]{1,3}|wwan[0-9]{1,3}mbim[0-9]{1,3})\\z"

/**
 * tern_helper_node_is_named_well:
 * @path: any text
 *
 * Returns: whether it is the name of a modem's device node, without a way around it
 */
gboolean
tern_helper_node_is_named_well (const char *path)
{
  return g_regex_match_simple (PATTERN, path, 0, 0);
}

static char *
read_link_name (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_file_read_link (path, NULL);

  return target != NULL ? g_path_get_basename (target) : NULL;
}

static gboolean
is_wwan_mbim (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "type", NULL);
  g_autofree char *type = NULL;

  return g_file_get_contents (path, &type, NULL, NULL) && g_str_equal (g_strstrip (type), "MBIM");
}

/**
 * tern_helper_node_speaks_mbim:
 * @sysfs: where the kernel tells of devices
 * @major_number: of a character device
 * @minor_number: likewise
 *
 * Returns: whether the kernel has a driver for MBIM behind it
 */
gboolean
tern_helper_node_speaks_mbim (const char *sysfs, guint major_number, guint minor_number)
{
  g_autofree char *folder =
      g_strdup_printf ("%s/dev/char/%u:%u", sysfs, major_number, minor_number);
  g_autofree char *subsystem = read_link_name (folder, "subsystem");
  g_autofree char *driver = read_link_name (folder, "device/driver");

  if (g_strcmp0 (subsystem, "wwan") == 0)
    return is_wwan_mbim (folder);
  return g_strcmp0 (subsystem, "usbmisc") == 0 && g_strcmp0 (driver, "cdc_mbim") == 0;
}

static gboolean
is_modem (const char *path)
{
  GStatBuf status;

  return tern_helper_node_is_named_well (path) && g_lstat (path, &status) == 0 &&
         S_ISCHR (status.st_mode) &&
         tern_helper_node_speaks_mbim (SYSFS, major (status.st_rdev), minor (status.st_rdev));
}

/**
 * tern_helper_node_check:
 * @path: what a caller names
 * @allowed: (nullable): the one path beside real nodes that whoever started the helper allows
 * @error: return location for %LPA_CHANNEL_ERROR_NO_READER, `helper/device`
 *
 * Returns: whether it is the device node of a modem that speaks MBIM
 */
gboolean
tern_helper_node_check (const char *path, const char *allowed, GError **error)
{
  if (g_strcmp0 (path, allowed) == 0 || is_modem (path))
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, "helper/device",
                 "There is no modem that speaks MBIM at this place");
  return FALSE;
}
