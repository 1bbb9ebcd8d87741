/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_MODEM_BOX (tern_modem_box_get_type ())
G_DECLARE_FINAL_TYPE (TernModemBox, tern_modem_box, TERN, MODEM_BOX, AdwBin)

/*
 * The modem that a card is in: what it is, how it stands, and what locks it, with the way to open
 * that. Hidden for a card in a reader.
 */
GtkWidget *tern_modem_box_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_modem_box_set_reader (TernModemBox *self, TernReader *reader);

G_END_DECLS
