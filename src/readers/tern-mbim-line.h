/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmbim-glib.h>

G_BEGIN_DECLS

/**
 * TernMbimLine:
 *
 * A session with a modem, one command at a time. libmbim is asynchronous and bound to a main
 * context: the line has one of its own and blocks on it, so it may be used on any thread, but only
 * on one.
 */
typedef struct _TernMbimLine TernMbimLine;

TernMbimLine *tern_mbim_line_open (const char *path,
                                   gboolean proxy,
                                   guint timeout,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_mbim_line_close (TernMbimLine *self);
gboolean tern_mbim_line_is_removed (TernMbimLine *self);
MbimMessage *tern_mbim_line_send (TernMbimLine *self,
                                  MbimMessage *request,
                                  guint timeout,
                                  guint32 *status,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
