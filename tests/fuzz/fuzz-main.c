/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#define ROUNDS 200

/* One of the ways in which bytes go wrong, the same ones in every run. */
static gsize
damage (GRand *rand, guint8 *data, gsize size)
{
  if (size == 0)
    return 0;

  switch (g_rand_int_range (rand, 0, 3))
    {
    case 0:
      data[g_rand_int_range (rand, 0, (gint32) size)] = (guint8) g_rand_int (rand);
      return size;
    case 1:
      data[g_rand_int_range (rand, 0, (gint32) size)] ^=
          (guint8) (1 << g_rand_int_range (rand, 0, 8));
      return size;
    default:
      return (gsize) g_rand_int_range (rand, 0, (gint32) size);
    }
}

/* The sample as it is, and then damaged in many ways. Each try is on the heap, so that a sanitiser
 * sees a read behind its end. */
static void
try_sample (gconstpointer path)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (path));
  g_autofree char *sample = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &sample, &length, NULL));
  LLVMFuzzerTestOneInput ((const guint8 *) sample, length);
  for (int i = 0; i < ROUNDS; i++)
    {
      g_autofree guint8 *data = g_memdup2 (sample, length);
      gsize size = length;

      for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        size = damage (rand, data, size);
      LLVMFuzzerTestOneInput (data, size);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  dir = g_dir_open (argv[1], 0, NULL);
  g_assert_nonnull (dir);

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *test = g_strdup_printf ("/fuzz/%s", name);

      g_ptr_array_add (paths, g_build_filename (argv[1], name, NULL));
      g_test_add_data_func (test, paths->pdata[paths->len - 1], try_sample);
    }
  g_assert_cmpuint (paths->len, >, 0);

  return g_test_run ();
}
