/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeFacts:
 *
 * What was told of a modem, by the keys that `fake-modem-manager --help` lists. A fact that was
 * not told has its usual value.
 */
typedef struct _FakeFacts FakeFacts;

FakeFacts *fake_facts_new (void) G_GNUC_WARN_UNUSED_RESULT;
void fake_facts_free (FakeFacts *self);
gboolean fake_facts_set (FakeFacts *self, const char *key, const char *value, GError **error);
void fake_facts_reset (FakeFacts *self, const char *key);
const char *fake_facts_get (FakeFacts *self, const char *key);
int fake_facts_get_number (FakeFacts *self, const char *key);
gboolean fake_facts_has (FakeFacts *self, const char *key);
char *fake_facts_describe (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
