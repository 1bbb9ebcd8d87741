/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a client sends, the server refuses it and stays whole. Without HTTP, to try many. */
#include "sim/sim-smdp-core.h"
#include "smdp-euicc.h"

#define ICCID "8949000000001234567"
#define ORDERS "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"}]}"

typedef struct
{
  SimSmdpOptions options;
  SimOrders *orders;
  SimSmdpCore *core;
  SmdpEuicc *euicc;
  char *transaction_id;
  JsonObject *reply;
} Fixture;

static Fixture *
fixture_new (void)
{
  static SimPki *pki;
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  if (!pki)
    pki = sim_pki_new (NULL, &error);
  g_assert_no_error (error);
  self->orders = sim_orders_new_from_text (ORDERS, &error);
  g_assert_no_error (error);
  self->core = sim_smdp_core_new (pki, self->orders, &self->options, "smdp.example.com", &error);
  g_assert_no_error (error);
  self->euicc = smdp_euicc_new (pki);
  return self;
}

static void
fixture_free (Fixture *self)
{
  sim_smdp_core_free (self->core);
  sim_orders_unref (self->orders);
  smdp_euicc_free (self->euicc);
  g_clear_pointer (&self->reply, json_object_unref);
  g_free (self->transaction_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Returns whether the server did it. */
static gboolean
call (Fixture *self, SimSmdpFunction function, JsonObject *request)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->reply, json_object_unref);
  self->reply = sim_smdp_core_call (self->core, function, request, &error);
  g_assert_true ((self->reply == NULL) == (error != NULL));
  return self->reply != NULL;
}

static void
set_bytes (JsonObject *request, const char *key, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sim_smdp_set_bytes (request, key, data, length);
}

static gboolean
call_with (Fixture *self, SimSmdpFunction function, const char *key, GBytes *bytes)
{
  g_autoptr (JsonObject) request = json_object_new ();

  json_object_set_string_member (request, "transactionId", self->transaction_id);
  set_bytes (request, key, bytes);
  return call (self, function, request);
}

static void
initiate (Fixture *self)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (GBytes) info1 = smdp_euicc_info1 (self->euicc, self->euicc->pki);

  json_object_set_string_member (request, "smdpAddress", "smdp.example.com");
  json_object_set_string_member (request, "euiccChallenge", "AAECAwQFBgcICQoLDA0ODw==");
  set_bytes (request, "euiccInfo1", info1);
  g_assert_true (call (self, SIM_SMDP_INITIATE_AUTHENTICATION, request));
  g_free (self->transaction_id);
  self->transaction_id = g_strdup (json_object_get_string_member (self->reply, "transactionId"));
}

static void
authenticate (Fixture *self)
{
  g_autoptr (GBytes) response = NULL;

  initiate (self);
  response = smdp_euicc_authenticate (self->euicc, self->reply, "A-1");
  g_assert_true (
      call_with (self, SIM_SMDP_AUTHENTICATE_CLIENT, "authenticateServerResponse", response));
}

/* What is tried: the good message, made afresh after @prepare, and the function it goes to. */
typedef struct
{
  SimSmdpFunction function;
  const char *key;
  void (*prepare) (Fixture *self);
  GBytes *(*make) (Fixture *self);
} Message;

static GBytes *
make_authenticate (Fixture *self)
{
  return smdp_euicc_authenticate (self->euicc, self->reply, "A-1");
}

static GBytes *
make_prepare (Fixture *self)
{
  return smdp_euicc_prepare (self->euicc, self->reply, NULL);
}

static GBytes *
make_cancel (Fixture *self)
{
  return smdp_euicc_cancel (self->euicc, self->core->oid, 0);
}

static const Message messages[] = {
  { SIM_SMDP_AUTHENTICATE_CLIENT, "authenticateServerResponse", initiate, make_authenticate },
  { SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, "prepareDownloadResponse", authenticate, make_prepare },
  { SIM_SMDP_CANCEL_SESSION, "cancelSessionResponse", authenticate, make_cancel },
};

static GBytes *
cut (GBytes *bytes, gsize position)
{
  return g_bytes_new_from_bytes (bytes, 0, position);
}

static GBytes *
flip (GBytes *bytes, gsize position)
{
  GByteArray *copy = g_bytes_unref_to_array (g_bytes_ref (bytes));

  copy->data[position] ^= (guint8) (1 << (position % 8));
  return g_byte_array_free_to_bytes (copy);
}

static GBytes *
lengthen (GBytes *bytes, gsize position)
{
  GByteArray *copy = g_bytes_unref_to_array (g_bytes_ref (bytes));

  copy->data[position] = 0x84; /* where it is a length: four more bytes of one follow */
  if (position + 1 < copy->len)
    copy->data[position + 1] = 0xFF;
  return g_byte_array_free_to_bytes (copy);
}

static void
spoil_at (const Message *message, GBytes *(*spoil) (GBytes *bytes, gsize position))
{
  g_autoptr (Fixture) fixture = fixture_new ();
  gsize length = G_MAXSIZE;

  for (gsize position = 1; position < length; position += 5)
    {
      g_autoptr (GBytes) good = NULL;
      g_autoptr (GBytes) bad = NULL;

      message->prepare (fixture);
      good = message->make (fixture);
      length = g_bytes_get_size (good);
      if (position >= length)
        break;
      bad = spoil (good, position);
      if (!g_bytes_equal (good, bad))
        g_assert_false (call_with (fixture, message->function, message->key, bad));
    }
  /* None of these had an effect, and the good message still has one. */
  g_assert_cmpuint (sim_orders_get_state (fixture->orders, "A-1"), ==, SIM_ORDER_RELEASED);
  {
    g_autoptr (GBytes) good = NULL;

    message->prepare (fixture);
    good = message->make (fixture);
    g_assert_true (call_with (fixture, message->function, message->key, good));
  }
}

static void
test_messages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      spoil_at (&messages[i], cut);
      spoil_at (&messages[i], flip);
      spoil_at (&messages[i], lengthen);
    }
}

static void
send_notification (Fixture *self, GBytes *notification)
{
  g_autoptr (JsonObject) request = json_object_new ();

  set_bytes (request, "pendingNotification", notification);
  call (self, SIM_SMDP_HANDLE_NOTIFICATION, request);
}

static void
bind (Fixture *self)
{
  g_autoptr (GBytes) prepare = NULL;

  authenticate (self);
  prepare = smdp_euicc_prepare (self->euicc, self->reply, NULL);
  g_assert_true (
      call_with (self, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, "prepareDownloadResponse", prepare));
}

/* A notification with one byte wrong may be taken, but changes nothing. */
static void
spoil_notification (Fixture *self, GBytes *good, SimOrderState state)
{
  for (gsize position = 1; position < g_bytes_get_size (good); position++)
    {
      g_autoptr (GBytes) bad = flip (good, position);
      g_autoptr (GBytes) piece = cut (good, position);
      g_autoptr (GBytes) longer = lengthen (good, position);

      send_notification (self, bad);
      send_notification (self, piece);
      send_notification (self, longer);
      g_assert_cmpuint (sim_orders_get_state (self->orders, "A-1"), ==, state);
    }
}

static void
test_notifications (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GBytes) deleted = NULL;

  bind (fixture);
  result = smdp_euicc_result (fixture->euicc, fixture->core->oid, ICCID, 0);
  spoil_notification (fixture, result, SIM_ORDER_DOWNLOADED);
  send_notification (fixture, result);
  g_assert_cmpuint (sim_orders_get_state (fixture->orders, "A-1"), ==, SIM_ORDER_INSTALLED);

  deleted = smdp_euicc_notify (fixture->euicc, SIM_RECEIVED_DELETE, 9, ICCID);
  spoil_notification (fixture, deleted, SIM_ORDER_INSTALLED);
  send_notification (fixture, deleted);
  g_assert_cmpuint (sim_orders_get_state (fixture->orders, "A-1"), ==, SIM_ORDER_USED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/smdp-hostile/messages", test_messages);
  g_test_add_func ("/sim/smdp-hostile/notifications", test_notifications);
  return g_test_run ();
}
