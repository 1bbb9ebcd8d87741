/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeLab:
 *
 * A private system bus with `fake-modem-manager` on it, for a test. Meanwhile the environment says
 * that this is the system bus.
 */
typedef struct _FakeLab FakeLab;

FakeLab *fake_lab_new (void) G_GNUC_WARN_UNUSED_RESULT;
void fake_lab_free (FakeLab *self);
GDBusConnection *fake_lab_get_bus (FakeLab *self);
void fake_lab_tell (FakeLab *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *fake_lab_ask (FakeLab *self, const char *command) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeLab, fake_lab_free)

G_END_DECLS
