/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "modem-lab.h"
#include "reader-lab.h"

G_BEGIN_DECLS

/**
 * HelperLab:
 * @modem: the modem, in whose second slot the card is; to be changed before helper_lab_start()
 * @polkit: (nullable): what polkit answers, `yes` unless it is changed; %NULL for no polkit
 * @has_helper: whether the helper is installed, likewise
 * @flags: the helper's options, likewise
 *
 * A private system bus with the modem helper to be started on it. Wants an mbim-proxy beside it.
 */
typedef struct
{
  ModemLab modem;
  const char *polkit;
  gboolean has_helper;
  const char *flags;

  char *folder;
  GSubprocess *bus;
  GSubprocess *authority;
  GDBusConnection *connection;
} HelperLab;

void helper_lab_init (HelperLab *self);
void helper_lab_start (HelperLab *self);
void helper_lab_clear (HelperLab *self);
GSubprocess *helper_lab_spawn (HelperLab *self, const char *program, const char *argument);
gboolean helper_lab_is_running (HelperLab *self);
void helper_lab_signal_helper (HelperLab *self, int number);
void helper_lab_end_helper (HelperLab *self, int number);
void helper_lab_wait_until_ended (HelperLab *self);
gboolean helper_lab_has_record (HelperLab *self);
void helper_lab_watch_until (LabPredicate predicate, gpointer data, const char *what);
void helper_lab_wait_until_given_back (HelperLab *self);

G_END_DECLS
