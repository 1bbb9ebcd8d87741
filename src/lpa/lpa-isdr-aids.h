/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The ordered list of ISD-R AIDs to try: built in, or a text file of one hexadecimal AID a line
 * that a person edits. */
GPtrArray *lpa_isdr_aids_new_default (void) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lpa_isdr_aids_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *lpa_isdr_aid_get_product (GBytes *aid);

G_END_DECLS
