/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwMessageDialog *tern_question_new (GtkWidget *widget,
                                     const char *heading,
                                     const char *body,
                                     const char *keep,
                                     const char *response,
                                     const char *label) G_GNUC_WARN_UNUSED_RESULT;
void tern_question_ask (AdwMessageDialog *dialog, AdwMessageDialog **asked);
void tern_question_withdraw (AdwMessageDialog **asked);

G_END_DECLS
