/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TernDonePlace:
 * @TERN_DONE_PLACE_READER: in a card reader, to be carried elsewhere
 * @TERN_DONE_PLACE_SIMULATED: in a reader that is not there
 * @TERN_DONE_PLACE_MODEM: in a modem of this computer
 *
 * Where the card is that the profile is on.
 */
typedef enum
{
  TERN_DONE_PLACE_READER,
  TERN_DONE_PLACE_SIMULATED,
  TERN_DONE_PLACE_MODEM,
} TernDonePlace;

#define TERN_TYPE_DONE_PAGE (tern_done_page_get_type ())
G_DECLARE_FINAL_TYPE (TernDonePage, tern_done_page, TERN, DONE_PAGE, AdwBin)

/*
 * The profile is on the card. Signals "enable" (use it now) and "close".
 */
GtkWidget *tern_done_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_done_page_show (TernDonePage *self,
                          LpaProfile *profile,
                          gboolean reported,
                          gboolean in_use,
                          TernDonePlace place);
void tern_done_page_set_enabling (TernDonePage *self, gboolean enabling);

G_END_DECLS
