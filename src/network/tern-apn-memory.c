/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-apn-memory.h"

#include <string.h>

#include "lpa/lpa-hex.h"

#define KEY_APN "apn"
#define KEY_USERNAME "username"

/* A group name that holds whatever the provider calls itself. */
static char *
group_name (const char *operator_id, const char *provider)
{
  const char *name = provider != NULL ? provider : "";
  g_autofree char *hex = lpa_hex_encode ((const guint8 *) name, strlen (name));

  return g_strdup_printf ("%s %s", operator_id, hex);
}

/**
 * tern_apn_memory_find:
 * @path: (nullable): the key file
 * @operator_id: (nullable): codes of the operator that the profile belongs to
 * @provider: (nullable): what the profile's provider is called
 *
 * Returns: (transfer full) (nullable): the access point that worked with such a profile
 */
TernApn *
tern_apn_memory_find (const char *path, const char *operator_id, const char *provider)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *group = NULL;
  g_autofree char *name = NULL;
  TernApn *apn;

  if (path == NULL || operator_id == NULL ||
      !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  group = group_name (operator_id, provider);
  name = g_key_file_get_string (file, group, KEY_APN, NULL);
  if (name == NULL || !tern_apn_name_is_valid (name))
    return NULL;
  apn = tern_apn_new (name);
  apn->username = g_key_file_get_string (file, group, KEY_USERNAME, NULL);
  return apn;
}

/**
 * tern_apn_memory_keep:
 * @path: (nullable): the key file, made where there is none
 * @operator_id: (nullable): codes of the operator that the profile belongs to
 * @provider: (nullable): what the profile's provider is called
 * @apn: what worked; one with a password is not kept
 */
void
tern_apn_memory_keep (const char *path,
                      const char *operator_id,
                      const char *provider,
                      const TernApn *apn)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *group = NULL;
  g_autofree char *folder = NULL;

  if (path == NULL || operator_id == NULL || apn->password != NULL)
    return;
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  group = group_name (operator_id, provider);
  g_key_file_remove_group (file, group, NULL);
  g_key_file_set_string (file, group, KEY_APN, apn->name);
  if (apn->username != NULL)
    g_key_file_set_string (file, group, KEY_USERNAME, apn->username);
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("The access point is not kept: %s", error != NULL ? error->message : folder);
}

/**
 * tern_apn_memory_get_default_path:
 *
 * Returns: (transfer full): where this person's choices are kept
 */
char *
tern_apn_memory_get_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "tern", "access-points.ini", NULL);
}
