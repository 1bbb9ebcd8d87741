/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

#define MOST_ROWS 1000

static void
say_entry (TernCtl *ctl, TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  const char *station = tern_history_entry_get_station (entry);
  g_autoptr (GDateTime) local = g_date_time_to_local (operation->time);
  g_autofree char *time = g_date_time_format (local, "%Y-%m-%d %H:%M");

  tern_printer_say (ctl->printer, "%s  %-12s %-10s %s  %s%s%s%s%s", time,
                    lpa_operation_kind_get_label (operation->kind),
                    lpa_operation_outcome_get_nick (operation->outcome), operation->eid,
                    operation->profile_name ? operation->profile_name : "",
                    operation->error ? "  " : "", operation->error ? operation->error : "",
                    station ? "  @" : "", station ? station : "");
}

static void
add_entry (JsonBuilder *builder, TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  g_autofree char *time = g_date_time_format_iso8601 (operation->time);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "time", time);
  tern_json_add_string (builder, "operation", lpa_operation_kind_get_nick (operation->kind));
  tern_json_add_string (builder, "outcome", lpa_operation_outcome_get_nick (operation->outcome));
  tern_json_add_string (builder, "card", operation->eid);
  tern_json_add_string (builder, "iccid", operation->iccid);
  tern_json_add_string (builder, "profile", operation->profile_name);
  tern_json_add_string (builder, "server", operation->server);
  tern_json_add_string (builder, "error", operation->error);
  tern_json_add_string (builder, "station", tern_history_entry_get_station (entry));
  json_builder_end_object (builder);
}

static GPtrArray *
read_history (TernCtl *ctl, GError **error)
{
  TernLedger *ledger = tern_ctl_get_ledger (ctl, error);

  return ledger ? tern_ledger_read_page (ledger, NULL, MOST_ROWS, error) : NULL;
}

/**
 * tern_command_history:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_history (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  if (!tern_command_parse ("history", NULL, 0, 0, &argc, &argv, error) ||
      (entries = read_history (ctl, error)) == NULL)
    return FALSE;

  if (entries->len == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "Nothing has been done yet."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "operations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      say_entry (ctl, entries->pdata[i]);
      add_entry (builder, entries->pdata[i]);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
