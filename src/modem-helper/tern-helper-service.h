/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "modem-helper/tern-helper-options.h"

G_BEGIN_DECLS

/**
 * TernHelperService:
 *
 * The helper on the bus: who calls, whether they may, which card they have, and that everything is
 * given back when they leave. Main thread.
 */
typedef struct _TernHelperService TernHelperService;

TernHelperService *tern_helper_service_new (GDBusConnection *bus,
                                            const TernHelperOptions *options,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_service_free (TernHelperService *self);
void tern_helper_service_run (TernHelperService *self);
void tern_helper_service_quit (TernHelperService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernHelperService, tern_helper_service_free)

G_END_DECLS
