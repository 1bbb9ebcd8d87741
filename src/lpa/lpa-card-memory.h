/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LPA_TYPE_CARD_MEMORY (lpa_card_memory_get_type ())
G_DECLARE_FINAL_TYPE (LpaCardMemory, lpa_card_memory, LPA, CARD_MEMORY, GObject)

/*
 * What worked: the AIDs under which a kind of card (by its ATR) answered, the segment size a reader
 * can take, the P2 with which a kind of card or a model of modem takes SELECT, what makes a model
 * of modem notice a switch. A hint that saves exchanges, never a fact that is relied on. Kept in a
 * key file; safe to lose. Any thread.
 */
LpaCardMemory *lpa_card_memory_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lpa_card_memory_get_aids (LpaCardMemory *self, GBytes *atr) G_GNUC_WARN_UNUSED_RESULT;
void lpa_card_memory_set_aids (LpaCardMemory *self, GBytes *atr, GPtrArray *aids);
guint lpa_card_memory_get_segment_size (LpaCardMemory *self, const char *reader);
void lpa_card_memory_set_segment_size (LpaCardMemory *self, const char *reader, guint size);
guint8 lpa_card_memory_get_select_p2 (LpaCardMemory *self, GBytes *atr);
void lpa_card_memory_set_select_p2 (LpaCardMemory *self, GBytes *atr, guint8 p2);
guint8 lpa_card_memory_get_model_p2 (LpaCardMemory *self, const char *model, guint8 fallback);
void lpa_card_memory_set_model_p2 (LpaCardMemory *self, const char *model, guint8 p2);
gboolean lpa_card_memory_get_model_forgets (LpaCardMemory *self, const char *model);
void lpa_card_memory_set_model_forgets (LpaCardMemory *self, const char *model);
char *lpa_card_memory_dup_model_rung (LpaCardMemory *self,
                                      const char *model) G_GNUC_WARN_UNUSED_RESULT;
void lpa_card_memory_set_model_rung (LpaCardMemory *self, const char *model, const char *rung);

G_END_DECLS
