/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-data-files.h"

#include <glib/gstdio.h>

#define PROVIDERS "mobile-broadband-provider-info", "serviceproviders.xml", NULL
#define COUNTRIES "iso-codes", "json", "iso_3166-1.json"
#define FILE_MAX (16 * 1024 * 1024)

static char *
find (const char *first, const char *second, const char *third)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], first, second, third, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * tern_data_files_find_providers:
 *
 * Returns: (transfer full) (nullable): path of serviceproviders.xml
 */
char *
tern_data_files_find_providers (void)
{
  return find (PROVIDERS);
}

/**
 * tern_data_files_find_countries:
 *
 * Returns: (transfer full) (nullable): path of iso_3166-1.json
 */
char *
tern_data_files_find_countries (void)
{
  return find (COUNTRIES);
}

/**
 * tern_data_files_read:
 * @path: a file
 * @text: (out): its text
 * @length: (out): bytes
 *
 * Returns: whether it could be read and is not larger than any such file is
 */
gboolean
tern_data_files_read (const char *path, char **text, gsize *length)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size <= FILE_MAX &&
         g_file_get_contents (path, text, length, NULL);
}
