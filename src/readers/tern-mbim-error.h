/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmbim-glib.h>

#include "lpa/lpa-error.h"

G_BEGIN_DECLS

/* Numbers of low-level access to a card, for which this libmbim has no names yet. */
#define TERN_MBIM_STATUS_NO_LOGICAL_CHANNELS 0x87430001
#define TERN_MBIM_STATUS_SELECT_FAILED 0x87430002
#define TERN_MBIM_STATUS_INVALID_LOGICAL_CHANNEL 0x87430003

LpaChannelError tern_mbim_error_code (guint32 status);
void tern_mbim_error_set_status (GError **error, guint32 status);
gboolean tern_mbim_error_check_status (GError **error, guint32 status);
void tern_mbim_error_convert (GError **error, const GError *cause);

G_END_DECLS
