/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-cures.h"

static const struct
{
  const char *system;
  const char *command;
} INSTALL[] = {
  { "debian", "sudo apt install pcscd" },      { "ubuntu", "sudo apt install pcscd" },
  { "fedora", "sudo dnf install pcsc-lite" },  { "rhel", "sudo dnf install pcsc-lite" },
  { "suse", "sudo zypper install pcsc-lite" }, { "arch", "sudo pacman -S pcsclite ccid" },
};

#define START "sudo systemctl enable --now pcscd.socket"

static gboolean
is_installed (void)
{
  static const char *const PLACES[] = {
    "/usr/lib/systemd/system/pcscd.socket",
    "/lib/systemd/system/pcscd.socket",
    "/etc/systemd/system/pcscd.socket",
  };

  for (guint i = 0; i < G_N_ELEMENTS (PLACES); i++)
    if (g_file_test (PLACES[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

static const char *
find_install_command (void)
{
  g_autofree char *id = g_get_os_info (G_OS_INFO_KEY_ID);
  g_autofree char *like = g_get_os_info ("ID_LIKE");

  for (guint i = 0; i < G_N_ELEMENTS (INSTALL); i++)
    if (g_strcmp0 (id, INSTALL[i].system) == 0)
      return INSTALL[i].command;
  for (guint i = 0; like && i < G_N_ELEMENTS (INSTALL); i++)
    if (strstr (like, INSTALL[i].system))
      return INSTALL[i].command;
  return NULL;
}

/**
 * tern_cures_dup_start_service:
 *
 * Returns: (transfer full): the command that starts the smart-card service, and installs it first
 * where it is missing
 */
char *
tern_cures_dup_start_service (void)
{
  const char *install = is_installed () ? NULL : find_install_command ();

  return install ? g_strdup_printf ("%s && %s", install, START) : g_strdup (START);
}

/**
 * tern_cures_dup_permit_user:
 *
 * Returns: (transfer full): the command that gives this user the right to use the readers, also in
 * a remote session
 */
char *
tern_cures_dup_permit_user (void)
{
  return g_strdup_printf (
      "echo 'polkit.addRule(function(a,s){if(a.id.indexOf(\"org.debian.pcsc-lite.\")==0&&"
      "s.user==\"%s\")return polkit.Result.YES})' | "
      "sudo tee /etc/polkit-1/rules.d/60-pcscd.rules && sudo systemctl restart pcscd",
      g_get_user_name ());
}
