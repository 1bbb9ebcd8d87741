/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <winscard.h>

#include "lpa/lpa-error.h"

G_BEGIN_DECLS

LpaChannelError tern_pcsc_error_code (LONG result);
void tern_pcsc_error_set (GError **error, LONG result);

G_END_DECLS
