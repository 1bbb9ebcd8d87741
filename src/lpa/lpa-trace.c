/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-trace.h"

#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lpa/lpa-redact.h"
#include "lpa/lpa-trace-channel.h"

struct _LpaTrace
{
  GObject parent_instance;

  GMutex mutex;
  GOutputStream *stream;
  gint64 start;
};

G_DEFINE_FINAL_TYPE (LpaTrace, lpa_trace, G_TYPE_OBJECT)

static void
lpa_trace_finalize (GObject *object)
{
  LpaTrace *self = LPA_TRACE (object);

  g_clear_object (&self->stream);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (lpa_trace_parent_class)->finalize (object);
}

static void
lpa_trace_class_init (LpaTraceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_trace_finalize;
}

static void
lpa_trace_init (LpaTrace *self)
{
  g_mutex_init (&self->mutex);
  self->start = g_get_monotonic_time ();
}

/**
 * lpa_trace_new:
 * @path: the file to write; emptied when it exists, readable for its owner alone
 * @error: return location for an error of %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): a record with nothing in it yet
 */
LpaTrace *
lpa_trace_new (const char *path, GError **error)
{
  LpaTrace *self;
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", path,
                   g_strerror (saved));
      return NULL;
    }
  self = g_object_new (LPA_TYPE_TRACE, NULL);
  self->stream = g_unix_output_stream_new (fd, TRUE);
  return self;
}

/**
 * lpa_trace_wrap:
 * @self: a record
 * @channel: a reader
 *
 * Returns: (transfer full): the same reader, with everything that passes written down
 */
LpaChannel *
lpa_trace_wrap (LpaTrace *self, LpaChannel *channel)
{
  return lpa_trace_channel_new (self, channel);
}

/**
 * lpa_trace_write:
 * @self: a record
 * @record: what happened, redacted
 *
 * Writes one line, with the milliseconds since the record was begun. That it cannot be written is
 * no reason to disturb the work.
 */
void
lpa_trace_write (LpaTrace *self, JsonObject *record)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_int_member (record, "time", (g_get_monotonic_time () - self->start) / 1000);
  json_node_set_object (node, record);
  text = json_to_string (node, FALSE);
  line = g_strconcat (text, "\n", NULL);
  if (!g_output_stream_write_all (self->stream, line, strlen (line), NULL, NULL, &error))
    g_debug ("The record cannot be written: %s", error->message);
}

static void
set_body (JsonObject *record, const char *name, const char *body)
{
  g_autofree char *redacted = lpa_redact_json (body);
  JsonNode *node = *redacted == '\0' ? NULL : json_from_string (redacted, NULL);

  if (node)
    json_object_set_member (record, name, node);
  else
    json_object_set_string_member (record, name, redacted);
}

/**
 * lpa_trace_http:
 * @self: a record
 * @url: what was asked
 * @request: (nullable): the body that was sent
 * @status: the HTTP status, 0 when there was no answer
 * @response: (nullable): the body that came
 *
 * Writes down a call to a server, redacted.
 */
void
lpa_trace_http (LpaTrace *self,
                const char *url,
                const char *request,
                guint status,
                const char *response)
{
  g_autoptr (JsonObject) record = json_object_new ();

  json_object_set_string_member (record, "kind", "http");
  json_object_set_string_member (record, "url", url);
  set_body (record, "request", request);
  json_object_set_int_member (record, "status", status);
  set_body (record, "response", response);
  lpa_trace_write (self, record);
}
