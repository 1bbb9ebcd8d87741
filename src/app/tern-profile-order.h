/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-operators.h"

G_BEGIN_DECLS

/* How profiles are found and put in order. Any thread. */
gboolean tern_profile_matches (LpaProfile *profile, TernOperators *operators, const char *words);
int tern_profile_compare (LpaProfile *a,
                          LpaProfile *b,
                          TernOperators *operators,
                          const char *order);

G_END_DECLS
