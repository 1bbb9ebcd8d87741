/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-intake.h"

#include "app/tern-picture-bytes.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "scan/tern-code-finder.h"
#include "scan/tern-scan-error.h"
#include "scan/tern-scan.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <string.h>

/**
 * tern_found_code_free:
 * @self: (nullable): a code
 *
 * Wipes the confirmation code and frees it.
 */
void
tern_found_code_free (TernFoundCode *self)
{
  if (self == NULL)
    return;
  if (self->confirmation_code)
    OPENSSL_cleanse (self->confirmation_code, strlen (self->confirmation_code));
  g_free (self->confirmation_code);
  g_free (self->text);
  lpa_activation_code_free (self->code);
  g_free (self);
}

static gboolean
is_known (GPtrArray *found, const char *text)
{
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((TernFoundCode *) found->pdata[i])->text, text))
      return TRUE;
  return FALSE;
}

static void
add (GPtrArray *found, const LpaActivationCode *code, const char *confirmation_code)
{
  g_autofree char *text = lpa_activation_code_to_text (code);
  TernFoundCode *one;

  if (is_known (found, text))
    return;
  one = g_new0 (TernFoundCode, 1);
  one->text = g_steal_pointer (&text);
  one->code = lpa_activation_code_copy (code);
  one->confirmation_code = g_strdup (confirmation_code);
  g_ptr_array_add (found, one);
}

/* What begins as a code does and is none: where it is wrong is seen in the entry. */
static void
add_broken (GPtrArray *found, const char *text)
{
  TernFoundCode *one = g_new0 (TernFoundCode, 1);

  one->text = g_strdup (text);
  g_ptr_array_add (found, one);
}

static gboolean
is_nearly_a_code (const GError *error)
{
  return error->domain == LPA_CODE_ERROR && error->code != LPA_CODE_ERROR_EMPTY &&
         error->code != LPA_CODE_ERROR_NOT_A_CODE && error->code != LPA_CODE_ERROR_TOO_LONG;
}

static gboolean
read_symbols (GPtrArray *found, GPtrArray *symbols, GError **error)
{
  g_autoptr (GError) fault = NULL;
  const TernSymbol *first;

  if (symbols == NULL)
    return FALSE;
  first = symbols->pdata[0];
  for (guint i = 0; i < symbols->len; i++)
    {
      const TernSymbol *symbol = symbols->pdata[i];

      if (symbol->code)
        add (found, symbol->code, NULL);
    }
  if (tern_scan_expect_code (symbols, &fault))
    return TRUE;
  if (first->kind == TERN_SYMBOL_BROKEN_CODE && is_nearly_a_code (fault))
    {
      add_broken (found, first->text);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
read_text (GPtrArray *found, const char *text, GError **error)
{
  g_autoptr (GPtrArray) candidates = tern_code_finder_find (text);
  g_autofree char *start = NULL;
  g_autoptr (LpaActivationCode) code = NULL;
  g_autoptr (GError) fault = NULL;

  for (guint i = 0; i < candidates->len; i++)
    {
      const TernCandidate *candidate = candidates->pdata[i];

      add (found, candidate->code, candidate->confirmation_code);
    }
  if (candidates->len > 0)
    return TRUE;
  start =
      g_strstrip (g_utf8_make_valid (text, (gssize) strnlen (text, TERN_CODE_FINDER_MAX_BYTES)));
  code = lpa_activation_code_parse (start, NULL, &fault);
  if (code)
    add (found, code, NULL);
  else if (is_nearly_a_code (fault) && strpbrk (start, "\r\n") == NULL)
    add_broken (found, start);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return found->len > 0;
}

/* What is dragged out of a browser is a link, which may have the code in it and is not followed. A
 * pipe is not waited for. */
static gboolean
read_file (GPtrArray *found, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GPtrArray) symbols = NULL;

  if (path == NULL)
    return read_text (found, uri, error);
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) != G_FILE_TYPE_REGULAR)
    {
      tern_scan_error_set (error, TERN_SCAN_ERROR_FILE);
      return FALSE;
    }
  symbols = tern_scan_file (file, cancellable, error);
  return read_symbols (found, symbols, error);
}

/* The fault told is that of the first file. */
static gboolean
read_files (GPtrArray *found, const GValue *value, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) first = NULL;

  for (GSList *l = g_value_get_boxed (value); l; l = l->next)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      read_file (found, l->data, cancellable, first ? NULL : &first);
    }
  if (found->len == 0 && first)
    g_propagate_error (error, g_steal_pointer (&first));
  return found->len > 0;
}

static gboolean
read_picture (GPtrArray *found, const GValue *value, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) symbols = tern_scan_bytes (g_value_get_boxed (value), cancellable, error);

  return read_symbols (found, symbols, error);
}

static gboolean
read_value (GPtrArray *found, const GValue *value, GCancellable *cancellable, GError **error)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return read_files (found, value, cancellable, error);
  if (G_VALUE_HOLDS (value, TERN_TYPE_PICTURE_BYTES))
    return read_picture (found, value, cancellable, error);
  return read_text (found, g_value_get_string (value) ? g_value_get_string (value) : "", error);
}

/* Beside a code that is right one that is not does not count; alone, only the first does. */
static void
sift (GPtrArray *found)
{
  gboolean any = FALSE;

  for (guint i = 0; i < found->len; i++)
    any = any || ((TernFoundCode *) found->pdata[i])->code;
  for (guint i = found->len; any && i-- > 0;)
    if (((TernFoundCode *) found->pdata[i])->code == NULL)
      g_ptr_array_remove_index (found, i);
  if (!any && found->len > 1)
    g_ptr_array_set_size (found, 1);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer value, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tern_found_code_free);
  GError *error = NULL;

  if (read_value (found, value, cancellable, &error))
    {
      sift (found);
      g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
    }
  else
    g_task_return_error (task, error);
}

static void
free_value (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

/**
 * tern_intake_read_async:
 * @value: a list of files (%GDK_TYPE_FILE_LIST), a picture (%TERN_TYPE_PICTURE_BYTES) or a text
 * @cancellable: (nullable): to stop it, at once
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Looks for activation codes in what a person chose, pasted or dropped, on a thread of its own.
 * Contacts nothing. Ends with tern_intake_read_finish().
 */
void
tern_intake_read_async (const GValue *value,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GValue *copy = g_new0 (GValue, 1);

  g_value_init (copy, G_VALUE_TYPE (value));
  g_value_copy (value, copy);
  g_task_set_source_tag (task, tern_intake_read_async);
  g_task_set_task_data (task, copy, free_value);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * tern_intake_read_finish:
 * @result: what the callback was given
 * @error: return location for an error of %TERN_SCAN_ERROR, %LPA_CODE_ERROR or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type TernFoundCode) (nullable): the codes, each once and never
 *   none; or one alone that is nearly a code
 */
GPtrArray *
tern_intake_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_intake_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tern_intake_take_texts:
 * @texts: (element-type utf8): what QR codes held that a camera saw; at least one
 * @error: return location for an error of %TERN_SCAN_ERROR or %LPA_CODE_ERROR
 *
 * Looks for activation codes among them. Quick enough for the main thread.
 *
 * Returns: (transfer full) (element-type TernFoundCode) (nullable): the codes, each once and never
 *   none. A camera sees again what is nearly one, so that does not count.
 */
GPtrArray *
tern_intake_take_texts (GPtrArray *texts, GError **error)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tern_found_code_free);
  g_autoptr (GPtrArray) symbols = tern_scan_texts (texts);

  if (!tern_scan_expect_code (symbols, error))
    return NULL;
  read_symbols (found, symbols, NULL);
  return g_steal_pointer (&found);
}

/**
 * tern_intake_dup_sentence:
 * @error: what kept a code from being found
 *
 * Returns: (transfer full): what it was and what to do next
 */
char *
tern_intake_dup_sentence (const GError *error)
{
  g_autoptr (LpaExplanation) explanation = NULL;

  if (error->domain == TERN_SCAN_ERROR)
    return g_strdup_printf ("%s %s", tern_scan_error_get_cause ((TernScanError) error->code),
                            tern_scan_error_get_action ((TernScanError) error->code));
  if (error->domain != LPA_CODE_ERROR)
    return g_strdup (C_ ("code", "What was copied last is not an activation code, nor a picture "
                                 "of one. Copy the picture or the text once more."));
  explanation = lpa_error_book_explain (error, LPA_STEP_CODE);
  return g_strdup_printf ("%s %s", explanation->cause, explanation->action);
}
