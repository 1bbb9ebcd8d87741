/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"
#include "lpa/lpa-error.h"

#define EID "89044045930000000000001234567853"
#define ICCID "8944476500001224158"
#define HOST "smdp.example.com"
#define MATCHING_ID "FJRD-10GB-7Q2K-55TH"
#define CONFIRMATION_CODE "Sommerwind"

/* The ways in which a server or a library may repeat what must stay here. */
static const char *const echoes[] = {
  "Matching ID " MATCHING_ID " is refused",
  "{\"matchingId\":\"" MATCHING_ID "\",\"eid\":\"" EID "\"}",
  "fjrd-10gb-7q2k-55th",
  "FJRD10GB7Q2K55TH",
  "F J R D 1 0 G B 7 Q 2 K 5 5 T H",
  "ID:" MATCHING_ID ";ICCID:" ICCID,
  "LPA:1$" HOST "$" MATCHING_ID "$$1",
  "https://" HOST "/?carddata=LPA:1%24" HOST "%24" MATCHING_ID,
  "464a52442d313047422d3751324b2d35355448",
  "RkpSRC0xMEdCLTdRMkstNTVUSA==",
  "confirmation code " CONFIRMATION_CODE " is wrong",
  "CONFIRMATION CODE SOMMERWIND",
  "Profile " ICCID " on " EID,
};

/* What none of them may leave. All are looked for without regard to case and separators. */
static const char *const forbidden[] = {
  MATCHING_ID, "464A52442D313047422D", "RkpSRC0xMEdCLTdRMk", CONFIRMATION_CODE, EID, ICCID
};

static char *
make_plain (const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (plain, g_ascii_tolower (*p));
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static void
assert_clean (TernReport *report)
{
  g_autofree char *file = tern_report_to_file (report);
  g_autofree char *plain = make_plain (file);

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_autofree char *secret = make_plain (forbidden[i]);

      if (strstr (plain, secret) != NULL)
        g_error ("%s is in:\n%s", forbidden[i], file);
    }
}

static LpaDownload *
make_download (void)
{
  g_autoptr (LpaActivationCode) code =
      lpa_activation_code_parse ("LPA:1$" HOST "$" MATCHING_ID "$$1", NULL, NULL);
  g_autoptr (LpaTrust) trust = lpa_trust_new ();

  g_assert_nonnull (code);
  return lpa_download_new (code, trust);
}

/* Every failure that the program can meet, each with every echo, in its message, in the server's
 * own words, and in everything else that comes from outside. */
static void
test_keeps_secrets (void)
{
  g_autoptr (LpaDownload) download = make_download ();
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  for (gsize i = 0; i < n; i++)
    for (gsize e = 0; e < G_N_ELEMENTS (echoes); e++)
      {
        g_autoptr (TernReport) report = tern_report_new ();
        g_autoptr (GError) kind = lpa_error_new_from_key (pages[i].key);
        g_autoptr (GError) error =
            lpa_error_new (kind->domain, kind->code, lpa_error_get_figure (kind), "%s", echoes[e]);

        lpa_error_set_detail (error, echoes[e]);
        tern_report_follow (report, download);
        tern_report_add_secret (report, CONFIRMATION_CODE);
        tern_report_set_error (report, error, LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NOT_INVOLVED);
        tern_report_add_fault (report, error);
        if (strstr (echoes[e], EID) == NULL && strstr (echoes[e], ICCID) == NULL)
          {
            tern_report_set_order (report, echoes[e]);
            tern_report_set_device (report, echoes[e]);
          }
        assert_clean (report);
      }
}

/* Without a download nobody knows what is a secret: then a server's words stay out altogether, and
 * so does whatever looks like a code or like the number of a card. */
static void
test_leaves_strangers_out (void)
{
  g_autoptr (TernReport) report = tern_report_new ();
  g_autoptr (GError) error =
      lpa_error_new (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8",
                     "The server refused LPA:1$x.example$%s of %s", MATCHING_ID, EID);
  g_autofree char *text = NULL;

  lpa_error_set_detail (error, "Unknown " MATCHING_ID " and " CONFIRMATION_CODE);
  tern_report_set_error (report, error, LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NOT_INVOLVED);
  assert_clean (report);
  text = tern_report_to_text (report);
  g_assert_nonnull (strstr (text, "server/8.2.6/3.8"));
  g_assert_null (strstr (text, "Unknown"));
}

static JsonObject *
part_of (JsonNode *json, const char *section)
{
  return json_object_get_object_member (json_node_get_object (json), section);
}

static JsonObject *
part_at (JsonNode *json, const char *section, guint index)
{
  JsonArray *array = json_object_get_array_member (json_node_get_object (json), section);

  g_assert_cmpuint (index, <, json_array_get_length (array));
  return json_array_get_object_element (array, index);
}

static void
assert_member (JsonObject *object, const char *name, const char *value)
{
  g_assert_cmpstr (json_object_get_string_member (object, name), ==, value);
}

/* A download that fails while the report watches. */
static void
test_live (void)
{
  g_autoptr (TernReport) report = tern_report_new ();
  g_autoptr (LpaDownload) download = make_download ();
  g_autoptr (GError) error = lpa_error_new (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8",
                                            "The server refused: 8.2.6/3.8");
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;
  JsonObject *problem;

  tern_report_follow (report, download);
  g_signal_emit_by_name (download, "step", LPA_STEP_SERVER_TRUSTED, LPA_STEP_STATE_DONE);
  g_signal_emit_by_name (download, "step", LPA_STEP_ORDER_FOUND, LPA_STEP_STATE_FAILED);
  lpa_error_set_detail (error, "Unknown matching ID " MATCHING_ID);
  tern_report_set_error (report, error, LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NO);
  tern_report_set_order (report, "A-17");
  tern_report_set_device (report, "Phone 8, version 15");

  json = tern_report_to_json (report);
  problem = part_of (json, "problem");
  assert_member (problem, "error", "server/8.2.6/3.8");
  assert_member (problem, "step", "order-found");
  assert_member (problem, "server", HOST);
  assert_member (problem, "side", "provider");
  assert_member (problem, "code_usable", "no");
  assert_member (problem, "server_words", "Unknown matching ID …");
  assert_member (part_at (json, "timeline", 0), "step", "server-trusted");
  assert_member (part_at (json, "timeline", 1), "state", "failed");
  g_assert_true (json_object_has_member (part_at (json, "timeline", 1), "time"));
  assert_member (part_of (json, "order"), "number", "A-17");
  assert_member (part_of (json, "order"), "device", "Phone 8, version 15");
  assert_member (part_of (json, "system"), "tern", TERN_VERSION);
  g_assert_true (json_object_has_member (part_of (json, "system"), "kernel"));

  text = tern_report_to_text (report);
  g_assert_nonnull (strstr (text, "Server verified  done"));
  g_assert_nonnull (strstr (text, "Your code cannot be used again."));
  g_assert_null (strstr (text, g_get_host_name ()));
}

static LpaOperation *
make_operation (LpaOperationKind kind)
{
  LpaOperation *operation = lpa_operation_new (kind, EID);

  operation->iccid = g_strdup (ICCID);
  operation->server = g_strdup (HOST);
  operation->code = lpa_activation_code_parse ("LPA:1$" HOST "$" MATCHING_ID, NULL, NULL);
  operation->profile_name = g_strdup ("Nordic 10 GB");
  return operation;
}

static void
write_history (TernLedger *ledger)
{
  g_autoptr (LpaOperation) failed = make_operation (LPA_OPERATION_DOWNLOAD);
  g_autoptr (LpaOperation) done = make_operation (LPA_OPERATION_ENABLE);
  static const LpaStep steps[] = { LPA_STEP_SERVER_TRUSTED, LPA_STEP_ORDER_FOUND,
                                   LPA_STEP_PACKAGE_BOUND };

  g_assert_true (lpa_journal_begin (LPA_JOURNAL (ledger), failed, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      failed->step = steps[i];
      g_assert_true (lpa_journal_advance (LPA_JOURNAL (ledger), failed, NULL));
    }
  failed->outcome = LPA_OPERATION_OUTCOME_FAILED;
  failed->error = g_strdup ("http/lost");
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (ledger), failed, NULL));

  g_assert_true (lpa_journal_begin (LPA_JOURNAL (ledger), done, NULL));
  done->outcome = LPA_OPERATION_OUTCOME_DONE;
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (ledger), done, NULL));
}

static void
check_history (TernLedger *ledger, const char *path)
{
  g_autoptr (TernReport) report = tern_report_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *contents = NULL;
  g_autofree char *text = NULL;
  char *marker;
  JsonNode *json;
  GStatBuf status;

  g_assert_true (tern_report_add_history (report, ledger, 10, &error));
  g_assert_no_error (error);
  assert_clean (report);
  g_assert_true (tern_report_save (report, path, &error));
  g_assert_no_error (error);
  g_assert_no_errno (g_stat (path, &status));
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  text = tern_report_to_text (report);
  g_assert_true (g_str_has_prefix (contents, text));
  marker = strstr (contents, "\n" TERN_REPORT_MARKER "\n");
  g_assert_nonnull (marker);
  json_parser_load_from_data (parser, marker + strlen ("\n" TERN_REPORT_MARKER "\n"), -1, &error);
  g_assert_no_error (error);

  json = json_parser_get_root (parser);
  assert_member (part_of (json, "problem"), "error", "http/lost");
  assert_member (part_of (json, "problem"), "code_usable", "unknown");
  assert_member (part_at (json, "timeline", 2), "step", "package-bound");
  assert_member (part_at (json, "timeline", 2), "state", "failed");
  assert_member (part_at (json, "timeline", 1), "state", "done");
  assert_member (part_at (json, "history", 0), "operation", "enable");
  assert_member (part_at (json, "history", 1), "card", "…7853");
  assert_member (part_at (json, "history", 1), "iccid", "…4158");
}

/* What the journal keeps is enough for a report on another day. */
static void
test_history (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *saved = g_build_filename (folder, "report.txt", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TernLedger) ledger = tern_ledger_open (path, &error);

    g_assert_no_error (error);
    write_history (ledger);
    check_history (ledger, saved);
  }
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (folder, name, NULL);

      g_unlink (child);
    }
  g_assert_no_errno (g_rmdir (folder));
}

static void
test_walk (void)
{
  g_autoptr (TernGuide) guide = tern_guide_new ();
  g_autoptr (TernGuideWalk) walk =
      tern_guide_walk_new (guide, tern_guide_find_topic (guide, "unlock"), "android");
  g_autoptr (TernReport) report = tern_report_new ();
  g_autoptr (JsonNode) json = NULL;

  tern_guide_walk_answer (walk, 0);
  tern_guide_walk_answer (walk, 2);
  tern_report_add_walk (report, walk);
  json = tern_report_to_json (report);
  assert_member (part_at (json, "guide", 0), "topic", "unlock");
  assert_member (part_at (json, "guide", 0), "device", "android");
  assert_member (part_at (json, "guide", 1), "step", "unlock-look");
  assert_member (part_at (json, "guide", 2), "answer", "I bought it second-hand");
  assert_member (part_at (json, "guide", 3), "step", "unlock-first-owner");
}

static void
test_cancelled (void)
{
  g_autoptr (TernReport) report = tern_report_new ();
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  g_autoptr (JsonNode) json = NULL;

  tern_report_set_error (report, error, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED);
  json = tern_report_to_json (report);
  assert_member (part_of (json, "problem"), "error", "cancelled");
  g_assert_false (json_object_has_member (part_of (json, "problem"), "cause"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/keeps-secrets", test_keeps_secrets);
  g_test_add_func ("/report/leaves-strangers-out", test_leaves_strangers_out);
  g_test_add_func ("/report/live", test_live);
  g_test_add_func ("/report/history", test_history);
  g_test_add_func ("/report/walk", test_walk);
  g_test_add_func ("/report/cancelled", test_cancelled);

  return g_test_run ();
}
