/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernRows:
 *
 * What a query of a #TernStore found, all of it: rows of integers, texts and bytes. Rows and
 * columns are counted from 0. Once filled it never changes. Any thread. Free with tern_rows_free().
 */
typedef struct _TernRows TernRows;

TernRows *tern_rows_new (guint n_columns) G_GNUC_WARN_UNUSED_RESULT;
void tern_rows_free (TernRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernRows, tern_rows_free)
void tern_rows_add_null (TernRows *self);
void tern_rows_add_integer (TernRows *self, gint64 value);
void tern_rows_add_data (TernRows *self, gconstpointer data, gsize size);

guint tern_rows_get_length (const TernRows *self);
gboolean tern_rows_is_null (const TernRows *self, guint row, guint column);
gint64 tern_rows_get_integer (const TernRows *self, guint row, guint column);
const char *tern_rows_get_text (const TernRows *self, guint row, guint column);
GBytes *tern_rows_dup_bytes (const TernRows *self,
                             guint row,
                             guint column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
