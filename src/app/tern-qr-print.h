/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkPrintOperation *tern_qr_print_new (const char *text,
                                      const char *caption,
                                      const char *job) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
