/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-replay-channel.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-exchanges.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-trace-channel.h"

#define HEADER_DIGITS 8

struct _LpaReplayChannel
{
  GObject parent_instance;

  GPtrArray *records; /* of JsonNode */
  guint position;
  char *name;
  GBytes *atr;
  LpaProtocol protocol;
  LpaExchanges *sent;
  LpaExchanges *recorded;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LpaReplayChannel,
                               lpa_replay_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static const char *
get_text (JsonObject *record, const char *name)
{
  return json_object_get_string_member_with_default (record, name, NULL);
}

static gboolean deviates (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
deviates (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED, NULL,
                 "This is not what was recorded: %s", text);
  return FALSE;
}

/* The next record, which must be of @kind. */
static JsonObject *
take (LpaReplayChannel *self, const char *kind, GError **error)
{
  JsonObject *record;

  if (self->position == self->records->len)
    {
      deviates (error, "%s behind the end", kind);
      return NULL;
    }
  record = json_node_get_object (self->records->pdata[self->position]);
  if (g_strcmp0 (get_text (record, "kind"), kind) != 0)
    {
      deviates (error, "%s where there was %s", kind, get_text (record, "kind"));
      return NULL;
    }
  self->position++;
  return record;
}

/* The error that was recorded, made again from its name. */
static gboolean
fail_as_recorded (JsonObject *record, GError **error)
{
  const char *text = get_text (record, "error");
  const GQuark domains[] = { LPA_CHANNEL_ERROR, LPA_CARD_ERROR };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0;; code++)
      {
        g_autoptr (GError) candidate =
            lpa_error_new (domains[i], code, NULL, "As recorded: %s", text);
        const char *nick = lpa_error_code_nick (candidate);
        g_autofree char *name = g_strdup_printf ("%s/%s", lpa_error_domain_name (domains[i]), nick);

        if (!nick)
          break;
        if (!g_str_equal (name, text))
          continue;
        g_propagate_error (error, g_steal_pointer (&candidate));
        return FALSE;
      }
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED, NULL, "As recorded: %s", text);
  return FALSE;
}

static void
forget_command (LpaReplayChannel *self)
{
  g_clear_pointer (&self->sent, lpa_exchanges_free);
  g_clear_pointer (&self->recorded, lpa_exchanges_free);
  self->sent = lpa_exchanges_new ();
  self->recorded = lpa_exchanges_new ();
}

static gboolean
power (LpaReplayChannel *self, const char *kind, GError **error)
{
  JsonObject *record = take (self, kind, error);
  const char *atr, *name;

  if (!record)
    return FALSE;
  forget_command (self);
  if (get_text (record, "error"))
    return fail_as_recorded (record, error);

  atr = get_text (record, "atr");
  name = get_text (record, "reader");
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = atr ? lpa_hex_decode (atr) : NULL;
  if (name)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
  self->protocol =
      g_strcmp0 (get_text (record, "protocol"), "T=1") == 0 ? LPA_PROTOCOL_T1 : LPA_PROTOCOL_T0;
  return TRUE;
}

static gboolean
lpa_replay_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (LPA_REPLAY_CHANNEL (channel), LPA_TRACE_CONNECT, error);
}

static gboolean
lpa_replay_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (LPA_REPLAY_CHANNEL (channel), LPA_TRACE_RESET, error);
}

static void
lpa_replay_channel_disconnect (LpaChannel *channel)
{
  take (LPA_REPLAY_CHANNEL (channel), LPA_TRACE_DISCONNECT, NULL);
}

/* Secrets are masked in the record, so commands are compared as they look with theirs masked:
 * whole, as soon as they are. */
static gboolean
compare_commands (LpaReplayChannel *self, GError **error)
{
  guint count = lpa_exchanges_get_length (self->sent);

  lpa_exchanges_redact (self->sent);
  lpa_exchanges_redact (self->recorded);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *sent = lpa_exchanges_dup_command (self->sent, i);
      g_autofree char *recorded = lpa_exchanges_dup_command (self->recorded, i);

      if (!g_str_equal (sent, recorded))
        return deviates (error, "command %s where there was %s", sent, recorded);
    }
  return TRUE;
}

static gboolean
same_shape (GBytes *command, GBytes *recorded)
{
  gsize length = g_bytes_get_size (command);

  return length == g_bytes_get_size (recorded) &&
         memcmp (g_bytes_get_data (command, NULL), g_bytes_get_data (recorded, NULL),
                 MIN (length, HEADER_DIGITS / 2)) == 0;
}

static gboolean
check_command (LpaReplayChannel *self,
               GBytes *command,
               JsonObject *record,
               GBytes *response,
               GError **error)
{
  const char *hex = get_text (record, "command");
  g_autoptr (GBytes) recorded = hex ? lpa_hex_decode (hex) : NULL;

  if (!recorded || !same_shape (command, recorded))
    return deviates (error, "a command of another shape where there was %s", hex);
  if (!lpa_exchanges_belongs (self->sent, command))
    forget_command (self);
  lpa_exchanges_add (self->sent, command, response);
  lpa_exchanges_add (self->recorded, recorded, response);
  if (!lpa_exchanges_is_complete (self->sent))
    return TRUE;
  if (!compare_commands (self, error))
    return FALSE;
  forget_command (self);
  return TRUE;
}

static GBytes *
lpa_replay_channel_transmit (LpaChannel *channel,
                             GBytes *command,
                             guint timeout,
                             GCancellable *cancellable,
                             GError **error)
{
  LpaReplayChannel *self = LPA_REPLAY_CHANNEL (channel);
  JsonObject *record = take (self, LPA_TRACE_APDU, error);
  g_autoptr (GBytes) response = NULL;
  const char *hex;

  if (!record)
    return NULL;
  hex = get_text (record, "response");
  response = hex ? lpa_hex_decode (hex) : NULL;
  if (!check_command (self, command, record, response, error))
    return NULL;
  if (response)
    return g_steal_pointer (&response);
  fail_as_recorded (record, error);
  return NULL;
}

static const char *
lpa_replay_channel_get_name (LpaChannel *channel)
{
  return LPA_REPLAY_CHANNEL (channel)->name;
}

static GBytes *
lpa_replay_channel_get_atr (LpaChannel *channel)
{
  return LPA_REPLAY_CHANNEL (channel)->atr;
}

static LpaProtocol
lpa_replay_channel_get_protocol (LpaChannel *channel)
{
  return LPA_REPLAY_CHANNEL (channel)->protocol;
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = lpa_replay_channel_connect;
  iface->disconnect = lpa_replay_channel_disconnect;
  iface->reset = lpa_replay_channel_reset;
  iface->transmit = lpa_replay_channel_transmit;
  iface->get_name = lpa_replay_channel_get_name;
  iface->get_atr = lpa_replay_channel_get_atr;
  iface->get_protocol = lpa_replay_channel_get_protocol;
}

static void
lpa_replay_channel_finalize (GObject *object)
{
  LpaReplayChannel *self = LPA_REPLAY_CHANNEL (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_clear_pointer (&self->sent, lpa_exchanges_free);
  g_clear_pointer (&self->recorded, lpa_exchanges_free);
  G_OBJECT_CLASS (lpa_replay_channel_parent_class)->finalize (object);
}

static void
lpa_replay_channel_class_init (LpaReplayChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_replay_channel_finalize;
}

static void
lpa_replay_channel_init (LpaReplayChannel *self)
{
  self->name = g_strdup ("Replay");
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  forget_command (self);
}

/* Whether the rest can rely on a record: an exchange has a response with a status word, or the
 * error that it ended with. */
static gboolean
is_sound (JsonObject *record)
{
  const char *kind = get_text (record, "kind");
  const char *response = get_text (record, "response");
  g_autoptr (GBytes) bytes = NULL;

  if (!kind || !g_str_equal (kind, LPA_TRACE_APDU))
    return kind != NULL;
  if (!response)
    return get_text (record, "error") != NULL;
  bytes = lpa_hex_decode (response);
  return bytes && g_bytes_get_size (bytes) >= 2;
}

static gboolean
add_line (LpaReplayChannel *self, const char *line, guint number, GError **error)
{
  g_autoptr (JsonNode) node = *line == '\0' ? NULL : json_from_string (line, NULL);
  JsonObject *record;

  if (*line == '\0')
    return TRUE;
  record = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (!record || !is_sound (record))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Line %u is no record", number);
      return FALSE;
    }
  if (!g_str_equal (get_text (record, "kind"), "http"))
    g_ptr_array_add (self->records, g_steal_pointer (&node));
  return TRUE;
}

/**
 * lpa_replay_channel_new:
 * @path: a record that #LpaTrace wrote; calls to servers in it are passed over
 * @error: return location for an error of %G_FILE_ERROR, or %G_IO_ERROR_INVALID_DATA that names the
 * line
 *
 * Returns: (transfer full) (nullable): a reader with the recorded card in it
 */
LpaReplayChannel *
lpa_replay_channel_new (const char *path, GError **error)
{
  g_autoptr (LpaReplayChannel) self = g_object_new (LPA_TYPE_REPLAY_CHANNEL, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!add_line (self, lines[i], i + 1, error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * lpa_replay_channel_is_finished:
 * @self: a replay
 *
 * Returns: whether everything that was recorded has been asked for
 */
gboolean
lpa_replay_channel_is_finished (LpaReplayChannel *self)
{
  return self->position == self->records->len;
}
