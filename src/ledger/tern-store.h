/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ledger/tern-ledger-error.h"
#include "ledger/tern-rows.h"

G_BEGIN_DECLS

/**
 * TernValueKind:
 *
 * What a parameter of a statement is. A text or bytes that are %NULL stand for SQL's NULL.
 */
typedef enum
{
  TERN_VALUE_INTEGER,
  TERN_VALUE_TEXT,
  TERN_VALUE_BYTES,
} TernValueKind;

/**
 * TernValue:
 *
 * One parameter of a statement; borrowed, made by TERN_INTEGER(), TERN_TEXT() or TERN_BYTES().
 */
typedef struct
{
  TernValueKind kind;
  gint64 integer;
  const char *text;
  GBytes *bytes;
} TernValue;

#define TERN_INTEGER(value) ((TernValue){ .kind = TERN_VALUE_INTEGER, .integer = (value) })
#define TERN_TEXT(value) ((TernValue){ .kind = TERN_VALUE_TEXT, .text = (value) })
#define TERN_BYTES(value) ((TernValue){ .kind = TERN_VALUE_BYTES, .bytes = (value) })

/* The values of `$1`, `$2` … and their number. */
#define TERN_VALUES(...) \
  ((const TernValue[]){ __VA_ARGS__ }), (sizeof ((TernValue[]){ __VA_ARGS__ }) / sizeof (TernValue))
#define TERN_NO_VALUES NULL, 0

#define TERN_TYPE_STORE (tern_store_get_type ())
G_DECLARE_DERIVABLE_TYPE (TernStore, tern_store, TERN, STORE, GObject)

/**
 * TernStoreWork:
 * @store: where
 * @data: from tern_store_transact()
 * @error: return location for an error
 *
 * What is done in a transaction. May be run again after a run that took effect without anybody
 * knowing: it has to come out the same.
 *
 * Returns: %FALSE to have all of it undone
 */
typedef gboolean (*TernStoreWork) (TernStore *store, gpointer data, GError **error);

/**
 * TernStoreClass:
 * @id_type: what `{ID}` stands for: a primary key that counts up and never gives a number twice
 * @bytes_type: what `{BYTES}` stands for: the type of bytes
 * @skip_locked: what `{SKIP LOCKED}` stands for: rows that another transaction is about to change
 *   are passed over
 * @begin: the SQL that begins a transaction that writes
 * @get_version: the SQL that reads the version of the tables
 * @set_version: the SQL that writes it, in a transaction, with `{VERSION}` for the number
 * @execute: runs one statement; @changed, if not %NULL, is set to the rows it wrote
 * @execute_many: runs one statement once for each of @n_rows rows of @n_values values; like
 *   @execute for each
 * @script: runs statements without parameters, separated by semicolons
 * @reconnect: (nullable): after %TERN_LEDGER_ERROR_AWAY: waits, for seconds at most, until it is of
 *   use to try again; %FALSE when it is of none
 *
 * What a kind of database does its own way. Called with the store locked.
 */
struct _TernStoreClass
{
  GObjectClass parent_class;

  const char *id_type;
  const char *bytes_type;
  const char *skip_locked;
  const char *begin;
  const char *get_version;
  const char *set_version;
  TernRows *(*execute) (TernStore *self,
                        const char *sql,
                        const TernValue *values,
                        gsize n_values,
                        guint64 *changed,
                        GError **error);
  gboolean (*execute_many) (TernStore *self,
                            const char *sql,
                            const TernValue *values,
                            gsize n_values,
                            gsize n_rows,
                            GError **error);
  gboolean (*script) (TernStore *self, const char *sql, GError **error);
  gboolean (*reconnect) (TernStore *self);
};

/*
 * A database in which a ledger is kept. The SQL is the same for all kinds, but for the words in
 * braces. Every call blocks and may be made on any thread; one connection, one at a time.
 */
TernRows *tern_store_query (TernStore *self,
                            const char *sql,
                            const TernValue *values,
                            gsize n_values,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_store_run (TernStore *self,
                         const char *sql,
                         const TernValue *values,
                         gsize n_values,
                         guint64 *changed,
                         GError **error);
gboolean tern_store_run_many (TernStore *self,
                              const char *sql,
                              const TernValue *values,
                              gsize n_values,
                              gsize n_rows,
                              GError **error);
gboolean tern_store_transact (TernStore *self, TernStoreWork work, gpointer data, GError **error);
gboolean tern_store_run_script (TernStore *self, const char *sql, GError **error);
gboolean tern_store_get_version (TernStore *self, guint *version, GError **error);
gboolean tern_store_set_version (TernStore *self, guint version, GError **error);

G_END_DECLS
