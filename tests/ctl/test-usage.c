/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

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
    { "code", "ternctl code" },
    { "code LPA:2$host$id", "" },
    { "rename one", "ternctl rename" },
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ternctl = argv[1];

  g_test_add_func ("/ctl/usage/help", test_help_names_every_command);
  g_test_add_func ("/ctl/usage/command-help", test_command_help);
  g_test_add_func ("/ctl/usage/misuse", test_misuse);
  g_test_add_func ("/ctl/usage/code", test_code);
  g_test_add_func ("/ctl/usage/code-from-standard-input", test_code_from_standard_input);
  g_test_add_func ("/ctl/usage/code-points-at-the-fault", test_code_points_at_the_fault);

  return g_test_run ();
}
