/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpaDeadline:
 *
 * A cancellable that cancels itself when its time is over: the bound of what must be tried even
 * after the person's own cancellable is cancelled. Free with lpa_deadline_free().
 */
typedef struct _LpaDeadline LpaDeadline;

LpaDeadline *lpa_deadline_new (guint milliseconds) G_GNUC_WARN_UNUSED_RESULT;
GCancellable *lpa_deadline_get_cancellable (LpaDeadline *self);
void lpa_deadline_free (LpaDeadline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaDeadline, lpa_deadline_free)

G_END_DECLS
