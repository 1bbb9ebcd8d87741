/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CODE_PAGE (tern_code_page_get_type ())
G_DECLARE_FINAL_TYPE (TernCodePage, tern_code_page, TERN, CODE_PAGE, AdwBin)

/*
 * First page of "Add eSIM": the activation code, typed, pasted, dropped or read from a picture,
 * taken apart as it is, and the card it is for. Nothing is contacted here. Signal "continue": there
 * is a code and a card, and the person wants to go on.
 */
GtkWidget *tern_code_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_code_page_set_cards (TernCodePage *self, GListModel *cards);
void tern_code_page_choose_card (TernCodePage *self, TernCardItem *item);
void tern_code_page_set_practice_code (TernCodePage *self, const char *code);
void tern_code_page_set_text (TernCodePage *self, const char *text);
void tern_code_page_take (TernCodePage *self, const GValue *value);
void tern_code_page_paste (TernCodePage *self);
void tern_code_page_set_notice (TernCodePage *self, const char *sentence);
void tern_code_page_set_warning (TernCodePage *self, const char *sentence);
void tern_code_page_focus (TernCodePage *self);
const LpaActivationCode *tern_code_page_get_code (TernCodePage *self);
const char *tern_code_page_get_confirmation_code (TernCodePage *self);
TernCardItem *tern_code_page_get_item (TernCodePage *self);

G_END_DECLS
