/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error.h"

G_BEGIN_DECLS

/* Errors of the modem helper on their way over the bus, with domain, code, figure and sentence. */
char *tern_helper_error_get_name (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_helper_error_get_message (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_error_convert (GError **error, const GError *cause);

G_END_DECLS
