/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-smdp-core.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * SimSmdpHttp:
 *
 * ES9+ and ES11 as HTTP sees them: paths, headers and JSON around a #SimSmdpCore, and what the
 * options have go wrong. One thread at a time.
 */
typedef struct _SimSmdpHttp SimSmdpHttp;

SimSmdpHttp *sim_smdp_http_new (SimSmdpCore *core) G_GNUC_WARN_UNUSED_RESULT;
void sim_smdp_http_free (SimSmdpHttp *self);
void sim_smdp_http_serve (SimSmdpHttp *self, SoupServer *server);
guint sim_smdp_http_count_calls (SimSmdpHttp *self, SimSmdpFunction function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimSmdpHttp, sim_smdp_http_free)

G_END_DECLS
