/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-es10.h"
#include "lpa/lpa-server.h"

G_BEGIN_DECLS

GPtrArray *lpa_discovery_run (LpaCard *card,
                              LpaTrust *trust,
                              GPtrArray *card_keys,
                              LpaTrace *trace,
                              const char *addresses,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
