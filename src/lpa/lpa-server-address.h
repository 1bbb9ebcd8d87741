/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* lpa_server_address_normalise() stands in lpa-activation-code.h. */
char *lpa_server_address_parse (const char *address,
                                gsize *at,
                                const char **flaw) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
