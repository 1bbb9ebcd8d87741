/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-channel.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"

struct _FakeChannel
{
  GObject parent_instance;

  GQueue script;
  GBytes *atr;
  LpaProtocol protocol;
  GCancellable *cancellable;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeChannel,
                               fake_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
fail (const char *nick, GError **error)
{
  for (int code = 0;; code++)
    {
      g_autoptr (GError) candidate = lpa_error_new (LPA_CHANNEL_ERROR, code, NULL, "%s", nick);

      g_assert_nonnull (lpa_error_code_nick (candidate));
      if (!g_str_equal (lpa_error_code_nick (candidate), nick))
        continue;
      g_propagate_error (error, g_steal_pointer (&candidate));
      return FALSE;
    }
}

/* Takes the next line, whose beginning must be @what; returns what stands behind it. */
static char *
take (FakeChannel *self, const char *what)
{
  g_autofree char *line = g_queue_pop_head (&self->script);
  gsize length = strlen (what);

  if (g_strcmp0 (line, "cancel") == 0)
    {
      g_cancellable_cancel (self->cancellable);
      g_free (line);
      line = g_queue_pop_head (&self->script);
    }
  if (!line)
    g_error ("%s behind the end of the script", what);
  if (!g_str_has_prefix (line, what) || (line[length] != '\0' && line[length] != ' '))
    g_error ("%s where the script has %s", what, line);
  return g_strstrip (g_strdup (line + length));
}

static gboolean
power (LpaChannel *channel, const char *what, GError **error)
{
  g_autofree char *rest = take (FAKE_CHANNEL (channel), what);

  return *rest != '!' || fail (g_strstrip (rest + 1), error);
}

static gboolean
fake_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (channel, "connect", error);
}

static gboolean
fake_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return power (channel, "reset", error);
}

static void
fake_channel_disconnect (LpaChannel *channel)
{
  power (channel, "disconnect", NULL);
}

static GBytes *
fake_channel_transmit (LpaChannel *channel,
                       GBytes *command,
                       guint timeout,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *hex =
      lpa_hex_encode (g_bytes_get_data (command, NULL), g_bytes_get_size (command));
  g_autofree char *rest = take (FAKE_CHANNEL (channel), hex);
  GBytes *response;

  if (*rest == '!')
    {
      fail (g_strstrip (rest + 1), error);
      return NULL;
    }
  g_assert_true (g_str_has_prefix (rest, "->"));
  response = lpa_hex_decode (rest + 2);
  g_assert_nonnull (response);
  return response;
}

static const char *
fake_channel_get_name (LpaChannel *channel)
{
  return "Fake [Reader] 00 00";
}

static GBytes *
fake_channel_get_atr (LpaChannel *channel)
{
  return FAKE_CHANNEL (channel)->atr;
}

static LpaProtocol
fake_channel_get_protocol (LpaChannel *channel)
{
  return FAKE_CHANNEL (channel)->protocol;
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = fake_channel_connect;
  iface->disconnect = fake_channel_disconnect;
  iface->reset = fake_channel_reset;
  iface->transmit = fake_channel_transmit;
  iface->get_name = fake_channel_get_name;
  iface->get_atr = fake_channel_get_atr;
  iface->get_protocol = fake_channel_get_protocol;
}

static void
fake_channel_finalize (GObject *object)
{
  FakeChannel *self = FAKE_CHANNEL (object);

  g_queue_clear_full (&self->script, g_free);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (fake_channel_parent_class)->finalize (object);
}

static void
fake_channel_class_init (FakeChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_channel_finalize;
}

static void
fake_channel_init (FakeChannel *self)
{
  g_queue_init (&self->script);
  fake_channel_set_atr (self, "3B9F96801FC78031A073BE21136743200718000001A5");
}

FakeChannel *
fake_channel_new (void)
{
  return g_object_new (FAKE_TYPE_CHANNEL, NULL);
}

void
fake_channel_set_atr (FakeChannel *self, const char *hex)
{
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = hex ? lpa_hex_decode (hex) : NULL;
}

void
fake_channel_set_protocol (FakeChannel *self, LpaProtocol protocol)
{
  self->protocol = protocol;
}

void
fake_channel_set_cancellable (FakeChannel *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

void
fake_channel_add (FakeChannel *self, const char *line)
{
  g_queue_push_tail (&self->script, g_strdup (line));
}

void
fake_channel_script (FakeChannel *self, ...)
{
  va_list lines;
  const char *line;

  va_start (lines, self);
  while ((line = va_arg (lines, const char *)))
    fake_channel_add (self, line);
  va_end (lines);
}

void
fake_channel_assert_finished (FakeChannel *self)
{
  if (!g_queue_is_empty (&self->script))
    g_error ("The script goes on with %s", (const char *) g_queue_peek_head (&self->script));
}
