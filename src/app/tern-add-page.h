/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-add-stage.h"
#include "app/tern-card-item.h"
#include "ledger/tern-ledger.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ADD_PAGE (tern_add_page_get_type ())
G_DECLARE_FINAL_TYPE (TernAddPage, tern_add_page, TERN, ADD_PAGE, AdwBin)

/*
 * "Add eSIM": one question a page. Signals "closed" (there is nothing more to do here), "report"
 * (TernReport: the person wants one, of which this is the beginning) and "guide" (text: a topic to
 * begin with). Property "stage" is notified.
 */
GtkWidget *tern_add_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_add_page_set_cards (TernAddPage *self, GListModel *cards);
void tern_add_page_set_ledger (TernAddPage *self, TernLedger *ledger);
void tern_add_page_set_practice_code (TernAddPage *self, const char *code);
void tern_add_page_set_warning (TernAddPage *self, const char *sentence);
gboolean tern_add_page_begin (TernAddPage *self, TernCardItem *item, const char *text);
gboolean tern_add_page_take (TernAddPage *self, TernCardItem *item, const GValue *value);
void tern_add_page_leave (TernAddPage *self);
void tern_add_page_ask_to_stop (TernAddPage *self);
gboolean tern_add_page_is_costly (TernAddPage *self);
LpaEuicc *tern_add_page_get_euicc (TernAddPage *self);
char *tern_add_page_dup_code (TernAddPage *self) G_GNUC_WARN_UNUSED_RESULT;
TernAddStage tern_add_page_get_stage (TernAddPage *self);

G_END_DECLS
