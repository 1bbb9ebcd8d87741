/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error-book.h"

G_BEGIN_DECLS

GPtrArray *lpa_error_book_search (const char *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
