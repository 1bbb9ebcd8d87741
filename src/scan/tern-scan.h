/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"
#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * TernSymbolKind:
 * @TERN_SYMBOL_CODE: an activation code
 * @TERN_SYMBOL_BROKEN_CODE: begins as an activation code does, and is none
 * @TERN_SYMBOL_WEB_ADDRESS: a link
 * @TERN_SYMBOL_TEXT: any other text
 * @TERN_SYMBOL_LONG_TEXT: more text than an activation code can have
 *
 * What a QR code holds.
 */
typedef enum
{
  TERN_SYMBOL_CODE,
  TERN_SYMBOL_BROKEN_CODE,
  TERN_SYMBOL_WEB_ADDRESS,
  TERN_SYMBOL_TEXT,
  TERN_SYMBOL_LONG_TEXT,
} TernSymbolKind;

/**
 * TernSymbol:
 * @kind: what it is
 * @text: what it holds, to the letter
 * @page: on which page it was found, from 1; always 1 in a picture
 * @code: (nullable): the activation code, for %TERN_SYMBOL_CODE
 *
 * A QR code that was read. A secret. Free with tern_symbol_free().
 */
typedef struct
{
  TernSymbolKind kind;
  char *text;
  guint page;
  LpaActivationCode *code;
} TernSymbol;

void tern_symbol_free (TernSymbol *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernSymbol, tern_symbol_free)
const char *tern_symbol_kind_get_nick (TernSymbolKind kind);

GPtrArray *tern_scan_file (GFile *file,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_scan_bytes (GBytes *bytes,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_scan_picture (const TernGrey *picture,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_scan_texts (GPtrArray *texts) G_GNUC_WARN_UNUSED_RESULT;
void tern_scan_file_async (GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void tern_scan_picture_async (TernGrey *picture,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *tern_scan_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_scan_expect_code (GPtrArray *symbols, GError **error);

G_END_DECLS
