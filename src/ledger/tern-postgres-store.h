/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-postgres-place.h"
#include "ledger/tern-store.h"

G_BEGIN_DECLS

#define TERN_TYPE_POSTGRES_STORE (tern_postgres_store_get_type ())
G_DECLARE_FINAL_TYPE (TernPostgresStore, tern_postgres_store, TERN, POSTGRES_STORE, TernStore)

/*
 * A store in a PostgreSQL database, in a schema of its own named `tern`. Connects when it is first
 * used, and again when the connection is lost; no call takes longer than seconds.
 *
 * What leaves this computer is encrypted: where the connection string does not say otherwise, TLS
 * is required, and that the server proves in the same breath that it knows the password
 * (`sslmode=require channel_binding=require`).
 */
TernStore *tern_postgres_store_new (const TernPostgresPlace *place,
                                    TernStoreWork prepare,
                                    gpointer data) G_GNUC_WARN_UNUSED_RESULT;
char *tern_postgres_store_dup_security (TernPostgresStore *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_postgres_store_give_up (TernPostgresStore *self);

G_END_DECLS
