/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-v4l2-cameras.h"

#include "camera/tern-camera.h"

#include <string.h>

/* More than any computer has. */
#define MAX_CAMERAS 32

/* A line of a file of the kernel's, without its end. */
static char *
read_line (const char *folder, const char *device, const char *name)
{
  g_autofree char *path = g_build_filename (folder, device, name, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strdup (g_strstrip (text)) : NULL;
}

/* A camera has several devices; the first gives pictures, the others what belongs to them. */
static TernCamera *
make_camera (const char *folder, const char *device)
{
  g_autofree char *title = read_line (folder, device, "name");
  g_autofree char *index = read_line (folder, device, "index");
  g_autofree char *path = g_build_filename ("/dev", device, NULL);

  if (!g_str_has_prefix (device, "video") || (index && !g_str_equal (index, "0")))
    return NULL;
  return tern_camera_new (TERN_CAMERA_DRIVER_V4L2, title ? title : path, path, title,
                          TERN_CAMERA_FACING_PERSON);
}

static int
compare_targets (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_strcmp0 (tern_camera_get_target ((TernCamera *) a),
                    tern_camera_get_target ((TernCamera *) b));
}

static gboolean
is_same (GListModel *one, GListModel *other)
{
  guint n = g_list_model_get_n_items (one);
  gboolean same = n == g_list_model_get_n_items (other);

  for (guint i = 0; same && i < n; i++)
    {
      g_autoptr (TernCamera) a = g_list_model_get_item (one, i);
      g_autoptr (TernCamera) b = g_list_model_get_item (other, i);

      same = compare_targets (a, b, NULL) == 0 &&
             g_str_equal (tern_camera_get_id (a), tern_camera_get_id (b));
    }
  return same;
}

static void
replace (GListStore *cameras, GListModel *by)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (by); i++)
    g_ptr_array_add (items, g_list_model_get_item (by, i));
  g_list_store_splice (cameras, 0, g_list_model_get_n_items (G_LIST_MODEL (cameras)), items->pdata,
                       items->len);
}

/**
 * tern_v4l2_cameras_list:
 * @folder: where the kernel lists them, %TERN_V4L2_FOLDER
 * @cameras: a list of #TernCamera
 *
 * Makes the list what the kernel has at present. A list that is right already is left alone.
 */
void
tern_v4l2_cameras_list (const char *folder, GListStore *cameras)
{
  g_autoptr (GDir) devices = g_dir_open (folder, 0, NULL);
  g_autoptr (GListStore) found = g_list_store_new (TERN_TYPE_CAMERA);
  const char *device;

  while (devices && (device = g_dir_read_name (devices)) &&
         g_list_model_get_n_items (G_LIST_MODEL (found)) < MAX_CAMERAS)
    {
      g_autoptr (TernCamera) camera = make_camera (folder, device);

      if (camera)
        g_list_store_insert_sorted (found, camera, compare_targets, NULL);
    }
  if (!is_same (G_LIST_MODEL (found), G_LIST_MODEL (cameras)))
    replace (cameras, G_LIST_MODEL (found));
}
