/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands for PostgreSQL in a build without libpq: there is no place to connect to. */
#include "ledger/tern-postgres-store.h"

struct _TernPostgresStore
{
  TernStore parent_instance;
};

G_DEFINE_FINAL_TYPE (TernPostgresStore, tern_postgres_store, TERN_TYPE_STORE)

static void
tern_postgres_store_class_init (TernPostgresStoreClass *klass)
{
}

static void
tern_postgres_store_init (TernPostgresStore *self)
{
}

gboolean
tern_postgres_is_built (void)
{
  return FALSE;
}

TernPostgresPlace *
tern_postgres_place_new (const char *connection, const char *password, GError **error)
{
  g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN,
                       "This Tern was built without PostgreSQL");
  return NULL;
}

TernPostgresPlace *
tern_postgres_place_copy (const TernPostgresPlace *self)
{
  g_return_val_if_reached (NULL);
}

void
tern_postgres_place_free (TernPostgresPlace *self)
{
  g_return_if_reached ();
}

const char *
tern_postgres_place_get_connection (const TernPostgresPlace *self)
{
  g_return_val_if_reached (NULL);
}

const char *
tern_postgres_place_get_password (const TernPostgresPlace *self)
{
  g_return_val_if_reached (NULL);
}

gboolean
tern_postgres_place_is_remote (const char *host)
{
  g_return_val_if_reached (TRUE);
}

TernStore *
tern_postgres_store_new (const TernPostgresPlace *place, TernStoreWork prepare, gpointer data)
{
  g_return_val_if_reached (NULL);
}

char *
tern_postgres_store_dup_security (TernPostgresStore *self)
{
  g_return_val_if_reached (NULL);
}

void
tern_postgres_store_give_up (TernPostgresStore *self)
{
  g_return_if_reached ();
}
