/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

void sim_rules_append_table (GByteArray *out);
gboolean sim_rules_allow (guint8 rules, const LpaTlv *owner);

G_END_DECLS
