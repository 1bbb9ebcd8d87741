/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Objects written for reading, with the lengths worked out: "BF2D{ A0{ E3{ 5A=98001032 9F70=01 } }
 * }". What stands behind = is hexadecimal, or text in single quotes; a comment goes from # to the
 * end of the line.
 */
GBytes *tlv_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
