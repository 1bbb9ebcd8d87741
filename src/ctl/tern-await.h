/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A command line has nothing else to do while it waits. Start an operation with tern_await_done()
 * and the address of an empty GAsyncResult pointer, then call tern_await() on it: the main context
 * runs until the result is there.
 */
void tern_await_done (GObject *source, GAsyncResult *result, gpointer slot);
void tern_await (GAsyncResult **slot);

G_END_DECLS
