/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/* What zbar reads as it comes, every kind of symbol enabled: what Tern must never be worse than. */
GPtrArray *plain_zbar_read (const TernGrey *picture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
