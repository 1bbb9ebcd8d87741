/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-system.h"

#include <glib/gi18n-lib.h>
#include <sys/utsname.h>

#include "config.h"

#define FLATPAK_INFO "/.flatpak-info"

static void
add_kernel (TernReportPart *part)
{
  g_autofree char *text = NULL;
  struct utsname name;

  if (uname (&name) != 0)
    return;
  text = g_strdup_printf ("%s %s (%s)", name.sysname, name.release, name.machine);
  tern_report_part_add (part, "kernel", C_ ("report", "Kernel"), text, TERN_REPORT_ORIGIN_MIXED);
}

/**
 * tern_report_system_new:
 *
 * Returns: (transfer full): versions of this program and of what it runs on; not the computer's
 * name
 */
TernReportPart *
tern_report_system_new (void)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_SYSTEM);
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  gboolean flatpak = g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS);

  tern_report_part_add (part, "tern", C_ ("report", "Tern"), TERN_VERSION, TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add (part, "os", C_ ("report", "System"), system, TERN_REPORT_ORIGIN_MIXED);
  add_kernel (part);
  tern_report_part_add (part, "desktop", C_ ("report", "Desktop"), g_getenv ("XDG_CURRENT_DESKTOP"),
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "language", C_ ("report", "Language"), g_get_language_names ()[0],
                        TERN_REPORT_ORIGIN_MIXED);
  if (flatpak)
    tern_report_part_add (part, "sandbox", C_ ("report", "Sandbox"), "Flatpak",
                          TERN_REPORT_ORIGIN_OWN);
  return part;
}
