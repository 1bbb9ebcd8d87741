/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernHelperOptions:
 * @state: folder that keeps what is to be put back on modems
 * @test_node: (nullable): a path that is taken for a device node of a modem
 * @idle: seconds without anything to do after which the helper ends
 * @linger: milliseconds for which a slot is kept after its card was let go
 * @wait: milliseconds for which a caller waits for a card that another one has
 */
typedef struct
{
  char *state;
  char *test_node;
  int idle;
  int linger;
  int wait;
} TernHelperOptions;

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
