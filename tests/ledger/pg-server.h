/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A real PostgreSQL server of the test's own, as an ordinary user, on a socket in a folder of its
 * own. Dies with the test.
 */
typedef struct _PgServer PgServer;

PgServer *pg_server_new (void) G_GNUC_WARN_UNUSED_RESULT;
void pg_server_free (PgServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PgServer, pg_server_free)
void pg_server_start (PgServer *self);
void pg_server_stop (PgServer *self, int signal);
void pg_server_signal (PgServer *self, int signal);
void pg_server_run (PgServer *self, const char *sql);
gint64 pg_server_ask (PgServer *self, const char *sql);
const char *pg_server_get_connection (PgServer *self);
const char *pg_server_get_folder (PgServer *self);
char *pg_server_open_network (PgServer *self, gboolean encrypted) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
