/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error-book.h"

G_BEGIN_DECLS

/* The rows of the error book; only lpa-error-book.c reads them. */
extern const LpaErrorPage lpa_error_table[];
extern const gsize lpa_error_table_length;

G_END_DECLS
