/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-ledger.h"

#include <glib/gi18n-lib.h>

#include "config.h"
#include "ledger/tern-sharing.h"

/**
 * tern_ctl_get_settings:
 *
 * Returns: (transfer full) (nullable): what the window's preferences write; %NULL where their
 * schema is not installed
 */
GSettings *
tern_ctl_get_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, TERN_APPLICATION_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static char *
dup_setting (const char *key)
{
  g_autoptr (GSettings) settings = tern_ctl_get_settings ();

  return settings != NULL ? g_settings_get_string (settings, key) : g_strdup ("");
}

/**
 * tern_ctl_dup_ledger_address:
 * @self: the command line
 *
 * Returns: (transfer full): where the shared ledger is; empty when nothing is shared
 */
char *
tern_ctl_dup_ledger_address (TernCtl *self)
{
  const char *environment = g_getenv ("TERN_LEDGER");

  if (self->ledger_address != NULL)
    return g_strdup (self->ledger_address);
  return environment != NULL ? g_strdup (environment) : dup_setting ("shared-ledger");
}

static void
note_away (TernCtl *self, const GError *error)
{
  g_autofree char *sentence = g_strdup_printf (
      C_ ("ternctl", "The history that your stations share cannot be used (%s). Until it can, no "
                     "code is used; what else is done here is copied there later."),
      error->message);

  tern_printer_note (self->printer, "ledger", sentence);
}

/**
 * tern_ctl_open_ledger:
 * @self: the command line
 * @error: return location for a #TernLedgerError
 *
 * Opens this computer's ledger, shared with other stations if so wanted, and says what is to be
 * known about either.
 *
 * Returns: (transfer full) (nullable): the ledger
 */
TernLedger *
tern_ctl_open_ledger (TernCtl *self, GError **error)
{
  g_autofree char *path = tern_ledger_get_default_path ();
  g_autofree char *address = tern_ctl_dup_ledger_address (self);
  g_autofree char *station =
      self->station != NULL ? g_strdup (self->station) : dup_setting ("station-name");
  g_autoptr (GError) local_error = NULL;
  gboolean began;
  TernLedger *ledger = tern_ledger_open_or_begin (path, &began, error);

  if (ledger == NULL)
    return NULL;
  if (began)
    tern_printer_note (self->printer, "ledger",
                       C_ ("ternctl", "The history was damaged. It is kept under another name "
                                      "beside the new one that begins now."));
  if (!tern_sharing_begin (ledger, address, station, &local_error))
    note_away (self, local_error);
  return ledger;
}
