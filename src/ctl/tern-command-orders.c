/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-command-orders-release.h"
#include "ctl/tern-command-orders-run.h"
#include "ctl/tern-commands.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "ctl/tern-orders-show.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-error.h"
#include "orders/tern-order-export.h"
#include "orders/tern-order-labels.h"
#include "orders/tern-order-servers.h"

#define DEFAULT_SHEET "a4-3x8"

/* More rows that are set apart are counted only. */
#define MOST_SHOWN 50

/* --- What is said of an order ------------------------------------------------------------------
 */

static void
print_result (TernCtl *ctl, TernOrder *order, GPtrArray *to_terminate)
{
  g_autoptr (JsonNode) result = tern_orders_result (order, to_terminate);

  tern_orders_say_counts (ctl, order);
  tern_printer_result (ctl->printer, result);
}

static const char *
confidence_sentence (TernOrderConfidence confidence)
{
  static const char *const sentences[] = {
    [TERN_ORDER_CONFIDENCE_NONE] = "",
    [TERN_ORDER_CONFIDENCE_GUESSED] = NC_ ("ternctl", "a guess: look at it"),
    [TERN_ORDER_CONFIDENCE_LIKELY] = NC_ ("ternctl", "likely"),
    [TERN_ORDER_CONFIDENCE_SURE] = NC_ ("ternctl", "sure"),
    [TERN_ORDER_CONFIDENCE_SAID] = NC_ ("ternctl", "as you said"),
  };

  return *sentences[confidence] != '\0'
             ? g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", sentences[confidence])
             : "";
}

static void
say_column (TernCtl *ctl, const TernOrderColumns *columns, TernOrderMeaning meaning)
{
  int column = columns->column[meaning];
  const char *heading =
      (guint) column < columns->headings->len ? columns->headings->pdata[column] : "";
  JsonObject *members = json_object_new ();

  tern_printer_say (ctl->printer, C_ ("ternctl", "  column %d “%s”: %s (%s)"), column + 1, heading,
                    tern_order_meaning_get_label (meaning),
                    confidence_sentence (columns->confidence[meaning]));
  json_object_set_int_member (members, "column", column + 1);
  json_object_set_string_member (members, "heading", heading);
  json_object_set_string_member (members, "meaning", tern_order_meaning_get_nick (meaning));
  json_object_set_string_member (members, "confidence",
                                 tern_order_confidence_get_nick (columns->confidence[meaning]));
  tern_printer_event (ctl->printer, "column", members);
  json_object_unref (members);
}

static void
say_columns (TernCtl *ctl, TernOrder *order)
{
  const TernOrderColumns *columns = tern_order_get_columns (order);

  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (columns->column[i] >= 0)
      say_column (ctl, columns, (TernOrderMeaning) i);
}

/* Rows as they are told of, one after the other. */
typedef struct
{
  TernCtl *ctl;
  guint next;
  guint shown;
} Telling;

static void
say_row (Telling *self, TernOrder *order, const TernOrderRecord *record)
{
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, record->number);
  g_autoptr (TernOrderRow) row = tern_order_row_new (record->number, entry);
  g_autoptr (JsonObject) members = tern_orders_record_to_json (record);
  const char *sentence;

  tern_order_row_set_record (row, record);
  sentence = tern_order_row_get_sentence (row);
  json_object_set_string_member (members, "title", tern_order_row_get_title (row));
  if (*sentence != '\0')
    json_object_set_string_member (members, "message", sentence);
  tern_printer_event (self->ctl->printer, "row", members);
  if (*sentence != '\0' && self->shown++ < MOST_SHOWN)
    tern_printer_say (self->ctl->printer, C_ ("ternctl", "Row %u: %s. %s"), record->number,
                      tern_order_state_get_label (record->state), sentence);
}

static void
say_waiting (Telling *self, TernOrder *order, guint until)
{
  for (; self->next < until; self->next++)
    {
      const TernOrderRecord waiting = { .number = self->next };

      say_row (self, order, &waiting);
    }
}

static gboolean
say_record (TernOrder *order, const TernOrderRecord *record, gpointer data, GError **error)
{
  Telling *self = data;

  say_waiting (self, order, record->number);
  say_row (self, order, record);
  self->next++;
  return TRUE;
}

static gboolean
say_rows (TernCtl *ctl, TernOrder *order, GError **error)
{
  Telling self = { .ctl = ctl, .next = 1 };

  if (!tern_order_visit (order, say_record, &self, error))
    return FALSE;
  say_waiting (&self, order, tern_order_get_counts (order)->total + 1);
  if (self.shown > MOST_SHOWN)
    tern_printer_say (ctl->printer, C_ ("ternctl", "… and %u more."), self.shown - MOST_SHOWN);
  return TRUE;
}

/* --- The commands ------------------------------------------------------------------------------
 */

static TernOrder *
load (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  TernLedger *ledger = tern_ctl_get_ledger (ctl, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (ledger == NULL)
    return NULL;
  tern_order_load_async (ledger, words->file, (const char *const *) words->columns,
                         ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return tern_order_load_finish (result, error);
}

static gboolean
run_import (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = load (ctl, words, error);

  if (order == NULL)
    return FALSE;
  say_columns (ctl, order);
  print_result (ctl, order, NULL);
  return TRUE;
}

static void
say_server (const TernOrderServer *server, gpointer user_data)
{
  TernCtl *ctl = user_data;
  JsonObject *members = json_object_new ();

  json_object_set_string_member (members, "server", server->address);
  json_object_set_int_member (members, "rows", server->n_rows);
  json_object_set_boolean_member (members, "answers", server->problem == NULL);
  json_object_set_string_member (members, "message",
                                 server->problem != NULL ? server->problem : "");
  tern_printer_event (ctl->printer, "server", members);
  json_object_unref (members);
  if (server->problem != NULL)
    tern_printer_say (ctl->printer, "✗ %s: %s", server->address, server->problem);
  else
    tern_printer_say (ctl->printer,
                      C_ ("ternctl", "✓ %s answers and is trusted. What it says to the codes "
                                     "cannot be known before they are used."),
                      server->address);
}

static gboolean
ask_servers (TernCtl *ctl, TernOrder *order, GError **error)
{
  LpaEuicc *euicc = tern_ctl_get_euicc (ctl, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (euicc == NULL)
    return FALSE;
  tern_order_ask_servers_async (order, euicc, say_server, ctl, ctl->cancellable, tern_await_done,
                                &result);
  tern_await (&result);
  return tern_order_ask_servers_finish (order, result, error);
}

static gboolean
run_check (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = load (ctl, words, error);

  if (order == NULL)
    return FALSE;
  say_columns (ctl, order);
  if (!say_rows (ctl, order, error))
    return FALSE;
  if (words->servers && !ask_servers (ctl, order, error))
    return FALSE;
  if (!words->servers)
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "Nothing was sent anywhere. With --servers each server is "
                                     "asked whether it talks to the card; no code is shown to "
                                     "it."));
  print_result (ctl, order, NULL);
  if (tern_order_get_counts (order)->state[TERN_ORDER_STATE_SET_APART] > 0)
    ctl->exit = TERN_EXIT_FAILED;
  return TRUE;
}

static gboolean
run_run (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = load (ctl, words, error);

  return order != NULL && tern_orders_run (ctl, words, order, error);
}

static void
say_known (TernCtl *ctl, GPtrArray *orders)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "orders");
  json_builder_begin_array (builder);
  for (guint i = 0; i < orders->len; i++)
    {
      const TernOrderSummary *summary = orders->pdata[i];
      g_autofree char *began = g_date_time_format_iso8601 (summary->began);

      tern_printer_say (
          ctl->printer,
          lpa_plural ("ternctl", "%s: %u row, begun %s", "%s: %u rows, begun %s", summary->n_rows),
          summary->path, summary->n_rows, began);
      json_builder_begin_object (builder);
      tern_json_add_string (builder, "order", summary->name);
      tern_json_add_string (builder, "path", summary->path);
      tern_json_add_string (builder, "began", began);
      tern_json_add_int (builder, "rows", summary->n_rows);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
list_orders (TernCtl *ctl, GError **error)
{
  TernLedger *ledger = tern_ctl_get_ledger (ctl, error);
  g_autoptr (TernOrderBook) book = ledger != NULL ? tern_order_book_new (ledger) : NULL;
  g_autoptr (GPtrArray) orders = book != NULL ? tern_order_book_list (book, error) : NULL;

  if (orders == NULL)
    return FALSE;
  if (orders->len == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "No order is known here."));
  say_known (ctl, orders);
  return TRUE;
}

static void
say_to_terminate (TernCtl *ctl, GPtrArray *list)
{
  if (list->len == 0)
    return;
  tern_printer_say (ctl->printer, "%s",
                    C_ ("ternctl", "These were deleted, which does not end their subscription: it "
                                   "is paid for until you terminate it with the seller."));
  for (guint i = 0; i < list->len; i++)
    tern_printer_say (ctl->printer, "  %s", (const char *) list->pdata[i]);
}

static gboolean
run_status (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (words->file == NULL)
    return list_orders (ctl, error);
  order = load (ctl, words, error);
  if (order == NULL)
    return FALSE;
  list = tern_order_list_to_terminate (order, error);
  if (list == NULL)
    return FALSE;
  print_result (ctl, order, list);
  say_to_terminate (ctl, list);
  return TRUE;
}

static gboolean
print_labels (TernCtl *ctl, const TernOrdersWords *words, TernOrder *order, GError **error)
{
  const char *name = words->sheet != NULL ? words->sheet : DEFAULT_SHEET;
  const TernLabelSheet *sheet = tern_label_sheets_find (name);
  guint count;

  if (sheet == NULL)
    {
      g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                   C_ ("ternctl", "There is no sheet “%s”. There are a4-3x8, a4-3x7, a4-2x8, "
                                  "letter-3x10 and roll-62x29."),
                   name);
      return FALSE;
    }
  if (!tern_order_print_labels (order, sheet, words->labels, &count, error))
    return FALSE;
  tern_printer_say (ctl->printer,
                    lpa_plural ("ternctl", "%u label is in %s.", "%u labels are in %s.", count),
                    count, words->labels);
  return TRUE;
}

static gboolean
run_export (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = load (ctl, words, error);
  g_autofree char *path = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (order == NULL || (words->labels != NULL && !print_labels (ctl, words, order, error)))
    return FALSE;
  path = words->output != NULL ? g_strdup (words->output) : tern_order_export_suggest_path (order);
  tern_order_export_async (order, path, tern_await_done, &result);
  tern_await (&result);
  if (!tern_order_export_finish (order, result, error))
    return FALSE;
  tern_printer_say (ctl->printer,
                    C_ ("ternctl", "Written to %s. It holds the codes: keep it safe."), path);
  print_result (ctl, order, NULL);
  return TRUE;
}

static gboolean
run_release (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrder) order = load (ctl, words, error);

  if (order == NULL || !tern_orders_release (ctl, words, order, error))
    return FALSE;
  print_result (ctl, order, NULL);
  return TRUE;
}

typedef struct
{
  const char *name;
  gboolean needs_file;
  gboolean takes_rows;
  gboolean (*run) (TernCtl *ctl, const TernOrdersWords *words, GError **error);
} Command;

static const Command commands[] = {
  { "import", TRUE, FALSE, run_import }, { "check", TRUE, FALSE, run_check },
  { "run", TRUE, FALSE, run_run },       { "status", FALSE, FALSE, run_status },
  { "export", TRUE, FALSE, run_export }, { "release", TRUE, TRUE, run_release },
};

static const Command *
find_command (const char *name, const TernOrdersWords *words, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name) && (words->file != NULL || !commands[i].needs_file) &&
        (words->rows[0] == NULL || commands[i].takes_rows))
      return &commands[i];
  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                       C_ ("ternctl", "The command is written: ternctl orders "
                                      "import|check|run|export FILE, ternctl orders status "
                                      "[FILE], or ternctl orders release FILE [ROW…]"));
  return NULL;
}

static gboolean
parse (TernOrdersWords *words, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "column", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->columns,
      NC_ ("ternctl",
           "Say what a column is: activation-code, smdp, matching-id, confirmation-code, sim-id, "
           "imsi, subscription, status, nickname, eid or iccid, with the column’s number or "
           "heading"),
      "MEANING=COLUMN" },
    { "servers", 0, 0, G_OPTION_ARG_NONE, &words->servers,
      NC_ ("ternctl", "check: also ask each server whether it talks to the card"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &words->yes,
      NC_ ("ternctl", "run, release: agree to everything, rules of profiles included"), NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &words->wait,
      NC_ ("ternctl", "run: wait for the next card until the order is done"), NULL },
    { "per-card", 0, 0, G_OPTION_ARG_INT, &words->per_card,
      NC_ ("ternctl", "run: how many profiles a card is given (default is 1)"), "N" },
    { "enable", 0, 0, G_OPTION_ARG_STRING, &words->enable,
      NC_ ("ternctl", "run: enable none, the first on each card, or the one of that name"),
      "none|first|NAME" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &words->name,
      NC_ ("ternctl", "run: what profiles are called, as in “{subscription} {n}”"), "PATTERN" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output,
      NC_ ("ternctl", "export: where to write the order with its results"), "FILE" },
    { "labels", 0, 0, G_OPTION_ARG_FILENAME, &words->labels,
      NC_ ("ternctl", "export: also write labels, as a PDF document"), "FILE" },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &words->sheet,
      NC_ ("ternctl", "export: the sheet of labels (default: a4-3x8)"), "SHEET" },
    G_OPTION_ENTRY_NULL,
  };

  return tern_command_parse ("orders", entries, 1, G_MAXINT, argc, argv, error);
}

static GStrv
dup_rest (int argc, char **argv, int first)
{
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();

  for (int i = first; i < argc; i++)
    g_strv_builder_add (rest, argv[i]);
  return g_strv_builder_end (rest);
}

/**
 * tern_command_orders:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_orders (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_auto (TernOrdersWords) words = { .per_card = 1 };
  const Command *command;

  if (!parse (&words, &argc, &argv, error))
    return FALSE;
  words.file = argc > 2 ? g_strdup (argv[2]) : NULL;
  words.rows = dup_rest (argc, argv, 3);
  command = find_command (argv[1], &words, error);
  return command != NULL && command->run (ctl, &words, error);
}
