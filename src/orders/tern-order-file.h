/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an order may have at most; beyond that it is refused, so that memory stays bounded. */
#define TERN_ORDER_FILE_MAX_BYTES (64 * 1024 * 1024)
#define TERN_ORDER_FILE_MAX_RECORDS 250000

/**
 * TernOrderEncoding:
 *
 * How the letters of a file are written.
 */
typedef enum
{
  TERN_ORDER_ENCODING_UTF8,
  TERN_ORDER_ENCODING_UTF8_BOM,
  TERN_ORDER_ENCODING_UTF16LE,
  TERN_ORDER_ENCODING_UTF16BE,
  TERN_ORDER_ENCODING_WINDOWS,
} TernOrderEncoding;
const char *tern_order_encoding_get_nick (TernOrderEncoding encoding);

/**
 * TernOrderLayout:
 * @encoding: how its letters are written
 * @bom: whether it begins with a byte order mark
 * @delimiter: what stands between cells: a comma, a semicolon or a tab
 * @line_end: what ends a line
 * @quoted: whether every cell stands in quotation marks
 * @ends_with_line_end: whether the last line has an end
 *
 * How a table is written, so that it can be written so again.
 */
typedef struct
{
  TernOrderEncoding encoding;
  gboolean bom;
  char delimiter;
  const char *line_end;
  gboolean quoted;
  gboolean ends_with_line_end;
} TernOrderLayout;

/**
 * TernOrderFile:
 *
 * A CSV file in memory: text and where its records stand in it. It holds codes, is wiped when freed
 * and never written anywhere. Immutable; any thread.
 */
typedef struct _TernOrderFile TernOrderFile;

TernOrderFile *tern_order_file_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernOrderFile *tern_order_file_new (const void *data,
                                    gsize length,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernOrderFile *tern_order_file_ref (TernOrderFile *self);
void tern_order_file_unref (TernOrderFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderFile, tern_order_file_unref)
const TernOrderLayout *tern_order_file_get_layout (TernOrderFile *self);
const char *tern_order_file_get_digest (TernOrderFile *self);
guint tern_order_file_get_n_records (TernOrderFile *self);
const char *tern_order_file_get_record (TernOrderFile *self, guint index, gsize *length);
GPtrArray *tern_order_file_read_record (TernOrderFile *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_order_file_get_text (TernOrderFile *self, gsize *length);
guint tern_order_file_find_record (TernOrderFile *self, gsize offset);

char *tern_order_encoding_encode (TernOrderEncoding encoding,
                                  gboolean bom,
                                  const char *text,
                                  gsize *length,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
