/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_CONTROL_NAME "io.github.ternesim.FakeModemManager"
#define FAKE_CONTROL_PATH "/io/github/ternesim/FakeModemManager"

/**
 * FakeManager:
 *
 * A ModemManager without modems, until it is told of some.
 */
typedef struct _FakeManager FakeManager;

FakeManager *fake_manager_new (GDBusConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
void fake_manager_free (FakeManager *self);
void fake_manager_start (FakeManager *self);
char *fake_manager_tell (FakeManager *self, const char *command, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeManager, fake_manager_free)

G_END_DECLS
