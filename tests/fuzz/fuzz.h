/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What every harness defines: one input from a hostile card, server or person. libFuzzer calls it
 * by this name; fuzz-main.c does in the ordinary test run. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
