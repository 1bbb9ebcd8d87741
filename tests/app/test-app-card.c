/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-card-words.h"
#include "app/tern-delete-dialog.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-qr-print.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-report-row.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-server-dialog.h"
#include "lpa/lpa-hex.h"
#include "scan/tern-scan.h"

#include <glib/gstdio.h>

#define EID "89044045930000000000001234567853"
#define GOOD "FJRD-10GB-7Q2K-55TN"

static GtkWidget *
find_button (gpointer root, const char *name)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found)
        return found;
    }
  return NULL;
}

/* Works a button that shows a picture only, by what it says when pointed at. */
static void
click_named (gpointer root, const char *name)
{
  GtkWidget *button = find_button (root, name);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_activate (button));
}

static GtkWindow *
open_dialog (AppFixture *fixture, const char *button, GType type)
{
  app_driver_await_text (fixture->window, "This card");
  click_named (fixture->window, button);
  return app_driver_await_dialog (type);
}

/* What is drawn and what is printed hold the EID, as a telephone would read them. */
static void
assert_holds_eid (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) symbols = tern_scan_file (file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (symbols->len, ==, 1);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, EID);
}

static void
on_printed (GtkPrintOperation *operation, GtkPrintOperationResult result, gboolean *printed)
{
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  *printed = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
print_to (GtkPrintOperation *operation, const char *path)
{
  g_autoptr (GError) error = NULL;
  gboolean printed = FALSE;

  g_signal_connect (operation, "done", G_CALLBACK (on_printed), &printed);
  gtk_print_operation_set_export_filename (operation, path);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  app_driver_wait (is_true, &printed, "the page to be printed");
}

static void
test_eid (AppFixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GtkPrintOperation) operation = tern_qr_print_new (EID, "EID " EID, "EID");
  GtkWindow *dialog = GTK_WINDOW (tern_qr_dialog_new_for_eid (GTK_WINDOW (fixture->window), EID));
  g_autofree char *folder = g_dir_make_tmp ("tern-eid-XXXXXX", NULL);
  g_autofree char *picture = g_build_filename (folder, "eid.png", NULL);
  g_autofree char *paper = g_build_filename (folder, "eid.pdf", NULL);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_present (dialog);
  app_driver_settle (300);
  g_assert_true (app_driver_shows (dialog, "8904 4045 9300 0000\n0000 0012 3456 7853"));
  g_assert_true (app_driver_shows (dialog, "The check digits are right."));
  app_driver_save (dialog, picture);
  assert_holds_eid (picture);
  gtk_window_destroy (dialog);

  print_to (operation, paper);
  assert_holds_eid (paper);
  g_unlink (picture);
  g_unlink (paper);
  g_rmdir (folder);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static LpaEuiccInfo *
make_info (const char *signing, const char *verification)
{
  LpaEuiccInfo *info = g_new0 (LpaEuiccInfo, 1);
  const char *const keys[] = { signing, verification };
  GPtrArray *lists[2];

  for (guint i = 0; i < 2; i++)
    {
      lists[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      if (*keys[i])
        g_ptr_array_add (lists[i], lpa_hex_decode (keys[i]));
    }
  info->signing_keys = lists[0];
  info->verification_keys = lists[1];
  return info;
}

/* What is said of a card before a code is typed. */
static void
test_judge (void)
{
  static const char GSMA[] = "81370F5125D0B1D408D4C3B232E6D25E795BEBFB";
  static const char UNKNOWN[] = "0102030405060708090A0B0C0D0E0F1011121314";
  static const char TEST[] = "F54172BDF98A95D65CBEB88A38A1C11D800A85C3";
  const struct
  {
    const char *signing;
    const char *verification;
    TernCardWorth worth;
  } CASES[] = {
    { GSMA, GSMA, TERN_CARD_WORTH_GOOD }, { UNKNOWN, UNKNOWN, TERN_CARD_WORTH_GOOD },
    { TEST, TEST, TERN_CARD_WORTH_TEST }, { TEST, GSMA, TERN_CARD_WORTH_TEST },
    { "", GSMA, TERN_CARD_WORTH_NONE },   { GSMA, "", TERN_CARD_WORTH_NONE },
  };
  const char *sentence;

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (LpaEuiccInfo) info = make_info (CASES[i].signing, CASES[i].verification);

      g_assert_cmpint (tern_card_words_judge (info, &sentence), ==, CASES[i].worth);
      g_assert_true ((sentence == NULL) == (CASES[i].worth == TERN_CARD_WORTH_GOOD));
    }
  g_assert_cmpint (tern_card_words_judge (NULL, &sentence), ==, TERN_CARD_WORTH_GOOD);
}

static void
test_issuers (void)
{
  g_autoptr (GBytes) gsma = lpa_hex_decode ("81370F5125D0B1D408D4C3B232E6D25E795BEBFB");
  g_autoptr (GBytes) test = lpa_hex_decode ("F54172BDF98A95D65CBEB88A38A1C11D800A85C3");
  g_autoptr (GBytes) unknown = lpa_hex_decode ("0102030405060708090A0B0C0D0E0F1011121314");
  g_autofree char *known_name = tern_card_words_dup_issuer (gsma);
  g_autofree char *unknown_name = tern_card_words_dup_issuer (unknown);

  g_assert_cmpstr (known_name, ==, "GSM Association RSP2 Root CI1");
  g_assert_cmpstr (unknown_name, ==, "Issuer 010203…");
  g_assert_nonnull (strstr (tern_card_words_get_issuer_kind (test), "test issuer"));
}

/* Every capability that has the standard's name has words too. */
static void
test_capabilities (void)
{
  for (guint bit = 0; bit < 40; bit++)
    {
      g_assert_true ((lpa_euicc_info_get_uicc_capability_name (bit) == NULL) ==
                     (tern_card_words_get_uicc_capability (bit) == NULL));
      g_assert_true ((lpa_euicc_info_get_rsp_capability_name (bit) == NULL) ==
                     (tern_card_words_get_rsp_capability (bit) == NULL));
    }
  g_assert_cmpstr (tern_card_words_get_category (2), ==, "Medium");
  g_assert_null (tern_card_words_get_category (-1));
  g_assert_null (tern_card_words_get_category (9));
}

static void
test_rules (void)
{
  /* GetRatResponse: PPR1 for 001-01 with consent; PPR1 and PPR2 for everybody without. */
  g_autoptr (GBytes) bytes = lpa_hex_decode ("BF4328A026"
                                             "301180020640A1073005800300F11082020780"
                                             "301180020560A10730058003EEEEEE82020700");
  g_autoptr (LpaRat) rat = lpa_rat_new_from_tlv (bytes, NULL);
  g_autofree char *one = tern_card_words_dup_operators (rat, 0);
  g_autofree char *all = tern_card_words_dup_operators (rat, 1);
  g_autofree char *allowed = tern_card_words_dup_allowed (lpa_rat_get_rules (rat, 0));

  g_assert_cmpstr (one, ==, "Allowed to network 001 01, if you agree");
  g_assert_cmpstr (all, ==, "Allowed to every provider, without asking you");
  g_assert_cmpstr (allowed, ==, "Profiles that cannot be switched off");
}

static void
test_server_words (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *window =
      GTK_WINDOW (tern_server_dialog_new (GTK_WINDOW (fixture->window), "smdp.example.com"));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (window);
  GtkWidget *entry;

  gtk_window_present (window);
  entry = app_driver_await (window, GTK_TYPE_ENTRY, NULL);
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "save"));
  g_assert_true (adw_message_dialog_has_response (dialog, "remove"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "smdp..example");
  app_driver_await_text (window, "Character 6");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "save"));
  gtk_editable_set_text (GTK_EDITABLE (entry), " https://RSP.Example.com/ ");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "save"));
  g_assert_cmpstr (tern_server_dialog_get_address (TERN_SERVER_DIALOG (window)), ==,
                   "rsp.example.com");
  gtk_window_destroy (window);
}

/* The default server of a real card, changed and removed. */
static void
test_server (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  app_driver_await_text (fixture->window, "old.example.com");
  app_driver_await_text (fixture->window, "ds.example.com");
  dialog = open_dialog (fixture, "Change the default server", TERN_TYPE_SERVER_DIALOG);
  gtk_editable_set_text (GTK_EDITABLE (app_driver_await (dialog, GTK_TYPE_ENTRY, NULL)),
                         "new.example.com");
  app_driver_answer (dialog, "save");
  app_driver_await_text (fixture->window, "The default server is changed");
  app_driver_await_text (fixture->window, "new.example.com");
  dialog = open_dialog (fixture, "Change the default server", TERN_TYPE_SERVER_DIALOG);
  app_driver_answer (dialog, "remove");
  app_fixture_await_idle (fixture);
  g_assert_cmpstr (lpa_euicc_get_addresses (app_fixture_get_euicc (fixture))->default_smdp, ==,
                   NULL);
}

/* All that the card says is there, in words. */
static void
test_details (AppFixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "The check digits are right.");
  g_assert_true (app_driver_shows (fixture->window, "•••• 7853"));
  g_assert_true (app_driver_shows (fixture->window, "more profiles"));
  for (guint i = 0; i < 3; i++)
    {
      static const char *const TITLES[] = { "Versions", "Capabilities", "Rules of providers" };
      GtkWidget *row = app_driver_await (fixture->window, ADW_TYPE_EXPANDER_ROW, TITLES[i]);

      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
    }
  app_driver_await_text (fixture->window, "TN-SM-UP-0000");
  app_driver_await_text (fixture->window, "Test profiles");
  app_driver_await_text (fixture->window, "testProfileSupport · bit 3");
}

static void
test_erase (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;
  GtkWidget *entry;

  app_driver_click (fixture->window, "Erase…");
  dialog = app_driver_await_dialog (TERN_TYPE_ERASE_DIALOG);
  entry = app_driver_await (dialog, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "erase this card");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "erase"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_activate (app_driver_await (dialog, ADW_TYPE_ACTION_ROW, "Profiles of providers"));
  app_driver_await_text (dialog, "2 profiles are erased for good");
  g_assert_true (app_driver_shows (dialog, "“Business line”, “Europe 20 GB”"));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "erase"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "erase this card");
  app_driver_answer (dialog, "erase");
  app_driver_await_text (fixture->window, "No profiles yet");
  app_fixture_await_idle (fixture);
}

static GtkWindow *
open_reports (AppFixture *fixture, const char *line)
{
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, line));
  return app_driver_await_dialog (TERN_TYPE_REPORTS_DIALOG);
}

/* The server of the demonstration's profiles does not exist: its reports wait, and say why. */
static void
test_refused_reports (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog, *question;
  g_autoptr (LpaProfile) profile = NULL;
  LpaEuicc *euicc;

  app_driver_await_text (fixture->window, "Business line");
  app_fixture_await_idle (fixture);
  euicc = app_fixture_get_euicc (fixture);
  profile = g_list_model_get_item (lpa_euicc_get_profiles (euicc), 0);
  lpa_euicc_disable_async (euicc, profile, NULL, NULL, NULL);
  dialog = open_reports (fixture, "1 report waiting to be sent");
  app_driver_await_text (dialog, "“Business line” was switched off");
  app_driver_await_text (dialog, "For smdp.example.com");
  app_driver_await_text (dialog, "Waiting since");
  app_driver_await_text (dialog, "Not sent:");
  app_driver_await_text (dialog, "Tern tries again by itself");

  click_named (dialog, "Remove this report unsent");
  question = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_await_text (question, "go on believing");
  app_driver_answer (question, "remove");
  app_driver_await_text (dialog, "No report waits");
  gtk_window_destroy (dialog);
}

static void
install (AppFixture *fixture)
{
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "is installed");
  app_driver_click (fixture->window, "Later");
}

/* A server that was ill and is well again: nobody has to do anything, and it can be seen. */
static void
test_reports_go (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  install (fixture);
  app_driver_await_text (fixture->window, "Tern tries again by itself.");
  dialog = open_reports (fixture, "1 report waiting to be sent");
  app_driver_await_text (dialog, "Waiting since");
  app_driver_await_text (dialog, "The provider has it");
  app_driver_await_text (dialog, "No report waits");
  gtk_window_destroy (dialog);
}

/* A server that says no for good is left alone, and the person decides. */
static void
test_reports_refused_for_good (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  install (fixture);
  app_driver_await_text (fixture->window, "A provider refused one.");
  dialog = open_reports (fixture, "1 report waiting to be sent");
  app_driver_await_text (dialog, "Tern does not ask again by itself.");
  gtk_window_destroy (dialog);
}

/* A person who does not want to wait. */
static void
test_sent_reports (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  install (fixture);
  dialog = open_reports (fixture, "1 report waiting to be sent");
  app_driver_await_text (dialog, "was installed");
  app_driver_click (dialog, "Send all");
  app_driver_await_text (dialog, "The provider has it");
  app_driver_await_text (dialog, "No report waits");
  gtk_window_destroy (dialog);
}

/* Answers its first notification with an error, as a server does that is overloaded. */
static void
set_up_ill_server (AppFixture *fixture, gconstpointer card_flags)
{
  fixture->rig = app_rig_new (card_flags, "--fail-notifications 1");
  app_fixture_start (fixture);
}

static void
set_up_refusing_server (AppFixture *fixture, gconstpointer card_flags)
{
  fixture->rig = app_rig_new (card_flags, "--refuse handleNotification=8.10.1/3.9");
  app_fixture_start (fixture);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/card/judge", test_judge);
  g_test_add_func ("/app/card/issuers", test_issuers);
  g_test_add_func ("/app/card/capabilities", test_capabilities);
  g_test_add_func ("/app/card/rules", test_rules);
#define ADD_WITH(path, flags, prepare, test) \
  g_test_add (path, AppFixture, flags, prepare, test, app_fixture_tear_down)
#define ADD(path, flags, test) ADD_WITH (path, flags, app_fixture_set_up, test)
  ADD ("/app/card/eid", "", test_eid);
  ADD ("/app/card/server-words", "", test_server_words);
  ADD ("/app/card/details", "--profiles 2", test_details);
  ADD ("/app/card/server", "--default-smdp old.example.com --root-smds ds.example.com",
       test_server);
  ADD ("/app/card/erase", "--profiles 2", test_erase);
  ADD ("/app/card/reports-refused", "--profiles 1", test_refused_reports);
  ADD_WITH ("/app/card/reports-sent", "", set_up_ill_server, test_sent_reports);
  ADD_WITH ("/app/card/reports-go", "", set_up_ill_server, test_reports_go);
  ADD_WITH ("/app/card/reports-refused-for-good", "", set_up_refusing_server,
            test_reports_refused_for_good);
  return g_test_run ();
}
