/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "checks/tern-check-run.h"
#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "guide/tern-report.h"

#define MOST_OPERATIONS 20

typedef struct
{
  gboolean checks;
  gboolean yes;
  char *order;
  char *device;
  char *output;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->order);
  g_free (self->device);
  g_free (self->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "order", 'o', 0, G_OPTION_ARG_STRING, &options->order,
      NC_ ("ternctl", "The seller’s number of the order"), "TEXT" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &options->device,
      NC_ ("ternctl", "The device that the eSIM is meant for, with its system version"), "TEXT" },
    { "checks", 'c', 0, G_OPTION_ARG_NONE, &options->checks,
      NC_ ("ternctl", "Also run the checks that need no code"), NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      NC_ ("ternctl", "Save it, once it has been shown"), "FILE" },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &options->yes, NC_ ("ternctl", "Do not ask"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  return tern_command_parse ("report", entries, 0, 0, &argc, &argv, error);
}

static guint
add_readers (TernReport *report, TernReaderMonitor *monitor)
{
  guint n = monitor ? g_list_model_get_n_items (tern_reader_monitor_get_readers (monitor)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (monitor), i);

      tern_report_add_reader (report, reader);
    }
  return n;
}

static void
add_checks (TernReport *report, TernCheckRun *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (G_LIST_MODEL (run), i);

      tern_report_add_check (report, check);
    }
}

static gboolean
run_checks (TernCtl *ctl, TernReport *report, LpaEuicc *euicc, GError *fault, GError **error)
{
  const TernCheckSetup setup = { .euicc = euicc,
                                 .card_error = fault,
                                 .trust = ctl->trust,
                                 .ledger = ctl->ledger };
  g_autoptr (TernCheckRun) run = tern_check_run_new (&setup);
  g_autoptr (GAsyncResult) result = NULL;

  tern_check_run_start_async (run, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  if (!tern_check_run_start_finish (run, result, error))
    return FALSE;
  add_checks (report, run);
  return TRUE;
}

/* That there is no card, no reader or no history is worth a line in the report, and no reason not
 * to write it. */
static gboolean
collect (TernCtl *ctl, const Options *options, TernReport *report, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GError) unreadable = NULL;
  LpaEuicc *euicc = tern_ctl_get_euicc (ctl, &fault);

  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  tern_report_set_order (report, options->order);
  tern_report_set_device (report, options->device);
  if (add_readers (report, ctl->monitor) == 0 && fault != NULL)
    tern_report_add_fault (report, fault);
  if (ctl->ledger != NULL &&
      !tern_report_add_history (report, ctl->ledger, MOST_OPERATIONS, &unreadable))
    tern_report_set_error (report, unreadable, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED);
  return !options->checks || run_checks (ctl, report, euicc, fault, error);
}

static gboolean
save (TernCtl *ctl, const Options *options, TernReport *report, GError **error)
{
  if (options->output == NULL)
    return TRUE;
  if (tern_ctl_is_interactive (ctl) &&
      !tern_ctl_confirm (ctl, options->yes, C_ ("ternctl", "Save this report?"), error))
    return FALSE;
  if (!tern_report_save (report, options->output, error))
    return FALSE;
  tern_printer_say (ctl->printer, C_ ("ternctl", "Saved as “%s”."), options->output);
  return TRUE;
}

static void
print_result (TernCtl *ctl, const Options *options, TernReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "file", options->output);
  json_builder_set_member_name (builder, "report");
  json_builder_add_value (builder, tern_report_to_json (report));
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

/**
 * tern_command_report:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_report (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TernReport) report = tern_report_new ();
  g_autofree char *text = NULL;

  if (!parse (&options, argc, argv, error) || !collect (ctl, &options, report, error))
    return FALSE;
  text = tern_report_to_text (report);
  tern_printer_say (ctl->printer, "%s", text);
  if (!save (ctl, &options, report, error))
    return FALSE;
  print_result (ctl, &options, report);
  return TRUE;
}
