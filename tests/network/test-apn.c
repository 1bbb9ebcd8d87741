/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "network/tern-apn-table.h"
#include "network/tern-data-files.h"

static char *
sample_path (void)
{
  return g_test_build_filename (G_TEST_DIST, "network", "data", "access-points.xml", NULL);
}

static char *
join (GPtrArray *apns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < apns->len; i++)
    {
      g_autofree char *label = tern_apn_dup_label (apns->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", label);
    }
  return g_string_free (text, FALSE);
}

/* What a profile of this operator and of these names is offered. */
static void
test_find (void)
{
  static const struct
  {
    const char *operator_id;
    const char *name;
    const char *found;
  } cases[] = {
    { "26210", NULL, "internet (Simple)" },
    { "26210", "Another", "internet (Simple)" },
    { "26220", NULL,
      "owner.a (Shared Owner, Contract); owner.b (Shared Owner); "
      "seller (Shared Seller, Prepaid)" },
    { "26220", "SHARED-SELLER Deutschland", "seller (Shared Seller, Prepaid)" },
    { "26220", "Shared Owner", "owner.a (Shared Owner, Contract); owner.b (Shared Owner)" },
    { "26221", NULL, "owner.a (Shared Owner, Contract); owner.b (Shared Owner)" },
    { "26230", NULL, "padded (Bad)" },
    { "310260", NULL, "wide (Three digits)" },
    { "31026", NULL, "narrow (Two digits)" },
    { "99999", NULL, "" },
    { "2621", NULL, "" },
    { "2621000", NULL, "" },
    { "2621a", NULL, "" },
    { "", NULL, "" },
    { NULL, NULL, "" },
  };
  g_autofree char *path = sample_path ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const names[] = { "", cases[i].name, NULL };
      g_autoptr (GPtrArray) apns = tern_apn_table_find (path, cases[i].operator_id, names);
      g_autofree char *found = join (apns);

      g_test_message ("%s %s", cases[i].operator_id, cases[i].name);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static void
test_credentials (void)
{
  g_autofree char *path = sample_path ();
  g_autoptr (GPtrArray) apns = tern_apn_table_find (path, "26210", NULL);
  const TernApn *apn = apns->pdata[0];
  g_autoptr (TernApn) copy = tern_apn_copy (apn);

  g_assert_cmpstr (apn->username, ==, "any");
  g_assert_cmpstr (apn->password, ==, "one");
  g_assert_true (tern_apn_is_same (apn, copy));
  g_free (copy->password);
  copy->password = g_strdup ("two");
  g_assert_false (tern_apn_is_same (apn, copy));
}

/* A damaged file gives what stands before the damage; one that is too large, or none, nothing. */
static void
test_bad_files (void)
{
  g_autofree char *path = sample_path ();
  g_autofree char *folder = g_dir_make_tmp ("tern-apn-XXXXXX", NULL);
  g_autofree char *copy = g_build_filename (folder, "providers.xml", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) whole = NULL;
  g_autoptr (GPtrArray) cut = NULL;
  g_autoptr (GPtrArray) none = tern_apn_table_find ("/nonexistent", "26210", NULL);
  g_autoptr (GPtrArray) unknown = tern_apn_table_find (NULL, "26210", NULL);
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (g_file_set_contents (copy, text, (gssize) (length / 2), NULL));
  whole = tern_apn_table_find (copy, "26210", NULL);
  cut = tern_apn_table_find (copy, "310260", NULL);
  g_assert_cmpuint (whole->len, ==, 1);
  g_assert_cmpuint (cut->len, ==, 0);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (unknown->len, ==, 0);
  g_unlink (copy);
  g_rmdir (folder);
}

/* As many as there are places for, however many the file has. */
static void
test_bounds (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-apn-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "providers.xml", NULL);
  g_autoptr (GString) text =
      g_string_new ("<serviceproviders format=\"2.0\"><country code=\"de\">");
  g_autoptr (GPtrArray) apns = NULL;

  for (int i = 0; i < 300; i++)
    g_string_append_printf (text,
                            "<provider><name>P%d</name><gsm><network-id mcc=\"262\" mnc=\"40\"/>"
                            "<apn value=\"a%d\"/></gsm></provider>",
                            i, i);
  g_string_append (text, "</country></serviceproviders>");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  apns = tern_apn_table_find (path, "26240", NULL);
  g_assert_cmpuint (apns->len, ==, 64);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_names (void)
{
  static const char *const good[] = {
    "internet", "a", "TIM.BR", "web.vodafone.de", "m2m_1", "3gnet"
  };
  static const char *const bad[] = { "",     ".",      "a..b", "-a", "a-",   "a b",    "http://a",
                                     "rac1", "x.GPRS", "ä",    "a.", "a\nb", "sgsn.de" };
  g_autofree char *longest = g_strnfill (TERN_APN_NAME_MAX, 'a');
  g_autofree char *longer = g_strnfill (TERN_APN_NAME_MAX + 1, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (tern_apn_name_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tern_apn_name_is_valid (bad[i]));
  g_assert_true (tern_apn_name_is_valid (longest));
  g_assert_false (tern_apn_name_is_valid (longer));
}

/* The data package is installed wherever the tests run. */
static void
test_installed (void)
{
  const char *const names[] = { "NTT docomo", NULL };
  g_autofree char *path = tern_data_files_find_providers ();
  g_autoptr (GPtrArray) apns = tern_apn_table_find (path, "44010", names);

  g_assert_cmpuint (apns->len, >, 0);
  for (guint i = 0; i < apns->len; i++)
    g_assert_cmpstr (((const TernApn *) apns->pdata[i])->provider, ==, "NTTdocomo");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/network/apn/find", test_find);
  g_test_add_func ("/network/apn/credentials", test_credentials);
  g_test_add_func ("/network/apn/bad-files", test_bad_files);
  g_test_add_func ("/network/apn/bounds", test_bounds);
  g_test_add_func ("/network/apn/names", test_names);
  g_test_add_func ("/network/apn/installed", test_installed);

  return g_test_run ();
}
