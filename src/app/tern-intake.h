/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"

G_BEGIN_DECLS

/**
 * TernFoundCode:
 * @text: what to put into the entry
 * @code: (nullable): the activation code; %NULL for what is nearly one
 * @confirmation_code: (nullable): the confirmation code that was told with it
 *
 * A code that was found in what a person gave. A secret. Free with tern_found_code_free().
 */
typedef struct
{
  char *text;
  LpaActivationCode *code;
  char *confirmation_code;
} TernFoundCode;

void tern_found_code_free (TernFoundCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernFoundCode, tern_found_code_free)

void tern_intake_read_async (const GValue *value,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *tern_intake_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_intake_take_texts (GPtrArray *texts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_intake_dup_sentence (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
