/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-code.h"

#include <libmm-glib.h>

#include "lpa/lpa-error.h"
#include "network/tern-modem-gone.h"

/* A modem that restarts its SIM after the code takes its time. */
#define CALL_MILLISECONDS 60000

/* How each kind is sent, and how a wrong one is named. */
typedef struct
{
  const char *interface;
  const char *name;
  LpaNetworkError refusal;
  const char *figure;
} Method;

static const Method methods[] = {
  [TERN_MODEM_KEY_PIN] = { MM_DBUS_INTERFACE_SIM, "SendPin", LPA_NETWORK_ERROR_PIN, "pin/wrong" },
  [TERN_MODEM_KEY_PUK] = { MM_DBUS_INTERFACE_SIM, "SendPuk", LPA_NETWORK_ERROR_PUK, "puk/wrong" },
  [TERN_MODEM_KEY_DEVICE] = { MM_DBUS_INTERFACE_MODEM_MODEM3GPP, "DisableFacilityLock",
                              LPA_NETWORK_ERROR_LOCKED, "locked/wrong" },
};

static gboolean
is_wrong (const GError *error)
{
  return g_error_matches (error, MM_MOBILE_EQUIPMENT_ERROR,
                          MM_MOBILE_EQUIPMENT_ERROR_INCORRECT_PASSWORD) ||
         g_error_matches (error, MM_MOBILE_EQUIPMENT_ERROR, MM_MOBILE_EQUIPMENT_ERROR_SIM_PUK);
}

static gboolean
is_not_permitted (const GError *error)
{
  return g_error_matches (error, MM_CORE_ERROR, MM_CORE_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
}

/* What ModemManager's errors mean here, the first that matches. */
static GError *
translate (TernModemKeyKind kind, GError *failed)
{
  g_autoptr (GError) error = failed;
  LpaNetworkError code = methods[kind].refusal;
  const char *figure = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&error);
  if (is_wrong (error))
    figure = methods[kind].figure;
  else if (is_not_permitted (error))
    code = LPA_NETWORK_ERROR_NOT_PERMITTED;
  else if (tern_modem_gone_matches (error))
    code = LPA_NETWORK_ERROR_NO_MODEM;
  else if (kind == TERN_MODEM_KEY_DEVICE)
    figure = "locked/no-entry";
  return lpa_error_new (LPA_NETWORK_ERROR, (int) code, figure, "%s", error->message);
}

/* Made anew for each call: the code goes with it. */
static GVariant *
new_arguments (const TernModemCode *self)
{
  if (self->kind == TERN_MODEM_KEY_DEVICE)
    return g_variant_new ("((us))", self->facility, self->code);
  if (self->kind == TERN_MODEM_KEY_PUK)
    return g_variant_new ("(ss)", self->code, self->new_pin);
  return g_variant_new ("(s)", self->code);
}

/**
 * tern_modem_code_send:
 * @self: a code, checked with tern_modem_key_check()
 * @bus: where ModemManager is
 * @cancellable: (nullable): to stop waiting; a code that is on its way counts all the same
 * @error: return location for an error as of tern_modem_key_turn_finish()
 *
 * The only place from which a code goes to a SIM or a modem. It is sent once: every wrong one
 * counts. Blocks; not for the main thread.
 *
 * Returns: whether it opened the lock
 */
gboolean
tern_modem_code_send (const TernModemCode *self,
                      GDBusConnection *bus,
                      GCancellable *cancellable,
                      GError **error)
{
  const Method *method = &methods[self->kind];
  g_autoptr (GVariant) reply = NULL;
  GError *failed = NULL;

  /* Until somebody names them, GDBus does not know ModemManager's errors. */
  mm_core_error_quark ();
  mm_mobile_equipment_error_quark ();
  reply = g_dbus_connection_call_sync (
      bus, MM_DBUS_SERVICE, self->path, method->interface, method->name, new_arguments (self), NULL,
      G_DBUS_CALL_FLAGS_NO_AUTO_START | G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
      CALL_MILLISECONDS, cancellable, &failed);
  if (failed != NULL)
    g_propagate_error (error, translate (self->kind, failed));
  return reply != NULL;
}
