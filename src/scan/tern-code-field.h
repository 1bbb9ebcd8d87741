/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-text-piece.h"

G_BEGIN_DECLS

/**
 * TernCodeLabel:
 * @TERN_CODE_LABEL_NONE: nothing
 * @TERN_CODE_LABEL_ADDRESS: the address of a server
 * @TERN_CODE_LABEL_CODE: an activation code, or the matching ID in it
 * @TERN_CODE_LABEL_CONFIRMATION: a confirmation code
 *
 * What a line says about itself.
 */
typedef enum
{
  TERN_CODE_LABEL_NONE,
  TERN_CODE_LABEL_ADDRESS,
  TERN_CODE_LABEL_CODE,
  TERN_CODE_LABEL_CONFIRMATION,
  TERN_CODE_N_LABELS,
} TernCodeLabel;

/**
 * TernCodeField:
 * @label: what it is
 * @value: the word that the label is about; a piece of the text
 * @line: the line that it stands in, counted from 0
 *
 * Something that a seller put a label in front of.
 */
typedef struct
{
  TernCodeLabel label;
  TernTextPiece value;
  guint line;
} TernCodeField;

GArray *tern_code_fields_read (const char *text, const char *end) G_GNUC_WARN_UNUSED_RESULT;
const TernCodeField *tern_code_fields_find_partner (const GArray *fields,
                                                    guint index,
                                                    TernCodeLabel label);
char *tern_code_field_read_address (const TernTextPiece *piece) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
