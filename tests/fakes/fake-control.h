/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* How a fake service is told what to be: commands, one a word on its command line, or through the
 * method Tell of an object on its bus. */

/**
 * FakeTell:
 * @fake: the fake
 * @command: what it is told
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what it answers
 */
typedef char *(*FakeTell) (gpointer fake, const char *command, GError **error);

gboolean fake_control_tell_all (FakeTell tell, gpointer fake, char **commands, GError **error);
gboolean fake_control_export (GDBusConnection *bus,
                              const char *path,
                              const char *interface,
                              FakeTell tell,
                              gpointer fake,
                              GError **error);
