/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-helper-client.h"

#include "readers/tern-helper-bus.h"
#include "readers/tern-helper-error.h"

/* Milliseconds. What asks a person for a password has no end of its own. */
#define CALL_TIMEOUT 180000
#define RESTORE_TIMEOUT 20000
#define TRANSMIT_SLACK 30000

struct _TernHelperClient
{
  GObject parent_instance;

  GDBusConnection *bus;
};

G_DEFINE_FINAL_TYPE (TernHelperClient, tern_helper_client, G_TYPE_OBJECT)

/**
 * tern_helper_slot_free:
 * @self: (transfer full): a slot
 */
void
tern_helper_slot_free (TernHelperSlot *self)
{
  g_free (self->state);
  g_free (self);
}

/* Leaving the bus is how the helper learns that this is the end. */
static void
tern_helper_client_dispose (GObject *object)
{
  TernHelperClient *self = TERN_HELPER_CLIENT (object);

  if (self->bus != NULL)
    g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (tern_helper_client_parent_class)->dispose (object);
}

static void
tern_helper_client_class_init (TernHelperClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_helper_client_dispose;
}

static void
tern_helper_client_init (TernHelperClient *self)
{
}

/**
 * tern_helper_client_new:
 * @cancellable: (nullable): to give up
 * @error: return location for %LPA_CHANNEL_ERROR_NO_SERVICE or %G_IO_ERROR_CANCELLED
 *
 * Connects to the system bus. Whether the helper is there shows with the first call.
 *
 * Returns: (transfer full) (nullable): the client
 */
TernHelperClient *
tern_helper_client_new (GCancellable *cancellable, GError **error)
{
  g_autoptr (TernHelperClient) self = g_object_new (TERN_TYPE_HELPER_CLIENT, NULL);
  g_autoptr (GError) cause = NULL;
  g_autofree char *address =
      g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, cancellable, &cause);

  if (address != NULL)
    self->bus =
        g_dbus_connection_new_for_address_sync (address,
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, cancellable, &cause);
  if (self->bus != NULL)
    return g_steal_pointer (&self);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/no-bus",
                   "There is no system bus: %s", cause->message);
  return NULL;
}

static GVariant *
call_with_flags (TernHelperClient *self,
                 GDBusCallFlags flags,
                 const char *method,
                 GVariant *arguments,
                 const char *answer,
                 int timeout,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) cause = NULL;
  GVariant *result = g_dbus_connection_call_sync (
      self->bus, TERN_HELPER_BUS_NAME, TERN_HELPER_OBJECT, TERN_HELPER_INTERFACE, method, arguments,
      G_VARIANT_TYPE (answer), flags, timeout, cancellable, &cause);

  if (result == NULL)
    tern_helper_error_convert (error, cause);
  return result;
}

/* What begins something: starts the helper if need be, and may take as long as a person needs to
 * find a password. */
static GVariant *
ask (TernHelperClient *self,
     const char *method,
     GVariant *arguments,
     const char *answer,
     GCancellable *cancellable,
     GError **error)
{
  return call_with_flags (self, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION, method,
                          arguments, answer, G_MAXINT, cancellable, error);
}

/* What goes on with something, which a new helper would know nothing of. */
static GVariant *
call (TernHelperClient *self,
      const char *method,
      GVariant *arguments,
      const char *answer,
      int timeout,
      GCancellable *cancellable,
      GError **error)
{
  return call_with_flags (self, G_DBUS_CALL_FLAGS_NO_AUTO_START, method, arguments, answer, timeout,
                          cancellable, error);
}

static gboolean
call_without_answer (TernHelperClient *self,
                     const char *method,
                     int timeout,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GVariant) result = call (self, method, NULL, "()", timeout, cancellable, error);

  return result != NULL;
}

static GVariant *
new_bytes (GBytes *bytes)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

/**
 * tern_helper_client_list_slots:
 * @self: the client
 * @device: path of a modem's device node
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernHelperSlot): the slots of the modem
 */
GPtrArray *
tern_helper_client_list_slots (TernHelperClient *self,
                               const char *device,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GVariant) answer =
      ask (self, "ListSlots", g_variant_new ("(s)", device), "(a(ubs))", cancellable, error);
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  TernHelperSlot slot;

  if (answer == NULL)
    return NULL;

  slots = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_helper_slot_free);
  g_variant_get (answer, "(a(ubs))", &iter);
  while (g_variant_iter_next (iter, "(ubs)", &slot.number, &slot.used, &slot.state))
    g_ptr_array_add (slots, g_memdup2 (&slot, sizeof slot));
  return g_steal_pointer (&slots);
}

/**
 * tern_helper_client_open:
 * @self: the client, with no card
 * @device: path of a modem's device node
 * @slot: the slot of the modem, from 1; 0 for the one that it uses
 * @atr: (out) (transfer full) (nullable): the card's answer to reset
 * @model: (out) (transfer full): the modem's kind and firmware
 * @cancellable: (nullable): to give up; the client is of no use afterwards
 * @error: return location for an error
 *
 * Takes the card. The person may be asked for a password.
 *
 * Returns: whether it is this client's
 */
gboolean
tern_helper_client_open (TernHelperClient *self,
                         const char *device,
                         guint slot,
                         GBytes **atr,
                         char **model,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GVariant) answer =
      ask (self, "Open", g_variant_new ("(su)", device, slot), "(ays)", cancellable, error);
  g_autoptr (GVariant) bytes = NULL;

  if (answer == NULL)
    return FALSE;

  g_variant_get (answer, "(@ays)", &bytes, model);
  *atr = g_variant_n_children (bytes) > 0 ? g_variant_get_data_as_bytes (bytes) : NULL;
  return TRUE;
}

/**
 * tern_helper_client_open_channel:
 * @self: the client, with a card
 * @aid: of an ISD-R
 * @p2: as for lpa_channel_open_application()
 * @number: (out): as there
 * @sw: (out): as there
 * @error: return location for an error
 *
 * Returns: whether the card answered
 */
gboolean
tern_helper_client_open_channel (TernHelperClient *self,
                                 GBytes *aid,
                                 guint8 p2,
                                 int *number,
                                 guint16 *sw,
                                 GError **error)
{
  g_autoptr (GVariant) answer =
      call (self, "OpenChannel", g_variant_new ("(@ayy)", new_bytes (aid), p2), "(iq)",
            CALL_TIMEOUT, NULL, error);

  if (answer == NULL)
    return FALSE;

  g_variant_get (answer, "(iq)", number, sw);
  return TRUE;
}

/**
 * tern_helper_client_transmit:
 * @self: the client, with a channel
 * @command: a command of ES10
 * @timeout: milliseconds that the card may take
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the response
 */
GBytes *
tern_helper_client_transmit (TernHelperClient *self, GBytes *command, guint timeout, GError **error)
{
  guint bounded = MIN (timeout, TERN_HELPER_TIMEOUT_MAX);
  g_autoptr (GVariant) answer =
      call (self, "Transmit", g_variant_new ("(@ayu)", new_bytes (command), bounded), "(ay)",
            (int) (bounded + TRANSMIT_SLACK), NULL, error);
  g_autoptr (GVariant) bytes = NULL;

  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(@ay)", &bytes);
  return g_variant_get_data_as_bytes (bytes);
}

/**
 * tern_helper_client_close_channel:
 * @self: the client, with a card
 * @error: return location for an error
 *
 * Returns: whether no channel is open
 */
gboolean
tern_helper_client_close_channel (TernHelperClient *self, GError **error)
{
  return call_without_answer (self, "CloseChannel", CALL_TIMEOUT, NULL, error);
}

/**
 * tern_helper_client_reset:
 * @self: the client, with a card
 * @cancellable: (nullable): to give up; the client is of no use afterwards
 * @error: return location for an error
 *
 * Returns: whether the card was reset
 */
gboolean
tern_helper_client_reset (TernHelperClient *self, GCancellable *cancellable, GError **error)
{
  return call_without_answer (self, "Reset", CALL_TIMEOUT, cancellable, error);
}

/**
 * tern_helper_client_reveal:
 * @self: the client, with a card
 * @changed: (out): whether something was done
 * @cancellable: (nullable): to give up; the client is of no use afterwards
 * @error: return location for an error
 *
 * Makes the modem show an eUICC that it hides.
 *
 * Returns: whether it was tried
 */
gboolean
tern_helper_client_reveal (TernHelperClient *self,
                           gboolean *changed,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GVariant) answer =
      call (self, "Reveal", NULL, "(b)", CALL_TIMEOUT, cancellable, error);

  if (answer == NULL)
    return FALSE;

  g_variant_get (answer, "(b)", changed);
  return TRUE;
}

/**
 * tern_helper_client_close:
 * @self: the client, with a card
 * @error: return location for an error
 *
 * Lets the card go. The modem stays with its slot for a moment, for whoever wants it next.
 *
 * Returns: whether that was said
 */
gboolean
tern_helper_client_close (TernHelperClient *self, GError **error)
{
  return call_without_answer (self, "Close", CALL_TIMEOUT, NULL, error);
}

/**
 * tern_helper_client_restore:
 * @self: the client
 * @error: return location for an error
 *
 * Lets the card go and waits until everything on the modem is as it was found.
 *
 * Returns: whether it is
 */
gboolean
tern_helper_client_restore (TernHelperClient *self, GError **error)
{
  return call_without_answer (self, "Restore", RESTORE_TIMEOUT, NULL, error);
}

/**
 * tern_helper_client_reset_card:
 * @self: the client, with no card
 * @device: path of a modem's device node
 * @slot: the slot of the modem, from 1; 0 for the one that it uses
 * @cancellable: (nullable): to give up; the client is of no use afterwards
 * @error: return location for an error
 *
 * Resets the card so that the modem reads it anew, and leaves everything else as it was.
 *
 * Returns: whether it was reset
 */
gboolean
tern_helper_client_reset_card (TernHelperClient *self,
                               const char *device,
                               guint slot,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GBytes) atr = NULL;
  g_autofree char *model = NULL;

  if (!tern_helper_client_open (self, device, slot, &atr, &model, cancellable, error))
    return FALSE;
  if (tern_helper_client_reset (self, cancellable, error))
    return tern_helper_client_restore (self, error);

  tern_helper_client_restore (self, NULL);
  return FALSE;
}

/**
 * tern_helper_client_set_inhibited:
 * @self: the client
 * @uid: the modem, as ModemManager's property Device has it
 * @inhibited: whether ModemManager is to let go of it
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * When the client goes, ModemManager has the modem back.
 *
 * Returns: whether ModemManager did so
 */
gboolean
tern_helper_client_set_inhibited (TernHelperClient *self,
                                  const char *uid,
                                  gboolean inhibited,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (GVariant) answer =
      ask (self, "SetInhibited", g_variant_new ("(sb)", uid, inhibited), "()", cancellable, error);

  return answer != NULL;
}

/**
 * tern_helper_client_set_sim_slot:
 * @self: the client
 * @modem: object path of the modem at ModemManager
 * @slot: its slot, from 1
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Lets ModemManager use another slot from now on.
 *
 * Returns: whether it does
 */
gboolean
tern_helper_client_set_sim_slot (TernHelperClient *self,
                                 const char *modem,
                                 guint slot,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (GVariant) answer =
      ask (self, "SetSimSlot", g_variant_new ("(ou)", modem, slot), "()", cancellable, error);

  return answer != NULL;
}
