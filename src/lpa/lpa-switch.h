/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-es10.h"

G_BEGIN_DECLS

LpaProfile *lpa_profiles_find (GPtrArray *profiles, GBytes *iccid);
LpaProfile *lpa_profiles_find_enabled (GPtrArray *profiles);
gboolean lpa_switch_run (LpaCard *card,
                         GPtrArray *profiles,
                         LpaProfile *profile,
                         gboolean enable,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
