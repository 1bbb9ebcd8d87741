/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smdp-client.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One test network for the whole program: making keys takes a while. */
static SimPki *
get_pki (void)
{
  static SimPki *pki;
  g_autoptr (GError) error = NULL;

  if (!pki)
    pki = sim_pki_new (SIM_PKI_DEFAULT_EID, &error);
  g_assert_no_error (error);
  return pki;
}

static SoupSession *
make_session (SmdpClient *self)
{
  g_autofree char *pem = sim_pki_dup_pem (self->pki, SIM_PKI_CI);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  int fd = g_file_open_tmp ("tern-ci-XXXXXX.pem", &self->ci_path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (self->ci_path, pem, -1, NULL));
  database = g_tls_file_database_new (self->ci_path, &error);
  g_assert_no_error (error);
  return soup_session_new_with_options ("tls-database", database, "user-agent", "gsma-rsp-lpad",
                                        "timeout", 20, NULL);
}

SmdpClient *
smdp_client_new (const char *orders, const SimSmdpOptions *options)
{
  SmdpClient *self = g_new0 (SmdpClient, 1);
  g_autoptr (GError) error = NULL;

  self->pki = g_object_ref (get_pki ());
  self->orders = sim_orders_new_from_text (orders, &error);
  g_assert_no_error (error);
  self->smdp = sim_smdp_new (self->pki, self->orders, options);
  g_assert_true (sim_smdp_start (self->smdp, &error));
  g_assert_no_error (error);
  self->euicc = smdp_euicc_new (self->pki);
  self->oid = g_bytes_ref (sim_pki_get_smdp_oid (self->pki));
  self->session = make_session (self);
  return self;
}

static void
forget_reply (SmdpClient *self)
{
  self->status = 0;
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->reply, json_object_unref);
  g_clear_error (&self->error);
}

void
smdp_client_free (SmdpClient *self)
{
  forget_reply (self);
  soup_session_abort (self->session);
  g_clear_object (&self->session);
  sim_smdp_stop (self->smdp);
  g_assert_finalize_object (g_steal_pointer (&self->smdp));
  g_clear_pointer (&self->euicc, smdp_euicc_free);
  g_clear_pointer (&self->orders, sim_orders_unref);
  g_clear_pointer (&self->oid, g_bytes_unref);
  g_clear_object (&self->pki);
  g_unlink (self->ci_path);
  g_free (self->ci_path);
  g_free (self);
}

/* Another server process with the same orders file: what the old one had in memory is gone. */
void
smdp_client_restart (SmdpClient *self)
{
  g_autofree char *text = sim_orders_to_text (self->orders);
  g_autoptr (GError) error = NULL;

  sim_smdp_stop (self->smdp);
  g_clear_object (&self->smdp);
  sim_orders_unref (self->orders);
  self->orders = sim_orders_new_from_text (text, &error);
  g_assert_no_error (error);
  self->smdp = sim_smdp_new (self->pki, self->orders, NULL);
  g_assert_true (sim_smdp_start (self->smdp, &error));
}

static void
parse_reply (SmdpClient *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *data = g_bytes_get_data (self->body, &length);

  if (length > 0 && json_parser_load_from_data (parser, data, (gssize) length, NULL))
    self->reply = json_node_dup_object (json_parser_get_root (parser));
}

static void
send_message (SmdpClient *self, SoupMessage *message)
{
  forget_reply (self);
  self->body = soup_session_send_and_read (self->session, message, NULL, &self->error);
  self->status = soup_message_get_status (message);
  self->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  if (self->body)
    parse_reply (self);
}

void
smdp_client_post (SmdpClient *self, const char *path, const char *body)
{
  g_autofree char *uri =
      g_strdup_printf ("https://localhost:%u%s", sim_smdp_get_port (self->smdp), path);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_headers_append (soup_message_get_request_headers (message), "X-Admin-Protocol",
                               "gsma/rsp/v2.2.0");
  /* Without this flag libsoup makes a connection of its own for every POST. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  send_message (self, message);
}

JsonObject *
smdp_client_call (SmdpClient *self, SimSmdpFunction function, const char *body)
{
  g_autofree char *path =
      g_strdup_printf ("/gsma/rsp2/es9plus/%s", sim_smdp_function_get_name (function));

  smdp_client_post (self, path, body);
  return self->reply;
}

/* "8.2.6/3.8", "" for a success, or NULL when there was neither. Lives until the next call but one.
 */
const char *
smdp_client_get_figure (SmdpClient *self)
{
  JsonObject *status, *data;
  g_autofree char *figure = NULL;

  if (!self->reply || !json_object_has_member (self->reply, "header"))
    return NULL;
  status = json_object_get_object_member (json_object_get_object_member (self->reply, "header"),
                                          "functionExecutionStatus");
  if (g_str_equal (json_object_get_string_member (status, "status"), "Executed-Success"))
    return "";

  g_assert_cmpstr (json_object_get_string_member (status, "status"), ==, "Failed");
  data = json_object_get_object_member (status, "statusCodeData");
  g_assert_cmpstr (json_object_get_string_member (data, "message"), !=, "");
  figure = g_strdup_printf ("%s/%s", json_object_get_string_member (data, "subjectCode"),
                            json_object_get_string_member (data, "reasonCode"));
  return g_intern_string (figure);
}

void
smdp_client_assert_figure (SmdpClient *self, const char *figure)
{
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->status, ==, 200);
  g_assert_cmpstr (smdp_client_get_figure (self), ==, figure);
}

static char *
to_base64 (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return g_base64_encode (data, length);
}

JsonObject *
smdp_client_initiate_with (SmdpClient *self, GBytes *challenge, GBytes *info1)
{
  g_autofree char *challenge_text = to_base64 (challenge);
  g_autofree char *info1_text = to_base64 (info1);
  g_autofree char *body =
      g_strdup_printf ("{\"smdpAddress\":\"%s\",\"euiccChallenge\":\"%s\",\"euiccInfo1\":\"%s\"}",
                       sim_smdp_get_address (self->smdp), challenge_text, info1_text);

  return smdp_client_call (self, SIM_SMDP_INITIATE_AUTHENTICATION, body);
}

JsonObject *
smdp_client_initiate (SmdpClient *self)
{
  g_autoptr (GBytes) info1 = smdp_euicc_info1 (self->euicc, self->pki);
  g_autoptr (GBytes) challenge =
      g_bytes_new_static ("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16);

  return smdp_client_initiate_with (self, challenge, info1);
}

JsonObject *
smdp_client_call_with (SmdpClient *self,
                       SimSmdpFunction function,
                       const char *transaction_id,
                       const char *key,
                       GBytes *value)
{
  g_autofree char *text = to_base64 (value);
  g_autofree char *body =
      g_strdup_printf ("{\"transactionId\":\"%s\",\"%s\":\"%s\"}", transaction_id, key, text);

  return smdp_client_call (self, function, body);
}

static char *
dup_transaction_id (SmdpClient *self)
{
  if (!self->reply || !json_object_has_member (self->reply, "transactionId"))
    return g_strdup ("00");
  return g_strdup (json_object_get_string_member (self->reply, "transactionId"));
}

/* Both calls up to the preview. */
JsonObject *
smdp_client_authenticate (SmdpClient *self, const char *matching_id)
{
  g_autofree char *id = NULL;
  g_autoptr (GBytes) response = NULL;

  smdp_client_initiate (self);
  smdp_client_assert_figure (self, "");
  id = dup_transaction_id (self);
  response = smdp_euicc_authenticate (self->euicc, self->reply, matching_id);
  return smdp_client_call_with (self, SIM_SMDP_AUTHENTICATE_CLIENT, id,
                                "authenticateServerResponse", response);
}

/* After smdp_client_authenticate (). */
JsonObject *
smdp_client_get_package (SmdpClient *self, const char *code)
{
  g_autofree char *id = dup_transaction_id (self);
  g_autoptr (GBytes) response = smdp_euicc_prepare (self->euicc, self->reply, code);

  return smdp_client_call_with (self, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, id,
                                "prepareDownloadResponse", response);
}

void
smdp_client_cancel (SmdpClient *self, gint64 reason)
{
  g_autofree char *id = dup_transaction_id (self);
  g_autoptr (GBytes) response = smdp_euicc_cancel (self->euicc, self->oid, reason);

  smdp_client_call_with (self, SIM_SMDP_CANCEL_SESSION, id, "cancelSessionResponse", response);
}

void
smdp_client_send_notification (SmdpClient *self, GBytes *notification)
{
  g_autofree char *text = to_base64 (notification);
  g_autofree char *body = g_strdup_printf ("{\"pendingNotification\":\"%s\"}", text);

  smdp_client_call (self, SIM_SMDP_HANDLE_NOTIFICATION, body);
}

void
smdp_client_send_result (SmdpClient *self, const char *iccid, gint64 failure)
{
  g_autoptr (GBytes) result = smdp_euicc_result (self->euicc, self->oid, iccid, failure);

  smdp_client_send_notification (self, result);
}
