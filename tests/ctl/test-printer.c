/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-error.h"
#include "ctl/tern-printer.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

static GString *printed;

static void
catch_print (const char *text)
{
  g_string_append (printed, text);
}

/* What a printer of the given kind prints when it prints @error. */
static char *
print_error (gboolean json, GError *error, LpaStep step)
{
  g_autoptr (TernPrinter) printer = tern_printer_new (json, FALSE);
  GPrintFunc before_out, before_err;

  printed = g_string_new (NULL);
  before_out = g_set_print_handler (catch_print);
  before_err = g_set_printerr_handler (catch_print);
  tern_printer_error (printer, error, step, LPA_CODE_USABLE_NOT_INVOLVED);
  g_set_print_handler (before_out);
  g_set_printerr_handler (before_err);
  g_error_free (error);
  return g_string_free (printed, FALSE);
}

static JsonObject *
parse_error (JsonParser *parser, const char *line)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  return json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                        "error");
}

static void
test_json_error (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *line = print_error (
      TRUE,
      lpa_error_new (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8", "The server says no"),
      LPA_STEP_ORDER_FOUND);
  JsonObject *object = parse_error (parser, line);

  g_assert_cmpstr (json_object_get_string_member (object, "domain"), ==, "server");
  g_assert_cmpstr (json_object_get_string_member (object, "code"), ==, "8.2.6/3.8");
  g_assert_cmpstr (json_object_get_string_member (object, "step"), ==,
                   lpa_step_get_nick (LPA_STEP_ORDER_FOUND));
  g_assert_true (json_object_has_member (object, "code_usable"));
  g_assert_cmpuint (strlen (json_object_get_string_member (object, "cause")), >, 10);
  g_assert_cmpuint (strlen (json_object_get_string_member (object, "action")), >, 10);
}

static void
test_json_error_without_a_figure (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *line = print_error (
      TRUE, lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD, NULL, "Empty"),
      LPA_STEP_NONE);
  JsonObject *object = parse_error (parser, line);

  g_assert_cmpstr (json_object_get_string_member (object, "code"), ==, "no-card");
  g_assert_true (json_object_get_null_member (object, "step"));
  g_assert_cmpstr (json_object_get_string_member (object, "code_usable"), ==, "not-involved");
}

static void
test_json_cancelled (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *line = print_error (
      TRUE, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"), LPA_STEP_CODE);

  g_assert_cmpstr (json_object_get_string_member (parse_error (parser, line), "code"), ==,
                   "cancelled");
}

/* Nothing went wrong: nobody is sent looking for a fault. */
static void
test_cancelled (void)
{
  g_autofree char *text = print_error (
      FALSE, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation"), LPA_STEP_CODE);

  g_assert_true (g_str_has_prefix (text, "Stopped, because you asked for it.\n"));
  g_assert_null (strstr (text, "wrong"));
}

static void
test_usage_is_its_own_message (void)
{
  g_autofree char *text =
      print_error (FALSE, g_error_new_literal (TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE, "Say it so"),
                   LPA_STEP_NONE);

  g_assert_true (g_str_has_prefix (text, "Say it so\n"));
}

/* Where a profile does not come to a connection: for people every end has its cause and the one
 * thing to do, and none says of the code what is not so. */
static void
test_network_ends (void)
{
  for (int code = 0; code <= LPA_NETWORK_ERROR_PORTAL; code++)
    {
      g_autoptr (GError) error = lpa_error_new (LPA_NETWORK_ERROR, code, NULL, "An end");
      g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
      g_autofree char *text = print_error (FALSE, g_error_copy (error), LPA_STEP_REGISTERED);

      g_assert_nonnull (strstr (text, explanation->cause));
      g_assert_nonnull (strstr (text, explanation->action));
      g_assert_cmpint (explanation->usable, ==, LPA_CODE_USABLE_NOT_INVOLVED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ctl/printer/json-error", test_json_error);
  g_test_add_func ("/ctl/printer/json-error-without-a-figure", test_json_error_without_a_figure);
  g_test_add_func ("/ctl/printer/json-cancelled", test_json_cancelled);
  g_test_add_func ("/ctl/printer/cancelled", test_cancelled);
  g_test_add_func ("/ctl/printer/usage", test_usage_is_its_own_message);
  g_test_add_func ("/ctl/printer/network-ends", test_network_ends);

  return g_test_run ();
}
