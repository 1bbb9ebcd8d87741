/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "network/tern-modem-key.h"

#include <string.h>

#include "lpa/lpa-error.h"
#ifdef TERN_HAVE_MODEMS
#include <openssl/crypto.h>

#include "network/tern-modem-code.h"
#endif

/* Lengths of codes, in digits (3GPP TS 31.101 9, TS 22.022). */
typedef struct
{
  gsize least;
  gsize most;
} Length;

static const Length lengths[] = {
  [TERN_MODEM_KEY_PIN] = { 4, 8 },
  [TERN_MODEM_KEY_PUK] = { 8, 8 },
  [TERN_MODEM_KEY_DEVICE] = { 1, TERN_MODEM_CODE_MAX },
};

/**
 * tern_modem_key_find:
 * @modem: a modem
 *
 * What the SIM asks for comes first: while it does, the modem takes no other code.
 *
 * Returns: which code opens it
 */
TernModemKeyKind
tern_modem_key_find (const TernModem *modem)
{
  TernModemLock lock = tern_modem_get_device_lock (modem);

  if (modem->path == NULL)
    return TERN_MODEM_KEY_NONE;
  if (modem->lock == TERN_MODEM_LOCK_SIM_PIN)
    return TERN_MODEM_KEY_PIN;
  if (modem->lock == TERN_MODEM_LOCK_SIM_PUK)
    return modem->tries[TERN_MODEM_LOCK_SIM_PUK] == 0 ? TERN_MODEM_KEY_NONE : TERN_MODEM_KEY_PUK;
  if (lock == TERN_MODEM_LOCK_NONE || tern_modem_lock_is_blocked (lock))
    return TERN_MODEM_KEY_NONE;
  return TERN_MODEM_KEY_DEVICE;
}

/**
 * tern_modem_key_get_tries:
 * @modem: a modem
 *
 * Returns: how often the code of tern_modem_key_find() may be wrong, or %TERN_MODEM_TRIES_UNKNOWN
 */
guint
tern_modem_key_get_tries (const TernModem *modem)
{
  switch (tern_modem_key_find (modem))
    {
    case TERN_MODEM_KEY_PIN:
      return modem->tries[TERN_MODEM_LOCK_SIM_PIN];
    case TERN_MODEM_KEY_PUK:
      return modem->tries[TERN_MODEM_LOCK_SIM_PUK];
    case TERN_MODEM_KEY_DEVICE:
      return modem->tries[tern_modem_get_device_lock (modem)];
    case TERN_MODEM_KEY_NONE:
    default:
      return TERN_MODEM_TRIES_UNKNOWN;
    }
}

/**
 * tern_modem_key_check:
 * @kind: a kind other than %TERN_MODEM_KEY_NONE
 * @code: what the person entered
 *
 * One that cannot be right is not sent: the card would count it.
 *
 * Returns: whether it can be such a code: digits, and as many as it takes
 */
gboolean
tern_modem_key_check (TernModemKeyKind kind, const char *code)
{
  gsize length = strlen (code);

  return length >= lengths[kind].least && length <= lengths[kind].most &&
         strspn (code, "0123456789") == length;
}

#ifdef TERN_HAVE_MODEMS

typedef struct
{
  TernModemKeyKind kind;
  char *path; /* of the SIM, or of the modem */
  guint facility;
  char *code;
  char *new_pin; /* (nullable) */
} Turn;

static void
wipe (char *secret)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_free (turn->path);
  wipe (turn->code);
  wipe (turn->new_pin);
  g_free (turn);
}

static void
turn_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Turn *turn = data;
  const TernModemCode code = { turn->kind, turn->path, turn->facility, turn->code, turn->new_pin };
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, cancellable, &error);

  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (bus != NULL && tern_modem_code_send (&code, bus, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static Turn *
turn_new (const TernModem *modem, const char *code, const char *new_pin)
{
  const TernModemSlot *slot = tern_modem_get_slot_in_use (modem);
  Turn *turn = g_new0 (Turn, 1);

  turn->kind = tern_modem_key_find (modem);
  turn->facility = tern_modem_get_facility (modem);
  turn->path = g_strdup (turn->kind == TERN_MODEM_KEY_DEVICE ? modem->path
                         : slot != NULL                      ? slot->sim
                                                             : NULL);
  turn->code = g_strdup (code);
  turn->new_pin = g_strdup (new_pin);
  return turn;
}

/**
 * tern_modem_key_turn_async:
 * @modem: a locked modem, as it stands now
 * @code: the code for what tern_modem_key_find() says, checked with tern_modem_key_check()
 * @new_pin: (nullable): the PIN that the SIM is to have from now on, with a PUK alone
 * @cancellable: (nullable): to stop waiting; a code that is on its way counts all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens a lock. The codes are copied, and wiped afterwards.
 */
void
tern_modem_key_turn_async (const TernModem *modem,
                           const char *code,
                           const char *new_pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Turn *turn = turn_new (modem, code, new_pin);

  g_task_set_source_tag (task, tern_modem_key_turn_async);
  g_task_set_task_data (task, turn, turn_free);
  if (turn->kind == TERN_MODEM_KEY_NONE || turn->path == NULL)
    g_task_return_error (task, lpa_error_new (LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL,
                                              "The modem asks for no code"));
  else
    g_task_run_in_thread (task, turn_in_thread);
}

#else

void
tern_modem_key_turn_async (const TernModem *modem,
                           const char *code,
                           const char *new_pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_task_report_new_error (NULL, callback, user_data, tern_modem_key_turn_async, LPA_NETWORK_ERROR,
                           LPA_NETWORK_ERROR_NO_SERVICE, "This build knows nothing of modems");
}

#endif

/**
 * tern_modem_key_turn_finish:
 * @result: as the callback got it
 * @error: return location for an error of %LPA_NETWORK_ERROR: %LPA_NETWORK_ERROR_PIN,
 * %LPA_NETWORK_ERROR_PUK or %LPA_NETWORK_ERROR_LOCKED for a wrong code (which its figure says),
 * %LPA_NETWORK_ERROR_NOT_PERMITTED, %LPA_NETWORK_ERROR_NO_MODEM; or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is open
 */
gboolean
tern_modem_key_turn_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
