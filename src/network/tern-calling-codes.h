/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *tern_calling_codes_find_country (const char *iccid);

G_END_DECLS
