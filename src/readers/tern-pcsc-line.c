/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-pcsc-line.h"

#include <string.h>

#define PROTOCOLS (SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)

#define STATUS_WORD_SIZE 2

/* Milliseconds. */
#define CLOSE_TIMEOUT 5000
#define REMOVAL_TIMEOUT 1500

typedef enum
{
  CALL_NONE,
  CALL_CONNECT,
  CALL_RESET,
  CALL_TRANSMIT,
  CALL_CLOSE,
} Call;

struct _TernPcscLine
{
  gatomicrefcount references;
  char *reader;

  GMutex lock;
  GCond changed;
  Call call;
  gboolean abandoned;

  /* The thread's alone while a call is under way, the caller's in between. */
  LONG result;
  GBytes *command;
  guint8 response[TERN_PCSC_RESPONSE_MAX];
  DWORD response_length;
  SCARDCONTEXT context;
  SCARDHANDLE handle;
  DWORD protocol;
  guint8 atr[MAX_ATR_SIZE];
  DWORD atr_length;
  gboolean has_context;
  gboolean has_handle;
};

static void
tern_pcsc_line_unref (TernPcscLine *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->command, g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->reader);
  g_free (self);
}

static LONG
read_atr (TernPcscLine *self)
{
  char name[MAX_READERNAME];
  DWORD name_length = sizeof name;
  DWORD state;

  self->atr_length = sizeof self->atr;

  return SCardStatus (self->handle, name, &name_length, &state, &self->protocol, self->atr,
                      &self->atr_length);
}

static LONG
power_cycle (TernPcscLine *self)
{
  LONG result = SCardReconnect (self->handle, SCARD_SHARE_EXCLUSIVE, PROTOCOLS, SCARD_UNPOWER_CARD,
                                &self->protocol);

  return result == SCARD_S_SUCCESS ? read_atr (self) : result;
}

static void
let_go (TernPcscLine *self)
{
  if (self->has_handle)
    SCardDisconnect (self->handle, SCARD_UNPOWER_CARD);
  self->has_handle = FALSE;
}

/* Whoever had the card before may have left it powered, with channels open: only a cold reset makes
 * it fresh. */
static LONG
do_connect (TernPcscLine *self)
{
  LONG result = SCARD_S_SUCCESS;

  let_go (self);
  if (!self->has_context)
    result = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->context);
  if (result != SCARD_S_SUCCESS)
    return result;
  self->has_context = TRUE;

  result = SCardConnect (self->context, self->reader, SCARD_SHARE_EXCLUSIVE, PROTOCOLS,
                         &self->handle, &self->protocol);
  if (result != SCARD_S_SUCCESS)
    return result;
  self->has_handle = TRUE;

  return power_cycle (self);
}

/* What a driver says of a card that is gone before it sees that it is gone. */
static gboolean
may_be_removal (LONG result)
{
  static const LONG results[] = { SCARD_E_NOT_TRANSACTED, SCARD_E_COMM_DATA_LOST,
                                  SCARD_F_INTERNAL_ERROR, SCARD_W_UNPOWERED_CARD,
                                  SCARD_W_UNRESPONSIVE_CARD };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (results[i] == result)
      return TRUE;

  return FALSE;
}

/* A driver sees a broken exchange before it sees that the card is gone; the service knows a moment
 * later. */
static LONG
explain_failure (TernPcscLine *self, LONG result)
{
  SCARD_READERSTATE state = { .szReader = self->reader, .dwCurrentState = SCARD_STATE_UNAWARE };
  gint64 deadline = g_get_monotonic_time () + REMOVAL_TIMEOUT * G_TIME_SPAN_MILLISECOND;
  gint64 left = REMOVAL_TIMEOUT;
  LONG found;

  if (result == SCARD_E_NO_SMARTCARD)
    return SCARD_W_REMOVED_CARD;
  if (!may_be_removal (result))
    return result;

  do
    {
      found = SCardGetStatusChange (self->context, (DWORD) left, &state, 1);
      if (found == SCARD_S_SUCCESS && (state.dwEventState & SCARD_STATE_EMPTY))
        return SCARD_W_REMOVED_CARD;
      state.dwCurrentState = state.dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
      left = (deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;
    }
  while (found == SCARD_S_SUCCESS && left > 0);

  return found == SCARD_E_UNKNOWN_READER || found == SCARD_E_READER_UNAVAILABLE ? found : result;
}

static LONG
do_reset (TernPcscLine *self)
{
  LONG result = power_cycle (self);

  return result == SCARD_S_SUCCESS ? result : explain_failure (self, result);
}

static LONG
do_transmit (TernPcscLine *self)
{
  const SCARD_IO_REQUEST *protocol =
      self->protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
  gsize length;
  const guint8 *command = g_bytes_get_data (self->command, &length);
  LONG result;

  self->response_length = sizeof self->response;
  result = SCardTransmit (self->handle, protocol, command, (DWORD) length, NULL, self->response,
                          &self->response_length);
  /* So some drivers put it that the card went before it answered. */
  if (result == SCARD_S_SUCCESS && self->response_length < STATUS_WORD_SIZE)
    result = SCARD_E_NOT_TRANSACTED;

  /* A driver whose card goes meanwhile may call an exchange without an answer a success. */
  if (result == SCARD_S_SUCCESS && self->response_length < 2)
    result = SCARD_E_NOT_TRANSACTED;

  return result == SCARD_S_SUCCESS ? result : explain_failure (self, result);
}

static LONG
do_close (TernPcscLine *self)
{
  let_go (self);
  if (self->has_context)
    SCardReleaseContext (self->context);
  self->has_context = FALSE;

  return SCARD_S_SUCCESS;
}

static LONG
perform (TernPcscLine *self, Call call)
{
  static LONG (*const functions[]) (TernPcscLine *) = {
    [CALL_CONNECT] = do_connect,
    [CALL_RESET] = do_reset,
    [CALL_TRANSMIT] = do_transmit,
    [CALL_CLOSE] = do_close,
  };

  return functions[call](self);
}

static gpointer
run (gpointer data)
{
  TernPcscLine *self = data;
  gboolean ended = FALSE;

  g_mutex_lock (&self->lock);
  while (!ended)
    {
      Call call;

      while (self->call == CALL_NONE)
        g_cond_wait (&self->changed, &self->lock);
      call = self->call;

      g_mutex_unlock (&self->lock);
      self->result = perform (self, call);
      g_mutex_lock (&self->lock);

      self->call = CALL_NONE;
      g_cond_broadcast (&self->changed);
      ended = call == CALL_CLOSE || self->abandoned;
    }
  g_mutex_unlock (&self->lock);

  do_close (self);
  tern_pcsc_line_unref (self);

  return NULL;
}

static LONG
call_and_wait (TernPcscLine *self, Call call, guint timeout)
{
  gint64 deadline = g_get_monotonic_time () + timeout * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->abandoned)
    return SCARD_E_TIMEOUT;

  self->call = call;
  g_cond_broadcast (&self->changed);
  while (self->call != CALL_NONE)
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline) && self->call != CALL_NONE)
      {
        self->abandoned = TRUE;
        return SCARD_E_TIMEOUT;
      }

  return self->result;
}

/**
 * tern_pcsc_line_new:
 * @reader: the reader's name, as the service has it
 *
 * Returns: (transfer full): a line that is not connected yet; end it with tern_pcsc_line_close()
 */
TernPcscLine *
tern_pcsc_line_new (const char *reader)
{
  TernPcscLine *self = g_new0 (TernPcscLine, 1);

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->reader = g_strdup (reader);
  g_thread_unref (g_thread_new ("pcsc", run, self));

  return self;
}

/**
 * tern_pcsc_line_close:
 * @self: (transfer full): a line
 *
 * Takes the power from the card, lets it go, and ends the line. Waits for that some seconds at
 * most.
 */
void
tern_pcsc_line_close (TernPcscLine *self)
{
  call_and_wait (self, CALL_CLOSE, CLOSE_TIMEOUT);
  tern_pcsc_line_unref (self);
}

/**
 * tern_pcsc_line_connect:
 * @self: a line that is not connected
 * @timeout: milliseconds
 *
 * Takes the card for this program alone and resets it cold. May be tried again after it failed.
 *
 * Returns: %SCARD_S_SUCCESS or a PC/SC error
 */
LONG
tern_pcsc_line_connect (TernPcscLine *self, guint timeout)
{
  return call_and_wait (self, CALL_CONNECT, timeout);
}

/**
 * tern_pcsc_line_reset:
 * @self: a connected line
 * @timeout: milliseconds
 *
 * Takes the power from the card and gives it back.
 *
 * Returns: %SCARD_S_SUCCESS or a PC/SC error
 */
LONG
tern_pcsc_line_reset (TernPcscLine *self, guint timeout)
{
  return call_and_wait (self, CALL_RESET, timeout);
}

/**
 * tern_pcsc_line_transmit:
 * @self: a connected line
 * @command: an APDU
 * @timeout: milliseconds
 * @response: (out) (transfer full): set on success
 *
 * Exchanges one APDU. After a time-out the line is of no more use than to be closed.
 *
 * Returns: %SCARD_S_SUCCESS or a PC/SC error; %SCARD_W_REMOVED_CARD whenever the card is found gone
 */
LONG
tern_pcsc_line_transmit (TernPcscLine *self, GBytes *command, guint timeout, GBytes **response)
{
  LONG result;

  if (self->abandoned)
    return SCARD_E_TIMEOUT;

  g_clear_pointer (&self->command, g_bytes_unref);
  self->command = g_bytes_ref (command);
  result = call_and_wait (self, CALL_TRANSMIT, timeout);
  if (result == SCARD_S_SUCCESS)
    *response = g_bytes_new (self->response, self->response_length);

  return result;
}

/**
 * tern_pcsc_line_dup_atr:
 * @self: a connected line
 *
 * Returns: (transfer full): the answer to reset of the last power-up
 */
GBytes *
tern_pcsc_line_dup_atr (TernPcscLine *self)
{
  return g_bytes_new (self->atr, self->atr_length);
}

/**
 * tern_pcsc_line_get_protocol:
 * @self: a connected line
 *
 * Returns: %SCARD_PROTOCOL_T0 or %SCARD_PROTOCOL_T1
 */
DWORD
tern_pcsc_line_get_protocol (TernPcscLine *self) { return self->protocol; }
