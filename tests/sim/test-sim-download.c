/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated card and the simulated server agree: whole downloads, without any of the LPA's
 * code. */
#include "smdp-client.h"

#include "lpa/lpa-tlv.h"
#include "sim/sim-crypto.h"
#include "sim/sim-euicc.h"
#include "sim/sim-upp.h"

#include <string.h>

#define ICCID "8949000000001234567"
#define ORDER "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"%s}]}"
#define BLOCK 255

/* A card with a logical channel open to its ISD-R, and a server. */
typedef struct
{
  SmdpClient *client;
  SimEuicc *card;
  guint8 class_byte;
  char *transaction_id;
} Fixture;

static GBytes *
transmit (Fixture *self, const guint8 *command, gsize length, guint16 *status)
{
  g_autoptr (GBytes) answer = sim_euicc_transmit (self->card, command, length);
  gsize size;
  const guint8 *data;

  g_assert_nonnull (answer);
  data = g_bytes_get_data (answer, &size);
  g_assert_cmpuint (size, >=, 2);
  *status = (guint16) (data[size - 2] << 8 | data[size - 1]);
  return g_bytes_new (data, size - 2);
}

static void
append_bytes (GByteArray *out, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_byte_array_append (out, data, (guint) length);
}

/* One command with everything that it answers. */
static GBytes *
exchange (Fixture *self, const guint8 *command, gsize length)
{
  GByteArray *out = g_byte_array_new ();
  guint16 status;
  g_autoptr (GBytes) first = transmit (self, command, length, &status);

  append_bytes (out, first);
  while (status >> 8 == 0x61)
    {
      const guint8 more[] = { (guint8) (0x80 | self->class_byte), 0xC0, 0, 0, (guint8) status };
      g_autoptr (GBytes) next = transmit (self, more, sizeof more, &status);

      append_bytes (out, next);
    }
  g_assert_cmphex (status, ==, 0x9000);
  return g_byte_array_free_to_bytes (out);
}

/* ES10: a request in STORE DATA blocks, and its response. */
static GBytes *
store (Fixture *self, const guint8 *data, gsize length)
{
  GBytes *answer = NULL;

  for (guint8 block = 0; length > 0; block++)
    {
      gsize piece = MIN (length, BLOCK);
      guint8 command[5 + BLOCK] = { (guint8) (0x80 | self->class_byte), 0xE2,
                                    piece == length ? 0x91 : 0x11, block, (guint8) piece };

      g_clear_pointer (&answer, g_bytes_unref);
      memcpy (command + 5, data, piece);
      answer = exchange (self, command, 5 + piece);
      data += piece;
      length -= piece;
    }
  return answer;
}

static GBytes *
store_bytes (Fixture *self, GBytes *request)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);

  return store (self, data, length);
}

static void
power_up (Fixture *self)
{
  static const guint8 open_channel[] = { 0x00, 0x70, 0x00, 0x00, 0x01 };
  static const guint8 capability[] = { 0x80, 0xAA, 0x00, 0x00, 0x0A, 0xA9, 0x08, 0x81,
                                       0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07 };
  guint8 select[] = { 0x00, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
                      0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };
  g_autoptr (GBytes) channel = NULL;
  g_autoptr (GBytes) template = NULL;
  guint16 status;

  sim_euicc_power (self->card, SIM_POWER_RESET);
  self->class_byte = 0;
  g_bytes_unref (transmit (self, capability, sizeof capability, &status));
  channel = exchange (self, open_channel, sizeof open_channel);
  g_assert_cmpuint (g_bytes_get_size (channel), ==, 1);
  self->class_byte = *(const guint8 *) g_bytes_get_data (channel, NULL);
  select[0] = self->class_byte;
  template = exchange (self, select, sizeof select);
}

static Fixture *
fixture_new (const char *more, const SimSmdpOptions *options)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autofree char *orders = g_strdup_printf (ORDER, more);
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  self->client = smdp_client_new (orders, options);
  self->card = sim_euicc_new (self->client->pki, &quirks, NULL, &error);
  g_assert_no_error (error);
  power_up (self);
  return self;
}

static void
fixture_free (Fixture *self)
{
  g_assert_finalize_object (self->card);
  smdp_client_free (self->client);
  g_free (self->transaction_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static GBytes *
get_member (Fixture *self, const char *key)
{
  gsize length;
  guchar *data =
      g_base64_decode (json_object_get_string_member (self->client->reply, key), &length);

  return g_bytes_new_take (data, length);
}

static void
append_member (Fixture *self, GByteArray *out, const char *key)
{
  g_autoptr (GBytes) member = get_member (self, key);

  lpa_tlv_append_raw (out, member);
}

static void
append_context (GByteArray *out, const char *matching_id)
{
  static const guint8 tac[] = { 0x53, 0x92, 0x60, 0x11 };
  guint mark = lpa_tlv_open (out, 0xA0);
  guint device;

  if (matching_id[0] != '\0')
    lpa_tlv_append_string (out, 0x80, matching_id);
  device = lpa_tlv_open (out, 0xA1);
  lpa_tlv_append (out, 0x80, tac, sizeof tac);
  lpa_tlv_append (out, 0xA1, NULL, 0);
  lpa_tlv_close (out, device);
  lpa_tlv_close (out, mark);
}

static GBytes *
make_authenticate_request (Fixture *self, const char *matching_id)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF38);

  append_member (self, out, "serverSigned1");
  append_member (self, out, "serverSignature1");
  append_member (self, out, "euiccCiPKIdToBeUsed");
  append_member (self, out, "serverCertificate");
  append_context (out, matching_id);
  lpa_tlv_close (out, mark);
  return g_byte_array_free_to_bytes (out);
}

/* initiateAuthentication, AuthenticateServer, authenticateClient. */
static void
authenticate (Fixture *self, const char *matching_id, const char *figure)
{
  g_autoptr (GBytes) info1 = store (self, (const guint8 *) "\xBF\x20\x00", 3);
  g_autoptr (GBytes) outer = store (self, (const guint8 *) "\xBF\x2E\x00", 3);
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;
  LpaTlv tlv, value;

  g_assert_true (lpa_tlv_parse_bytes (outer, 0xBF2E, &tlv, NULL));
  g_assert_true (lpa_tlv_find (&tlv, 0x80, &value));
  challenge = lpa_tlv_dup_value (&value);
  smdp_client_initiate_with (self->client, challenge, info1);
  smdp_client_assert_figure (self->client, "");

  g_free (self->transaction_id);
  self->transaction_id =
      g_strdup (json_object_get_string_member (self->client->reply, "transactionId"));
  request = make_authenticate_request (self, matching_id);
  response = store_bytes (self, request);
  smdp_client_call_with (self->client, SIM_SMDP_AUTHENTICATE_CLIENT, self->transaction_id,
                         "authenticateServerResponse", response);
  smdp_client_assert_figure (self->client, figure);
}

static GBytes *
make_prepare_request (Fixture *self, const char *code)
{
  g_autoptr (GBytes) signed2 = get_member (self, "smdpSigned2");
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF21);
  guint8 hash[SIM_CRYPTO_HASH_SIZE];
  LpaTlv sequence, id;

  append_member (self, out, "smdpSigned2");
  append_member (self, out, "smdpSignature2");
  if (code)
    {
      g_autoptr (GBytes) transaction_id = NULL;

      g_assert_true (lpa_tlv_parse_bytes (signed2, 0x30, &sequence, NULL));
      g_assert_true (lpa_tlv_find (&sequence, 0x80, &id));
      transaction_id = lpa_tlv_dup_value (&id);
      sim_crypto_hash_code (code, transaction_id, hash);
      lpa_tlv_append (out, 0x04, hash, sizeof hash);
    }
  append_member (self, out, "smdpCertificate");
  lpa_tlv_close (out, mark);
  return g_byte_array_free_to_bytes (out);
}

/* PrepareDownload, getBoundProfilePackage. */
static void
get_package (Fixture *self, const char *code, const char *figure)
{
  g_autoptr (GBytes) request = make_prepare_request (self, code);
  g_autoptr (GBytes) response = store_bytes (self, request);

  smdp_client_call_with (self->client, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, self->transaction_id,
                         "prepareDownloadResponse", response);
  if (figure)
    smdp_client_assert_figure (self->client, figure);
}

/* Sends a segment; keeps what the card says to it, which is something at the end or after an error
 * only. */
static gboolean
load_segment (Fixture *self, const guint8 *data, gsize length, GBytes **result)
{
  g_assert_null (*result);
  *result = store (self, data, length);
  if (g_bytes_get_size (*result) > 0)
    return FALSE;
  g_clear_pointer (result, g_bytes_unref);
  return TRUE;
}

/* A sequence whose header goes to the card alone and whose members follow one by one. */
static void
load_members (Fixture *self, const LpaTlv *sequence, GBytes **result)
{
  LpaTlvReader reader;
  LpaTlv member;

  if (!load_segment (self, sequence->raw, sequence->raw_length - sequence->length, result))
    return;
  lpa_tlv_reader_enter (&reader, sequence);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      g_assert_true (lpa_tlv_reader_next (&reader, &member, NULL));
      if (!load_segment (self, member.raw, member.raw_length, result))
        return;
    }
}

/* The package in the segments of SGP.22 2.5.5. Returns the card's ProfileInstallationResult. */
static GBytes *
load_package (Fixture *self)
{
  g_autoptr (GBytes) bytes = get_member (self, "boundProfilePackage");
  GBytes *result = NULL;
  LpaTlvReader reader;
  LpaTlv package, part;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xBF36, &package, NULL));
  lpa_tlv_reader_enter (&reader, &package);
  g_assert_true (lpa_tlv_reader_expect (&reader, 0xBF23, &part, NULL));
  load_segment (self, package.raw, (gsize) (part.raw - package.raw) + part.raw_length, &result);
  while (!result && !lpa_tlv_reader_at_end (&reader))
    {
      g_assert_true (lpa_tlv_reader_next (&reader, &part, NULL));
      if (part.tag == 0xA1 || part.tag == 0xA3)
        load_members (self, &part, &result);
      else
        load_segment (self, part.raw, part.raw_length, &result);
    }
  g_assert_nonnull (result);
  return result;
}

static void
deliver (Fixture *self, GBytes *notification)
{
  smdp_client_send_notification (self->client, notification);
  g_assert_cmpuint (self->client->status, ==, 204);
}

static void
assert_received (Fixture *self, guint count, guint type, const char *result)
{
  g_autofree char *last = NULL;
  gboolean valid;
  guint last_type;

  g_assert_cmpuint (sim_orders_count_received (self->client->orders), ==, count);
  sim_orders_get_last_received (self->client->orders, &last_type, &valid, &last);
  g_assert_cmpuint (last_type, ==, type);
  g_assert_cmpstr (last, ==, result);
  g_assert_true (valid);
}

static SimOrderState
get_state (Fixture *self)
{
  return sim_orders_get_state (self->client->orders, "A-1");
}

/* All notifications that the card holds, delivered in its order. Returns how many. */
static guint
deliver_pending (Fixture *self)
{
  g_autoptr (GBytes) answer = store (self, (const guint8 *) "\xBF\x2B\x00", 3);
  LpaTlvReader reader;
  LpaTlv outer, list, notification;
  guint count = 0;

  g_assert_true (lpa_tlv_parse_bytes (answer, 0xBF2B, &outer, NULL));
  g_assert_true (lpa_tlv_find (&outer, 0xA0, &list));
  lpa_tlv_reader_enter (&reader, &list);
  for (; !lpa_tlv_reader_at_end (&reader); count++)
    {
      g_autoptr (GBytes) raw = NULL;

      g_assert_true (lpa_tlv_reader_next (&reader, &notification, NULL));
      raw = lpa_tlv_dup_raw (&notification);
      deliver (self, raw);
    }
  return count;
}

static void
manage (Fixture *self, guint32 tag)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  guint8 iccid[SIM_ICCID_SIZE];
  const guint8 no_refresh = 0x00;
  guint mark = lpa_tlv_open (out, tag);
  guint choice = tag == 0xBF33 ? 0 : lpa_tlv_open (out, 0xA0);
  LpaTlv outer, result;

  g_assert_true (sim_iccid_encode (ICCID, iccid));
  lpa_tlv_append (out, 0x5A, iccid, sizeof iccid);
  if (choice)
    {
      lpa_tlv_close (out, choice);
      lpa_tlv_append (out, 0x81, &no_refresh, 1);
    }
  lpa_tlv_close (out, mark);
  request = g_byte_array_free_to_bytes (out);
  answer = store_bytes (self, request);
  g_assert_true (lpa_tlv_parse_bytes (answer, tag, &outer, NULL));
  g_assert_true (lpa_tlv_find (&outer, 0x80, &result));
  g_assert_cmpmem (result.value, result.length, "\0", 1);
}

static void
check_download (const char *more, const char *code, const char *result, SimOrderState state)
{
  g_autoptr (Fixture) fixture = fixture_new (more, NULL);
  g_autoptr (GBytes) installed = NULL;

  authenticate (fixture, "A-1", "");
  get_package (fixture, code, "");
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_DOWNLOADED);
  installed = load_package (fixture);
  deliver (fixture, installed);
  assert_received (fixture, 1, SIM_RECEIVED_INSTALL, result);
  g_assert_cmpuint (get_state (fixture), ==, state);
}

static void
test_download (void)
{
  check_download ("", NULL, "ok", SIM_ORDER_INSTALLED);
}

static void
test_variants (void)
{
  check_download (",\"session_keys\":true", NULL, "ok", SIM_ORDER_INSTALLED);
  check_download (",\"confirmation_code\":\"1234\"", "1234", "ok", SIM_ORDER_INSTALLED);
  check_download (",\"size\":100000", NULL, "ok", SIM_ORDER_INSTALLED);
  check_download (",\"class\":\"test\",\"owner\":{\"mccmnc\":\"00101\"}", NULL, "ok",
                  SIM_ORDER_INSTALLED);
}

static void
test_failures (void)
{
  check_download (",\"unknown_pe\":true", NULL, "5/12", SIM_ORDER_RELEASED);
  check_download (",\"wrong_iccid\":true", NULL, "5/13", SIM_ORDER_RELEASED);
}

/* A profile from its installation to its end, with all that the server hears of it. */
static void
test_life (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("", NULL);

  authenticate (fixture, "A-1", "");
  get_package (fixture, NULL, "");
  g_bytes_unref (load_package (fixture));
  manage (fixture, 0xBF31);
  g_assert_cmpuint (deliver_pending (fixture), ==, 2);
  assert_received (fixture, 2, SIM_RECEIVED_ENABLE, NULL);
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_INSTALLED);

  manage (fixture, 0xBF32);
  manage (fixture, 0xBF33);
  g_assert_cmpuint (deliver_pending (fixture), ==, 4);
  assert_received (fixture, 6, SIM_RECEIVED_DELETE, NULL);
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_USED);
  authenticate (fixture, "A-1", "8.2.6/3.8");
}

static void
cancel (Fixture *self, guint8 reason)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) signed2 = get_member (self, "smdpSigned2");
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;
  guint mark = lpa_tlv_open (out, 0xBF41);
  LpaTlv sequence, id;

  g_assert_true (lpa_tlv_parse_bytes (signed2, 0x30, &sequence, NULL));
  g_assert_true (lpa_tlv_find (&sequence, 0x80, &id));
  lpa_tlv_append (out, 0x80, id.value, id.length);
  lpa_tlv_append (out, 0x81, &reason, 1);
  lpa_tlv_close (out, mark);
  request = g_byte_array_free_to_bytes (out);
  response = store_bytes (self, request);
  smdp_client_call_with (self->client, SIM_SMDP_CANCEL_SESSION, self->transaction_id,
                         "cancelSessionResponse", response);
  smdp_client_assert_figure (self->client, "");
}

static void
test_cancel (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("", NULL);

  authenticate (fixture, "A-1", "");
  cancel (fixture, 1);
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_RELEASED);
  authenticate (fixture, "A-1", "");
  cancel (fixture, 0);
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_ERROR);
  authenticate (fixture, "A-1", "8.2/1.2");
}

/* The package got lost on its way; the same card fetches it again, also after both were reset. */
static void
check_lost_package (gboolean reset)
{
  const SimSmdpOptions options = { .close_after = (char *) "getBoundProfilePackage", .times = 1 };
  g_autoptr (Fixture) fixture = fixture_new ("", &options);
  g_autoptr (GBytes) installed = NULL;

  authenticate (fixture, "A-1", "");
  get_package (fixture, NULL, NULL);
  g_assert_nonnull (fixture->client->error);
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_DOWNLOADED);

  if (reset)
    {
      smdp_client_restart (fixture->client);
      power_up (fixture);
    }
  authenticate (fixture, "A-1", "");
  get_package (fixture, NULL, "");
  installed = load_package (fixture);
  deliver (fixture, installed);
  assert_received (fixture, 1, SIM_RECEIVED_INSTALL, "ok");
  g_assert_cmpuint (get_state (fixture), ==, SIM_ORDER_INSTALLED);
}

static void
test_lost_package (void)
{
  check_lost_package (FALSE);
  check_lost_package (TRUE);
}

/* The card fetches the package twice from the same server and installs the second one. */
static void
test_second_package (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("", NULL);
  g_autoptr (GBytes) installed = NULL;

  authenticate (fixture, "A-1", "");
  get_package (fixture, NULL, "");
  authenticate (fixture, "A-1", "");
  get_package (fixture, NULL, "");
  installed = load_package (fixture);
  deliver (fixture, installed);
  assert_received (fixture, 1, SIM_RECEIVED_INSTALL, "ok");
}

static void
test_discovery (void)
{
  const SimSmdpOptions options = { .smds = TRUE };
  g_autoptr (Fixture) fixture =
      fixture_new ("}],\"events\":[{\"event_id\":\"E1\",\"eid\":\"" SIM_PKI_DEFAULT_EID
                   "\",\"address\":\"smdp.example.com\"",
                   &options);
  JsonArray *entries;

  authenticate (fixture, "", "");
  entries = json_object_get_array_member (fixture->client->reply, "eventEntries");
  g_assert_cmpuint (json_array_get_length (entries), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/download/download", test_download);
  g_test_add_func ("/sim/download/variants", test_variants);
  g_test_add_func ("/sim/download/failures", test_failures);
  g_test_add_func ("/sim/download/life", test_life);
  g_test_add_func ("/sim/download/cancel", test_cancel);
  g_test_add_func ("/sim/download/lost-package", test_lost_package);
  g_test_add_func ("/sim/download/second-package", test_second_package);
  g_test_add_func ("/sim/download/discovery", test_discovery);
  return g_test_run ();
}
