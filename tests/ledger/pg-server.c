/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "pg-server.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "test-kit.h"

#define NOBODY 65534

struct _PgServer
{
  char *programs;
  char *folder;
  char *data;
  char *connection;
  GSubprocess *process;
  GDataInputStream *log;
};

/* The server refuses to run as root. It must not outlive the test, however that ends. */
static void
become_ordinary (gpointer data)
{
  if (geteuid () == 0 && (setgroups (0, NULL) != 0 || setgid (NOBODY) != 0 || setuid (NOBODY) != 0))
    _exit (1);
  prctl (PR_SET_PDEATHSIG, SIGQUIT);
}

static GSubprocess *
spawn (PgServer *self, GSubprocessFlags flags, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, become_ordinary, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

static char *
find_programs (void)
{
  const char *argv[] = { "pg_config", "--bindir", NULL };
  char *folder = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &folder,
                               NULL, NULL, NULL));
  return g_strstrip (folder);
}

static void
append (const char *path, const char *text)
{
  FILE *file = g_fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_no_errno (fclose (file));
}

static void
append_settings (PgServer *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->data, name, NULL);

  append (path, text);
}

static void
make_data (PgServer *self)
{
  g_autofree char *program = g_build_filename (self->programs, "initdb", NULL);
  const char *argv[] = { program,    "-D",
                         self->data, "-A",
                         "trust",    "-U",
                         "tern",     "-E",
                         "UTF8",     "--locale=C.UTF-8",
                         "-N",       "--no-instructions",
                         NULL };
  g_autoptr (GSubprocess) process = spawn (self, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, argv);
  g_autoptr (GError) error = NULL;
  g_autofree char *settings = NULL;

  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  settings = g_strdup_printf ("listen_addresses = ''\n"
                              "unix_socket_directories = '%s'\n"
                              "fsync = off\n"
                              "synchronous_commit = off\n"
                              "full_page_writes = off\n"
                              "shared_buffers = 16MB\n"
                              "max_connections = 40\n"
                              "log_min_messages = log\n",
                              self->folder);
  append_settings (self, "postgresql.conf", settings);
}

/**
 * pg_server_new:
 *
 * Returns: (transfer full): a server with an empty database, running
 */
PgServer *
pg_server_new (void)
{
  PgServer *self = g_new0 (PgServer, 1);

  self->programs = find_programs ();
  self->folder = g_dir_make_tmp ("pg-XXXXXX", NULL);
  self->data = g_build_filename (self->folder, "data", NULL);
  self->connection = g_strdup_printf ("host=%s dbname=postgres user=tern", self->folder);
  if (geteuid () == 0)
    g_assert_no_errno (chown (self->folder, NOBODY, NOBODY));
  make_data (self);
  pg_server_start (self);
  return self;
}

/**
 * pg_server_start:
 * @self: a server that has been stopped
 *
 * Returns when it takes connections. What a killed one left behind is waited for. It ends with the
 * thread that calls this.
 */
void
pg_server_start (PgServer *self)
{
  g_autofree char *program = g_build_filename (self->programs, "postgres", NULL);
  const char *argv[] = { program, "-D", self->data, NULL };
  gboolean ready = FALSE;

  g_assert_null (self->process);
  for (guint attempt = 0; !ready && attempt < 50; attempt++)
    {
      char *line;

      g_clear_object (&self->log);
      g_clear_object (&self->process);
      self->process = spawn (self, G_SUBPROCESS_FLAGS_STDERR_PIPE, argv);
      self->log = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
      while (!ready && (line = g_data_input_stream_read_line (self->log, NULL, NULL, NULL)) != NULL)
        {
          ready = strstr (line, "ready to accept connections") != NULL;
          g_free (line);
        }
    }
  g_assert_true (ready);
}

/**
 * pg_server_signal:
 * @self: a server that is running
 * @signal: for its main process
 */
void
pg_server_signal (PgServer *self, int signal)
{
  g_subprocess_send_signal (self->process, signal);
}

/**
 * pg_server_stop:
 * @self: a server that is running
 * @signal: SIGKILL, SIGQUIT for an immediate stop, SIGINT for one that is not
 *
 * Returns when it is gone.
 */
void
pg_server_stop (PgServer *self, int signal)
{
  pg_server_signal (self, signal);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->log);
  g_clear_object (&self->process);
}

/**
 * pg_server_free:
 * @self: (transfer full): a server
 */
void
pg_server_free (PgServer *self)
{
  if (self->process != NULL)
    pg_server_stop (self, SIGQUIT);
  test_remove_folder (self->folder);
  g_free (self->programs);
  g_free (self->folder);
  g_free (self->data);
  g_free (self->connection);
  g_free (self);
}

static PGresult *
run (PgServer *self, const char *sql)
{
  PGconn *connection = PQconnectdb (self->connection);
  PGresult *quiet = PQexec (connection, "SET client_min_messages TO warning");
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (connection));
  PQclear (quiet);
  PQfinish (connection);
  return result;
}

/**
 * pg_server_run:
 * @self: a server
 * @sql: statements
 */
void
pg_server_run (PgServer *self, const char *sql)
{
  PQclear (run (self, sql));
}

/**
 * pg_server_ask:
 * @self: a server
 * @sql: a query for one number
 *
 * Returns: the number
 */
gint64
pg_server_ask (PgServer *self, const char *sql)
{
  PGresult *result = run (self, sql);
  gint64 value = 0;

  g_assert_cmpint (PQntuples (result), ==, 1);
  g_assert_true (g_ascii_string_to_signed (PQgetvalue (result, 0, 0), 10, G_MININT64, G_MAXINT64,
                                           &value, NULL));
  PQclear (result);
  return value;
}

/**
 * pg_server_get_connection:
 *
 * Returns: (transfer none): a connection string, by the socket and without a password
 */
const char *
pg_server_get_connection (PgServer *self)
{
  return self->connection;
}

/**
 * pg_server_get_folder:
 *
 * Returns: (transfer none): its folder, in which the socket is
 */
const char *
pg_server_get_folder (PgServer *self)
{
  return self->folder;
}

/* Until somebody else takes it. */
static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
make_certificate (PgServer *self)
{
  const char *argv[] = { "openssl",
                         "req",
                         "-x509",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-subj",
                         "/CN=nobody in particular",
                         "-keyout",
                         "data/server.key",
                         "-out",
                         "data/server.crt",
                         NULL };
  g_autoptr (GSubprocess) process = spawn (self, G_SUBPROCESS_FLAGS_STDERR_SILENCE, argv);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

/**
 * pg_server_open_network:
 * @self: a server
 * @encrypted: whether it offers TLS, with a certificate that nobody has signed
 *
 * Starts it anew on an address that counts as another computer's, where it asks for the password.
 *
 * Returns: (transfer full): a connection string
 */
char *
pg_server_open_network (PgServer *self, gboolean encrypted)
{
  guint16 port = find_free_port ();
  g_autofree char *hosts = g_build_filename (self->data, "pg_hba.conf", NULL);
  g_autofree char *settings = g_strdup_printf (
      "listen_addresses = '127.0.0.2'\nport = %u\nssl = %s\n", port, encrypted ? "on" : "off");

  pg_server_run (self, "ALTER USER tern PASSWORD 'geheim'");
  pg_server_stop (self, SIGINT);
  if (encrypted)
    make_certificate (self);
  append_settings (self, "postgresql.conf", settings);
  g_assert_true (g_file_set_contents (
      hosts, "local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n", -1, NULL));
  if (geteuid () == 0)
    g_assert_no_errno (chown (hosts, NOBODY, NOBODY));
  g_free (self->connection);
  self->connection =
      g_strdup_printf ("host=%s port=%u dbname=postgres user=tern", self->folder, port);
  pg_server_start (self);
  return g_strdup_printf ("postgresql://tern@127.0.0.2:%u/postgres", port);
}
