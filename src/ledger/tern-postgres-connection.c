/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-postgres-connection.h"

#include <errno.h>
#include <poll.h>

/* Seconds that connecting may take. */
#define CONNECT_TIME 5

typedef PQconninfoOption Options;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Options, PQconninfoFree)

/**
 * tern_postgres_await: (skip)
 * @connection: a connection
 * @given_up: ends the wait
 * @events: what to wait for, of poll()
 * @deadline: monotonic time, microseconds
 *
 * Returns: %FALSE when nothing happened in time
 */
gboolean
tern_postgres_await (PGconn *connection, GCancellable *given_up, short events, gint64 deadline)
{
  struct pollfd sockets[] = {
    { .fd = PQsocket (connection), .events = events },
    { .fd = g_cancellable_get_fd (given_up), .events = POLLIN },
  };
  gint64 left = (deadline - g_get_monotonic_time ()) / 1000;
  int ready;

  do
    ready = poll (sockets, G_N_ELEMENTS (sockets), (int) MAX (left, 0));
  while (ready < 0 && errno == EINTR);
  g_cancellable_release_fd (given_up);

  return ready > 0 && sockets[1].revents == 0;
}

/**
 * tern_postgres_set_away_error: (skip)
 * @error: return location for %TERN_LEDGER_ERROR_AWAY
 * @message: what libpq says
 */
void
tern_postgres_set_away_error (GError **error, const char *message)
{
  g_autofree char *text = g_strdup (message);

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY,
               "The shared ledger cannot be reached: %s", g_strchomp (text));
}

static const char *
get_option (const Options *options, const char *keyword)
{
  for (const Options *option = options; option->keyword != NULL; option++)
    if (g_str_equal (option->keyword, keyword))
      return option->val;
  return NULL;
}

/* libpq would be content with no encryption at all. */
static gboolean
needs_security (PGconn *connection)
{
  g_autoptr (Options) options = PQconninfo (connection);
  const char *mode = options != NULL ? get_option (options, "sslmode") : NULL;

  return options != NULL &&
         (mode == NULL || g_str_equal (mode, "prefer") || g_str_equal (mode, "allow")) &&
         (tern_postgres_place_is_remote (get_option (options, "host")) ||
          tern_postgres_place_is_remote (get_option (options, "hostaddr")));
}

static void
note (gpointer data, const char *message)
{
  g_autofree char *text = g_strdup (message);

  g_info ("The shared ledger's server says: %s", g_strchomp (text));
}

static PGconn *
start (const TernPostgresPlace *place, gboolean secure)
{
  const char *keywords[] = { "dbname",
                             "fallback_application_name",
                             "client_encoding",
                             "password",
                             "sslmode",
                             "channel_binding",
                             NULL };
  const char *values[] = { tern_postgres_place_get_connection (place),
                           "tern",
                           "UTF8",
                           tern_postgres_place_get_password (place),
                           secure ? "require" : NULL,
                           secure ? "require" : NULL,
                           NULL };

  return PQconnectStartParams (keywords, values, 1);
}

static void
finish_connecting (PGconn *connection, GCancellable *given_up)
{
  gint64 deadline = g_get_monotonic_time () + CONNECT_TIME * G_USEC_PER_SEC;
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;

  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED &&
         PQstatus (connection) != CONNECTION_BAD)
    {
      short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;

      if (!tern_postgres_await (connection, given_up, events, deadline))
        return;
      status = PQconnectPoll (connection);
    }
}

/**
 * tern_postgres_connect: (skip)
 * @place: where the database is
 * @given_up: ends the wait
 * @error: return location for an error
 *
 * Takes seconds at most. See #TernPostgresStore for how the connection is secured.
 *
 * Returns: (transfer full) (nullable): a connection that does not block, or %NULL with
 * %TERN_LEDGER_ERROR_AWAY
 */
PGconn *
tern_postgres_connect (const TernPostgresPlace *place, GCancellable *given_up, GError **error)
{
  PGconn *connection = start (place, FALSE);

  if (needs_security (connection))
    {
      PQfinish (connection);
      connection = start (place, TRUE);
    }
  finish_connecting (connection, given_up);
  if (PQstatus (connection) == CONNECTION_OK && PQsetnonblocking (connection, 1) == 0)
    {
      PQsetNoticeProcessor (connection, note, NULL);
      return connection;
    }

  tern_postgres_set_away_error (error, PQstatus (connection) == CONNECTION_BAD
                                           ? PQerrorMessage (connection)
                                           : "the server does not answer");
  PQfinish (connection);
  return NULL;
}
