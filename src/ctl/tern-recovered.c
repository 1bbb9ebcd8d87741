/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-recovered.h"

static void
say_operation (const LpaOperation *operation, TernPrinter *printer)
{
  g_autofree char *sentence = lpa_operation_dup_account (operation);
  g_autoptr (JsonObject) members = json_object_new ();

  if (sentence == NULL)
    return;
  json_object_set_string_member (members, "operation",
                                 lpa_operation_kind_get_nick (operation->kind));
  json_object_set_string_member (members, "outcome",
                                 lpa_operation_outcome_get_nick (operation->outcome));
  json_object_set_string_member (members, "message", sentence);
  tern_printer_event (printer, "recovered", members);
  if (!tern_printer_is_json (printer))
    g_printerr ("%s\n", sentence);
}

static void
say_reader (TernReader *reader, TernPrinter *printer)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);

  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);
      GPtrArray *operations = lpa_euicc_get_recovered (euicc);

      for (guint j = 0; j < operations->len; j++)
        say_operation (operations->pdata[j], printer);
    }
}

/**
 * tern_recovered_say:
 * @monitor: the readers, settled
 * @printer: where it is said
 *
 * Says of each operation that an earlier run of a program left open how it ended. Main thread.
 */
void
tern_recovered_say (TernReaderMonitor *monitor, TernPrinter *printer)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (monitor)); i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (monitor), i);

      say_reader (reader, printer);
    }
}
