/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernTellFunc:
 * @news: (transfer none): what was told
 * @user_data: what tern_teller_new() got
 */
typedef void (*TernTellFunc) (gpointer news, gpointer user_data);

/**
 * TernTeller:
 *
 * Takes news from a thread that watches something to the main context of whom it is watched for.
 */
typedef struct _TernTeller TernTeller;

TernTeller *tern_teller_new (TernTellFunc function,
                             GDestroyNotify news_free,
                             gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void tern_teller_unref (TernTeller *self);
void tern_teller_tell (TernTeller *self, gpointer news);
void tern_teller_hush (TernTeller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernTeller, tern_teller_unref)

G_END_DECLS
