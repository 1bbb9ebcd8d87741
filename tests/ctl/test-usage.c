/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "ctl/tern-ctl.h"

static const char *ternctl;

typedef struct
{
  int status;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *self)
{
  g_free (self->out);
  g_free (self->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Runs ternctl with @words, split at blanks, and @input on its standard input. */
static Run
run (const char *words, const char *input)
{
  g_autofree char *line = g_strdup_printf ("%s %s", ternctl, words);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv ((const char *const *) argv,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                             G_SUBPROCESS_FLAGS_STDERR_PIPE,
                         &error);
  Run result = { 0 };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &result.out, &result.err, &error);
  g_assert_no_error (error);
  result.status = g_subprocess_get_exit_status (process);
  return result;
}

static void
test_help_names_every_command (void)
{
  g_auto (Run) result = run ("--help", NULL);
  gsize count;
  const TernCommand *commands = tern_commands_get (&count);

  g_assert_cmpint (result.status, ==, TERN_EXIT_DONE);
  for (gsize i = 0; i < count; i++)
    g_assert_nonnull (strstr (result.out, commands[i].name));
}

static void
test_command_help (void)
{
  g_auto (Run) result = run ("add --help", NULL);

  g_assert_cmpint (result.status, ==, TERN_EXIT_DONE);
  g_assert_nonnull (strstr (result.out, "--check-only"));
}

typedef struct
{
  const char *words;
  const char *says;
} Misuse;

static void
test_misuse (void)
{
  static const Misuse cases[] = {
    { "nonsense", "nonsense" },
    { "--nonsense profiles", "--nonsense" },
    { "add", "ternctl add" },
    { "add one two", "ternctl add" },
    { "--slot 2 card", "--modem" },
    { "--mbim-proxy card", "--modem" },
    { "--modem /dev/cdc-wdm0 --slot -1 card", "--slot" },
    { "code", "ternctl code" },
    { "code LPA:2$host$id", "" },
    { "scan", "ternctl scan" },
    { "qr", "ternctl qr" },
    { "qr nonsense", "ternctl qr" },
    { "qr code", "ternctl qr" },
    { "qr code LPA:2$host$id", "" },
    { "qr code LPA:1$smdp.example.com$A --output a.gif", ".svg" },
    { "rename one", "ternctl rename" },
    { "explain", "ternctl explain" },
    { "guide nonsense", "nonsense" },
    { "guide install --device toaster", "toaster" },
    { "reset", "--profiles" },
    { "notifications throw", "notifications" },
    { "notifications remove", "notifications" },
    { "add LPA:1$smdp.example.com$A --imei 356303455555556", "IMEI" },
    { "--trust /nonexistent.pem code LPA:1$smdp.example.com$A", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Run) result = run (cases[i].words, NULL);

      g_test_message ("%s -> %s", cases[i].words, result.err);
      g_assert_cmpint (result.status, ==, TERN_EXIT_USAGE);
      g_assert_nonnull (strstr (result.err, cases[i].says));
      g_assert_cmpuint (strlen (result.err), >, 10);
    }
}

static JsonObject *
parse_result (JsonParser *parser, const char *line)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  return json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                        "result");
}

static void
test_code (void)
{
  g_auto (Run) result = run ("--json code LPA:1$smdp.example.com$Ab-3$$1", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = parse_result (parser, result.out);

  g_assert_cmpint (result.status, ==, TERN_EXIT_DONE);
  g_assert_cmpstr (json_object_get_string_member (object, "server"), ==, "smdp.example.com");
  g_assert_cmpstr (json_object_get_string_member (object, "matching_id"), ==, "Ab-3");
  g_assert_true (json_object_get_boolean_member (object, "confirmation_code_required"));
}

static void
test_code_from_standard_input (void)
{
  g_auto (Run) result = run ("code -", "LPA:1$smdp.example.com$Ab-3\n");

  g_assert_cmpint (result.status, ==, TERN_EXIT_DONE);
  g_assert_nonnull (strstr (result.out, "Ab-3"));
}

static void
test_code_points_at_the_fault (void)
{
  g_auto (Run) result = run ("code LPA:1$smdp!example.com$A", NULL);

  g_assert_cmpint (result.status, ==, TERN_EXIT_USAGE);
  g_assert_nonnull (strstr (result.out, "\n          ^"));
}

static void
test_explain (void)
{
  g_auto (Run) result = run ("--json explain 8.2.6/3.8", NULL);
  g_auto (Run) words = run ("explain full card", NULL);
  g_auto (Run) nothing = run ("--json explain xyzzy", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *pages = json_object_get_array_member (parse_result (parser, result.out), "pages");
  JsonObject *page = json_array_get_object_element (pages, 0);

  g_assert_cmpuint (json_array_get_length (pages), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (page, "key"), ==, "server/8.2.6/3.8");
  g_assert_cmpstr (json_object_get_string_member (page, "side"), ==, "provider");
  g_assert_cmpstr (json_object_get_string_member (page, "code_usable"), ==, "provider-decides");
  g_assert_true (g_str_has_suffix (json_object_get_string_member (page, "cause"), "."));
  g_assert_true (g_str_has_suffix (json_object_get_string_member (page, "action"), "."));
  g_assert_nonnull (strstr (words.out, "card/6A84"));
  g_assert_cmpstr (nothing.out, ==, "{\"result\":{\"pages\":[]}}\n");
  g_assert_cmpint (nothing.status, ==, TERN_EXIT_DONE);
}

/* From the first question to an end, with a wrong answer, a step back, and no terminal. */
static void
test_guide (void)
{
  g_auto (Run) contents = run ("guide", NULL);
  g_auto (Run) end = run ("guide no-service --device iphone", "7\n2\nb\n1\n");
  g_auto (Run) stopped = run ("guide install", "q\n");
  g_auto (Run) whole = run ("--json guide", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *guide = parse_result (parser, whole.out);

  g_assert_nonnull (strstr (contents.out, "no-longer-valid"));
  g_assert_cmpint (end.status, ==, TERN_EXIT_DONE);
  g_assert_nonnull (strstr (end.out, "Turn On This Line"));
  g_assert_nonnull (strstr (end.out, "Switch the eSIM on\n"));
  g_assert_null (strstr (stopped.out, "Has the code been used before?"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (guide, "steps")), >, 40);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (guide, "devices")), ==, 4);
}

/* What was made can be read, and what holds nothing says so. */
static void
test_qr_and_scan (void)
{
  static const char *const names[] = { "code.png", "code.svg" };
  g_autofree char *folder = g_dir_make_tmp ("tern-usage-XXXXXX", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *make =
          g_strdup_printf ("qr code LPA:1$smdp.example.com$Ab-3 --output %s", path);
      g_autofree char *read = g_strdup_printf ("--json scan %s", path);
      g_auto (Run) made = run (make, NULL);
      g_auto (Run) result = run (read, NULL);
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonArray *pictures =
          json_object_get_array_member (parse_result (parser, result.out), "pictures");
      JsonObject *picture = json_array_get_object_element (pictures, 0);
      JsonArray *symbols = json_object_get_array_member (picture, "symbols");
      JsonObject *symbol = json_array_get_object_element (symbols, 0);
      GStatBuf status;

      g_assert_cmpint (made.status, ==, TERN_EXIT_DONE);
      g_assert_null (strstr (made.out, "Ab-3"));
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
      g_assert_cmpint (result.status, ==, TERN_EXIT_DONE);
      g_assert_cmpuint (json_array_get_length (symbols), ==, 1);
      g_assert_cmpstr (json_object_get_string_member (symbol, "kind"), ==, "activation-code");
      g_assert_cmpstr (json_object_get_string_member (symbol, "text"), ==,
                       "LPA:1$smdp.example.com$Ab-3");
      g_assert_true (json_object_get_null_member (picture, "error"));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_scan_without_code (void)
{
  g_auto (Run) people = run ("scan /dev/null", NULL);
  g_auto (Run) several = run ("scan /dev/null /nonexistent.png", NULL);
  g_auto (Run) programs = run ("--json scan /dev/null", NULL);

  g_assert_cmpint (people.status, ==, TERN_EXIT_FAILED);
  g_assert_nonnull (strstr (people.err, "neither a picture nor a PDF"));
  g_assert_nonnull (strstr (several.out, "/nonexistent.png: The file cannot be read."));
  g_assert_cmpint (programs.status, ==, TERN_EXIT_FAILED);
  g_assert_nonnull (strstr (programs.out, "\"error\":\"not-a-picture\""));
  g_assert_nonnull (strstr (programs.out, "\"code\":\"not-a-picture\""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ternctl = argv[1];

  g_test_add_func ("/ctl/usage/help", test_help_names_every_command);
  g_test_add_func ("/ctl/usage/command-help", test_command_help);
  g_test_add_func ("/ctl/usage/misuse", test_misuse);
  g_test_add_func ("/ctl/usage/explain", test_explain);
  g_test_add_func ("/ctl/usage/guide", test_guide);
  g_test_add_func ("/ctl/usage/code", test_code);
  g_test_add_func ("/ctl/usage/code-from-standard-input", test_code_from_standard_input);
  g_test_add_func ("/ctl/usage/code-points-at-the-fault", test_code_points_at_the_fault);
  g_test_add_func ("/ctl/usage/qr-and-scan", test_qr_and_scan);
  g_test_add_func ("/ctl/usage/scan-without-code", test_scan_without_code);

  return g_test_run ();
}
