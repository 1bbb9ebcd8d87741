/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "config.h"

#include "orders/tern-order-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "orders/tern-csv.h"
#include "orders/tern-order-error.h"

/* How much of a file decides on its delimiter. */
#define HEAD_BYTES (256 * 1024)
#define HEAD_RECORDS 50

struct _TernOrderFile
{
  gatomicrefcount references;
  char *text;
  gsize length;
  GArray *records;
  char *digest;
  TernOrderLayout layout;
};

typedef struct
{
  const char *nick;
  const char *name; /* for iconv */
  const char *bom;
} Encoding;

static const Encoding encodings[] = {
  [TERN_ORDER_ENCODING_UTF8] = { "utf-8", "UTF-8", "" },
  [TERN_ORDER_ENCODING_UTF8_BOM] = { "utf-8", "UTF-8", "\xEF\xBB\xBF" },
  [TERN_ORDER_ENCODING_UTF16LE] = { "utf-16le", "UTF-16LE", "\xFF\xFE" },
  [TERN_ORDER_ENCODING_UTF16BE] = { "utf-16be", "UTF-16BE", "\xFE\xFF" },
  [TERN_ORDER_ENCODING_WINDOWS] = { "windows-1252", "WINDOWS-1252", "" },
};

static const char delimiters[] = { ',', ';', '\t' };

/**
 * tern_order_encoding_get_nick:
 * @encoding: an encoding
 *
 * Returns: its name for programs
 */
const char *
tern_order_encoding_get_nick (TernOrderEncoding encoding)
{
  return encodings[encoding].nick;
}

static void
wipe (char *data, gsize length)
{
  if (data != NULL)
    OPENSSL_cleanse (data, length);
  g_free (data);
}

static gboolean
begins_with (const char *data, gsize length, const char *mark)
{
  gsize size = strlen (mark);

  return size > 0 && length >= size && memcmp (data, mark, size) == 0;
}

static guint
count_zeros (const char *data, gsize length, gsize from)
{
  guint zeros = 0;

  for (gsize i = from; i < MIN (length, 1024); i += 2)
    zeros += data[i] == '\0';
  return zeros;
}

/* By its mark; without one by where the zeros are, which ASCII letters have in UTF-16. */
static TernOrderEncoding
find_encoding (const char *data, gsize length, gboolean *bom)
{
  guint sample = (guint) MIN (length, 1024) / 2;

  *bom = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    if (begins_with (data, length, encodings[i].bom))
      return (TernOrderEncoding) i;

  *bom = FALSE;
  if (length % 2 == 0 && count_zeros (data, length, 1) > sample / 2)
    return TERN_ORDER_ENCODING_UTF16LE;
  if (length % 2 == 0 && count_zeros (data, length, 0) > sample / 2)
    return TERN_ORDER_ENCODING_UTF16BE;
  return g_utf8_validate_len (data, length, NULL) ? TERN_ORDER_ENCODING_UTF8
                                                  : TERN_ORDER_ENCODING_WINDOWS;
}

static void
set_not_text (GError **error)
{
  g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NOT_TEXT,
                       C_ ("order", "The file is no table in text form."));
}

static gboolean
decode (TernOrderFile *self, const char *data, gsize length, GError **error)
{
  const Encoding *encoding;
  gsize skip;

  self->layout.encoding = find_encoding (data, length, &self->layout.bom);
  encoding = &encodings[self->layout.encoding];
  skip = self->layout.bom ? strlen (encoding->bom) : 0;
  self->text = g_convert (data + skip, (gssize) (length - skip), "UTF-8", encoding->name, NULL,
                          &self->length, NULL);
  if (self->text != NULL && memchr (self->text, '\0', self->length) == NULL)
    return TRUE;

  set_not_text (error);
  return FALSE;
}

/* Excel's own first line, which says what it is. */
static char
get_announced_delimiter (const char *text, gsize length)
{
  if (length > 5 && g_ascii_strncasecmp (text, "sep=", 4) == 0 &&
      (text[5] == '\n' || text[5] == '\r'))
    return text[4];
  return '\0';
}

/* How many of the first rows agree on how many cells they have, and on more than one. */
static guint
judge_delimiter (const char *text, gsize length, char delimiter)
{
  g_autoptr (GArray) records = tern_csv_split (text, length, delimiter, G_MAXUINT, NULL);
  guint counts[TERN_CSV_MAX_CELLS + 1] = { 0 };
  guint best = 0;

  for (guint i = 0; records != NULL && i < MIN (records->len, HEAD_RECORDS); i++)
    {
      const TernCsvExtent *extent = &g_array_index (records, TernCsvExtent, i);
      g_autoptr (GPtrArray) cells =
          tern_csv_read_record (text + extent->offset, extent->length, delimiter);

      counts[cells->len]++;
    }
  for (guint i = 2; i < G_N_ELEMENTS (counts); i++)
    best = MAX (best, counts[i] * (HEAD_RECORDS + i));
  return best;
}

/* Whole lines only: half a record at the end would look like one that does not end. */
static gsize
measure_head (const char *text, gsize length)
{
  const char *end;

  if (length <= HEAD_BYTES)
    return length;
  end = memrchr (text, '\n', HEAD_BYTES);
  return end != NULL ? (gsize) (end - text) + 1 : HEAD_BYTES;
}

static char
find_delimiter (const char *text, gsize length)
{
  char delimiter = get_announced_delimiter (text, length);
  gsize head = measure_head (text, length);
  guint best = 0;

  if (delimiter != '\0' && memchr (delimiters, delimiter, sizeof delimiters) != NULL)
    return delimiter;

  delimiter = delimiters[0];
  for (gsize i = 0; i < sizeof delimiters; i++)
    {
      guint score = judge_delimiter (text, head, delimiters[i]);

      if (score > best)
        {
          best = score;
          delimiter = delimiters[i];
        }
    }
  return delimiter;
}

static const char *
find_line_end (const char *text, gsize length)
{
  const char *feed = memchr (text, '\n', length);

  if (feed == NULL)
    return memchr (text, '\r', length) != NULL ? "\r" : "\n";
  return feed > text && feed[-1] == '\r' ? "\r\n" : "\n";
}

/* The first row may be a title; most of the first ones decide. */
static gboolean
is_quoted (TernOrderFile *self)
{
  guint sample = MIN (self->records->len, HEAD_RECORDS);
  guint quoted = 0;

  for (guint i = 0; i < sample; i++)
    {
      gsize length;
      const char *record = tern_order_file_get_record (self, i, &length);

      quoted += tern_csv_is_quoted_throughout (record, length, self->layout.delimiter);
    }
  return quoted > sample / 2;
}

static gboolean
index_records (TernOrderFile *self, GError **error)
{
  self->layout.delimiter = find_delimiter (self->text, self->length);
  self->layout.line_end = find_line_end (self->text, self->length);
  self->layout.ends_with_line_end = self->length > 0 && (self->text[self->length - 1] == '\n' ||
                                                         self->text[self->length - 1] == '\r');
  self->records = tern_csv_split (self->text, self->length, self->layout.delimiter,
                                  TERN_ORDER_FILE_MAX_RECORDS, error);
  if (self->records == NULL)
    return FALSE;
  self->layout.quoted = is_quoted (self);
  return TRUE;
}

static gboolean
check_size (gsize length, GError **error)
{
  if (length <= TERN_ORDER_FILE_MAX_BYTES)
    return TRUE;
  g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_TOO_LARGE,
               C_ ("order", "The file has more than %u MiB, which is more than an order may have."),
               TERN_ORDER_FILE_MAX_BYTES >> 20);
  return FALSE;
}

/**
 * tern_order_file_new:
 * @data: a file's bytes, whoever it comes from
 * @length: how many
 * @error: return location for an error of %TERN_ORDER_ERROR
 *
 * Any thread; takes a moment for large files.
 *
 * Returns: (transfer full) (nullable): the table
 */
TernOrderFile *
tern_order_file_new (const void *data, gsize length, GError **error)
{
  g_autoptr (TernOrderFile) self = NULL;

  if (!check_size (length, error))
    return NULL;

  self = g_new0 (TernOrderFile, 1);
  g_atomic_ref_count_init (&self->references);
  self->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
  if (!decode (self, data, length, error) || !index_records (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
set_unreadable (GError **error, const char *path, int number)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_FILE,
               C_ ("order", "“%s” cannot be read: %s."), name, g_strerror (number));
}

/* Opens what is a file, and not a pipe that would never end. */
static int
open_file (const char *path, gsize *size, GError **error)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat about = { 0 };

  if (file < 0 || fstat (file, &about) != 0 || !S_ISREG (about.st_mode))
    {
      set_unreadable (error, path, file < 0 ? errno : EINVAL);
      if (file >= 0)
        close (file);
      return -1;
    }
  *size = (gsize) about.st_size;
  return file;
}

static gboolean
read_all (int file, char *data, gsize size, gsize *length)
{
  for (*length = 0; *length < size;)
    {
      gssize count = read (file, data + *length, size - *length);

      if (count == 0)
        break;
      if (count < 0 && errno != EINTR)
        return FALSE;
      *length += (gsize) MAX (count, 0);
    }
  return TRUE;
}

/**
 * tern_order_file_load:
 * @path: a CSV file
 * @error: return location for an error of %TERN_ORDER_ERROR
 *
 * Blocks, for a second with the largest files. Any thread.
 *
 * Returns: (transfer full) (nullable): the table
 */
TernOrderFile *
tern_order_file_load (const char *path, GError **error)
{
  gsize size = 0;
  gsize length = 0;
  int file = open_file (path, &size, error);
  TernOrderFile *self = NULL;
  char *data;

  if (file < 0)
    return NULL;
  if (!check_size (size, error))
    {
      close (file);
      return NULL;
    }

  data = g_malloc (size + 1);
  if (read_all (file, data, size, &length))
    self = tern_order_file_new (data, length, error);
  else
    set_unreadable (error, path, errno);
  close (file);
  wipe (data, length);
  return self;
}

/**
 * tern_order_file_ref:
 * @self: a table
 *
 * Returns: (transfer full): it
 */
TernOrderFile *
tern_order_file_ref (TernOrderFile *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * tern_order_file_unref:
 * @self: (transfer full): a table; wiped with its last reference
 */
void
tern_order_file_unref (TernOrderFile *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  wipe (self->text, self->length);
  g_clear_pointer (&self->records, g_array_unref);
  g_free (self->digest);
  g_free (self);
}

/**
 * tern_order_file_get_layout:
 * @self: a table
 *
 * Returns: (transfer none): how it is written
 */
const TernOrderLayout *
tern_order_file_get_layout (TernOrderFile *self)
{
  return &self->layout;
}

/**
 * tern_order_file_get_digest:
 * @self: a table
 *
 * Returns: SHA-256 of its bytes, hexadecimal: whether a file is the same as before
 */
const char *
tern_order_file_get_digest (TernOrderFile *self)
{
  return self->digest;
}

/**
 * tern_order_file_get_n_records:
 * @self: a table
 *
 * Returns: how many records it has, headings included
 */
guint
tern_order_file_get_n_records (TernOrderFile *self)
{
  return self->records->len;
}

/**
 * tern_order_file_get_record:
 * @self: a table
 * @index: of a record
 * @length: (out): its length in bytes
 *
 * Returns: (transfer none): the record as it stands in the file, not NUL-terminated
 */
const char *
tern_order_file_get_record (TernOrderFile *self, guint index, gsize *length)
{
  const TernCsvExtent *extent = &g_array_index (self->records, TernCsvExtent, index);

  *length = extent->length;
  return self->text + extent->offset;
}

/**
 * tern_order_file_read_record:
 * @self: a table
 * @index: of a record
 *
 * Returns: (transfer full) (element-type utf8): its cells; wiped when freed
 */
GPtrArray *
tern_order_file_read_record (TernOrderFile *self, guint index)
{
  gsize length;
  const char *record = tern_order_file_get_record (self, index, &length);

  return tern_csv_read_record (record, length, self->layout.delimiter);
}

/**
 * tern_order_file_get_text:
 * @self: a table
 * @length: (out): its length in bytes
 *
 * Returns: (transfer none): all of it, NUL-terminated, to search in
 */
const char *
tern_order_file_get_text (TernOrderFile *self, gsize *length)
{
  *length = self->length;
  return self->text;
}

/**
 * tern_order_file_find_record:
 * @self: a table with a record at least
 * @offset: a place in its text
 *
 * Returns: the index of the last record that begins there or before
 */
guint
tern_order_file_find_record (TernOrderFile *self, gsize offset)
{
  guint low = 0;
  guint high = self->records->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->records, TernCsvExtent, middle).offset <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * tern_order_encoding_encode:
 * @encoding: an encoding
 * @bom: whether to begin with a byte order mark
 * @text: UTF-8
 * @length: (inout): its length in bytes, and that of the result
 * @error: return location for %TERN_ORDER_ERROR_WRITE
 *
 * Letters that the encoding does not have become question marks.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
char *
tern_order_encoding_encode (TernOrderEncoding encoding,
                            gboolean bom,
                            const char *text,
                            gsize *length,
                            GError **error)
{
  const Encoding *row = &encodings[encoding];
  gsize mark = bom ? strlen (row->bom) : 0;
  g_autofree char *body = NULL;
  g_autoptr (GError) local = NULL;
  gsize size = 0;
  char *bytes;

  body = g_convert_with_fallback (text, (gssize) *length, row->name, "UTF-8", "?", NULL, &size,
                                  &local);
  if (body == NULL)
    {
      g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_WRITE,
                   C_ ("order", "The order cannot be written: %s."), local->message);
      return NULL;
    }

  bytes = g_malloc (mark + size + 1);
  memcpy (bytes, row->bom, mark);
  memcpy (bytes + mark, body, size);
  OPENSSL_cleanse (body, size);
  *length = mark + size;
  return bytes;
}
