/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-scan.h"

#include <string.h>

#include "scan/tern-picture.h"
#include "scan/tern-qr-reader.h"
#include "scan/tern-scan-error.h"

/* More than any activation code or set-up link has. */
#define MAX_TEXT 2000

/* All pages of a document share this time, in milliseconds. */
#define DOCUMENT_BUDGET (3 * TERN_QR_STILL_BUDGET)

/**
 * tern_symbol_free:
 * @self: (nullable): a symbol
 *
 * Frees it.
 */
void
tern_symbol_free (TernSymbol *self)
{
  if (!self)
    return;
  g_free (self->text);
  lpa_activation_code_free (self->code);
  g_free (self);
}

/**
 * tern_symbol_kind_get_nick:
 * @kind: what a symbol is
 *
 * Returns: its name for programs
 */
const char *
tern_symbol_kind_get_nick (TernSymbolKind kind)
{
  static const char *const nicks[] = {
    [TERN_SYMBOL_CODE] = "activation-code",    [TERN_SYMBOL_BROKEN_CODE] = "broken-code",
    [TERN_SYMBOL_WEB_ADDRESS] = "web-address", [TERN_SYMBOL_TEXT] = "text",
    [TERN_SYMBOL_LONG_TEXT] = "long-text",
  };

  return nicks[kind];
}

static gboolean
begins_with (const char *text, const char *prefix)
{
  return g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

static TernSymbolKind
classify (const TernSymbol *symbol)
{
  if (symbol->code)
    return TERN_SYMBOL_CODE;
  if (strlen (symbol->text) > MAX_TEXT)
    return TERN_SYMBOL_LONG_TEXT;
  if (begins_with (symbol->text, "lpa:"))
    return TERN_SYMBOL_BROKEN_CODE;
  if (begins_with (symbol->text, "https://") || begins_with (symbol->text, "http://") ||
      begins_with (symbol->text, "www."))
    return TERN_SYMBOL_WEB_ADDRESS;
  return TERN_SYMBOL_TEXT;
}

static TernSymbol *
symbol_new (const char *text, guint page)
{
  TernSymbol *self = g_new0 (TernSymbol, 1);

  self->text = g_strdup (text);
  self->page = page;
  self->code = lpa_activation_code_parse (text, NULL, NULL);
  self->kind = classify (self);
  return self;
}

static gboolean
is_known (GPtrArray *symbols, const char *text)
{
  for (guint i = 0; i < symbols->len; i++)
    if (g_str_equal (((TernSymbol *) symbols->pdata[i])->text, text))
      return TRUE;
  return FALSE;
}

/* Adds what is on a page. */
static gboolean
read_page (GPtrArray *symbols,
           const TernGrey *picture,
           guint page,
           guint budget,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) texts =
      tern_qr_reader_read (picture, TERN_QR_MODE_STILL, budget, cancellable, error);

  for (guint i = 0; texts && i < texts->len; i++)
    if (!is_known (symbols, texts->pdata[i]))
      g_ptr_array_add (symbols, symbol_new (texts->pdata[i], page));
  return texts != NULL;
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const TernSymbol *one = *(TernSymbol *const *) a, *other = *(TernSymbol *const *) b;

  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  return one->page < other->page ? -1 : one->page > other->page;
}

static GPtrArray *
read_pages (GPtrArray *pages, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tern_symbol_free);
  guint budget = MIN (TERN_QR_STILL_BUDGET, DOCUMENT_BUDGET / MAX (pages->len, 1));

  for (guint i = 0; i < pages->len; i++)
    if (!read_page (symbols, pages->pdata[i], i + 1, budget, cancellable, error))
      return NULL;
  if (symbols->len == 0)
    {
      tern_scan_error_set (error, TERN_SCAN_ERROR_NO_CODE);
      return NULL;
    }
  g_ptr_array_sort (symbols, compare_kinds);
  return g_steal_pointer (&symbols);
}

/**
 * tern_scan_file:
 * @file: a picture or a PDF document
 * @cancellable: (nullable): to stop it
 * @error: return location for an error of %TERN_SCAN_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads the QR codes in a file. Blocks: not for the main thread.
 *
 * Returns: (transfer full) (element-type TernSymbol): what they hold, activation codes first;
 *   never empty. tern_scan_expect_code() tells whether there is an activation code.
 */
GPtrArray *
tern_scan_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) pages = tern_picture_load_file (file, cancellable, error);

  return pages ? read_pages (pages, cancellable, error) : NULL;
}

/**
 * tern_scan_bytes:
 * @bytes: a picture or a PDF document
 * @cancellable: (nullable): to stop it
 * @error: return location for an error of %TERN_SCAN_ERROR or %G_IO_ERROR_CANCELLED
 *
 * tern_scan_file() on what was copied or dropped.
 *
 * Returns: (transfer full) (element-type TernSymbol): as tern_scan_file()
 */
GPtrArray *
tern_scan_bytes (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) pages = tern_picture_load_bytes (bytes, cancellable, error);

  return pages ? read_pages (pages, cancellable, error) : NULL;
}

/**
 * tern_scan_picture:
 * @picture: a picture
 * @cancellable: (nullable): to stop it
 * @error: return location for %TERN_SCAN_ERROR_NO_CODE or %G_IO_ERROR_CANCELLED
 *
 * Reads the QR codes in a picture, such as one that was pasted. Blocks: not for the main thread.
 *
 * Returns: (transfer full) (element-type TernSymbol): as tern_scan_file()
 */
GPtrArray *
tern_scan_picture (const TernGrey *picture, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  g_ptr_array_add (pages, (gpointer) picture);
  return read_pages (pages, cancellable, error);
}

/**
 * tern_scan_texts:
 * @texts: (element-type utf8): what QR codes held that a camera saw; at least one
 *
 * Returns: (transfer full) (element-type TernSymbol): as tern_scan_file()
 */
GPtrArray *
tern_scan_texts (GPtrArray *texts)
{
  GPtrArray *symbols = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_symbol_free);

  for (guint i = 0; i < texts->len; i++)
    if (!is_known (symbols, texts->pdata[i]))
      g_ptr_array_add (symbols, symbol_new (texts->pdata[i], 1));
  g_ptr_array_sort (symbols, compare_kinds);
  return symbols;
}

/**
 * tern_scan_expect_code:
 * @symbols: (element-type TernSymbol): what was read
 * @error: return location for an error of %TERN_SCAN_ERROR or %LPA_CODE_ERROR
 *
 * Returns: whether there is an activation code; otherwise @error says what there is
 */
gboolean
tern_scan_expect_code (GPtrArray *symbols, GError **error)
{
  static const TernScanError errors[] = {
    [TERN_SYMBOL_WEB_ADDRESS] = TERN_SCAN_ERROR_WEB_ADDRESS,
    [TERN_SYMBOL_TEXT] = TERN_SCAN_ERROR_OTHER_TEXT,
    [TERN_SYMBOL_LONG_TEXT] = TERN_SCAN_ERROR_TOO_MUCH_TEXT,
  };
  const TernSymbol *first = symbols->pdata[0];
  g_autoptr (LpaActivationCode) code = NULL;

  if (first->kind == TERN_SYMBOL_CODE)
    return TRUE;
  if (first->kind == TERN_SYMBOL_BROKEN_CODE)
    code = lpa_activation_code_parse (first->text, NULL, error);
  else
    tern_scan_error_set (error, errors[first->kind]);
  return FALSE;
}

static void
return_symbols (GTask *task, GPtrArray *symbols, GError *error)
{
  if (symbols)
    g_task_return_pointer (task, symbols, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
scan_file_in_thread (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *symbols = tern_scan_file (file, cancellable, &error);

  return_symbols (task, symbols, error);
}

static void
scan_picture_in_thread (GTask *task, gpointer source, gpointer picture, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *symbols = tern_scan_picture (picture, cancellable, &error);

  return_symbols (task, symbols, error);
}

static void
run_in_thread (gpointer data,
               GDestroyNotify free_data,
               GTaskThreadFunc run,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tern_scan_finish);
  g_task_set_task_data (task, data, free_data);
  g_task_run_in_thread (task, run);
}

/**
 * tern_scan_file_async:
 * @file: a picture or a PDF document
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * tern_scan_file() on a thread of its own. Ends with tern_scan_finish().
 */
void
tern_scan_file_async (GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  run_in_thread (g_object_ref (file), g_object_unref, scan_file_in_thread, cancellable, callback,
                 user_data);
}

/**
 * tern_scan_picture_async:
 * @picture: a picture; a reference is taken
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * tern_scan_picture() on a thread of its own. Ends with tern_scan_finish().
 */
void
tern_scan_picture_async (TernGrey *picture,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  run_in_thread (tern_grey_ref (picture), (GDestroyNotify) tern_grey_unref, scan_picture_in_thread,
                 cancellable, callback, user_data);
}

/**
 * tern_scan_finish:
 * @result: what the callback was given
 * @error: return location for an error of %TERN_SCAN_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type TernSymbol) (nullable): as tern_scan_file()
 */
GPtrArray *
tern_scan_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_scan_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
