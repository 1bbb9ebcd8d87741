/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-trace-channel.h"

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-exchanges.h"
#include "lpa/lpa-hex.h"

struct _LpaTraceChannel
{
  LpaForwardChannel parent_instance;

  LpaTrace *trace;
  LpaExchanges *pending; /* what cannot be written yet, since its end is not known */
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LpaTraceChannel,
                               lpa_trace_channel,
                               LPA_TYPE_FORWARD_CHANNEL,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static LpaChannel *
inner_of (LpaTraceChannel *self)
{
  return lpa_forward_channel_get_inner (LPA_FORWARD_CHANNEL (self));
}

static JsonObject *
record_new (const char *kind, const GError *error)
{
  JsonObject *record = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (record, "kind", kind);
  if (error && lpa_error_domain_name (error->domain))
    text = g_strdup_printf ("%s/%s", lpa_error_domain_name (error->domain),
                            lpa_error_code_nick (error));
  else if (error)
    text = g_strdup (error->message);
  if (text)
    json_object_set_string_member (record, "error", text);
  return record;
}

static void
write_exchange (LpaTraceChannel *self, guint index, const GError *error)
{
  g_autofree char *command = lpa_exchanges_dup_command (self->pending, index);
  g_autofree char *response = lpa_exchanges_dup_response (self->pending, index);
  g_autoptr (JsonObject) record = record_new (LPA_TRACE_APDU, response ? NULL : error);

  json_object_set_string_member (record, "command", command);
  if (response)
    json_object_set_string_member (record, "response", response);
  lpa_trace_write (self->trace, record);
}

static void
flush (LpaTraceChannel *self, const GError *error)
{
  lpa_exchanges_redact (self->pending);
  for (guint i = 0; i < lpa_exchanges_get_length (self->pending); i++)
    write_exchange (self, i, error);
  g_clear_pointer (&self->pending, lpa_exchanges_free);
  self->pending = lpa_exchanges_new ();
}

static void
write_power (LpaTraceChannel *self, const char *kind, const GError *error)
{
  g_autoptr (JsonObject) record = record_new (kind, error);
  GBytes *atr = error ? NULL : lpa_channel_get_atr (inner_of (self));

  flush (self, NULL);
  json_object_set_string_member (record, "reader", lpa_channel_get_name (inner_of (self)));
  if (atr)
    {
      g_autofree char *hex = lpa_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));

      json_object_set_string_member (record, "atr", hex);
    }
  if (!error)
    json_object_set_string_member (
        record, "protocol",
        lpa_channel_get_protocol (inner_of (self)) == LPA_PROTOCOL_T1 ? "T=1" : "T=0");
  lpa_trace_write (self->trace, record);
}

static gboolean
power (LpaChannel *channel,
       const char *kind,
       gboolean (*call) (LpaChannel *, GCancellable *, GError **),
       GCancellable *cancellable,
       GError **error)
{
  LpaTraceChannel *self = LPA_TRACE_CHANNEL (channel);
  g_autoptr (GError) reason = NULL;
  gboolean done = call (inner_of (self), cancellable, &reason);

  write_power (self, kind, reason);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&reason));
  return done;
}

static gboolean
lpa_trace_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (channel, LPA_TRACE_CONNECT, lpa_channel_connect, cancellable, error);
}

static gboolean
lpa_trace_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (channel, LPA_TRACE_RESET, lpa_channel_reset, cancellable, error);
}

static void
lpa_trace_channel_disconnect (LpaChannel *channel)
{
  LpaTraceChannel *self = LPA_TRACE_CHANNEL (channel);
  g_autoptr (JsonObject) record = record_new (LPA_TRACE_DISCONNECT, NULL);

  lpa_channel_disconnect (inner_of (self));
  flush (self, NULL);
  lpa_trace_write (self->trace, record);
}

static GBytes *
lpa_trace_channel_transmit (LpaChannel *channel,
                            GBytes *command,
                            guint timeout,
                            GCancellable *cancellable,
                            GError **error)
{
  LpaTraceChannel *self = LPA_TRACE_CHANNEL (channel);
  g_autoptr (GError) reason = NULL;
  GBytes *response = lpa_channel_transmit (inner_of (self), command, timeout, cancellable, &reason);

  if (!lpa_exchanges_belongs (self->pending, command))
    flush (self, NULL);
  lpa_exchanges_add (self->pending, command, response);
  if (lpa_exchanges_is_complete (self->pending))
    flush (self, reason);
  if (!response)
    g_propagate_error (error, g_steal_pointer (&reason));
  return response;
}

/* As the SELECT that it comes to, with the status word alone. */
static void
write_application (LpaTraceChannel *self,
                   GBytes *aid,
                   guint8 p2,
                   int number,
                   guint16 sw,
                   const GError *error)
{
  const guint8 status[] = { (guint8) (sw >> 8), (guint8) sw };
  LpaApdu apdu = lpa_apdu_new (lpa_apdu_interindustry_class (MAX (number, 0)), 0xA4, 0x04, p2);
  g_autoptr (GBytes) command = NULL;
  g_autoptr (GBytes) response = error ? NULL : g_bytes_new (status, sizeof status);

  lpa_apdu_add_data (&apdu, g_bytes_get_data (aid, NULL), g_bytes_get_size (aid));
  command = g_bytes_new (apdu.bytes, apdu.length);
  flush (self, NULL);
  lpa_exchanges_add (self->pending, command, response);
  flush (self, error);
}

static gboolean
lpa_trace_channel_open_application (LpaChannel *channel,
                                    GBytes *aid,
                                    guint8 p2,
                                    int *number,
                                    guint16 *sw,
                                    GError **error)
{
  LpaTraceChannel *self = LPA_TRACE_CHANNEL (channel);
  g_autoptr (GError) reason = NULL;
  gboolean answered = lpa_channel_open_application (inner_of (self), aid, p2, number, sw, &reason);

  write_application (self, aid, p2, *number, answered ? *sw : 0, reason);
  if (!answered)
    g_propagate_error (error, g_steal_pointer (&reason));
  return answered;
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = lpa_trace_channel_connect;
  iface->disconnect = lpa_trace_channel_disconnect;
  iface->reset = lpa_trace_channel_reset;
  iface->transmit = lpa_trace_channel_transmit;
  iface->open_application = lpa_trace_channel_open_application;
}

static void
lpa_trace_channel_finalize (GObject *object)
{
  LpaTraceChannel *self = LPA_TRACE_CHANNEL (object);

  flush (self, NULL);
  g_clear_pointer (&self->pending, lpa_exchanges_free);
  g_clear_object (&self->trace);
  G_OBJECT_CLASS (lpa_trace_channel_parent_class)->finalize (object);
}

static void
lpa_trace_channel_class_init (LpaTraceChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_trace_channel_finalize;
}

static void
lpa_trace_channel_init (LpaTraceChannel *self)
{
  self->pending = lpa_exchanges_new ();
}

/**
 * lpa_trace_channel_new:
 * @trace: the record
 * @inner: a reader
 *
 * Returns: (transfer full): as lpa_trace_wrap()
 */
LpaChannel *
lpa_trace_channel_new (LpaTrace *trace, LpaChannel *inner)
{
  LpaTraceChannel *self = g_object_new (LPA_TYPE_TRACE_CHANNEL, NULL);

  self->trace = g_object_ref (trace);
  lpa_forward_channel_set_inner (LPA_FORWARD_CHANNEL (self), inner);
  return LPA_CHANNEL (self);
}
