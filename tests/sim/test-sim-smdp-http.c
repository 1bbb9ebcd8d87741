/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smdp-client.h"

#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"

#include <string.h>

#define BASE "/gsma/rsp2/es9plus/"
#define ORDERS "{\"orders\":[{\"matching_id\":\"A-1\"}]}"

static void
test_paths (void)
{
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  smdp_client_post (client, "/", "{}");
  g_assert_cmpuint (client->status, ==, 404);
  smdp_client_post (client, BASE "initiate", "{}");
  g_assert_cmpuint (client->status, ==, 404);
  smdp_client_post (client, "/gsma/rsp2/es11/initiateAuthentication", "{}");
  g_assert_cmpuint (client->status, ==, 404);
  smdp_client_post (client, BASE "initiateAuthentication/", "{}");
  g_assert_cmpuint (client->status, ==, 404);
}

static void
test_bodies (void)
{
  static const char *const bad[] = { "", "{", "[]", "1", "\"text\"", "\xFF\xFE", "null" };
  static const char *const incomplete[] = {
    "{}",
    "{\"transactionId\":1}",
    "{\"smdpAddress\":null}",
    "{\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\"}",
    "{\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw\"}",
    "{\"euiccChallenge\":[]}",
  };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  for (SimSmdpFunction function = 0; function < SIM_SMDP_N_FUNCTIONS; function++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
        {
          smdp_client_call (client, function, bad[i]);
          g_assert_cmpuint (client->status, ==, 400);
        }
      for (gsize i = 0; i < G_N_ELEMENTS (incomplete); i++)
        {
          smdp_client_call (client, function, incomplete[i]);
          smdp_client_assert_figure (client, "1.6/2.1");
        }
    }
  /* The server is none the worse for it. */
  smdp_client_initiate (client);
  smdp_client_assert_figure (client, "");
}

static void
test_unknown_transaction (void)
{
  static const struct
  {
    SimSmdpFunction function;
    const char *key;
  } cases[] = {
    { SIM_SMDP_AUTHENTICATE_CLIENT, "authenticateServerResponse" },
    { SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, "prepareDownloadResponse" },
    { SIM_SMDP_CANCEL_SESSION, "cancelSessionResponse" },
  };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
          g_strdup_printf ("{\"transactionId\":\"00\",\"%s\":\"AAAA\"}", cases[i].key);

      smdp_client_call (client, cases[i].function, body);
      smdp_client_assert_figure (client, "8.10.1/3.9");
    }
}

static void
send_with (SmdpClient *client, const char *method, const char *type, const char *protocol)
{
  g_autofree char *uri = g_strdup_printf ("https://localhost:%u" BASE "initiateAuthentication",
                                          sim_smdp_get_port (client->smdp));
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) reply = NULL;

  if (protocol)
    soup_message_headers_append (soup_message_get_request_headers (message), "X-Admin-Protocol",
                                 protocol);
  soup_message_set_request_body_from_bytes (message, type, bytes);
  reply = soup_session_send_and_read (client->session, message, NULL, NULL);
  client->status = soup_message_get_status (message);
}

static void
test_headers (void)
{
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  send_with (client, "POST", "application/json;charset=utf-8", "gsma/rsp/v2.5.0");
  g_assert_cmpuint (client->status, ==, 200);
  send_with (client, "PUT", "application/json", "gsma/rsp/v2.2.0");
  g_assert_cmpuint (client->status, ==, 405);
  send_with (client, "POST", "text/plain", "gsma/rsp/v2.2.0");
  g_assert_cmpuint (client->status, ==, 415);
  send_with (client, "POST", "application/json", NULL);
  g_assert_cmpuint (client->status, ==, 400);
  send_with (client, "POST", "application/json", "gsma/rsp/v3.0.0");
  g_assert_cmpuint (client->status, ==, 400);
}

static void
test_counters (void)
{
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  g_assert_cmpuint (sim_smdp_count_connections (client->smdp), ==, 0);
  smdp_client_authenticate (client, "A-1");
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "");
  g_assert_cmpuint (sim_smdp_count_connections (client->smdp), ==, 1);
  g_assert_cmpuint (sim_smdp_count_calls (client->smdp, SIM_SMDP_INITIATE_AUTHENTICATION), ==, 1);
  g_assert_cmpuint (sim_smdp_count_calls (client->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 1);
  g_assert_cmpuint (sim_smdp_count_calls (client->smdp, SIM_SMDP_CANCEL_SESSION), ==, 0);
  g_assert_true (json_object_has_member (client->reply, "boundProfilePackage"));
}

static void
test_reply_quirks (void)
{
  const SimSmdpOptions last = { .header_last = TRUE };
  const SimSmdpOptions missing = { .missing_header = TRUE };
  const SimSmdpOptions lines = { .base64_lines = TRUE };
  const SimSmdpOptions unpadded = { .base64_unpadded = TRUE };
  const SimSmdpOptions misspelt = { .misspelt_issuer = TRUE };
  const SimSmdpOptions lower = { .lower_transaction_id = TRUE };
  const SimSmdpOptions charset = { .charset = TRUE };
  const SimSmdpOptions big = { .big_reply = TRUE };
  const struct
  {
    const SimSmdpOptions *options;
    const char *pattern; /* what the reply looks like */
  } cases[] = {
    { &last, "^\\{\"transactionId\".*,\"header\":\\{[^{}]*\\{[^{}]*\\}\\}\\}$" },
    { &missing, "^\\{\"transactionId\":(?!.*\"header\")" },
    { &lines, "\"serverCertificate\":\"[A-Za-z0-9+/]{64}\\\\n[A-Za-z0-9+/]{64}\\\\n" },
    { &unpadded, "\"serverSignature1\":\"[A-Za-z0-9+/]{90}\"" },
    { &misspelt, "\"euiccCiPKIdTobeUsed\":\"BB[Q-T]" },
    { &lower, "\"transactionId\":\"(?=[0-9a-f]*[a-f])[0-9a-f]{32}\"" },
    { &charset, "^\\{\"header\"" },
    { &big, "\"padding\":\"AAAA" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, cases[i].options);
      g_autofree char *start = NULL;
      gsize length;
      const char *text;

      smdp_client_initiate (client);
      g_assert_cmpuint (client->status, ==, 200);
      text = g_bytes_get_data (client->body, &length);
      start = g_strndup (text, MIN (length, 10000));
      g_test_message ("%s", start);
      g_assert_true (g_regex_match_simple (cases[i].pattern, start, 0, 0));
      g_assert_cmpstr (soup_message_headers_get_one (client->headers, "Content-Type"), ==,
                       cases[i].options->charset ? "application/json;charset=UTF-8"
                                                 : "application/json");
      if (cases[i].options->big_reply)
        g_assert_cmpuint (length, >, 4 * 1024 * 1024);
    }
}

static void
test_bare_refusals (void)
{
  const SimSmdpOptions options = { .bare_refusals = TRUE };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);
  JsonObject *status;

  smdp_client_call (client, SIM_SMDP_INITIATE_AUTHENTICATION, "{}");
  g_assert_cmpuint (client->status, ==, 200);
  status = json_object_get_object_member (json_object_get_object_member (client->reply, "header"),
                                          "functionExecutionStatus");
  g_assert_cmpstr (json_object_get_string_member (status, "status"), ==, "Failed");
  g_assert_false (json_object_has_member (status, "statusCodeData"));
}

/* With its header missing on success, a refusal still has one. */
static void
test_missing_header_refusal (void)
{
  const SimSmdpOptions options = { .missing_header = TRUE };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

  smdp_client_call (client, SIM_SMDP_INITIATE_AUTHENTICATION, "{}");
  smdp_client_assert_figure (client, "1.6/2.1");
}

/* A transaction ID in lower case comes back in lower case and is still known. */
static void
test_lower_transaction_id (void)
{
  const SimSmdpOptions options = { .lower_transaction_id = TRUE, .base64_lines = FALSE };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "");
}

static GBytes *
find_in_signed1 (SmdpClient *client, guint32 tag)
{
  gsize length;
  g_autofree guchar *data =
      g_base64_decode (json_object_get_string_member (client->reply, "serverSigned1"), &length);
  LpaTlv sequence, tlv;

  g_assert_true (lpa_tlv_parse (data, length, 0x30, &sequence, NULL));
  g_assert_true (lpa_tlv_find (&sequence, tag, &tlv));
  return lpa_tlv_dup_value (&tlv);
}

static void
test_lies (void)
{
  const SimSmdpOptions transaction = { .wrong_transaction_id = TRUE };
  const SimSmdpOptions address = { .wrong_address = TRUE };
  const SimSmdpOptions challenge = { .wrong_challenge = TRUE };
  g_autoptr (SmdpClient) a = smdp_client_new (ORDERS, &transaction);
  g_autoptr (SmdpClient) b = smdp_client_new (ORDERS, &address);
  g_autoptr (SmdpClient) c = smdp_client_new (ORDERS, &challenge);
  g_autoptr (GBytes) signed_id = NULL;
  g_autoptr (GBytes) signed_address = NULL;
  g_autoptr (GBytes) signed_challenge = NULL;
  g_autofree char *shown = NULL;

  smdp_client_initiate (a);
  signed_id = find_in_signed1 (a, 0x80);
  shown = lpa_hex_encode (g_bytes_get_data (signed_id, NULL), g_bytes_get_size (signed_id));
  g_assert_cmpstr (shown, !=, json_object_get_string_member (a->reply, "transactionId"));

  smdp_client_initiate (b);
  signed_address = find_in_signed1 (b, 0x83);
  g_assert_cmpmem (g_bytes_get_data (signed_address, NULL), g_bytes_get_size (signed_address),
                   "other.example.com", 17);

  smdp_client_initiate (c);
  signed_challenge = find_in_signed1 (c, 0x81);
  g_assert_false (memcmp (g_bytes_get_data (signed_challenge, NULL), "\0\1\2\3", 4) == 0);
}

static void
test_http_quirks (void)
{
  const SimSmdpOptions status = { .status = 500 };
  const SimSmdpOptions html = { .html = TRUE };
  const SimSmdpOptions redirect = { .redirect = (char *) "https://portal.example/" };
  const SimSmdpOptions retry = { .retry_after = 2 };
  g_autoptr (SmdpClient) a = smdp_client_new (ORDERS, &status);
  g_autoptr (SmdpClient) b = smdp_client_new (ORDERS, &html);
  g_autoptr (SmdpClient) c = smdp_client_new (ORDERS, &redirect);
  g_autoptr (SmdpClient) d = smdp_client_new (ORDERS, &retry);

  smdp_client_initiate (a);
  g_assert_cmpuint (a->status, ==, 500);
  smdp_client_initiate (b);
  g_assert_cmpuint (b->status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (b->headers, "Content-Type"), ==, "text/html");
  g_assert_null (b->reply);
  smdp_client_initiate (c);
  g_assert_cmpuint (c->status, ==, 302);
  g_assert_cmpstr (soup_message_headers_get_one (c->headers, "Location"), ==,
                   "https://portal.example/");
  smdp_client_initiate (d);
  g_assert_cmpuint (d->status, ==, 503);
  g_assert_cmpstr (soup_message_headers_get_one (d->headers, "Retry-After"), ==, "2");
  smdp_client_initiate (d);
  smdp_client_assert_figure (d, "");
}

static void
test_only (void)
{
  const SimSmdpOptions options = { .status = 502, .only = (char *) "authenticateClient" };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

  smdp_client_authenticate (client, "A-1");
  g_assert_cmpuint (client->status, ==, 502);
}

static void
test_times (void)
{
  const SimSmdpOptions options = { .status = 500, .times = 2 };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

  for (guint call = 1; call <= 3; call++)
    {
      smdp_client_initiate (client);
      g_assert_cmpuint (client->status, ==, call <= 2 ? 500 : 200);
    }
}

static void
test_slow (void)
{
  const SimSmdpOptions options = { .slow = 200 };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);
  gint64 start = g_get_monotonic_time ();

  smdp_client_initiate (client);
  smdp_client_assert_figure (client, "");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 200 * 1000);
}

/* A client that gives up finds the server alive, and the server can be stopped meanwhile. */
static void
test_giving_up (void)
{
  const SimSmdpOptions cases[] = {
    { .hang = TRUE, .only = (char *) "initiateAuthentication" },
    { .slow = 600 * 1000, .only = (char *) "initiateAuthentication" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &cases[i]);

      soup_session_set_timeout (client->session, 1);
      smdp_client_initiate (client);
      g_assert_error (client->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      smdp_client_call (client, SIM_SMDP_CANCEL_SESSION, "{}");
      smdp_client_assert_figure (client, "1.6/2.1");
    }
}

/* The reply is lost, but what it was about has been done. */
static void
test_close_after (void)
{
  const SimSmdpOptions options = { .close_after = (char *) "getBoundProfilePackage" };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

  smdp_client_authenticate (client, "A-1");
  smdp_client_get_package (client, NULL);
  g_assert_nonnull (client->error);
  g_assert_null (client->reply);
  g_assert_cmpuint (sim_orders_get_state (client->orders, "A-1"), ==, SIM_ORDER_DOWNLOADED);
  g_assert_cmpuint (sim_smdp_count_calls (client->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 1);
}

static void
test_fail_notifications (void)
{
  const SimSmdpOptions options = { .fail_notifications = 2 };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);
  g_autoptr (GBytes) notification =
      smdp_euicc_notify (client->euicc, SIM_RECEIVED_ENABLE, 0, "8949000000001234567");

  smdp_client_send_notification (client, notification);
  g_assert_cmpuint (client->status, ==, 500);
  smdp_client_send_notification (client, notification);
  g_assert_cmpuint (client->status, ==, 500);
  g_assert_cmpuint (sim_orders_count_received (client->orders), ==, 0);
  smdp_client_send_notification (client, notification);
  g_assert_cmpuint (client->status, ==, 204);
  g_assert_cmpuint (sim_orders_count_received (client->orders), ==, 1);
}

/* All that servers are known to say, at the function where they say it. */
static void
test_refuse (void)
{
  static const struct
  {
    SimSmdpFunction function;
    const char *figures;
  } cases[] = {
    { SIM_SMDP_INITIATE_AUTHENTICATION,
      "1.2.1/2.1 1.2.2/2.1 1.3.1/2.2 1.6/2.1 8.8/4.2 8.8.1/3.8 8.8.2/3.1 8.8.3/3.1 8.8.4/3.7 "
      "8.9/4.2 8.9/5.1 8.9.1/3.8 8.9.2/3.1 8.9.3/3.1 8.9.4/3.7 8.11.1/3.9" },
    { SIM_SMDP_AUTHENTICATE_CLIENT,
      "8.1/4.8 8.1/6.1 8.1.1/2.1 8.1.1/2.2 8.1.1/3.1 8.1.1/3.8 8.1.1/3.10 8.1.2/6.1 8.1.2/6.3 "
      "8.1.3/6.1 8.1.3/6.3 8.1.4/6.1 8.2/1.2 8.2.1/1.2 8.2.1/3.3 8.2.1/3.5 8.2.1/3.9 8.2.1/3.10 "
      "8.2.5/1.2 8.2.5/3.7 8.2.5/3.8 8.2.5/3.9 8.2.5/4.3 8.2.6/3.3 8.2.6/3.8 8.2.6/3.10 "
      "8.8.5/4.10 8.8.5/6.4 8.9.5/3.3 8.9.5/3.9 8.10.1/3.9 8.11.1/3.9" },
    { SIM_SMDP_GET_BOUND_PROFILE_PACKAGE,
      "8.1/6.1 8.2/3.7 8.2.7/2.2 8.2.7/3.8 8.2.7/6.4 8.8.5/4.10 8.10.1/3.9" },
    { SIM_SMDP_HANDLE_NOTIFICATION, "8.8/3.10 8.10.1/3.9" },
    { SIM_SMDP_CANCEL_SESSION, "8.1/6.1 8.8/3.10 8.10.1/3.9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) figures = g_strsplit (cases[i].figures, " ", -1);

      for (gsize n = 0; figures[n]; n++)
        {
          g_autofree char *rule =
              g_strdup_printf ("%s=%s", sim_smdp_function_get_name (cases[i].function), figures[n]);
          const char *const refuse[] = { rule, NULL };
          const SimSmdpOptions options = { .refuse = (char **) refuse };
          g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

          smdp_client_call (client, cases[i].function, "{}");
          smdp_client_assert_figure (client, figures[n]);
        }
    }
}

static void
test_tls_flaws (void)
{
  static const struct
  {
    const char *nick;
    GTlsCertificateFlags flag;
  } cases[] = {
    { "expired", G_TLS_CERTIFICATE_EXPIRED },
    { "not-yet-valid", G_TLS_CERTIFICATE_NOT_ACTIVATED },
    { "other-host", G_TLS_CERTIFICATE_BAD_IDENTITY },
    { "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA },
    { "other-issuer", G_TLS_CERTIFICATE_UNKNOWN_CA },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const SimSmdpOptions options = { .tls_flaw = (char *) cases[i].nick };
      g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, &options);

      smdp_client_initiate (client);
      g_test_message ("%s", cases[i].nick);
      g_assert_error (client->error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
      g_assert_cmpuint (sim_smdp_count_calls (client->smdp, SIM_SMDP_INITIATE_AUTHENTICATION), ==,
                        0);
    }
}

static void
test_bad_options (void)
{
  static const char *const no_function[] = { "download=8.1/3.8", NULL };
  static const char *const no_figure[] = { "cancelSession=8/3", NULL };
  const SimSmdpOptions cases[] = {
    { .refuse = (char **) no_function },
    { .refuse = (char **) no_figure },
    { .only = (char *) "x" },
    { .close_after = (char *) "" },
    { .tls_flaw = (char *) "ugly" },
    { .oid = (char *) "2.999." },
    { .status = 100 },
    { .slow = -1 },
    { .listen = (char *) "localhost:x" },
  };
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SimSmdp) smdp = sim_smdp_new (client->pki, client->orders, &cases[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (sim_smdp_start (smdp, &error));
      g_assert_nonnull (error);
    }
}

/* A port that is taken is said so, at once. */
static void
test_port_taken (void)
{
  g_autoptr (SmdpClient) client = smdp_client_new (ORDERS, NULL);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", sim_smdp_get_port (client->smdp));
  const SimSmdpOptions options = { .listen = listen };
  g_autoptr (SimSmdp) second = sim_smdp_new (client->pki, client->orders, &options);
  g_autoptr (GError) error = NULL;

  g_assert_false (sim_smdp_start (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_address (void)
{
  const SimSmdpOptions options = { .address = (char *) "smdp.example.com",
                                   .listen = (char *) "127.0.0.1:0" };
  g_autoptr (SmdpClient) named = smdp_client_new (ORDERS, &options);
  g_autoptr (SmdpClient) plain = smdp_client_new (ORDERS, NULL);
  g_autofree char *expected = g_strdup_printf ("localhost:%u", sim_smdp_get_port (plain->smdp));

  g_assert_cmpstr (sim_smdp_get_address (named->smdp), ==, "smdp.example.com");
  g_assert_cmpstr (sim_smdp_get_address (plain->smdp), ==, expected);
  g_assert_true (sim_smdp_get_orders (plain->smdp) == plain->orders);
  smdp_client_authenticate (named, "A-1");
  smdp_client_assert_figure (named, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/smdp-http/paths", test_paths);
  g_test_add_func ("/sim/smdp-http/bodies", test_bodies);
  g_test_add_func ("/sim/smdp-http/unknown-transaction", test_unknown_transaction);
  g_test_add_func ("/sim/smdp-http/headers", test_headers);
  g_test_add_func ("/sim/smdp-http/counters", test_counters);
  g_test_add_func ("/sim/smdp-http/reply-quirks", test_reply_quirks);
  g_test_add_func ("/sim/smdp-http/bare-refusals", test_bare_refusals);
  g_test_add_func ("/sim/smdp-http/missing-header-refusal", test_missing_header_refusal);
  g_test_add_func ("/sim/smdp-http/lower-transaction-id", test_lower_transaction_id);
  g_test_add_func ("/sim/smdp-http/lies", test_lies);
  g_test_add_func ("/sim/smdp-http/http-quirks", test_http_quirks);
  g_test_add_func ("/sim/smdp-http/only", test_only);
  g_test_add_func ("/sim/smdp-http/times", test_times);
  g_test_add_func ("/sim/smdp-http/slow", test_slow);
  g_test_add_func ("/sim/smdp-http/giving-up", test_giving_up);
  g_test_add_func ("/sim/smdp-http/close-after", test_close_after);
  g_test_add_func ("/sim/smdp-http/fail-notifications", test_fail_notifications);
  g_test_add_func ("/sim/smdp-http/refuse", test_refuse);
  g_test_add_func ("/sim/smdp-http/tls-flaws", test_tls_flaws);
  g_test_add_func ("/sim/smdp-http/bad-options", test_bad_options);
  g_test_add_func ("/sim/smdp-http/port-taken", test_port_taken);
  g_test_add_func ("/sim/smdp-http/address", test_address);
  return g_test_run ();
}
