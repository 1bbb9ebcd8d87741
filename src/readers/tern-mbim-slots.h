/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-mbim-line.h"
#include "readers/tern-mbim-undo.h"

G_BEGIN_DECLS

/**
 * TernMbimSlots:
 *
 * The slots of a modem: which one it uses, and putting that back. One session's.
 */
typedef struct _TernMbimSlots TernMbimSlots;

/* More than any modem has. */
#define TERN_MBIM_SLOTS_MAX 16

/**
 * TernMbimSlot:
 * @used: whether the modem uses it now
 * @state: what is in it
 */
typedef struct
{
  gboolean used;
  MbimUiccSlotState state;
} TernMbimSlot;

TernMbimSlots *tern_mbim_slots_new (TernMbimLine *line,
                                    TernMbimUndo *undo,
                                    gboolean may_be_empty) G_GNUC_WARN_UNUSED_RESULT;
void tern_mbim_slots_free (TernMbimSlots *self);
gboolean tern_mbim_slots_take (TernMbimSlots *self,
                               guint slot,
                               GCancellable *cancellable,
                               GError **error);
gboolean tern_mbim_slots_put_back (TernMbimSlots *self, GError **error);
gboolean tern_mbim_slots_put_back_old (TernMbimSlots *self, GError **error);
GArray *tern_mbim_slots_list (TernMbimSlots *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_mbim_slots_check_card (TernMbimSlots *self, gboolean *has_euicc, GError **error);
gboolean tern_mbim_wait_until_ready (TernMbimLine *line,
                                     gboolean may_be_empty,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tern_mbim_pause (GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernMbimSlots, tern_mbim_slots_free)

G_END_DECLS
