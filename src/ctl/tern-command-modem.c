/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"
#include "network/tern-modem-key.h"

static void
say_lock (TernCtl *ctl, const TernModem *modem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;
  guint tries = tern_modem_key_get_tries (modem);

  if (tern_modem_check (modem, &error))
    return;
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  tern_printer_say (ctl->printer, "  %s", explanation->cause);
  if (tries != TERN_MODEM_TRIES_UNKNOWN)
    tern_printer_say (ctl->printer,
                      lpa_plural ("ternctl", "  %u try is left.", "  %u tries are left.", tries),
                      tries);
  tern_printer_say (ctl->printer, "  %s", explanation->action);
  if (tern_modem_key_find (modem) != TERN_MODEM_KEY_NONE)
    tern_printer_say (ctl->printer, "  %s", C_ ("ternctl", "“ternctl unlock” takes the code."));
}

static void
say_modem (TernCtl *ctl, const TernModem *modem)
{
  g_autofree char *imei = tern_modem_dup_short_imei (modem);

  tern_printer_say (ctl->printer, "%s",
                    *modem->name != '\0' ? modem->name : C_ ("ternctl", "Modem without a name"));
  tern_printer_say (ctl->printer, C_ ("ternctl", "  Firmware %s, IMEI %s"), modem->firmware, imei);
  if (modem->path == NULL)
    tern_printer_say (ctl->printer, "  %s",
                      C_ ("ternctl", "ModemManager does not look after it now."));
  else if (modem->state >= TERN_MODEM_STATE_REGISTERED)
    tern_printer_say (ctl->printer, C_ ("ternctl", "  Network: %s"), modem->operator_name);
  say_lock (ctl, modem);
}

static void
add_json (JsonBuilder *builder, const TernModem *modem)
{
  g_autofree char *imei = tern_modem_dup_short_imei (modem);
  const TernModemSlot *slot = tern_modem_get_slot_in_use (modem);
  guint tries = tern_modem_key_get_tries (modem);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "name", modem->name);
  tern_json_add_string (builder, "firmware", modem->firmware);
  tern_json_add_string (builder, "imei", imei);
  tern_json_add_string (builder, "device", modem->node);
  tern_json_add_int (builder, "slot", slot != NULL ? (gint64) slot->number : 0);
  tern_json_add_string (builder, "lock", tern_modem_lock_get_nick ((TernModemLock) modem->lock));
  tern_json_add_string (builder, "device_lock",
                        tern_modem_lock_get_nick (tern_modem_get_device_lock (modem)));
  tern_json_add_bool (builder, "radio_off", tern_modem_has_radio_off (modem));
  if (tries != TERN_MODEM_TRIES_UNKNOWN)
    tern_json_add_int (builder, "tries", tries);
  tern_json_add_string (builder, "network", modem->operator_name);
  json_builder_end_object (builder);
}

/**
 * tern_command_modem:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_modem (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) modems = NULL;
  g_autoptr (JsonNode) result = NULL;

  if (!tern_command_parse ("modem", NULL, 0, 0, &argc, &argv, error) ||
      !tern_ctl_settle (ctl, error) || (modems = tern_ctl_find_modems (ctl, error)) == NULL)
    return FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "modems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < modems->len; i++)
    {
      say_modem (ctl, modems->pdata[i]);
      add_json (builder, modems->pdata[i]);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
