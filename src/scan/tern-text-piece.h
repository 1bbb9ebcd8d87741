/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest piece that is looked into, in bytes. */
#define TERN_TEXT_PIECE_LONGEST 2000

/**
 * TernTextPiece:
 * @start: its first byte
 * @end: the byte behind its last one
 *
 * Some consecutive bytes of a text, which has to outlive it.
 */
typedef struct
{
  const char *start;
  const char *end;
} TernTextPiece;

gboolean tern_text_piece_is_empty (const TernTextPiece *self);
char *tern_text_piece_dup (const TernTextPiece *self) G_GNUC_WARN_UNUSED_RESULT;
TernTextPiece tern_text_piece_trim (TernTextPiece self);
gboolean tern_text_piece_next_word (const char **at, const char *end, TernTextPiece *word);
gboolean tern_text_piece_next_line (const char **at, const char *end, TernTextPiece *line);
const char *tern_text_piece_find (const TernTextPiece *self, const char *needle);
guint tern_text_piece_count_dollars (const TernTextPiece *self);
gboolean tern_text_piece_is_token (const TernTextPiece *self);

G_END_DECLS
