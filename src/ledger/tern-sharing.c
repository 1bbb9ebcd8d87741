/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-sharing.h"

#include <glib/gi18n-lib.h>

#include "ledger/tern-keyring.h"
#include "ledger/tern-ledger-schema.h"
#include "ledger/tern-postgres-store.h"
#include "lpa/lpa-plural.h"

/**
 * tern_sharing_trial_free:
 * @self: (transfer full): what was found
 */
void
tern_sharing_trial_free (TernSharingTrial *self)
{
  g_free (self->security);
  g_free (self);
}

/**
 * tern_sharing_trial_dup_sentence:
 * @self: what was found
 *
 * Returns: (transfer full): the same for people
 */
char *
tern_sharing_trial_dup_sentence (const TernSharingTrial *self)
{
  g_autofree char *count =
      g_strdup_printf (lpa_plural ("sharing", "%d station shares it so far.",
                                   "%d stations share it so far.", (gulong) self->stations),
                       (int) self->stations);

  if (self->security == NULL)
    return g_strdup_printf (C_ ("sharing", "The database answers and can be written to. It is on "
                                           "this computer, or its address asks for no encryption: "
                                           "the connection is not encrypted. %s"),
                            count);
  return g_strdup_printf (C_ ("sharing", "The database answers and can be written to. The "
                                         "connection is encrypted (%s). %s"),
                          self->security, count);
}

/* Without a keyring libpq may still find a password by itself. */
static char *
look_up_password (const char *address)
{
  g_autoptr (GError) error = NULL;
  char *password = tern_keyring_look_up (address, &error);

  if (error != NULL)
    g_info ("The keyring cannot be asked: %s", error->message);
  return password;
}

static TernPostgresPlace *
find_place (const char *address, const char *password, GError **error)
{
  char *kept;
  TernPostgresPlace *place = tern_postgres_place_new (address, password, error);

  if (place == NULL || password != NULL)
    return place;

  tern_postgres_place_free (place);
  kept = look_up_password (address);
  place = tern_postgres_place_new (address, kept, error);
  tern_keyring_free_password (kept);
  return place;
}

/**
 * tern_sharing_begin:
 * @ledger: a ledger that was opened a moment ago and is not used yet
 * @address: (nullable): of the shared ledger, a connection string of libpq without a password;
 * %NULL or empty when nothing is shared
 * @station: (nullable): what people call this station
 * @error: return location for a #TernLedgerError
 *
 * Begins to share. Whatever goes wrong, no code is used from then on without asking the shared
 * ledger. Blocks; any thread but the main one.
 *
 * Returns: whether nothing is to be shared, or the shared ledger can be reached now
 */
gboolean
tern_sharing_begin (TernLedger *ledger, const char *address, const char *station, GError **error)
{
  g_autoptr (TernPostgresPlace) place = NULL;

  if (address == NULL || *address == '\0')
    return TRUE;

  place = find_place (address, NULL, error);
  if (place != NULL)
    return tern_ledger_share (ledger, place, station, error);

  tern_ledger_forbid_codes (ledger);
  return FALSE;
}

static gboolean
migrate (TernStore *store, gpointer data, GError **error)
{
  guint count;
  const TernMigration *migrations = tern_ledger_schema_get_migrations (&count);

  return tern_ledger_schema_migrate (store, migrations, count, error);
}

/* Writes, and takes it back. */
static gboolean
write_nothing (TernStore *store, gpointer data, GError **error)
{
  return tern_store_run (store, "UPDATE claim SET claimed = claimed WHERE false", TERN_NO_VALUES,
                         NULL, error) &&
         tern_store_run (store, "UPDATE operation SET sent = sent WHERE false", TERN_NO_VALUES,
                         NULL, error);
}

/**
 * tern_sharing_try:
 * @address: a connection string of libpq without a password
 * @password: (nullable): the password; %NULL for the one that is kept
 * @error: return location for a #TernLedgerError
 *
 * Finds out whether a ledger can be shared there; the tables are made where there are none. Blocks
 * for seconds; any thread but the main one.
 *
 * Returns: (transfer full) (nullable): what was found
 */
TernSharingTrial *
tern_sharing_try (const char *address, const char *password, GError **error)
{
  g_autoptr (TernPostgresPlace) place = find_place (address, password, error);
  g_autoptr (TernStore) store = NULL;
  g_autoptr (TernRows) rows = NULL;
  TernSharingTrial *trial;

  if (place == NULL)
    return NULL;
  store = tern_postgres_store_new (place, migrate, NULL);
  rows = tern_store_query (
      store, "SELECT (SELECT count (*) FROM station), (SELECT count (*) FROM operation)",
      TERN_NO_VALUES, error);
  if (rows == NULL || !tern_store_transact (store, write_nothing, NULL, error))
    return NULL;

  trial = g_new0 (TernSharingTrial, 1);
  trial->security = tern_postgres_store_dup_security (TERN_POSTGRES_STORE (store));
  trial->stations = tern_rows_get_integer (rows, 0, 0);
  trial->operations = tern_rows_get_integer (rows, 0, 1);
  return trial;
}

/* An address and a password, on their way to a thread. */
typedef struct
{
  char *address;
  char *password;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  tern_keyring_free_password (self->password);
  g_free (self->address);
  g_free (self);
}

static void
run_request (const char *address,
             const char *password,
             GTaskThreadFunc run,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->address = g_strdup (address);
  request->password = g_strdup (password);
  g_task_set_source_tag (task, run_request);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, run);
}

static void
run_trial (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  TernSharingTrial *trial = tern_sharing_try (request->address, request->password, &error);

  if (trial != NULL)
    g_task_return_pointer (task, trial, (GDestroyNotify) tern_sharing_trial_free);
  else
    g_task_return_error (task, error);
}

/**
 * tern_sharing_try_async:
 * @address: as for tern_sharing_try()
 * @password: (nullable): likewise
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 */
void
tern_sharing_try_async (const char *address,
                        const char *password,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  run_request (address, password, run_trial, callback, user_data);
}

/**
 * tern_sharing_try_finish:
 * @result: from the callback
 * @error: return location for a #TernLedgerError
 *
 * Returns: (transfer full) (nullable): what was found
 */
TernSharingTrial *
tern_sharing_try_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_keep (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;

  if (tern_keyring_store (request->address, request->password, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tern_sharing_keep_password_async:
 * @address: of the shared ledger
 * @password: the password; an empty one is forgotten
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Puts a password into the desktop's keyring.
 */
void
tern_sharing_keep_password_async (const char *address,
                                  const char *password,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  run_request (address, password, run_keep, callback, user_data);
}

/**
 * tern_sharing_keep_password_finish:
 * @result: from the callback
 * @error: return location for %TERN_LEDGER_ERROR_KEYRING
 *
 * Returns: whether it is kept
 */
gboolean
tern_sharing_keep_password_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
