/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger-error.h"

G_BEGIN_DECLS

/**
 * TernPostgresPlace:
 *
 * Where a PostgreSQL database is: a connection string of libpq, `postgresql://…` or `key=value …`,
 * without a password, and the password beside it. Never changes. Any thread. Free with
 * tern_postgres_place_free().
 */
typedef struct _TernPostgresPlace TernPostgresPlace;

gboolean tern_postgres_is_built (void);
TernPostgresPlace *tern_postgres_place_new (const char *connection,
                                            const char *password,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernPostgresPlace *tern_postgres_place_copy (const TernPostgresPlace *self)
    G_GNUC_WARN_UNUSED_RESULT;
void tern_postgres_place_free (TernPostgresPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernPostgresPlace, tern_postgres_place_free)
const char *tern_postgres_place_get_connection (const TernPostgresPlace *self);
const char *tern_postgres_place_get_password (const TernPostgresPlace *self);
gboolean tern_postgres_place_is_remote (const char *host);

G_END_DECLS
