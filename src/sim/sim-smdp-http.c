/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-http.h"

#include <string.h>

#define BASE_PATH "/gsma/rsp2/es9plus/"
#define PROTOCOL "gsma/rsp/v2.2.0"
#define PROTOCOL_PREFIX "gsma/rsp/v2"
#define PADDING_SIZE (4 * 1024 * 1024)
#define BASE64_LINE 64

struct _SimSmdpHttp
{
  SimSmdpCore *core;
  guint calls[SIM_SMDP_N_FUNCTIONS]; /* atomic: read by other threads */
  guint n_deferred;
  guint n_failed_notifications;
};

/* The members of replies that are base64. */
static const char *const binary_members[] = {
  "serverSigned1",     "serverSignature1", "euiccCiPKIdToBeUsed",
  "serverCertificate", "profileMetadata",  "smdpSigned2",
  "smdpSignature2",    "smdpCertificate",  "boundProfilePackage",
};

static JsonObject *
make_header (const GError *error, const SimSmdpOptions *options)
{
  JsonObject *header = json_object_new ();
  JsonObject *status = json_object_new ();
  g_autofree char *subject = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *message = NULL;
  JsonObject *data;

  json_object_set_object_member (header, "functionExecutionStatus", status);
  json_object_set_string_member (status, "status", error ? "Failed" : "Executed-Success");
  if (!error || options->bare_refusals)
    return header;

  sim_smdp_refusal_split (error, &subject, &reason, &message);
  data = json_object_new ();
  json_object_set_string_member (data, "subjectCode", subject);
  json_object_set_string_member (data, "reasonCode", reason);
  json_object_set_string_member (data, "message", message);
  json_object_set_object_member (status, "statusCodeData", data);
  return header;
}

static char *
break_lines (const char *base64)
{
  GString *text = g_string_new (base64);

  for (gsize i = BASE64_LINE; i < text->len; i += BASE64_LINE + 1)
    g_string_insert_c (text, (gssize) i, '\n');
  return g_string_free (text, FALSE);
}

/* Base64 as some servers write it. */
static char *
spell (const char *base64, const SimSmdpOptions *options)
{
  char *text = options->base64_lines ? break_lines (base64) : g_strdup (base64);

  if (options->base64_unpadded)
    text[strcspn (text, "=")] = '\0';
  return text;
}

static void
spell_members (JsonObject *reply, const SimSmdpOptions *options)
{
  for (gsize i = 0; i < G_N_ELEMENTS (binary_members); i++)
    if (json_object_has_member (reply, binary_members[i]))
      {
        const char *plain = json_object_get_string_member (reply, binary_members[i]);
        g_autofree char *text = spell (plain, options);

        json_object_set_string_member (reply, binary_members[i], text);
      }
}

static void
rename_issuer (JsonObject *reply)
{
  const char *proper = "euiccCiPKIdToBeUsed";

  if (!json_object_has_member (reply, proper))
    return;
  json_object_set_member (reply, "euiccCiPKIdTobeUsed", json_object_dup_member (reply, proper));
  json_object_remove_member (reply, proper);
}

static void
change_transaction_id (JsonObject *reply, const SimSmdpOptions *options)
{
  g_autofree char *id = NULL;

  if (!json_object_has_member (reply, "transactionId"))
    return;
  id = g_strdup (json_object_get_string_member (reply, "transactionId"));
  if (options->wrong_transaction_id)
    id[0] = id[0] == '0' ? '1' : '0';
  if (options->lower_transaction_id)
    for (char *c = id; *c != '\0'; c++)
      *c = g_ascii_tolower (*c);
  json_object_set_string_member (reply, "transactionId", id);
}

static void
add_padding (JsonObject *reply)
{
  g_autofree char *padding = g_strnfill (PADDING_SIZE, 'A');

  json_object_set_string_member (reply, "padding", padding);
}

static void
copy_member (JsonObject *from, const char *key, JsonNode *node, gpointer to)
{
  json_object_set_member (to, key, json_node_copy (node));
}

/* The reply with its header where it belongs: first, last or nowhere. */
static JsonObject *
put_header (JsonObject *reply, const GError *error, const SimSmdpOptions *options)
{
  JsonObject *whole = json_object_new ();
  gboolean missing = options->missing_header && !error;

  if (!missing && !options->header_last)
    json_object_set_object_member (whole, "header", make_header (error, options));
  if (reply)
    json_object_foreach_member (reply, copy_member, whole);
  if (!missing && options->header_last)
    json_object_set_object_member (whole, "header", make_header (error, options));
  return whole;
}

static void
send_json (SoupServerMessage *msg, JsonObject *object, const SimSmdpOptions *options)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);
  char *text = json_to_string (root, FALSE);
  const char *type = options->charset ? "application/json;charset=UTF-8" : "application/json";

  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "X-Admin-Protocol",
                                PROTOCOL);
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (msg, type, SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
send_reply (SoupServerMessage *msg,
            JsonObject *reply,
            const GError *error,
            const SimSmdpOptions *options)
{
  g_autoptr (JsonObject) whole = NULL;

  if (reply)
    {
      change_transaction_id (reply, options);
      spell_members (reply, options);
      if (options->misspelt_issuer)
        rename_issuer (reply);
      if (options->big_reply)
        add_padding (reply);
    }
  whole = put_header (reply, error, options);
  send_json (msg, whole, options);
}

static void
lose_connection (SoupServerMessage *msg)
{
  GSocket *socket = soup_server_message_get_socket (msg);

  g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
execute (SimSmdpHttp *self,
         SoupServerMessage *msg,
         SimSmdpFunction function,
         const SimSmdpOptions *options,
         JsonObject *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = sim_smdp_core_call (self->core, function, request, &error);

  if (reply && function == SIM_SMDP_HANDLE_NOTIFICATION)
    soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
  else
    send_reply (msg, reply, error, options);

  if (g_strcmp0 (options->close_after, sim_smdp_function_get_name (function)) == 0)
    lose_connection (msg);
}

static void
send_page (SoupServerMessage *msg)
{
  static const char page[] = "<!DOCTYPE html><html><head><title>Welcome</title></head>"
                             "<body><form><button>Accept and connect</button></form></body></html>";

  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (msg, "text/html", SOUP_MEMORY_STATIC, page, sizeof page - 1);
}

static void
send_retry_after (SoupServerMessage *msg, int seconds)
{
  g_autofree char *value = g_strdup_printf ("%d", seconds);

  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Retry-After",
                                value);
  soup_server_message_set_status (msg, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
}

/* What the options have happen instead of the function. */
static gboolean
intercept (SimSmdpHttp *self,
           SoupServerMessage *msg,
           SimSmdpFunction function,
           const SimSmdpOptions *options)
{
  if (function == SIM_SMDP_HANDLE_NOTIFICATION &&
      self->n_failed_notifications < (guint) options->fail_notifications)
    {
      self->n_failed_notifications++;
      soup_server_message_set_status (msg, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
    }
  else if (options->retry_after > 0 && self->n_deferred++ == 0)
    send_retry_after (msg, options->retry_after);
  else if (options->redirect)
    soup_server_message_set_redirect (msg, SOUP_STATUS_FOUND, options->redirect);
  else if (options->html)
    send_page (msg);
  else if (options->status != 0)
    soup_server_message_set_status (msg, (guint) options->status, NULL);
  else
    return FALSE;
  return TRUE;
}

/* What a real server insists on before it looks at the body. */
static guint
check_headers (SoupServerMessage *msg)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *protocol = soup_message_headers_get_one (headers, "X-Admin-Protocol");

  if (!g_str_equal (soup_server_message_get_method (msg), SOUP_METHOD_POST))
    return SOUP_STATUS_METHOD_NOT_ALLOWED;
  if (g_strcmp0 (type, "application/json") != 0)
    return SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;
  if (!protocol || !g_str_has_prefix (protocol, PROTOCOL_PREFIX))
    return SOUP_STATUS_BAD_REQUEST;
  return SOUP_STATUS_OK;
}

static JsonObject *
parse_body (SoupServerMessage *msg)
{
  SoupMessageBody *body = soup_server_message_get_request_body (msg);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  JsonNode *root;

  if (length == 0 || !g_utf8_validate (data, (gssize) length, NULL) ||
      !json_parser_load_from_data (parser, data, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static void
respond (SimSmdpHttp *self,
         SoupServerMessage *msg,
         SimSmdpFunction function,
         const SimSmdpOptions *options)
{
  guint status = check_headers (msg);
  g_autoptr (JsonObject) request = NULL;

  if (status != SOUP_STATUS_OK)
    {
      soup_server_message_set_status (msg, status, NULL);
      return;
    }
  if (intercept (self, msg, function, options))
    return;

  request = parse_body (msg);
  if (request)
    execute (self, msg, function, options, request);
  else
    soup_server_message_set_status (msg, SOUP_STATUS_BAD_REQUEST, NULL);
}

static gboolean
go_on (gpointer user_data)
{
  soup_server_message_unpause (user_data);
  return G_SOURCE_REMOVE;
}

/* On the context of the thread that the server runs in. */
static void
wait_before_answer (SoupServerMessage *msg, int milliseconds)
{
  g_autoptr (GSource) source = g_timeout_source_new ((guint) milliseconds);

  soup_server_message_pause (msg);
  g_source_set_callback (source, go_on, g_object_ref (msg), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
handle (SoupServer *server,
        SoupServerMessage *msg,
        const char *path,
        GHashTable *query,
        gpointer user_data)
{
  SimSmdpHttp *self = user_data;
  const SimSmdpOptions none = { 0 };
  const SimSmdpOptions *options = self->core->options;
  SimSmdpFunction function;
  guint call;

  if (!g_str_has_prefix (path, BASE_PATH) ||
      !sim_smdp_function_from_name (path + strlen (BASE_PATH), &function))
    {
      soup_server_message_set_status (msg, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }

  call = (guint) g_atomic_int_add (&self->calls[function], 1) + 1;
  if (!sim_smdp_options_is_on (options, function, call))
    options = &none;
  if (options->hang)
    {
      soup_server_message_pause (msg);
      return;
    }
  respond (self, msg, function, options);
  if (options->slow > 0)
    wait_before_answer (msg, options->slow);
}

/**
 * sim_smdp_http_new:
 * @core: (transfer full): the server behind it
 *
 * Returns: (transfer full): its HTTP
 */
SimSmdpHttp *
sim_smdp_http_new (SimSmdpCore *core)
{
  SimSmdpHttp *self = g_new0 (SimSmdpHttp, 1);

  self->core = core;
  return self;
}

/**
 * sim_smdp_http_free:
 * @self: (transfer full) (nullable): the HTTP
 */
void
sim_smdp_http_free (SimSmdpHttp *self)
{
  if (!self)
    return;
  sim_smdp_core_free (self->core);
  g_free (self);
}

/**
 * sim_smdp_http_serve:
 * @self: the HTTP, which must outlive @server
 * @server: where to answer
 */
void
sim_smdp_http_serve (SimSmdpHttp *self, SoupServer *server)
{
  soup_server_add_handler (server, NULL, handle, self, NULL);
}

/**
 * sim_smdp_http_count_calls:
 * @self: the HTTP
 * @function: a function
 *
 * Returns: how often @function was called; may be asked from any thread
 */
guint
sim_smdp_http_count_calls (SimSmdpHttp *self, SimSmdpFunction function)
{
  return (guint) g_atomic_int_get (&self->calls[function]);
}
