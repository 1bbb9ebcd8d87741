/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lpa/lpa-plural.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

static const char CATALOGUE[] = "msgid \"\"\n"
                                "msgstr \"\"\n"
                                "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                                "\"Plural-Forms: nplurals=2; plural=n != 1;\\n\"\n"
                                "msgctxt \"order\"\n"
                                "msgid \"%u row\"\n"
                                "msgid_plural \"%u rows\"\n"
                                "msgstr[0] \"%u Zeile\"\n"
                                "msgstr[1] \"%u Zeilen\"\n";

/* A catalogue of one entry, as msgfmt makes it. Returns the folder. */
static char *
make_catalogue (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tern-plural-XXXXXX", &error);
  g_autofree char *place = g_build_filename (folder, "xx", "LC_MESSAGES", NULL);
  g_autofree char *source = g_build_filename (folder, "xx.po", NULL);
  g_autofree char *made = g_build_filename (place, GETTEXT_PACKAGE ".mo", NULL);
  g_autoptr (GSubprocess) msgfmt = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  g_file_set_contents (source, CATALOGUE, -1, &error);
  g_assert_no_error (error);
  msgfmt = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "msgfmt", "-o", made, source, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (msgfmt, NULL, &error);
  g_assert_no_error (error);
  return folder;
}

static void
remove_catalogue (const char *folder)
{
  static const char *const PARTS[] = { "xx/LC_MESSAGES/" GETTEXT_PACKAGE ".mo", "xx/LC_MESSAGES",
                                       "xx", "xx.po", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (PARTS); i++)
    {
      g_autofree char *path = g_build_filename (folder, PARTS[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
}

/* English stays without what stands between context and words; another language has its own words
 * for this context alone. */
static void
test_plural (void)
{
  g_autofree char *folder = make_catalogue ();

  g_assert_cmpstr (lpa_plural ("order", "%u row", "%u rows", 1), ==, "%u row");
  g_assert_cmpstr (lpa_plural ("order", "%u row", "%u rows", 0), ==, "%u rows");
  g_assert_cmpstr (lpa_plural ("order", "%u row", "%u rows", 5), ==, "%u rows");
  g_setenv ("LANGUAGE", "xx", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_assert_cmpstr (lpa_plural ("order", "%u row", "%u rows", 1), ==, "%u Zeile");
  g_assert_cmpstr (lpa_plural ("order", "%u row", "%u rows", 5), ==, "%u Zeilen");
  g_assert_cmpstr (lpa_plural ("theatre", "%u row", "%u rows", 1), ==, "%u row");
  remove_catalogue (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  g_test_add_func ("/plural", test_plural);
  return g_test_run ();
}
