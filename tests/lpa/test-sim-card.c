/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every ES10 function against a simulated card and its quirks, with the simulated server's logic on
 * the other side. */
#include <glib/gstdio.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-euicc-info.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"
#include "lpa/lpa-replay-channel.h"
#include "lpa/lpa-segments.h"
#include "lpa/lpa-trace.h"
#include "sim/sim-smdp-core.h"

#include "sim-channel.h"

#define ADDRESS "smdp.example.com"
#define ICCID "8949000000001234567"
#define ORDERS "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\",\"size\":11800}]}"

typedef struct
{
  SimPki *pki;
  SimEuicc *euicc;
  SimOrders *orders;
  SimSmdpOptions options;
  SimSmdpCore *server;
  LpaChannel *channel;
  LpaCard *card;
  guint package_exchanges;
  guint package_needs;
  gsize package_size;
} World;

static void
world_init (World *w, const SimQuirks *quirks)
{
  g_autoptr (GError) error = NULL;

  *w = (World){ 0 };
  w->pki = sim_pki_new (NULL, &error);
  g_assert_no_error (error);
  w->euicc = sim_euicc_new (w->pki, quirks, NULL, &error);
  g_assert_no_error (error);
  w->orders = sim_orders_new_from_text (ORDERS, &error);
  g_assert_no_error (error);
  w->server = sim_smdp_core_new (w->pki, w->orders, &w->options, ADDRESS, &error);
  g_assert_no_error (error);
  w->channel = test_sim_channel_new (w->euicc);
  w->card = lpa_card_new (w->channel, NULL);
}

static void
world_clear (World *w)
{
  g_assert_finalize_object (w->card);
  g_assert_finalize_object (w->channel);
  sim_smdp_core_free (w->server);
  sim_orders_unref (w->orders);
  g_assert_finalize_object (w->euicc);
  g_object_unref (w->pki);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
set_bytes (JsonObject *object, const char *name, GBytes *bytes)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (bytes);
  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  json_object_set_string_member (object, name, text);
}

static GBytes *
get_bytes (JsonObject *object, const char *name)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);
  gsize length;
  guchar *data;

  g_assert_nonnull (text);
  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

static JsonObject *
call (World *w, SimSmdpFunction function, JsonObject *request)
{
  g_autoptr (GError) error = NULL;
  JsonObject *reply = sim_smdp_core_call (w->server, function, request, &error);

  g_assert_no_error (error);
  return reply;
}

/* The next message of a session, with what the card said last. */
static JsonObject *
answer (World *w, SimSmdpFunction function, JsonObject *before, const char *name, GBytes *bytes)
{
  g_autoptr (JsonObject) request = json_object_new ();

  json_object_set_string_member (request, "transactionId",
                                 json_object_get_string_member (before, "transactionId"));
  set_bytes (request, name, bytes);
  return call (w, function, request);
}

static JsonObject *
initiate (World *w)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) challenge = lpa_es10b_get_challenge (w->card, NULL, &error);
  g_autoptr (GBytes) info1 = lpa_es10b_get_info1 (w->card, NULL, &error);

  g_assert_no_error (error);
  set_bytes (request, "euiccChallenge", challenge);
  set_bytes (request, "euiccInfo1", info1);
  json_object_set_string_member (request, "smdpAddress", ADDRESS);
  return call (w, SIM_SMDP_INITIATE_AUTHENTICATION, request);
}

static GBytes *
authenticate (World *w, JsonObject *initiated, GError **error)
{
  static const LpaDeviceInfo device = { "35290611", NULL };
  g_autoptr (GBytes) signed1 = get_bytes (initiated, "serverSigned1");
  g_autoptr (GBytes) signature1 = get_bytes (initiated, "serverSignature1");
  g_autoptr (GBytes) key = get_bytes (initiated, "euiccCiPKIdToBeUsed");
  g_autoptr (GBytes) certificate = get_bytes (initiated, "serverCertificate");

  return lpa_es10b_authenticate_server (w->card, signed1, signature1, key, certificate, "A-1",
                                        &device, NULL, error);
}

static GBytes *
prepare (World *w, JsonObject *offer)
{
  g_autoptr (GBytes) signed2 = get_bytes (offer, "smdpSigned2");
  g_autoptr (GBytes) signature2 = get_bytes (offer, "smdpSignature2");
  g_autoptr (GBytes) certificate = get_bytes (offer, "smdpCertificate");
  g_autoptr (GError) error = NULL;
  GBytes *prepared =
      lpa_es10b_prepare_download (w->card, signed2, signature2, NULL, certificate, NULL, &error);

  g_assert_no_error (error);
  return prepared;
}

static void
note_progress (gsize done, gsize total, gpointer user_data)
{
  gsize *last = user_data;

  g_assert_cmpuint (done, >, *last);
  g_assert_cmpuint (done, <=, total);
  *last = done;
}

/* Blocks of 255 bytes, each segment for itself, and the fetching of the answer in pieces of 256. */
static guint
count_needed (GBytes *package, GBytes *result)
{
  g_autoptr (GPtrArray) segments = lpa_segments_cut (package, NULL);
  gsize count = (g_bytes_get_size (result) + 255) / 256;

  for (guint i = 0; i < segments->len; i++)
    count += (g_bytes_get_size (segments->pdata[i]) + 254) / 255;
  return (guint) count;
}

static void
load (World *w, GBytes *package)
{
  guint before = lpa_card_get_n_exchanges (w->card);
  g_autoptr (LpaInstallResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize done = 0;

  result = lpa_es10b_load_package (w->card, package, note_progress, &done, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (result->success);
  w->package_exchanges = lpa_card_get_n_exchanges (w->card) - before;
  w->package_needs = count_needed (package, result->raw);
  w->package_size = g_bytes_get_size (package);
  g_assert_cmpuint (done, ==, w->package_size);
}

/* Delivers the one notification that waits. */
static void
deliver (World *w, LpaNotificationEvent event)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lpa_es10b_list_notifications (w->card, NULL, &error);
  g_autoptr (GBytes) pending = NULL;
  guint number;

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (lpa_notification_get_event (list->pdata[0]), ==, event);
  number = lpa_notification_get_sequence_number (list->pdata[0]);
  pending = lpa_es10b_retrieve_notification (w->card, number, NULL, &error);
  g_assert_no_error (error);
  set_bytes (request, "pendingNotification", pending);
  reply = call (w, SIM_SMDP_HANDLE_NOTIFICATION, request);
  lpa_es10b_remove_notification (w->card, number, NULL, &error);
  g_assert_no_error (error);
  lpa_es10b_remove_notification (w->card, number, NULL, &error);
  g_assert_no_error (error);
}

static void
download (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) initiated = initiate (w);
  g_autoptr (GBytes) authenticated = authenticate (w, initiated, &error);
  g_autoptr (JsonObject) offer = NULL;
  g_autoptr (GBytes) prepared = NULL;
  g_autoptr (JsonObject) bound = NULL;
  g_autoptr (GBytes) package = NULL;

  g_assert_no_error (error);
  offer = answer (w, SIM_SMDP_AUTHENTICATE_CLIENT, initiated, "authenticateServerResponse",
                  authenticated);
  prepared = prepare (w, offer);
  bound = answer (w, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, initiated, "prepareDownloadResponse",
                  prepared);
  package = get_bytes (bound, "boundProfilePackage");
  load (w, package);
}

static GPtrArray *
list (World *w)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *profiles = lpa_es10c_list_profiles (w->card, TRUE, NULL, &error);

  g_assert_no_error (error);
  return profiles;
}

static LpaProfile *
find_profile (World *w)
{
  g_autoptr (GPtrArray) profiles = list (w);

  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (lpa_profile_get_iccid (profiles->pdata[i]), ICCID))
      return g_object_ref (profiles->pdata[i]);
  return NULL;
}

static void
begin (World *w)
{
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = lpa_card_find_isdrs (w->card, aids, NULL, &error);
  const LpaIsdr *isdr;

  g_assert_no_error (error);
  isdr = found->pdata[0];
  g_assert_cmpstr (isdr->eid, ==, sim_pki_get_eid (w->pki));
  lpa_card_begin (w->card, isdr->aid, NULL, &error);
  g_assert_no_error (error);
}

static void
check_information (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *eid = lpa_es10c_get_eid (w->card, NULL, &error);
  g_autoptr (GBytes) info2 = lpa_es10b_get_info2 (w->card, NULL, &error);
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (info2, &error);
  g_autoptr (LpaRat) rat = lpa_es10b_get_rat (w->card, NULL, &error);
  g_autoptr (LpaAddresses) addresses = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (eid, ==, sim_pki_get_eid (w->pki));
  g_assert_cmpuint (info->signing_keys->len, ==, 1);
  g_assert_true (g_bytes_equal (info->signing_keys->pdata[0], sim_pki_get_ci_id (w->pki)));
  g_assert_cmpint (info->free_memory, >, 0);
  g_assert_cmpuint (lpa_rat_get_n_rules (rat), >, 0);

  lpa_es10a_set_default_smdp (w->card, "default.example.com", NULL, &error);
  g_assert_no_error (error);
  addresses = lpa_es10a_get_addresses (w->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (addresses->default_smdp, ==, "default.example.com");
}

static void
finish_switch (World *w)
{
  g_autoptr (GError) error = NULL;

  if (lpa_card_has_pending_refresh (w->card))
    lpa_card_restart (w->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (lpa_card_has_pending_refresh (w->card));
}

static void
switch_on_and_off (World *w, const SimQuirks *quirks)
{
  LpaProfileHandle handle =
      quirks->enable_by_aid_only ? LPA_PROFILE_HANDLE_AID : LPA_PROFILE_HANDLE_ICCID;
  gboolean refresh = quirks->enable_refresh_flag != 0;
  g_autoptr (LpaProfile) profile = find_profile (w);
  g_autoptr (LpaProfile) enabled = NULL;
  g_autoptr (GError) error = NULL;

  lpa_es10c_enable (w->card, profile, handle, refresh, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lpa_card_has_pending_refresh (w->card), ==, quirks->refresh && refresh);
  finish_switch (w);
  enabled = find_profile (w);
  g_assert_true (lpa_profile_is_enabled (enabled));
  g_assert_false (lpa_es10c_enable (w->card, profile, handle, refresh, NULL, &error));
  g_assert_error (error, LPA_ES10_ERROR, LPA_ES10_ERROR_ENABLE);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "enable/2");
  g_clear_error (&error);
  finish_switch (w);
  deliver (w, LPA_NOTIFICATION_EVENT_ENABLE);

  g_assert_false (lpa_es10c_delete (w->card, profile, NULL, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "delete/2");
  g_clear_error (&error);
  lpa_es10c_disable (w->card, profile, handle, refresh, NULL, &error);
  g_assert_no_error (error);
  finish_switch (w);
  deliver (w, LPA_NOTIFICATION_EVENT_DISABLE);
}

static void
rename_and_delete (World *w)
{
  g_autoptr (LpaProfile) profile = find_profile (w);
  g_autoptr (LpaProfile) named = NULL;
  g_autoptr (GError) error = NULL;

  lpa_es10c_set_nickname (w->card, profile, "Reise 🌍", NULL, &error);
  g_assert_no_error (error);
  named = find_profile (w);
  g_assert_cmpstr (lpa_profile_get_nickname (named), ==, "Reise 🌍");
  g_assert_false (lpa_profile_same (profile, named));
  lpa_es10c_delete (w->card, profile, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (find_profile (w));
  deliver (w, LPA_NOTIFICATION_EVENT_DELETE);
  g_assert_false (lpa_es10c_delete (w->card, profile, NULL, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "delete/1");
}

static void
cancel_a_session (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) initiated = initiate (w);
  g_autoptr (GBytes) authenticated = authenticate (w, initiated, &error);
  const char *id = json_object_get_string_member (initiated, "transactionId");
  g_autoptr (GBytes) transaction = lpa_hex_decode (id);
  g_autoptr (GBytes) cancelled = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("x", 1);

  g_assert_no_error (error);
  g_assert_null (
      lpa_es10b_cancel_session (w->card, other, LPA_CANCEL_REASON_POSTPONED, NULL, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "cancel/5");
  g_clear_error (&error);
  cancelled =
      lpa_es10b_cancel_session (w->card, transaction, LPA_CANCEL_REASON_POSTPONED, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (cancelled);

  /* a session is good for one authentication */
  g_assert_null (authenticate (w, initiated, &error));
  g_assert_error (error, LPA_ES10_ERROR, LPA_ES10_ERROR_AUTHENTICATE);
}

static void
reset (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (LpaAddresses) addresses = NULL;

  lpa_es10c_reset_memory (
      w->card, LPA_RESET_OPERATIONAL_PROFILES | LPA_RESET_TEST_PROFILES | LPA_RESET_DEFAULT_SMDP,
      NULL, &error);
  g_assert_no_error (error);
  finish_switch (w);
  profiles = list (w);
  g_assert_cmpuint (profiles->len, ==, 0);
  addresses = lpa_es10a_get_addresses (w->card, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (addresses->default_smdp);
}

static void
live (const SimQuirks *quirks)
{
  g_auto (World) w = { 0 };

  world_init (&w, quirks);
  begin (&w);
  check_information (&w);
  cancel_a_session (&w);
  download (&w);
  deliver (&w, LPA_NOTIFICATION_EVENT_INSTALL);
  switch_on_and_off (&w, quirks);
  rename_and_delete (&w);
  reset (&w);
  lpa_card_end (w.card);
}

static void
test_quirk (gconstpointer data)
{
  static char five[] = "A0000005591010FFFFFFFF8900050500";
  const char *name = data;
  g_auto (SimQuirks) quirks = { 0 };

  sim_quirks_init (&quirks);
  quirks.t1 = g_str_equal (name, "t1");
  quirks.no_61xx = g_str_equal (name, "no-61xx");
  quirks.wrong_length = g_str_equal (name, "6cxx");
  quirks.first_channel = g_str_equal (name, "channel-4")    ? 4
                         : g_str_equal (name, "channel-19") ? 19
                                                            : 1;
  quirks.isdr_aid = g_str_equal (name, "other-aid") ? g_strdup (five) : NULL;
  quirks.two_isdr = g_str_equal (name, "two-isdr");
  quirks.needs_terminal_capability = g_str_equal (name, "terminal-capability");
  quirks.max_segment = g_str_equal (name, "segments-120")  ? 120
                       : g_str_equal (name, "segments-60") ? 60
                                                           : 255;
  quirks.refresh = g_str_equal (name, "refresh");
  quirks.enable_by_aid_only = g_str_equal (name, "aid-only");
  quirks.enable_refresh_flag = g_str_equal (name, "flag-0")   ? 0
                               : g_str_equal (name, "flag-1") ? 1
                                                              : -1;
  quirks.held_channel = g_str_equal (name, "held-channel");
  live (&quirks);
}

/* No exchange more than the data needs; a whole download of 12 kB, from the challenge to the
 * removal of its notification, stays below 88. */
static void
test_count (void)
{
  g_auto (World) w = { 0 };
  guint before;

  world_init (&w, NULL);
  begin (&w);
  before = lpa_card_get_n_exchanges (w.card);
  download (&w);
  deliver (&w, LPA_NOTIFICATION_EVENT_INSTALL);
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %u exchanges, %u of a whole download", w.package_size,
                  w.package_exchanges, lpa_card_get_n_exchanges (w.card) - before);
  g_assert_cmpuint (w.package_size, >, 11800);
  g_assert_cmpuint (w.package_exchanges, ==, w.package_needs);
  g_assert_cmpuint (lpa_card_get_n_exchanges (w.card) - before, <=, 88);
  lpa_card_end (w.card);
}

static void
test_two (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_auto (World) w = { 0 };
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.two_isdr = TRUE;
  world_init (&w, &quirks);
  found = lpa_card_find_isdrs (w.card, aids, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((const LpaIsdr *) found->pdata[0])->eid, !=,
                   ((const LpaIsdr *) found->pdata[1])->eid);
  for (guint i = 0; i < 2; i++)
    {
      const LpaIsdr *isdr = found->pdata[i];
      g_autofree char *eid = NULL;

      lpa_card_begin (w.card, isdr->aid, NULL, &error);
      g_assert_no_error (error);
      eid = lpa_es10c_get_eid (w.card, NULL, &error);
      g_assert_cmpstr (eid, ==, isdr->eid);
      lpa_card_end (w.card);
    }
}

static void
test_m2m (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_auto (World) w = { 0 };
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.m2m = TRUE;
  world_init (&w, &quirks);
  g_assert_null (lpa_card_find_isdrs (w.card, aids, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_M2M_ONLY);
}

static void
test_failed_load (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_auto (World) w = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) initiated = NULL;
  g_autoptr (GBytes) authenticated = NULL;
  g_autoptr (JsonObject) offer = NULL;
  g_autoptr (GBytes) prepared = NULL;
  g_autoptr (JsonObject) bound = NULL;
  g_autoptr (GBytes) package = NULL;
  g_autoptr (LpaInstallResult) result = NULL;
  g_autoptr (GError) reason = NULL;

  sim_quirks_init (&quirks);
  quirks.fail_load = 10;
  world_init (&w, &quirks);
  begin (&w);
  initiated = initiate (&w);
  authenticated = authenticate (&w, initiated, &error);
  offer = answer (&w, SIM_SMDP_AUTHENTICATE_CLIENT, initiated, "authenticateServerResponse",
                  authenticated);
  prepared = prepare (&w, offer);
  bound = answer (&w, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, initiated, "prepareDownloadResponse",
                  prepared);
  package = get_bytes (bound, "boundProfilePackage");
  result = lpa_es10b_load_package (w.card, package, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (result->success);
  reason = lpa_install_result_to_error (result);
  g_assert_cmpstr (lpa_error_get_figure (reason), ==, "load/5/10");
  deliver (&w, LPA_NOTIFICATION_EVENT_INSTALL);
  lpa_card_end (w.card);
}

/* Finds, lists and switches. */
static char *
use (LpaChannel *channel)
{
  g_autoptr (LpaCard) card = lpa_card_new (channel, NULL);
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = lpa_card_find_isdrs (card, aids, NULL, &error);
  g_autoptr (GPtrArray) profiles = NULL;
  GString *story = g_string_new (NULL);

  g_assert_no_error (error);
  lpa_card_begin (card, ((const LpaIsdr *) found->pdata[0])->aid, NULL, &error);
  profiles = lpa_es10c_list_profiles (card, TRUE, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < profiles->len; i++)
    {
      lpa_es10c_enable (card, profiles->pdata[i], LPA_PROFILE_HANDLE_ICCID, FALSE, NULL, &error);
      g_string_append_printf (story, "%s %s\n", lpa_profile_get_name (profiles->pdata[i]),
                              error ? lpa_error_get_figure (error) : "done");
      g_clear_error (&error);
    }
  lpa_card_end (card);
  return g_string_free (story, FALSE);
}

/* What a card did in the field happens again at the desk. */
static void
test_record_and_replay (gconstpointer t1)
{
  g_autofree char *path =
      g_strdup_printf ("%s/tern-sim-%u.jsonl", g_get_tmp_dir (), g_random_int ());
  g_auto (SimQuirks) quirks = { 0 };
  g_auto (World) w = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *story = NULL;
  g_autofree char *again = NULL;
  g_autoptr (LpaReplayChannel) replay = NULL;

  sim_quirks_init (&quirks);
  quirks.profiles = 3;
  quirks.t1 = t1 != NULL;
  world_init (&w, &quirks);
  {
    g_autoptr (LpaTrace) trace = lpa_trace_new (path, &error);
    g_autoptr (LpaChannel) traced = lpa_trace_wrap (trace, w.channel);

    story = use (traced);
  }
  g_assert_nonnull (strstr (story, "done"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, sim_pki_get_eid (w.pki)));

  replay = lpa_replay_channel_new (path, &error);
  g_assert_no_error (error);
  again = use (LPA_CHANNEL (replay));
  g_assert_cmpstr (again, ==, story);
  g_assert_true (lpa_replay_channel_is_finished (replay));
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  static const char *const quirks[] = { "none",         "t1",          "no-61xx",
                                        "6cxx",         "channel-4",   "channel-19",
                                        "other-aid",    "two-isdr",    "terminal-capability",
                                        "segments-120", "segments-60", "refresh",
                                        "aid-only",     "flag-0",      "flag-1",
                                        "held-channel" };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (quirks); i++)
    {
      g_autofree char *path = g_strconcat ("/lpa/sim-card/", quirks[i], NULL);

      g_test_add_data_func (path, quirks[i], test_quirk);
    }
  g_test_add_func ("/lpa/sim-card/count", test_count);
  g_test_add_func ("/lpa/sim-card/two", test_two);
  g_test_add_func ("/lpa/sim-card/m2m", test_m2m);
  g_test_add_func ("/lpa/sim-card/failed-load", test_failed_load);
  g_test_add_data_func ("/lpa/sim-card/record-and-replay", NULL, test_record_and_replay);
  g_test_add_data_func ("/lpa/sim-card/record-and-replay-t1", "t1", test_record_and_replay);

  return g_test_run ();
}
