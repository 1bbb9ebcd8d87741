/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "checks/tern-check-run.h"
#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"

/* What the exit status says of a failure on each side. */
static const TernExit exits[] = {
  [LPA_SIDE_YOU] = TERN_EXIT_FAILED,      [LPA_SIDE_COMPUTER] = TERN_EXIT_FAILED,
  [LPA_SIDE_READER] = TERN_EXIT_NO_CARD,  [LPA_SIDE_CARD] = TERN_EXIT_CARD,
  [LPA_SIDE_NETWORK] = TERN_EXIT_NETWORK, [LPA_SIDE_SERVER] = TERN_EXIT_SERVER,
  [LPA_SIDE_PROVIDER] = TERN_EXIT_SERVER, [LPA_SIDE_PROGRAM] = TERN_EXIT_FAILED,
};

static const char *const marks[] = {
  [TERN_VERDICT_PENDING] = "…", [TERN_VERDICT_PASS] = "✓",    [TERN_VERDICT_WARNING] = "!",
  [TERN_VERDICT_FAILURE] = "✗", [TERN_VERDICT_UNKNOWN] = "?",
};

static JsonObject *
check_to_json (TernCheck *check)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", tern_check_get_id (check));
  json_object_set_string_member (object, "question", tern_check_get_question (check));
  json_object_set_string_member (object, "verdict",
                                 tern_verdict_get_nick (tern_check_get_verdict (check)));
  json_object_set_string_member (object, "side", lpa_side_get_nick (tern_check_get_side (check)));
  json_object_set_string_member (object, "evidence", tern_check_get_evidence (check));
  json_object_set_string_member (object, "cure", tern_check_get_cure (check));
  return object;
}

/* The last property to be notified is the side: everything else is set by then. */
static void
answered (TernCheck *check, GParamSpec *pspec, TernCtl *ctl)
{
  g_autoptr (JsonObject) members = check_to_json (check);

  tern_printer_say (ctl->printer, "%s %s", marks[tern_check_get_verdict (check)],
                    tern_check_get_question (check));
  tern_printer_say (ctl->printer, "    %s", tern_check_get_evidence (check));
  if (*tern_check_get_cure (check) != '\0')
    tern_printer_say (ctl->printer, "    → %s", tern_check_get_cure (check));
  tern_printer_event (ctl->printer, "check", members);
}

static void
listen_to_checks (TernCtl *ctl, GListModel *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (run); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (run, i);

      g_signal_connect (check, "notify::side", G_CALLBACK (answered), ctl);
    }
}

static guint
count (TernCheckRun *run, TernVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (G_LIST_MODEL (run), i);

      n += tern_check_get_verdict (check) == verdict;
    }
  return n;
}

static void
say_result (TernCtl *ctl, TernCheckRun *run)
{
  guint failures = count (run, TERN_VERDICT_FAILURE);
  const char *code = tern_check_run_get_code_sentence (run);

  if (failures > 0)
    tern_printer_say (ctl->printer,
                      lpa_plural ("ternctl", "%u check failed.", "%u checks failed.", failures),
                      failures);
  else
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "No check failed."));
  if (*code != '\0')
    tern_printer_say (ctl->printer, "%s", code);
}

static void
print_result (TernCtl *ctl, TernCheckRun *run)
{
  TernCheck *failure = tern_check_run_get_first_failure (run);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  say_result (ctl, run);
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "verdict",
                        tern_verdict_get_nick (tern_check_run_get_verdict (run)));
  tern_json_add_int (builder, "failures", count (run, TERN_VERDICT_FAILURE));
  tern_json_add_int (builder, "warnings", count (run, TERN_VERDICT_WARNING));
  tern_json_add_int (builder, "unknown", count (run, TERN_VERDICT_UNKNOWN));
  tern_json_add_string (builder, "first_failure",
                        failure != NULL ? tern_check_get_id (failure) : NULL);
  tern_json_add_bool (builder, "code_shown", tern_check_run_has_shown_code (run));
  tern_json_add_string (builder, "code_usable",
                        lpa_code_usable_get_nick (tern_check_run_get_code_usable (run)));
  tern_json_add_string (builder, "code_sentence", tern_check_run_get_code_sentence (run));
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static TernExit
choose_exit (TernCheckRun *run)
{
  TernCheck *failure = tern_check_run_get_first_failure (run);

  if (failure == NULL)
    return TERN_EXIT_DONE;
  if (g_str_equal (tern_check_get_id (failure), "code"))
    return TERN_EXIT_USAGE;
  if (g_str_equal (tern_check_get_id (failure), "card"))
    return TERN_EXIT_NO_CARD;
  return exits[tern_check_get_side (failure)];
}

static const char *
get_modem (TernCtl *ctl, LpaEuicc *euicc)
{
  TernReader *reader = tern_ctl_find_reader (ctl, euicc);
  const TernModem *modem = reader != NULL ? tern_reader_get_modem (reader) : NULL;

  return modem != NULL ? modem->device : NULL;
}

/* Most can be checked without a card; that there is none is one of the answers. */
static gboolean
find_card (TernCtl *ctl, TernCheckSetup *setup, GError **card_error, GError **error)
{
  setup->euicc = tern_ctl_get_euicc (ctl, card_error);
  setup->card_error = *card_error;
  setup->ledger = ctl->ledger;
  if (setup->modem == NULL && setup->euicc != NULL)
    setup->modem = get_modem (ctl, setup->euicc);
  if (setup->euicc != NULL || (*card_error)->domain == LPA_CHANNEL_ERROR ||
      (*card_error)->domain == LPA_CARD_ERROR)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (card_error));
  return FALSE;
}

static gboolean
carry_out (TernCtl *ctl, const TernCheckSetup *setup, GError **error)
{
  g_autoptr (TernCheckRun) run = tern_check_run_new (setup);
  g_autoptr (GAsyncResult) result = NULL;

  listen_to_checks (ctl, G_LIST_MODEL (run));
  tern_check_run_start_async (run, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  if (!tern_check_run_start_finish (run, result, error))
    return FALSE;
  print_result (ctl, run);
  ctl->exit = choose_exit (run);
  return TRUE;
}

/**
 * tern_command_check:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether everything was checked, whatever came of it
 */
gboolean
tern_command_check (TernCtl *ctl, int argc, char **argv, GError **error)
{
  TernCheckSetup setup = { .trust = ctl->trust, .modem = ctl->modem };
  const GOptionEntry entries[] = {
    { "show-code", 0, 0, G_OPTION_ARG_NONE, &setup.show_code,
      NC_ ("ternctl",
           "Also show the code to the server, when nothing else fails, and put the order "
           "off (some servers count it as a try)"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) card_error = NULL;
  g_autofree char *code = NULL;
  gboolean done;

  if (!tern_command_parse ("check", entries, 0, 1, &argc, &argv, error))
    return FALSE;
  code = argc > 1 ? tern_ctl_take_secret (ctl, argv[1]) : NULL;
  setup.code = code;
  done = find_card (ctl, &setup, &card_error, error) && carry_out (ctl, &setup, error);
  if (code != NULL)
    OPENSSL_cleanse (code, strlen (code));
  return done;
}
