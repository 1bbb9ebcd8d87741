/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <NetworkManager.h>

G_BEGIN_DECLS

/**
 * TernDataUndo:
 * @client: NetworkManager
 * @made: (nullable): the UUID of a connection that was made
 * @changed: (nullable): a connection that was there and was changed
 * @before: (nullable): what @changed was like
 * @active: (nullable): what was begun
 *
 * What a data connection that may yet fail has done to NetworkManager. Blocks; one worker thread's.
 */
typedef struct
{
  NMClient *client;
  char *made;
  NMRemoteConnection *changed;
  NMConnection *before;
  NMActiveConnection *active;
} TernDataUndo;

void tern_data_undo_note_change (TernDataUndo *self, NMRemoteConnection *connection);
void tern_data_undo_run (TernDataUndo *self);
void tern_data_undo_forget (TernDataUndo *self);
gboolean tern_data_undo_commit (NMRemoteConnection *connection,
                                guint milliseconds,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
