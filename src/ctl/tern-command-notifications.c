/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
start_send (LpaEuicc *euicc,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer notification)
{
  lpa_euicc_send_notifications_async (euicc, notification, cancellable, callback, user_data);
}

static void
start_remove (LpaEuicc *euicc,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer notification)
{
  lpa_euicc_remove_notification_async (euicc, notification, cancellable, callback, user_data);
}

static LpaNotification *
find_notification (LpaEuicc *euicc, const char *number, GError **error)
{
  GListModel *notifications = lpa_euicc_get_notifications (euicc);
  guint64 sequence_number;

  if (!g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT, &sequence_number, NULL))
    sequence_number = G_MAXUINT64;

  for (guint i = 0; i < g_list_model_get_n_items (notifications); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (notifications, i);

      if (lpa_notification_get_sequence_number (notification) == sequence_number)
        return g_steal_pointer (&notification);
    }

  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
               C_ ("ternctl", "No report with the number “%s” waits on the card."), number);
  return NULL;
}

static void
print_reports (TernCtl *ctl, const LpaNotifierResult *reports)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_reports (builder, reports);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
list (TernCtl *ctl, LpaEuicc *euicc)
{
  GListModel *notifications = lpa_euicc_get_notifications (euicc);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  if (g_list_model_get_n_items (notifications) == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "No report waits on the card."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "notifications");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (notifications); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (notifications, i);
      const char *iccid = lpa_notification_get_iccid (notification);

      tern_printer_say (ctl->printer, "%4u  %-8s  %s  %s",
                        lpa_notification_get_sequence_number (notification),
                        lpa_notification_event_get_nick (lpa_notification_get_event (notification)),
                        iccid ? iccid : "", lpa_notification_get_address (notification));
      tern_json_add_notification (builder, notification);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}

/* A report that still waits after "send" is a failure of the command, with the reason why. */
static gboolean
send_reports (TernCtl *ctl, LpaEuicc *euicc, const char *number, GError **error)
{
  g_autoptr (LpaNotification) only = NULL;
  g_autoptr (LpaNotifierResult) reports = NULL;

  if (number != NULL && (only = find_notification (euicc, number, error)) == NULL)
    return FALSE;

  reports = tern_command_operate (ctl, euicc, start_send, only, error);
  if (reports == NULL)
    return FALSE;
  if (reports->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reports->error));
      return FALSE;
    }

  if (reports->sent == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "No report waits on the card."));
  tern_command_say_reports (ctl, reports);
  print_reports (ctl, reports);
  return TRUE;
}

static gboolean
remove_report (TernCtl *ctl, LpaEuicc *euicc, const char *number, gboolean yes, GError **error)
{
  g_autoptr (LpaNotification) notification = find_notification (euicc, number, error);
  g_autoptr (LpaNotifierResult) reports = NULL;

  if (notification == NULL ||
      !tern_ctl_confirm (
          ctl, yes,
          C_ ("ternctl", "Remove this report unsent? The provider will never learn what it says, "
                         "and the code may stay blocked."),
          error))
    return FALSE;

  reports = tern_command_operate (ctl, euicc, start_remove, notification, error);
  if (reports == NULL)
    return FALSE;

  tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "The report is removed, unsent."));
  print_reports (ctl, reports);
  return TRUE;
}

/**
 * tern_command_notifications:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_notifications (TernCtl *ctl, int argc, char **argv, GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, NC_ ("ternctl", "Remove without asking"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *verb;
  LpaEuicc *euicc;

  if (!tern_command_parse ("notifications", entries, 0, 2, &argc, &argv, error))
    return FALSE;

  verb = argc > 1 ? argv[1] : "list";
  if (!g_str_equal (verb, "list") && !g_str_equal (verb, "send") &&
      !(g_str_equal (verb, "remove") && argc > 2))
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "The command is written: ternctl notifications, "
                                          "… send [NUMBER], or … remove NUMBER."));
      return FALSE;
    }

  euicc = tern_ctl_get_euicc (ctl, error);
  if (euicc == NULL)
    return FALSE;
  if (g_str_equal (verb, "send"))
    return send_reports (ctl, euicc, argc > 2 ? argv[2] : NULL, error);
  if (g_str_equal (verb, "remove"))
    return remove_report (ctl, euicc, argv[2], yes, error);
  return list (ctl, euicc);
}
