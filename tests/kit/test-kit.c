/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-kit.h"

#include <glib/gstdio.h>

#define SECONDS 60

/**
 * test_remove_folder:
 * @path: a folder that a test has made
 *
 * Removes it with all that is in it. A link is not followed.
 */
void
test_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        test_remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/**
 * test_await_finalized:
 * @object: (transfer full): an object that nobody keeps
 *
 * Whoever still looks at it on another thread lets go of it soon. Main thread.
 */
void
test_await_finalized (gpointer object)
{
  gpointer alive = object;
  gint64 deadline = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  while (g_atomic_pointer_get (&alive) != NULL && g_get_monotonic_time () < deadline)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_null (alive);
}
