/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

#include "ledger/tern-postgres-place.h"

G_BEGIN_DECLS

/* A connection of libpq that never blocks for longer than is said, see #TernPostgresStore. */
PGconn *tern_postgres_connect (const TernPostgresPlace *place,
                               GCancellable *given_up,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_postgres_await (PGconn *connection,
                              GCancellable *given_up,
                              short events,
                              gint64 deadline);
void tern_postgres_set_away_error (GError **error, const char *message);

G_END_DECLS
