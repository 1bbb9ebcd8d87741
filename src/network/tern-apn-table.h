/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-apn.h"

G_BEGIN_DECLS

GPtrArray *tern_apn_table_find (const char *path,
                                const char *operator_id,
                                const char *const *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
