/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "lpa/lpa-hex.h"
#include "sim/sim-bpp.h"
#include "sim/sim-crypto.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEYS                                    \
  "BF2636 8010000102030405060708090A0B0C0D0E0F" \
  "8110101112131415161718191A1B1C1D1E1F"        \
  "8210202122232425262728292A2B2C2D2E2F"

enum
{
  INITIALISE = 0,
  CONFIGURE = 1,
  METADATA = 2,
  REPLACE = 4,
  LOAD = 5,
};

static Card *
prepared (const SimQuirks *quirks)
{
  Card *card = card_new (quirks);

  card_select (card);
  card_prepare_session (card);
  return card;
}

static void
assert_profiles (Card *card, const char *expected)
{
  card_assert_es10 (card, "BF2D03 5C015A", expected);
}

static void
test_install (gconstpointer replace)
{
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GBytes) notification = NULL;

  package_init (&package, card);
  package.replace = replace != NULL ? lpa_hex_decode (replace) : NULL;
  segments = package_build (&package, card);
  result = package_load (segments, card);
  card_assert_installed (card, result);
  assert_profiles (card, "BF2D10A00EE30C5A0A98449900000000000940");

  /* kept as a notification, number 0, until removed */
  notification = card_es10_hex (card, "BF2B05A003800100");
  g_assert_cmpuint (g_bytes_get_size (notification), ==, g_bytes_get_size (result) + 7);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (notification, NULL) + 7,
                   g_bytes_get_size (result), g_bytes_get_data (result, NULL),
                   g_bytes_get_size (result));
  card_assert_es10 (card, "BF3003800100", "BF3003800100");
  card_assert_es10 (card, "BF3003800100", "BF3003800101");
}

/* What the server builds, the card installs. */
static void
test_server_package (gconstpointer session_keys)
{
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GBytes) host = g_bytes_new_static ("smdp", 4);
  g_autoptr (GBytes) built = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;
  LpaTlvReader reader;
  LpaTlv whole, tlv;

  package_init (&package, card);
  built = sim_bpp_build (
      &(SimBppInput){
          .transaction_id = package.transaction_id,
          .host_id = host,
          .eid = package.eid,
          .server_otsk = card->server_otsk,
          .signing_key = package.signing_key,
          .euicc_otpk = card->euicc_otpk,
          .metadata = package.metadata,
          .profile = package.profile,
          .session_keys = GPOINTER_TO_INT (session_keys),
      },
      &error);
  g_assert_no_error (error);

  segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_assert_true (lpa_tlv_parse_bytes (built, 0xBF36, &whole, NULL));
  lpa_tlv_reader_enter (&reader, &whole);
  g_assert_true (lpa_tlv_reader_expect (&reader, 0xBF23, &tlv, NULL));
  g_ptr_array_add (segments, g_bytes_new (whole.raw, (gsize) (tlv.value - whole.raw) + tlv.length));
  while (lpa_tlv_reader_next (&reader, &tlv, NULL))
    {
      LpaTlvReader inner;
      LpaTlv object;

      if (tlv.tag == 0xA0 || tlv.tag == 0xA2)
        {
          g_ptr_array_add (segments, lpa_tlv_dup_raw (&tlv));
          continue;
        }
      g_ptr_array_add (segments, g_bytes_new (tlv.raw, tlv.raw_length - tlv.length));
      lpa_tlv_reader_enter (&inner, &tlv);
      while (lpa_tlv_reader_next (&inner, &object, NULL))
        g_ptr_array_add (segments, lpa_tlv_dup_raw (&object));
    }

  result = package_load (segments, card);
  card_assert_installed (card, result);
}

typedef struct
{
  const char *name;
  void (*change) (Package *package, Card *card);
  int command;
  int reason;
} Refusal;

static void
other_signer (Package *package, Card *card)
{
  package->signing_key = sim_pki_get_key (card->pki, SIM_PKI_DPAUTH);
}

static void
other_operation (Package *package, Card *card)
{
  package->operation = 2;
}

static void
other_transaction (Package *package, Card *card)
{
  package_set (&package->transaction_id, g_bytes_new_static ("\x01", 1));
}

static void
other_key_type (Package *package, Card *card)
{
  package->key_type = 0x80;
}

static void
other_key_length (Package *package, Card *card)
{
  package->key_length = 0x20;
}

static void
other_eid (Package *package, Card *card)
{
  package_set (&package->eid, g_bytes_new_static ("0123456789abcdef", 16));
}

static void
no_configuration (Package *package, Card *card)
{
  package_set (&package->configure, lpa_hex_decode ("BF2500"));
}

static void
no_proprietary_oid (Package *package, Card *card)
{
  package_set (&package->configure, lpa_hex_decode ("BF2402B800"));
}

static void
set_metadata (Package *package, const char *hex)
{
  package_set (&package->metadata, lpa_hex_decode (hex));
}

static void
no_metadata (Package *package, Card *card)
{
  set_metadata (package, "BF2400");
}

static void
short_iccid (Package *package, Card *card)
{
  set_metadata (package, "BF2511 5A09984499000000000009 910141 920141");
}

static void
no_provider (Package *package, Card *card)
{
  set_metadata (package, "BF250F 5A0A98449900000000000940 920141");
}

static void
long_provider (Package *package, Card *card)
{
  set_metadata (package,
                "BF2532 5A0A98449900000000000940"
                "9121 414141414141414141414141414141414141414141414141414141414141414141 920141");
}

static void
icon_without_type (Package *package, Card *card)
{
  set_metadata (package, "BF2515 5A0A98449900000000000940 910141 920141 940141");
}

static void
provisioning_class (Package *package, Card *card)
{
  package_set (&package->metadata, card_metadata (CARD_ICCID, 0, SIM_PROFILE_CLASS_PROVISIONING));
}

/* The table gives PPR1 to 001-01 only. */
static void
rule_of_other_owner (Package *package, Card *card)
{
  set_metadata (package, "BF251D 5A0A98449900000000000940 910141 920141"
                         "B705800332F451 99020640");
}

static void
bad_keys (Package *package, Card *card)
{
  package_set (&package->replace, lpa_hex_decode ("BF2603800101"));
}

static void
unknown_element (Package *package, Card *card)
{
  package_set (&package->profile, sim_upp_build (CARD_ICCID, "x", 10, SIM_UPP_UNKNOWN_ELEMENT));
}

static void
not_a_profile (Package *package, Card *card)
{
  package_set (&package->profile, g_bytes_new_static ("no profile", 10));
}

static void
other_iccid (Package *package, Card *card)
{
  package_set (&package->profile, sim_upp_build ("89449900000000009012", "x", 10, SIM_UPP_PLAIN));
}

static const Refusal refusals[] = {
  { "signer", other_signer, INITIALISE, 2 },
  { "operation", other_operation, INITIALISE, 5 },
  { "transaction", other_transaction, INITIALISE, 3 },
  { "key-type", other_key_type, INITIALISE, 4 },
  { "key-length", other_key_length, INITIALISE, 4 },
  { "eid", other_eid, CONFIGURE, 8 },
  { "configuration", no_configuration, CONFIGURE, 1 },
  { "proprietary-oid", no_proprietary_oid, CONFIGURE, 1 },
  { "metadata", no_metadata, METADATA, 1 },
  { "short-iccid", short_iccid, METADATA, 1 },
  { "provider", no_provider, METADATA, 1 },
  { "long-provider", long_provider, METADATA, 1 },
  { "icon-type", icon_without_type, METADATA, 1 },
  { "class", provisioning_class, METADATA, 6 },
  { "rule", rule_of_other_owner, METADATA, 15 },
  { "keys", bad_keys, REPLACE, 1 },
  { "element", unknown_element, LOAD, 12 },
  { "profile", not_a_profile, LOAD, 12 },
  { "iccid", other_iccid, LOAD, 13 },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GBytes) behind = NULL;

  package_init (&package, card);
  refusal->change (&package, card);
  segments = package_build (&package, card);
  result = package_load (segments, card);
  card_assert_failed (card, result, refusal->command, refusal->reason);
  assert_profiles (card, "BF2D02A000");

  behind = card_es10 (card, g_ptr_array_index (segments, segments->len - 1));
  g_assert_cmphex (card->status, ==, 0x6A88);
}

/* The first three segments of anything well made, then a change. */
typedef struct
{
  const char *name;
  guint at;
  const char *instead; /* NULL: the segment after it is joined to it */
  int command;
  int reason;
} Border;

static const Border borders[] = {
  { "channel-cut", 0, "BF3681C8BF2300", INITIALISE, 1 },
  { "channel-trailing", 0, "BF3681C8BF2300A000", INITIALISE, 7 },
  { "package-too-short", 0, "BF3602BF2300", INITIALISE, 7 },
  { "configure-empty", 1, "A000", CONFIGURE, 7 },
  { "configure-inside", 1, "A0028600", CONFIGURE, 7 },
  { "configure-other", 1, "A100", CONFIGURE, 7 },
  { "metadata-header-with-object", 2, NULL, METADATA, 7 },
  { "metadata-header-empty", 2, "A100", METADATA, 7 },
  { "metadata-other", 3, "86080000000000000000", METADATA, 7 },
  { "metadata-no-mac", 3, "8804AABBCCDD", METADATA, 7 },
  { "metadata-wrong-mac", 3, "8809AA0000000000000000", METADATA, 8 },
  { "profile-header-with-object", 4, NULL, LOAD, 7 },
  { "profile-header-length", 4, "A305", LOAD, 7 },
  { "keys-inside", 4, "A2028700", REPLACE, 7 },
  { "profile-other", 5, "88080000000000000000", LOAD, 7 },
  { "profile-wrong-mac", 5, "8618000000000000000000000000000000000000000000000000", LOAD, 8 },
};

static void
replace_segment (GPtrArray *segments, guint index, GBytes *segment)
{
  g_bytes_unref (segments->pdata[index]);
  segments->pdata[index] = segment;
}

static GBytes *
join_two (GBytes *one, GBytes *two)
{
  GByteArray *out = g_byte_array_new ();

  lpa_tlv_append_raw (out, one);
  lpa_tlv_append_raw (out, two);
  return g_byte_array_free_to_bytes (out);
}

static void
test_border (gconstpointer data)
{
  const Border *border = data;
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;

  package_init (&package, card);
  segments = package_build (&package, card);
  replace_segment (segments, border->at,
                   border->instead != NULL
                       ? lpa_hex_decode (border->instead)
                       : join_two (segments->pdata[border->at], segments->pdata[border->at + 1]));
  result = package_load (segments, card);
  card_assert_failed (card, result, border->command, border->reason);
}

static void
test_order (void)
{
  g_autoptr (Card) card = card_new (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) unprepared = NULL;

  /* an 86 with no package, a package with no session */
  card_select (card);
  first = card_es10_hex (card, "860100");
  g_assert_cmphex (card->status, ==, 0x6985);
  card_prepare_session (card);
  package_init (&package, card);
  segments = package_build (&package, card);
  sim_euicc_power (card->euicc, SIM_POWER_RESET);
  card_select (card);
  unprepared = card_es10 (card, segments->pdata[0]);
  g_assert_cmphex (card->status, ==, 0x6985);
}

static void
test_duplicate (void)
{
  g_autoptr (Card) card = card_new (NULL);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  card_select (card);
  first = card_install (card, CARD_ICCID, 0);
  card_assert_installed (card, first);
  second = card_install (card, CARD_ICCID, 0);
  card_assert_failed (card, second, METADATA, SIM_ERROR_REASON_ICCID_EXISTS);
}

static void
test_memory (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (Card) card = NULL;
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GPtrArray) segments = NULL;
  g_auto (Package) package;

  sim_quirks_init (&quirks);
  quirks.memory = 2000;
  card = prepared (&quirks);
  package_init (&package, card);
  segments = package_build (&package, card);
  result = package_load (segments, card);
  card_assert_failed (card, result, LOAD, SIM_ERROR_REASON_MEMORY);

  small = card_install (card, CARD_ICCID, 0);
  card_assert_installed (card, small);
}

/* Free memory in EUICCInfo2 falls by the size of the package. */
static void
test_free_memory (void)
{
  g_autoptr (Card) card = card_new (NULL);
  guint32 free_bytes[2];

  card_select (card);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) info = card_es10_hex (card, "BF2200");
      g_autoptr (GBytes) result = NULL;
      LpaTlv outer, resources, memory;

      g_assert_true (lpa_tlv_parse_bytes (info, 0xBF22, &outer, NULL));
      tlv_get (&outer, 0x84, &resources);
      tlv_get (&resources, 0x82, &memory);
      memcpy (&free_bytes[i], memory.value, 4);
      free_bytes[i] = GUINT32_FROM_BE (free_bytes[i]);
      result = i == 0 ? card_install (card, CARD_ICCID, 0) : NULL;
    }

  g_assert_cmpuint (free_bytes[0], ==, SIM_QUIRKS_DEFAULT_MEMORY);
  g_assert_cmpuint (free_bytes[1], <, free_bytes[0]);
  g_assert_cmpuint (free_bytes[1], >, free_bytes[0] - 300);
}

/* A profile that may not be disabled must be the only operational one. */
static void
test_policy (void)
{
  g_autoptr (Card) card = card_new (NULL);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;

  card_select (card);
  first = card_install (card, CARD_ICCID, SIM_PPR1 | SIM_PPR2);
  card_assert_installed (card, first);
  second = card_install (card, "89449900000000009012", SIM_PPR1);
  card_assert_failed (card, second, METADATA, SIM_ERROR_REASON_PPR_NOT_ALLOWED);
  third = card_install (card, "89449900000000009012", SIM_PPR2);
  card_assert_installed (card, third);
}

static void
test_fail_load (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (Card) card = NULL;
  g_autoptr (GBytes) result = NULL;

  sim_quirks_init (&quirks);
  quirks.fail_load = 127;
  card = card_new (&quirks);
  card_select (card);
  result = card_install (card, CARD_ICCID, 0);
  card_assert_failed (card, result, LOAD, 127);
  assert_profiles (card, "BF2D02A000");
}

static GBytes *
flip_bit (GBytes *bytes, GRand *random)
{
  gsize size = g_bytes_get_size (bytes);
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

  copy[g_rand_int_range (random, 0, (gint32) size)] ^=
      (guint8) (1 << g_rand_int_range (random, 0, 8));
  return g_bytes_new_take (copy, size);
}

/* There is no bit in a package that may be another. */
static void
test_tampered (void)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (Card) card = card_new_with (pki, NULL, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (22);

  card_select (card);
  for (guint i = 0; i < 400; i++)
    {
      g_auto (Package) package;
      g_autoptr (GPtrArray) segments = NULL;
      g_autoptr (GBytes) result = NULL;
      guint at;

      card_prepare_session (card);
      package_init (&package, card);
      package.replace = i % 2 == 0 ? lpa_hex_decode (KEYS) : NULL;
      segments = package_build (&package, card);
      at = (guint) g_rand_int_range (random, 0, (gint32) segments->len);
      replace_segment (segments, at, flip_bit (segments->pdata[at], random));
      result = package_load (segments, card);
      assert_profiles (card, "BF2D02A000");
    }
}

static void
feed (Card *card, GPtrArray *segments, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GBytes) response = card_es10 (card, segments->pdata[i]);

      g_assert_cmphex (card->status, ==, 0x9000);
      g_assert_cmpuint (g_bytes_get_size (response), ==, 0);
    }
}

static void
assert_interrupted (Card *card, int command)
{
  g_autoptr (GBytes) list = card_es10_hex (card, "BF2B05A003800100");
  g_autoptr (GBytes) result = NULL;
  LpaTlv outer, ok, pending;

  g_assert_true (lpa_tlv_parse_bytes (list, 0xBF2B, &outer, NULL));
  tlv_get (&outer, 0xA0, &ok);
  tlv_get (&ok, 0xBF37, &pending);
  result = lpa_tlv_dup_raw (&pending);
  card_assert_failed (card, result, command, SIM_ERROR_REASON_INTERRUPTION);
}

static void
test_interrupted_by_reset (void)
{
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;

  package_init (&package, card);
  segments = package_build (&package, card);
  feed (card, segments, 6);
  sim_euicc_power (card->euicc, SIM_POWER_RESET);
  card_select (card);
  assert_interrupted (card, LOAD);
  assert_profiles (card, "BF2D02A000");
}

static void
test_interrupted_by_command (void)
{
  g_autoptr (Card) card = prepared (NULL);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) late = NULL;

  package_init (&package, card);
  segments = package_build (&package, card);
  feed (card, segments, 2);
  assert_profiles (card, "BF2D02A000");
  late = card_es10 (card, segments->pdata[2]);
  g_assert_cmphex (card->status, ==, 0x6A88);
  assert_interrupted (card, METADATA);
}

/* A one-time key is for one package. */
static void
test_one_time_key (void)
{
  g_autoptr (Card) card = prepared (NULL);
  g_autoptr (GBytes) used = g_bytes_ref (card->euicc_otpk);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GBytes) authenticated = NULL;
  g_autoptr (GBytes) prepared_again = NULL;

  package_init (&package, card);
  segments = package_build (&package, card);
  result = package_load (segments, card);
  card_assert_installed (card, result);

  authenticated = card_authenticate (card, FLAW_NONE);
  card->euicc_otpk = g_bytes_ref (used);
  prepared_again = card_prepare (card, FLAW_NONE);
  g_assert_false (g_bytes_equal (card->euicc_otpk, used));
}

static void
test_state (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tern-sim-state-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "card.json", NULL);
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autofree char *other_eid = sim_pki_complete_eid ("890440459300000000000000000001");
  g_autoptr (SimPki) other = sim_pki_derive (pki, other_eid, NULL);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  {
    g_autoptr (Card) card = card_new_with (pki, NULL, path);
    g_autoptr (GBytes) result = NULL;

    card_select (card);
    result = card_install (card, CARD_ICCID, 0);
    card_assert_installed (card, result);
    card_assert_es10 (card, "BF3111A00C5A0A9844990000000000094081 0100", "BF3103800100");
    card_assert_es10 (card, "BF2910 5A0A98449900000000000940 90024E4E", "BF2903800100");
    card_assert_es10 (card, "BF3F05 8003612E62", "BF3F03800100");
    before = sim_euicc_dup_state (card->euicc, 0);
  }

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  {
    g_autoptr (Card) card = card_new_with (pki, NULL, path);
    g_autofree char *after = sim_euicc_dup_state (card->euicc, 0);

    g_assert_cmpstr (before, ==, after);
    card_select (card);
    card_assert_es10 (card, "BF2D09 5C075A9F7090919295",
                      "BF2D2EA02CE32A5A0A984499000000000009409F70010190024E4E910850726F7669646572"
                      "920750726F66696C65950102");
    /* the numbers go on: install was 0, enable 1 */
    card_assert_es10 (card, "BF3211A00C5A0A9844990000000000094081 0100", "BF3203800100");
    card_assert_es10 (card, "BF2B05A003800103", "BF2B03810101");
    card_assert_es10 (card, "BF3003800102", "BF3003800100");
  }

  g_assert_null (sim_euicc_new (other, NULL, path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "{\"eid\":\"" SIM_PKI_DEFAULT_EID "\"}", -1, NULL));
  g_assert_null (sim_euicc_new (pki, NULL, path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

/* Does everything up to a step, and asks for the card to be pulled at it. */
static GBytes *
run_to (Card *card, const char *step)
{
  g_autoptr (GBytes) authenticated = NULL;
  g_auto (Package) package = { 0 };
  g_autoptr (GPtrArray) segments = NULL;

  if (g_str_equal (step, "prepare"))
    authenticated = card_authenticate (card, FLAW_NONE);
  else if (!g_str_equal (step, "challenge") && !g_str_equal (step, "authenticate"))
    card_prepare_session (card);

  sim_euicc_set_drop_after (card->euicc, step);
  if (g_str_equal (step, "challenge"))
    return card_es10_hex (card, "BF2E00");
  if (g_str_equal (step, "authenticate"))
    return card_authenticate (card, FLAW_NONE);
  if (g_str_equal (step, "prepare"))
    return card_prepare (card, FLAW_NONE);

  package_init (&package, card);
  segments = package_build (&package, card);
  return package_load (segments, card);
}

static void
test_drop (gconstpointer step)
{
  g_autoptr (Card) card = card_new (NULL);
  g_autoptr (GBytes) result = NULL;
  g_autofree char *state = NULL;

  card_select (card);
  result = run_to (card, step);
  g_assert_null (result);
  g_assert_true (sim_euicc_is_pulled (card->euicc));

  sim_euicc_insert (card->euicc);
  g_assert_false (sim_euicc_is_pulled (card->euicc));
  g_assert_null (sim_euicc_transmit (card->euicc, (const guint8 *) "\0\x70\0\0\1", 5));
  sim_euicc_power (card->euicc, SIM_POWER_ON);
  card_select (card);
  state = sim_euicc_dup_state (card->euicc, 0);
  g_assert_true (!!strstr (state, "\"aid\"") == g_str_equal (step, "result"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/sim/load/install/session-keys", NULL, test_install);
  g_test_add_data_func ("/sim/load/install/own-keys", KEYS, test_install);
  g_test_add_data_func ("/sim/load/server/own-keys", GINT_TO_POINTER (FALSE), test_server_package);
  g_test_add_data_func ("/sim/load/server/session-keys", GINT_TO_POINTER (TRUE),
                        test_server_package);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/sim/load/refusal/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (borders); i++)
    {
      g_autofree char *path = g_strconcat ("/sim/load/border/", borders[i].name, NULL);

      g_test_add_data_func (path, &borders[i], test_border);
    }
  g_test_add_func ("/sim/load/order", test_order);
  g_test_add_func ("/sim/load/duplicate", test_duplicate);
  g_test_add_func ("/sim/load/memory", test_memory);
  g_test_add_func ("/sim/load/free-memory", test_free_memory);
  g_test_add_func ("/sim/load/policy", test_policy);
  g_test_add_func ("/sim/load/fail-load", test_fail_load);
  g_test_add_func ("/sim/load/tampered", test_tampered);
  g_test_add_func ("/sim/load/interrupted-by-reset", test_interrupted_by_reset);
  g_test_add_func ("/sim/load/interrupted-by-command", test_interrupted_by_command);
  g_test_add_func ("/sim/load/one-time-key", test_one_time_key);
  g_test_add_func ("/sim/load/state", test_state);
  for (gsize i = 0; !g_str_equal (sim_quirks_steps[i], "enable"); i++)
    {
      g_autofree char *path = g_strconcat ("/sim/load/drop/", sim_quirks_steps[i], NULL);

      g_test_add_data_func (path, sim_quirks_steps[i], test_drop);
    }

  return g_test_run ();
}
