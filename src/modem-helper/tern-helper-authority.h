/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether polkit lets a caller use modems. Main thread. */
void tern_helper_authority_check_async (const char *caller,
                                        gboolean interactive,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean tern_helper_authority_check_finish (GAsyncResult *result, GError **error);

G_END_DECLS
