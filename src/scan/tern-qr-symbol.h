/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

TernGrey *tern_qr_symbol_draw (const float *light, guint modules, double blur, int range)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
