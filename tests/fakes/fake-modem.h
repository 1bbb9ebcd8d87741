/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-bus.h"
#include "fake-steps.h"

G_BEGIN_DECLS

/**
 * FakeModem:
 *
 * A modem as ModemManager has it: a thing that is plugged in, and the object on the bus that stands
 * for it, which may come and go.
 */
typedef struct _FakeModem FakeModem;

FakeModem *fake_modem_new (FakeBus *bus, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void fake_modem_free (FakeModem *self);
const char *fake_modem_get_device (FakeModem *self);
gboolean fake_modem_set (FakeModem *self, const char *key, const char *value, GError **error);
gboolean fake_modem_set_slot (FakeModem *self,
                              guint slot,
                              const char *key,
                              const char *value,
                              GError **error);
gboolean fake_modem_refuse (FakeModem *self, const char *method, const char *name, GError **error);
void fake_modem_take_step (FakeModem *self, FakeStep step);
void fake_modem_settle (FakeModem *self);
void fake_modem_plug (FakeModem *self);
void fake_modem_unplug (FakeModem *self);
void fake_modem_inhibit (FakeModem *self);
void fake_modem_uninhibit (FakeModem *self);
void fake_modem_set_managed (FakeModem *self, gboolean managed);
char *fake_modem_describe (FakeModem *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
