/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-fault.h"

#include "lpa/lpa-error.h"

static GVariant *
new_bytes (GBytes *bytes)
{
  g_autoptr (GBytes) none = bytes ? NULL : g_bytes_new_static (NULL, 0);

  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes ? bytes : none, TRUE);
}

/**
 * tern_fault_report:
 * @widget: any widget of the main window
 * @error: what went wrong
 * @picture: (nullable): a PNG of what told the person of it
 *
 * Asks the window for a report of a fault that belongs to no attempt to install.
 */
void
tern_fault_report (GtkWidget *widget, const GError *error, GBytes *picture)
{
  g_autofree char *key = lpa_error_dup_key (error);

  gtk_widget_activate_action (widget, "win.report-fault", "(ss@ay)", key, error->message,
                              new_bytes (picture));
}

/**
 * tern_fault_read:
 * @parameter: what tern_fault_report() gave the action
 * @error: (out) (transfer full): what went wrong
 * @picture: (out) (transfer full) (nullable): a PNG of what told the person of it
 */
void
tern_fault_read (GVariant *parameter, GError **error, GBytes **picture)
{
  g_autoptr (GVariant) bytes = NULL;
  g_autoptr (GError) kind = NULL;
  const char *key, *message;

  g_variant_get (parameter, "(&s&s@ay)", &key, &message, &bytes);
  kind = lpa_error_new_from_key (key);
  *error = lpa_error_new (kind->domain, kind->code, lpa_error_get_figure (kind), "%s", message);
  *picture = g_variant_get_size (bytes) > 0 ? g_variant_get_data_as_bytes (bytes) : NULL;
}
