/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-model.h"

/* Items are GSimpleActions, which say the same when their names are the same. */
static gboolean
same_name (gconstpointer a, gconstpointer b)
{
  return g_str_equal (g_action_get_name (G_ACTION (a)), g_action_get_name (G_ACTION (b)));
}

static GPtrArray *
make_items (const char *names)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *names != '\0'; names++)
    {
      const char name[] = { *names, '\0' };

      g_ptr_array_add (items, g_simple_action_new (name, NULL));
    }
  return items;
}

static char *
read_names (GListStore *store)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (GAction) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      g_string_append (names, g_action_get_name (item));
    }
  return g_string_free (names, FALSE);
}

static void
note_change (GListModel *model, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static const struct
{
  const char *before;
  const char *after;
  const char *changes;
} cases[] = {
  { "", "", "" },
  { "", "ab", "0-0+2 " },
  { "abc", "abc", "" },
  { "abc", "", "0-3+0 " },
  { "abc", "abxc", "2-0+1 " },
  { "abc", "ac", "1-1+0 " },
  { "abc", "axc", "1-1+1 " },
  { "abc", "cba", "0-3+3 " },
  { "aab", "ab", "1-1+0 " },
  { "ab", "abc", "2-0+1 " },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_SIMPLE_ACTION);
  g_autoptr (GPtrArray) before = make_items (cases[i].before);
  g_autoptr (GPtrArray) after = make_items (cases[i].after);
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autofree char *names = NULL;

  lpa_model_update (store, before, same_name);
  g_signal_connect (store, "items-changed", G_CALLBACK (note_change), changes);
  g_assert_cmpint (lpa_model_update (store, after, same_name), ==, *cases[i].changes != '\0');
  names = read_names (store);
  g_assert_cmpstr (names, ==, cases[i].after);
  g_assert_cmpstr (changes->str, ==, cases[i].changes);
}

/* What says the same stays the same object. */
static void
test_identity (void)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_SIMPLE_ACTION);
  g_autoptr (GPtrArray) before = make_items ("abc");
  g_autoptr (GPtrArray) after = make_items ("cxb");
  g_autoptr (GObject) first = NULL;
  g_autoptr (GObject) second = NULL;
  g_autoptr (GObject) third = NULL;

  lpa_model_update (store, before, same_name);
  lpa_model_update (store, after, same_name);
  first = g_list_model_get_item (G_LIST_MODEL (store), 0);
  second = g_list_model_get_item (G_LIST_MODEL (store), 1);
  third = g_list_model_get_item (G_LIST_MODEL (store), 2);
  g_assert_true (first == before->pdata[2]);
  g_assert_true (second == after->pdata[1]);
  g_assert_true (third == before->pdata[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/model/update/%s>%s", cases[i].before, cases[i].after);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/model/identity", test_identity);
  return g_test_run ();
}
