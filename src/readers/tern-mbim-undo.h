/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernMbimUndo:
 *
 * What was changed on a modem for the time that its card is used, written down before it is
 * changed, so that it can be put back even when this program is killed. One thread.
 */
typedef struct _TernMbimUndo TernMbimUndo;

TernMbimUndo *tern_mbim_undo_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void tern_mbim_undo_free (TernMbimUndo *self);
gboolean tern_mbim_undo_is_empty (TernMbimUndo *self);
void tern_mbim_undo_set_modem (TernMbimUndo *self, const char *device, const char *model);
const char *tern_mbim_undo_get_device (TernMbimUndo *self);
const char *tern_mbim_undo_get_model (TernMbimUndo *self);
gboolean tern_mbim_undo_set_slots (TernMbimUndo *self,
                                   GArray *before,
                                   GArray *after,
                                   GError **error);
gboolean tern_mbim_undo_get_slots (TernMbimUndo *self, GArray **before, GArray **after);
gboolean tern_mbim_undo_set_pass_through (TernMbimUndo *self,
                                          gboolean pass_through,
                                          GError **error);
gboolean tern_mbim_undo_get_pass_through (TernMbimUndo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernMbimUndo, tern_mbim_undo_free)

G_END_DECLS
