/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lpa_iccid_to_text (GBytes *iccid) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_iccid_from_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
