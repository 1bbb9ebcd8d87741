/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More of a row than this is not a row. */
#define TERN_CSV_MAX_RECORD (64 * 1024)
#define TERN_CSV_MAX_CELLS 256

/**
 * TernCsvExtent:
 * @offset: where a record begins, in bytes
 * @length: how long it is, its line end not counted
 *
 * Where a record stands in a text.
 */
typedef struct
{
  guint32 offset;
  guint32 length;
} TernCsvExtent;

/* Tables as text (RFC 4180), for a delimiter of one byte. Cells hold codes, so what is freed is
 * wiped. Any thread. */
GArray *tern_csv_split (const char *text, gsize length, char delimiter, guint limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_csv_read_record (const char *text,
                                 gsize length,
                                 char delimiter) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_csv_is_quoted_throughout (const char *text, gsize length, char delimiter);
void tern_csv_append_cell (GString *record, const char *cell, char delimiter, gboolean quoted);
gboolean tern_csv_is_formula (const char *cell);
char *tern_csv_make_harmless (const char *cell) G_GNUC_WARN_UNUSED_RESULT;
void tern_csv_wipe (char *secret);

G_END_DECLS
