/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-postgres-place.h"

#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <string.h>

struct _TernPostgresPlace
{
  char *connection;
  char *password;
};

typedef PQconninfoOption Options;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Options, PQconninfoFree)

/**
 * tern_postgres_is_built:
 *
 * Returns: whether this build can speak to PostgreSQL
 */
gboolean
tern_postgres_is_built (void)
{
  return TRUE;
}

static Options *
parse (const char *connection, GError **error)
{
  char *message = NULL;
  Options *options = PQconninfoParse (connection, &message);

  if (options == NULL)
    g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN,
                 "The address of the shared ledger is not one: %s",
                 message != NULL ? g_strchomp (message) : "out of memory");
  if (message != NULL)
    PQfreemem (message);
  return options;
}

static gboolean
has_password (const Options *options)
{
  static const char *const secrets[] = { "password", "sslpassword", NULL };

  for (const Options *option = options; option->keyword != NULL; option++)
    if (option->val != NULL && g_strv_contains (secrets, option->keyword))
      return TRUE;
  return FALSE;
}

/**
 * tern_postgres_place_new:
 * @connection: a connection string of libpq
 * @password: (nullable): the password; %NULL for what libpq finds by itself, such as a password
 * file
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the place; %NULL with %TERN_LEDGER_ERROR_OPEN when the
 * string is none, or has a password in it, which would be seen by others
 */
TernPostgresPlace *
tern_postgres_place_new (const char *connection, const char *password, GError **error)
{
  g_autoptr (Options) options = parse (connection, error);
  TernPostgresPlace *self;

  if (options == NULL)
    return NULL;
  if (has_password (options))
    {
      g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN,
                           "The address of the shared ledger has a password in it, where others "
                           "could read it");
      return NULL;
    }

  self = g_new0 (TernPostgresPlace, 1);
  self->connection = g_strdup (connection);
  self->password = g_strdup (password);
  return self;
}

/**
 * tern_postgres_place_copy:
 * @self: a place
 *
 * Returns: (transfer full): another of the same
 */
TernPostgresPlace *
tern_postgres_place_copy (const TernPostgresPlace *self)
{
  TernPostgresPlace *copy = g_new0 (TernPostgresPlace, 1);

  copy->connection = g_strdup (self->connection);
  copy->password = g_strdup (self->password);
  return copy;
}

/**
 * tern_postgres_place_free:
 * @self: (transfer full): a place; its password is wiped
 */
void
tern_postgres_place_free (TernPostgresPlace *self)
{
  if (self->password != NULL)
    OPENSSL_cleanse (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->connection);
  g_free (self);
}

/**
 * tern_postgres_place_get_connection:
 * @self: a place
 *
 * Returns: (transfer none): the connection string, without a password
 */
const char *
tern_postgres_place_get_connection (const TernPostgresPlace *self)
{
  return self->connection;
}

/**
 * tern_postgres_place_get_password:
 * @self: a place
 *
 * Returns: (transfer none) (nullable): the password
 */
const char *
tern_postgres_place_get_password (const TernPostgresPlace *self)
{
  return self->password;
}

/**
 * tern_postgres_place_is_remote:
 * @host: (nullable): one or more hosts, as libpq takes them
 *
 * Returns: whether what is said to one of them leaves this computer
 */
gboolean
tern_postgres_place_is_remote (const char *host)
{
  static const char *const here[] = { "", "localhost", "127.0.0.1", "::1", NULL };
  g_auto (GStrv) hosts = g_strsplit (host != NULL ? host : "", ",", -1);

  for (gsize i = 0; hosts[i] != NULL; i++)
    if (*hosts[i] != '/' && *hosts[i] != '@' && !g_strv_contains (here, hosts[i]))
      return TRUE;
  return FALSE;
}
