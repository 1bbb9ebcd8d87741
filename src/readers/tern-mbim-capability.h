/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-mbim-line.h"

G_BEGIN_DECLS

/* TERMINAL CAPABILITY, which a modem sends to its card: some hide an eUICC until they are told to
 * say that there is an LPA. */
gboolean tern_mbim_capability_is_euicc (GBytes *atr);
gboolean tern_mbim_capability_tell (TernMbimLine *line);

G_END_DECLS
