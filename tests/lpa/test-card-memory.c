/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "lpa/lpa-card-memory.h"
#include "lpa/lpa-hex.h"

#define READER "Reader [USB] 00 00"
#define MODEL "L850-GL [18500.5001]"

static void
check (LpaCardMemory *memory, GBytes *atr, GPtrArray *aids)
{
  g_autoptr (GPtrArray) known = lpa_card_memory_get_aids (memory, atr);

  g_assert_cmpuint (known->len, ==, 2);
  g_assert_true (g_bytes_equal (known->pdata[0], aids->pdata[0]));
  g_assert_true (g_bytes_equal (known->pdata[1], aids->pdata[1]));
  g_assert_cmpuint (lpa_card_memory_get_segment_size (memory, READER), ==, 120);
  g_assert_cmphex (lpa_card_memory_get_select_p2 (memory, atr), ==, 0x0C);
  g_assert_cmphex (lpa_card_memory_get_model_p2 (memory, MODEL, 0x0C), ==, 0x00);
  g_assert_cmphex (lpa_card_memory_get_model_p2 (memory, MODEL " 2", 0x0C), ==, 0x0C);
  g_assert_true (lpa_card_memory_get_model_forgets (memory, MODEL));
  g_assert_false (lpa_card_memory_get_model_forgets (memory, MODEL " 2"));
}

static void
test_keeps (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-memory-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "made", NULL);
  g_autofree char *path = g_build_filename (inner, "cards.ini", NULL);
  g_autoptr (GBytes) atr = lpa_hex_decode ("3B9F96801FC7");
  g_autoptr (GBytes) other = lpa_hex_decode ("3B9F96801FC8");
  g_autoptr (GPtrArray) aids = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) none = NULL;
  LpaCardMemory *memory = lpa_card_memory_new (path);

  g_ptr_array_add (aids, lpa_hex_decode ("A06573746B6D65FFFF4953442D522030"));
  g_ptr_array_add (aids, lpa_hex_decode ("A06573746B6D65FFFF4953442D522031"));
  g_assert_cmpuint (lpa_card_memory_get_segment_size (memory, READER), ==, 255);
  g_assert_cmphex (lpa_card_memory_get_select_p2 (memory, atr), ==, 0x00);

  lpa_card_memory_set_aids (memory, atr, aids);
  lpa_card_memory_set_segment_size (memory, READER, 120);
  lpa_card_memory_set_select_p2 (memory, atr, 0x0C);
  g_assert_cmphex (lpa_card_memory_get_model_p2 (memory, MODEL, 0x0C), ==, 0x0C);
  lpa_card_memory_set_model_p2 (memory, MODEL, 0x00);
  lpa_card_memory_set_model_forgets (memory, MODEL);
  check (memory, atr, aids);
  g_assert_finalize_object (memory);

  memory = lpa_card_memory_new (path);
  check (memory, atr, aids);
  none = lpa_card_memory_get_aids (memory, other);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_finalize_object (memory);
  g_unlink (path);
  g_rmdir (inner);
  g_rmdir (folder);
}

/* A file that somebody spoilt is a file that says nothing. */
static void
test_spoilt (void)
{
  g_autofree char *path = g_strdup_printf ("%s/tern-memory-%u", g_get_tmp_dir (), g_random_int ());
  g_autoptr (GBytes) atr = lpa_hex_decode ("3B9F");
  g_autoptr (GPtrArray) aids = NULL;
  g_autoptr (LpaCardMemory) memory = NULL;

  g_assert_true (g_file_set_contents (path,
                                      "[card 3B9F]\naids=xyz;A000000559;\nselect-p2=many\n"
                                      "[modem 4D]\nselect-p2=none\n"
                                      "[reader 5265]\nsegment-size=70000\n",
                                      -1, NULL));
  memory = lpa_card_memory_new (path);
  aids = lpa_card_memory_get_aids (memory, atr);
  g_assert_cmpuint (aids->len, ==, 1);
  g_assert_cmphex (lpa_card_memory_get_select_p2 (memory, atr), ==, 0x00);
  g_assert_cmpuint (lpa_card_memory_get_segment_size (memory, "Re"), ==, 255);
  g_assert_cmphex (lpa_card_memory_get_model_p2 (memory, "M", 0x0C), ==, 0x0C);
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/card-memory/keeps", test_keeps);
  g_test_add_func ("/lpa/card-memory/spoilt", test_spoilt);

  return g_test_run ();
}
