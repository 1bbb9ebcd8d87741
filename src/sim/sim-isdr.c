/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-isdr.h"

#include "sim/sim-demo-profiles.h"
#include "sim/sim-rules.h"

#define STATUS_OK 0x9000
#define STATUS_REFRESH 0x910B
#define STATUS_MEMORY_FAILURE 0x6581
#define STATUS_BAD_DATA 0x6A80

#define TAG_LOAD_CRL 0xBF35
#define TAG_ADDRESSES 0xBF3C
#define TAG_EUICC_DATA 0xBF3E
#define TAG_DEFAULT_SMDP 0xBF3F
#define TAG_RULES 0xBF43

#define CRL_KEY_NOT_FOUND 4
#define DEFAULT_ROOT_SMDS "smds.example.com"

static GBytes *
get_challenge (SimIsdr *self, const LpaTlv *request)
{
  return request->length != 0 ? NULL : sim_rsp_session_get_challenge (self->session);
}

static GBytes *
authenticate_server (SimIsdr *self, const LpaTlv *request)
{
  static const LpaTlv empty = { 0 };
  g_autoptr (GBytes) info2 = sim_isdr_get_info2 (self, &empty);

  return sim_rsp_session_authenticate (self->session, request, info2);
}

static GBytes *
prepare_download (SimIsdr *self, const LpaTlv *request)
{
  return sim_rsp_session_prepare (self->session, request);
}

static GBytes *
cancel_session (SimIsdr *self, const LpaTlv *request)
{
  return sim_rsp_session_cancel (self->session, request);
}

static GBytes *
get_addresses (SimIsdr *self, const LpaTlv *request)
{
  const char *smdp = sim_profile_store_get_default_smdp (self->store);
  const char *smds = self->quirks->root_smds;
  GByteArray *out;
  guint mark;

  if (request->length != 0)
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_ADDRESSES);
  if (*smdp != '\0')
    lpa_tlv_append_string (out, 0x80, smdp);
  lpa_tlv_append_string (out, 0x81, smds != NULL ? smds : DEFAULT_ROOT_SMDS);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
set_default_smdp (SimIsdr *self, const LpaTlv *request)
{
  LpaTlv address;
  g_autofree char *text = NULL;

  if (!lpa_tlv_find (request, 0x80, &address) || address.raw_length != request->length ||
      !g_utf8_validate_len ((const char *) address.value, address.length, NULL))
    return NULL;

  text = lpa_tlv_dup_utf8 (&address);
  sim_profile_store_set_default_smdp (self->store, text);
  return sim_isdr_result (TAG_DEFAULT_SMDP, 0);
}

static GBytes *
get_euicc_data (SimIsdr *self, const LpaTlv *request)
{
  LpaTlv list;
  GByteArray *out;
  guint mark;

  if (!lpa_tlv_find (request, 0x5C, &list) || list.length != 1 || list.value[0] != 0x5A)
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_EUICC_DATA);
  lpa_tlv_append_bytes (out, 0x5A, sim_pki_get_eid_bytes (self->pki));
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
get_rules (SimIsdr *self, const LpaTlv *request)
{
  GByteArray *out;
  guint mark, table;

  if (request->length != 0)
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_RULES);
  table = lpa_tlv_open (out, 0xA0);
  sim_rules_append_table (out);
  lpa_tlv_close (out, table);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/* The card has no support for revocation lists, and says so in EUICCInfo2. */
static GBytes *
load_crl (SimIsdr *self, const LpaTlv *request)
{
  LpaTlv list;

  return lpa_tlv_find (request, 0x30, &list)
             ? sim_isdr_choice_error (TAG_LOAD_CRL, CRL_KEY_NOT_FOUND)
             : NULL;
}

typedef struct
{
  guint32 tag;
  GBytes *(*run) (SimIsdr *self, const LpaTlv *request);
  const char *step;
} Function;

static const Function functions[] = {
  { 0xBF20, sim_isdr_get_info1, NULL },
  { 0xBF21, prepare_download, "prepare" },
  { 0xBF22, sim_isdr_get_info2, NULL },
  { 0xBF28, sim_isdr_list_notifications, NULL },
  { 0xBF29, sim_isdr_set_nickname, NULL },
  { 0xBF2B, sim_isdr_retrieve_notifications, NULL },
  { 0xBF2D, sim_isdr_list_profiles, NULL },
  { 0xBF2E, get_challenge, "challenge" },
  { 0xBF30, sim_isdr_remove_notification, NULL },
  { 0xBF31, sim_isdr_enable, "enable" },
  { 0xBF32, sim_isdr_disable, "disable" },
  { 0xBF33, sim_isdr_delete, "delete" },
  { 0xBF34, sim_isdr_memory_reset, NULL },
  { TAG_LOAD_CRL, load_crl, NULL },
  { 0xBF38, authenticate_server, "authenticate" },
  { TAG_ADDRESSES, get_addresses, NULL },
  { TAG_EUICC_DATA, get_euicc_data, NULL },
  { TAG_DEFAULT_SMDP, set_default_smdp, NULL },
  { 0xBF41, cancel_session, NULL },
  { TAG_RULES, get_rules, NULL },
};

/* The tag may be followed by less than its length: the first segment of a package is. */
static guint32
peek_tag (GBytes *request)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (request, &size);

  return size >= 2 && data[0] == 0xBF ? 0xBF00u | data[1] : data[0];
}

static const Function *
find_function (guint32 tag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (functions[i].tag == tag)
      return &functions[i];

  return NULL;
}

static GBytes *
run_function (SimIsdr *self, const Function *function, GBytes *request, guint16 *status)
{
  LpaTlv tlv;
  GBytes *response = NULL;

  sim_bpp_loader_interrupt (self->loader);
  if (lpa_tlv_parse_bytes (request, function->tag, &tlv, NULL))
    response = function->run (self, &tlv);
  *status = response != NULL ? STATUS_OK : STATUS_BAD_DATA;

  return response;
}

/**
 * sim_isdr_result:
 * @tag: the tag of an answer
 * @result: the result in it
 *
 * Returns: (transfer full): an answer that is a result alone
 */
GBytes *
sim_isdr_result (guint32 tag, int result)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, tag);

  lpa_tlv_append_integer (out, 0x80, result);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_isdr_choice_error:
 * @tag: the tag of an answer that is a list or an error
 * @result: the error
 *
 * Returns: (transfer full): the answer with the error
 */
GBytes *
sim_isdr_choice_error (guint32 tag, int result)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, tag);

  lpa_tlv_append_integer (out, 0x81, result);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/* What a card has when it leaves the maker. */
static void
fill_new (SimIsdr *self)
{
  if (self->quirks->default_smdp != NULL)
    sim_profile_store_set_default_smdp (self->store, self->quirks->default_smdp);
  sim_demo_profiles_add (self->store, self->quirks->profiles, self->quirks->test_profiles);
}

/**
 * sim_isdr_new:
 * @pki: the eUICC's certificates and keys
 * @quirks: what is special about it; must outlive it
 * @state_path: (nullable): the file that keeps its state
 * @error: return location for an error of %G_FILE_ERROR or %JSON_PARSER_ERROR
 *
 * Returns: (transfer full) (nullable): the application
 */
SimIsdr *
sim_isdr_new (SimPki *pki, const SimQuirks *quirks, const char *state_path, GError **error)
{
  g_autoptr (SimProfileStore) store =
      sim_profile_store_new (sim_pki_get_eid (pki), state_path, error);
  SimIsdr *self;

  if (store == NULL)
    return NULL;

  self = g_new0 (SimIsdr, 1);
  self->pki = g_object_ref (pki);
  self->quirks = quirks;
  self->store = g_steal_pointer (&store);
  self->session = sim_rsp_session_new (pki);
  self->loader = sim_bpp_loader_new (pki, quirks, self->store, self->session);
  if (sim_profile_store_is_new (self->store))
    fill_new (self);
  sim_profile_store_flush (self->store);

  return self;
}

/**
 * sim_isdr_free:
 * @self: (transfer full): the application
 */
void
sim_isdr_free (SimIsdr *self)
{
  sim_bpp_loader_free (self->loader);
  sim_rsp_session_free (self->session);
  sim_profile_store_free (self->store);
  g_object_unref (self->pki);
  g_free (self);
}

/**
 * sim_isdr_power_off:
 * @self: the application
 *
 * Ends what does not outlive a loss of power: the session, and a package half loaded.
 */
void
sim_isdr_power_off (SimIsdr *self)
{
  sim_bpp_loader_interrupt (self->loader);
  sim_rsp_session_clear (self->session);
  self->switches = 0;
  sim_profile_store_flush (self->store);
}

/**
 * sim_isdr_handle:
 * @self: the application
 * @request: the data of a whole STORE DATA chain, at least one byte
 * @status: (out): the status word
 * @step: (out) (nullable): the step done, one of sim_quirks_steps, or %NULL for none of those
 *
 * Runs one ES10 function, or takes one segment of a package. What the answer says is kept before it
 * is given.
 *
 * Returns: (transfer full) (nullable): the answer's data, if there are any
 */
GBytes *
sim_isdr_handle (SimIsdr *self, GBytes *request, guint16 *status, const char **step)
{
  const Function *function = find_function (peek_tag (request));
  GBytes *response;

  self->refresh = FALSE;
  if (function != NULL)
    {
      response = run_function (self, function, request, status);
      *step = function->step;
    }
  else
    {
      response = sim_bpp_loader_feed (self->loader, request, status);
      *step = sim_bpp_loader_get_step (self->loader);
    }

  if (self->refresh)
    *status = STATUS_REFRESH;
  if (!sim_profile_store_flush (self->store))
    {
      g_clear_pointer (&response, g_bytes_unref);
      *status = STATUS_MEMORY_FAILURE;
    }

  return response;
}
