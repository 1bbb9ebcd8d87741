/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader.h"

G_BEGIN_DECLS

/**
 * TernModemReadersHost:
 * @add: makes the reader that stands for a slot: with the name for people, and where it is
 * @remove: the slot is gone; the reader may end what it is doing
 * @changed: called after every word of modems, and when tern_modem_readers_is_settled() turned
 * @user_data: for these
 *
 * Who has the readers. @add returns a new reference.
 */
typedef struct
{
  TernReader *(*add) (const TernModem *modem, guint slot, const char *name, gpointer user_data);
  void (*remove) (TernReader *reader, gpointer user_data);
  void (*changed) (gpointer user_data);
  gpointer user_data;
} TernModemReadersHost;

/**
 * TernModemReaders:
 *
 * Which slots of which modems are readers, as modems come and go, and ModemManager lets go of them
 * and takes them again. Main thread. There are none in a build without modems.
 */
typedef struct _TernModemReaders TernModemReaders;

TernModemReaders *tern_modem_readers_new (const TernModemReadersHost *host)
    G_GNUC_WARN_UNUSED_RESULT;
void tern_modem_readers_free (TernModemReaders *self);
gboolean tern_modem_readers_is_settled (TernModemReaders *self);

G_END_DECLS
