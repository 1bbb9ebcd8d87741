/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-eid.h"

static JsonNode *
to_json (GListModel *readers)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "readers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (readers, i);

      tern_json_add_reader (builder, reader);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
say_fault (TernCtl *ctl, TernReader *reader)
{
  g_autoptr (LpaExplanation) explanation =
      lpa_error_book_explain (tern_reader_get_error (reader), LPA_STEP_NONE);

  tern_printer_say (ctl->printer, "  %s", explanation->cause);
  tern_printer_say (ctl->printer, "  %s", explanation->action);
}

static void
say_euiccs (TernCtl *ctl, TernReader *reader)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);

  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);
      const char *maker = lpa_eid_get_maker (lpa_euicc_get_eid (euicc));

      tern_printer_say (ctl->printer, "  EID %s  %s", lpa_euicc_get_eid (euicc),
                        maker ? maker : "");
    }
}

static void
say_reader (TernCtl *ctl, TernReader *reader)
{
  const char *name = tern_reader_get_name (reader);

  tern_printer_say (ctl->printer, "%s", *name ? name : C_ ("ternctl", "Reader without a name"));
  switch (tern_reader_get_state (reader))
    {
    case TERN_READER_STATE_EMPTY:
      tern_printer_say (ctl->printer, "  %s", C_ ("ternctl", "No card"));
      break;
    case TERN_READER_STATE_ASLEEP:
      if (tern_reader_get_sleeping_eid (reader) != NULL)
        tern_printer_say (ctl->printer, "  EID %s", tern_reader_get_sleeping_eid (reader));
      tern_printer_say (ctl->printer, "  %s",
                        C_ ("ternctl", "Not looked at: the modem uses another slot, and would lose "
                                       "its connection meanwhile. “--reader” with this name looks "
                                       "at it."));
      break;
    case TERN_READER_STATE_FAULT:
      say_fault (ctl, reader);
      break;
    case TERN_READER_STATE_READING:
    case TERN_READER_STATE_READY:
      say_euiccs (ctl, reader);
      break;
    }
}

/**
 * tern_command_readers:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_readers (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonNode) result = NULL;
  GListModel *readers;

  if (!tern_command_parse ("readers", NULL, 0, 0, &argc, &argv, error) ||
      !tern_ctl_settle (ctl, error))
    return FALSE;

  readers = tern_reader_monitor_get_readers (ctl->monitor);
  if (g_list_model_get_n_items (readers) == 0)
    return tern_ctl_get_euicc (ctl, error) != NULL;

  for (guint i = 0; i < g_list_model_get_n_items (readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (readers, i);

      say_reader (ctl, reader);
    }
  result = to_json (readers);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
