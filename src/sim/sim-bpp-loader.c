/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-bpp-loader.h"

#include "sim/sim-bsp.h"
#include "sim/sim-crypto.h"
#include "sim/sim-metadata-check.h"
#include "sim/sim-notification.h"
#include "sim/sim-upp.h"

#include <string.h>

#define TAG_SECURE_CHANNEL 0xBF23
#define TAG_CONFIGURE_ISDP 0xBF24
#define TAG_METADATA 0xBF25
#define TAG_REPLACE_KEYS 0xBF26
#define TAG_RESULT_DATA 0xBF27
#define TAG_PACKAGE 0xBF36
#define TAG_RESULT 0xBF37
#define TAG_OTPK 0x5F49
#define TAG_SIGNATURE 0x5F37

#define STATUS_OK 0x9000
#define STATUS_CONDITIONS 0x6985
#define STATUS_NO_SUCH_DATA 0x6A88

#define REMOTE_INSTALL 1
#define KEY_TYPE_AES 0x88
#define MAX_SEGMENT 1024
#define MAX_PROPRIETARY_DATA 128

typedef enum
{
  STATE_IDLE,
  STATE_CONFIGURE,
  STATE_METADATA_HEADER,
  STATE_METADATA,
  STATE_KEYS_OR_PROFILE,
  STATE_PROFILE_HEADER,
  STATE_PROFILE,
  STATE_DONE,
} State;

struct _SimBppLoader
{
  SimPki *pki;
  const SimQuirks *quirks;
  SimProfileStore *store;
  SimRspSession *session;

  State state;
  SimBsp *bsp;
  gsize package_left;
  gsize sequence_left;
  GByteArray *plain;
  GBytes *metadata;
};

/* Each step takes one segment; what it gives back is 0 or a SimErrorReason. */
typedef int (*Step) (SimBppLoader *self, GBytes *segment);

static void
reset (SimBppLoader *self, State state)
{
  self->state = state;
  g_clear_pointer (&self->bsp, sim_bsp_free);
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_byte_array_set_size (self->plain, 0);
}

/**
 * sim_bpp_loader_new:
 * @pki: the card's certificates and keys
 * @quirks: what is special about the card; must outlive the loader
 * @store: where profiles go; must outlive the loader
 * @session: the session with the server; must outlive the loader
 *
 * Returns: (transfer full): a loader with nothing to do
 */
SimBppLoader *
sim_bpp_loader_new (SimPki *pki,
                    const SimQuirks *quirks,
                    SimProfileStore *store,
                    SimRspSession *session)
{
  SimBppLoader *self = g_new0 (SimBppLoader, 1);

  self->pki = g_object_ref (pki);
  self->quirks = quirks;
  self->store = store;
  self->session = session;
  self->plain = g_byte_array_new ();

  return self;
}

/**
 * sim_bpp_loader_free:
 * @self: (transfer full): the loader
 */
void
sim_bpp_loader_free (SimBppLoader *self)
{
  reset (self, STATE_IDLE);
  g_byte_array_unref (self->plain);
  g_object_unref (self->pki);
  g_free (self);
}

/**
 * sim_bpp_loader_is_active:
 * @self: the loader
 *
 * Returns: whether a package has begun and not ended
 */
gboolean
sim_bpp_loader_is_active (SimBppLoader *self)
{
  return self->state != STATE_IDLE && self->state != STATE_DONE;
}

/**
 * sim_bpp_loader_get_step:
 * @self: the loader
 *
 * Returns: the name of the step that the last segment belonged to, one of sim_quirks_steps
 */
const char *
sim_bpp_loader_get_step (SimBppLoader *self)
{
  static const char *const names[] = {
    [STATE_IDLE] = "load",
    [STATE_CONFIGURE] = "load",
    [STATE_METADATA_HEADER] = "load",
    [STATE_METADATA] = "load",
    [STATE_KEYS_OR_PROFILE] = "metadata",
    [STATE_PROFILE_HEADER] = "metadata",
    [STATE_PROFILE] = "segment",
    [STATE_DONE] = "result",
  };

  return self->state == STATE_PROFILE && self->plain->len == 0 ? "metadata" : names[self->state];
}

/* Reads a tag and a length whose value follows in later segments. */
static gboolean
read_header (const guint8 *data, gsize size, guint32 tag, gsize *header_size, gsize *length)
{
  gsize tag_size = tag > 0xFF ? 2 : 1;
  gsize count;

  if (size < tag_size + 1 || data[tag_size - 1] != (tag & 0xFF) ||
      (tag_size == 2 && data[0] != tag >> 8))
    return FALSE;

  count = data[tag_size] < 0x80 ? 0 : data[tag_size] & 0x7F;
  if (count > 4 || data[tag_size] == 0x80 || size < tag_size + 1 + count)
    return FALSE;

  *header_size = tag_size + 1 + count;
  *length = count == 0 ? data[tag_size] : 0;
  for (gsize i = 1; i <= count; i++)
    *length = *length << 8 | data[tag_size + i];

  return TRUE;
}

/* A segment that is the header of a sequence and nothing else. */
static gboolean
take_header (SimBppLoader *self, GBytes *segment, guint32 tag)
{
  gsize size, header_size;
  const guint8 *data = g_bytes_get_data (segment, &size);

  return read_header (data, size, tag, &header_size, &self->sequence_left) && header_size == size &&
         self->sequence_left <= self->package_left;
}

static int
unprotect (SimBppLoader *self, const LpaTlv *tlv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (tlv->raw_length > MAX_SEGMENT)
    return SIM_ERROR_REASON_STRUCTURE;

  plain = sim_bsp_unprotect (self->bsp, tlv, &error);
  if (plain == NULL)
    return g_error_matches (error, SIM_BSP_ERROR, SIM_BSP_ERROR_STRUCTURE)
               ? SIM_ERROR_REASON_STRUCTURE
               : SIM_ERROR_REASON_SECURITY;

  g_byte_array_append (self->plain, g_bytes_get_data (plain, NULL),
                       (guint) g_bytes_get_size (plain));
  return 0;
}

/* A segment that is a whole sequence of 87 objects; their plain text is put together. */
static int
take_sequence (SimBppLoader *self, GBytes *segment, guint32 tag)
{
  LpaTlv sequence, object;
  LpaTlvReader reader;

  if (!lpa_tlv_parse_bytes (segment, tag, &sequence, NULL) || sequence.length == 0)
    return SIM_ERROR_REASON_STRUCTURE;

  g_byte_array_set_size (self->plain, 0);
  lpa_tlv_reader_enter (&reader, &sequence);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      int reason = lpa_tlv_reader_expect (&reader, 0x87, &object, NULL)
                       ? unprotect (self, &object)
                       : SIM_ERROR_REASON_STRUCTURE;

      if (reason != 0)
        return reason;
    }

  return 0;
}

/* A segment that is one object of the sequence whose header came before. */
static int
take_object (SimBppLoader *self, GBytes *segment, guint32 tag)
{
  LpaTlv object;

  if (!lpa_tlv_parse_bytes (segment, tag, &object, NULL) || object.raw_length > self->sequence_left)
    return SIM_ERROR_REASON_STRUCTURE;

  self->sequence_left -= object.raw_length;
  return unprotect (self, &object);
}

static gboolean
has_byte (const LpaTlv *parent, guint32 tag, guint8 value)
{
  LpaTlv tlv;

  return lpa_tlv_find (parent, tag, &tlv) && tlv.length == 1 && tlv.value[0] == value;
}

static gboolean
verify_channel (SimBppLoader *self, const LpaTlv *channel, const LpaTlv *signature)
{
  g_autoptr (GBytes) otpk = sim_crypto_dup_point (self->session->otsk, NULL);
  g_autoptr (GByteArray) covered = g_byte_array_new ();

  g_byte_array_append (covered, channel->value, (guint) (signature->raw - channel->value));
  lpa_tlv_append_bytes (covered, TAG_OTPK, otpk);

  return sim_crypto_verify (self->session->binding_key, covered->data, covered->len,
                            signature->value, signature->length);
}

static int
agree_on_keys (SimBppLoader *self, const LpaTlv *otpk, const LpaTlv *host)
{
  g_autoptr (GBytes) host_id = lpa_tlv_dup_value (host);
  g_autoptr (GBytes) secret =
      sim_crypto_shared_secret (self->session->otsk, otpk->value, otpk->length, NULL);

  if (secret == NULL)
    return SIM_ERROR_REASON_INCORRECT_VALUES;

  self->bsp = sim_bsp_new (secret, host_id, sim_pki_get_eid_bytes (self->pki));
  return 0;
}

/* InitialiseSecureChannel, SGP.22 5.5.1. */
static int
initialise_secure_channel (SimBppLoader *self, const LpaTlv *channel)
{
  GBytes *expected_id = self->session->transaction_id;
  LpaTlvReader reader;
  LpaTlv operation, id, template, otpk, signature, host;

  lpa_tlv_reader_enter (&reader, channel);
  if (!lpa_tlv_reader_expect (&reader, 0x82, &operation, NULL) ||
      !lpa_tlv_reader_expect (&reader, 0x80, &id, NULL) ||
      !lpa_tlv_reader_expect (&reader, 0xA6, &template, NULL) ||
      !lpa_tlv_reader_expect (&reader, TAG_OTPK, &otpk, NULL) ||
      !lpa_tlv_reader_expect (&reader, TAG_SIGNATURE, &signature, NULL) ||
      !lpa_tlv_reader_at_end (&reader))
    return SIM_ERROR_REASON_INCORRECT_VALUES;

  if (!verify_channel (self, channel, &signature))
    return SIM_ERROR_REASON_INVALID_SIGNATURE;
  if (operation.length != 1 || operation.value[0] != REMOTE_INSTALL)
    return SIM_ERROR_REASON_UNSUPPORTED_OPERATION;
  if (id.length != g_bytes_get_size (expected_id) ||
      memcmp (id.value, g_bytes_get_data (expected_id, NULL), id.length) != 0)
    return SIM_ERROR_REASON_INVALID_TRANSACTION;
  if (!has_byte (&template, 0x80, KEY_TYPE_AES) || !has_byte (&template, 0x81, SIM_BSP_KEY_SIZE) ||
      !lpa_tlv_find (&template, 0x84, &host) || host.length < 1 || host.length > 16)
    return SIM_ERROR_REASON_UNSUPPORTED_CRT;

  return agree_on_keys (self, &otpk, &host);
}

/* Segment 1: the package's header and the whole InitialiseSecureChannel request. */
static int
step_start (SimBppLoader *self, GBytes *segment)
{
  gsize size, header_size, length;
  const guint8 *data = g_bytes_get_data (segment, &size);
  LpaTlv channel;

  self->state = STATE_CONFIGURE;
  if (!read_header (data, size, TAG_PACKAGE, &header_size, &length) ||
      length < size - header_size ||
      !lpa_tlv_parse (data + header_size, size - header_size, TAG_SECURE_CHANNEL, &channel, NULL))
    return SIM_ERROR_REASON_STRUCTURE;

  self->package_left = length + header_size;
  return initialise_secure_channel (self, &channel);
}

/* ConfigureISDP, SGP.22 5.5.2. */
static int
step_configure (SimBppLoader *self, GBytes *segment)
{
  int reason = take_sequence (self, segment, 0xA0);
  LpaTlv request, data, oid;

  if (reason != 0)
    return reason;
  if (!lpa_tlv_parse (self->plain->data, self->plain->len, TAG_CONFIGURE_ISDP, &request, NULL))
    return SIM_ERROR_REASON_INCORRECT_VALUES;
  if (lpa_tlv_find (&request, 0xB8, &data) &&
      (data.raw_length > MAX_PROPRIETARY_DATA || !lpa_tlv_find (&data, 0x80, &oid)))
    return SIM_ERROR_REASON_INCORRECT_VALUES;

  self->state = STATE_METADATA_HEADER;
  return 0;
}

static int
step_metadata_header (SimBppLoader *self, GBytes *segment)
{
  if (!take_header (self, segment, 0xA1) || self->sequence_left == 0)
    return SIM_ERROR_REASON_STRUCTURE;

  g_byte_array_set_size (self->plain, 0);
  self->state = STATE_METADATA;
  return 0;
}

static int
step_metadata (SimBppLoader *self, GBytes *segment)
{
  int reason = take_object (self, segment, 0x88);

  if (reason != 0 || self->sequence_left > 0)
    return reason;

  reason = sim_metadata_check (self->plain, self->store, &self->metadata);
  if (reason == 0)
    self->state = STATE_KEYS_OR_PROFILE;
  return reason;
}

/* ReplaceSessionKeys, SGP.22 5.5.4. */
static int
replace_keys (SimBppLoader *self, GBytes *segment)
{
  int reason = take_sequence (self, segment, 0xA2);
  LpaTlv request, chaining, enc, mac;

  if (reason != 0)
    return reason;
  if (!lpa_tlv_parse (self->plain->data, self->plain->len, TAG_REPLACE_KEYS, &request, NULL) ||
      !lpa_tlv_find (&request, 0x80, &chaining) || chaining.length != SIM_BSP_KEY_SIZE ||
      !lpa_tlv_find (&request, 0x81, &enc) || enc.length != SIM_BSP_KEY_SIZE ||
      !lpa_tlv_find (&request, 0x82, &mac) || mac.length != SIM_BSP_KEY_SIZE)
    return SIM_ERROR_REASON_INCORRECT_VALUES;

  sim_bsp_replace_keys (self->bsp, chaining.value, enc.value, mac.value);
  self->state = STATE_PROFILE_HEADER;
  return 0;
}

static int
step_profile_header (SimBppLoader *self, GBytes *segment)
{
  if (!take_header (self, segment, 0xA3) || self->sequence_left == 0 ||
      self->sequence_left + g_bytes_get_size (segment) != self->package_left)
    return SIM_ERROR_REASON_STRUCTURE;

  g_byte_array_set_size (self->plain, 0);
  self->state = STATE_PROFILE;
  return 0;
}

static int
step_keys_or_profile (SimBppLoader *self, GBytes *segment)
{
  const guint8 *data = g_bytes_get_data (segment, NULL);

  return data[0] == 0xA2 ? replace_keys (self, segment) : step_profile_header (self, segment);
}

static gsize
free_memory (SimBppLoader *self)
{
  gsize used = sim_profile_store_get_used (self->store);

  return used < (gsize) self->quirks->memory ? (gsize) self->quirks->memory - used : 0;
}

/* LoadProfileElements, SGP.22 5.5.5. The last segment is left to finish(). */
static int
step_profile (SimBppLoader *self, GBytes *segment)
{
  int reason = take_object (self, segment, 0x86);

  if (reason == 0 && self->plain->len > free_memory (self))
    reason = SIM_ERROR_REASON_MEMORY;
  return reason;
}

static const Step steps[] = {
  [STATE_IDLE] = step_start,
  [STATE_CONFIGURE] = step_configure,
  [STATE_METADATA_HEADER] = step_metadata_header,
  [STATE_METADATA] = step_metadata,
  [STATE_KEYS_OR_PROFILE] = step_keys_or_profile,
  [STATE_PROFILE_HEADER] = step_profile_header,
  [STATE_PROFILE] = step_profile,
};

/* BppCommandId: the function that a segment belongs to. */
static int
command_id (State state, GBytes *segment)
{
  static const int ids[] = {
    [STATE_IDLE] = 0,
    [STATE_CONFIGURE] = 1,
    [STATE_METADATA_HEADER] = 2,
    [STATE_METADATA] = 2,
    [STATE_KEYS_OR_PROFILE] = 5,
    [STATE_PROFILE_HEADER] = 5,
    [STATE_PROFILE] = 5,
    [STATE_DONE] = 5,
  };
  const guint8 *data = segment == NULL ? NULL : g_bytes_get_data (segment, NULL);

  return state == STATE_KEYS_OR_PROFILE && data != NULL && data[0] == 0xA2 ? 4 : ids[state];
}

static gboolean
find_iccid (SimBppLoader *self, LpaTlv *iccid)
{
  LpaTlv metadata;

  return self->metadata != NULL &&
         lpa_tlv_parse_bytes (self->metadata, TAG_METADATA, &metadata, NULL) &&
         lpa_tlv_find (&metadata, 0x5A, iccid);
}

/* Signs ProfileInstallationResultData around @final_result, and keeps the result as a notification.
 */
static GBytes *
new_result (SimBppLoader *self, GByteArray *final_result)
{
  gint64 sequence = sim_profile_store_next_sequence (self->store);
  LpaTlv iccid;
  g_autoptr (GBytes) metadata =
      sim_notification_new_metadata (sequence, SIM_EVENT_INSTALL, self->session->server_address,
                                     find_iccid (self, &iccid) ? &iccid : NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  GBytes *result;
  guint mark = lpa_tlv_open (data, TAG_RESULT_DATA);
  guint choice;

  lpa_tlv_append_bytes (data, 0x80, self->session->transaction_id);
  lpa_tlv_append_raw (data, metadata);
  lpa_tlv_append_bytes (data, 0x06, self->session->smdp_oid);
  choice = lpa_tlv_open (data, 0xA2);
  g_byte_array_append (data, final_result->data, final_result->len);
  lpa_tlv_close (data, choice);
  lpa_tlv_close (data, mark);

  mark = lpa_tlv_open (out, TAG_RESULT);
  g_byte_array_append (out, data->data, data->len);
  sim_append_signature (out, sim_pki_get_key (self->pki, SIM_PKI_EUICC), data->data, data->len);
  lpa_tlv_close (out, mark);

  result = g_byte_array_free_to_bytes (out);
  sim_profile_store_add_notification (self->store, sequence, SIM_EVENT_INSTALL, metadata, result);
  return result;
}

/* With a result the session is over and the one-time key used up. */
static void
end (SimBppLoader *self)
{
  sim_rsp_session_clear (self->session);
  sim_rsp_session_forget_key (self->session);
  reset (self, STATE_DONE);
}

static GBytes *
fail (SimBppLoader *self, int command, int reason, GBytes *response)
{
  g_autoptr (GByteArray) final_result = g_byte_array_new ();
  guint mark = lpa_tlv_open (final_result, 0xA1);
  GBytes *result;

  lpa_tlv_append_integer (final_result, 0x80, command);
  lpa_tlv_append_integer (final_result, 0x81, reason);
  if (response != NULL)
    lpa_tlv_append_bytes (final_result, 0x82, response);
  lpa_tlv_close (final_result, mark);

  result = new_result (self, final_result);
  end (self);
  return result;
}

static GBytes *
succeed (SimBppLoader *self)
{
  SimProfile *profile = sim_profile_store_add (self->store, self->metadata, self->plain->len);
  g_autoptr (GBytes) response = sim_upp_dup_response (SIM_PE_STATUS_OK, 0);
  g_autoptr (GByteArray) final_result = g_byte_array_new ();
  guint mark = lpa_tlv_open (final_result, 0xA0);
  GBytes *result;

  lpa_tlv_append (final_result, 0x4F, profile->aid, SIM_AID_SIZE);
  lpa_tlv_append_bytes (final_result, 0x04, response);
  lpa_tlv_close (final_result, mark);

  result = new_result (self, final_result);
  sim_notification_add_configured (self->store, self->pki, profile, SIM_EVENT_INSTALL,
                                   self->session->server_address);
  end (self);
  return result;
}

/* Reasons that come with an EUICCResponse, and what stands in it when the failure is asked for. */
static GBytes *
dup_response_for (int reason, const SimUpp *upp)
{
  if (reason == SIM_ERROR_REASON_MEMORY)
    return sim_upp_dup_response (SIM_PE_STATUS_NOT_ENOUGH_MEMORY, upp->element);
  if (reason == SIM_ERROR_REASON_PE_PROCESSING)
    return sim_upp_dup_response (
        upp->status == SIM_PE_STATUS_OK ? SIM_PE_STATUS_NOT_SUPPORTED : upp->status, upp->element);

  return NULL;
}

static GBytes *
finish (SimBppLoader *self)
{
  gboolean parsed;
  SimUpp upp;
  LpaTlv iccid;
  int reason = self->quirks->fail_load;
  g_autoptr (GBytes) response = NULL;

  parsed = sim_upp_parse (self->plain->data, self->plain->len, &upp);
  if (reason == 0 && !parsed)
    reason = SIM_ERROR_REASON_PE_PROCESSING;
  if (reason == 0 &&
      (!find_iccid (self, &iccid) || memcmp (iccid.value, upp.iccid, SIM_ICCID_SIZE) != 0))
    reason = SIM_ERROR_REASON_DATA_MISMATCH;
  if (reason == 0)
    return succeed (self);

  response = dup_response_for (reason, &upp);
  return fail (self, command_id (STATE_PROFILE, NULL), reason, response);
}

static gboolean
can_take (SimBppLoader *self, GBytes *segment, guint16 *status)
{
  const guint8 *data = g_bytes_get_data (segment, NULL);
  gboolean starts = g_bytes_get_size (segment) > 2 && data[0] == TAG_PACKAGE >> 8 &&
                    data[1] == (TAG_PACKAGE & 0xFF);

  if (starts && !sim_bpp_loader_is_active (self))
    reset (self, STATE_IDLE);
  *status = self->state == STATE_DONE ? STATUS_NO_SUCH_DATA : STATUS_CONDITIONS;
  if (self->state == STATE_IDLE)
    return starts && self->session->state == SIM_RSP_STATE_PREPARED;

  return self->state != STATE_DONE;
}

/**
 * sim_bpp_loader_feed:
 * @self: the loader
 * @segment: one segment, the data of a whole STORE DATA chain
 * @status: (out): the status word
 *
 * Takes the next segment. The borders of segments must be exactly those of SGP.22 2.5.5.
 *
 * Returns: (transfer full) (nullable): %NULL while more is to come or when @status refuses; then
 * the signed ProfileInstallationResult (BF37)
 */
GBytes *
sim_bpp_loader_feed (SimBppLoader *self, GBytes *segment, guint16 *status)
{
  State state;
  gsize size = g_bytes_get_size (segment);
  int reason;

  if (!can_take (self, segment, status))
    return NULL;

  *status = STATUS_OK;
  state = self->state;
  reason = steps[state](self, segment);
  if (reason == 0 && size > self->package_left)
    reason = SIM_ERROR_REASON_STRUCTURE;
  if (reason != 0)
    {
      SimUpp none = { .status = SIM_PE_STATUS_OK };
      g_autoptr (GBytes) response = dup_response_for (reason, &none);

      return fail (self, command_id (state, segment), reason, response);
    }

  self->package_left -= size;
  return state == STATE_PROFILE && self->sequence_left == 0 ? finish (self) : NULL;
}

/**
 * sim_bpp_loader_interrupt:
 * @self: the loader
 *
 * Gives up a package that has begun: power was lost, or another command came in between. The result
 * says so, and waits as a notification.
 */
void
sim_bpp_loader_interrupt (SimBppLoader *self)
{
  g_autoptr (GBytes) result = NULL;

  if (sim_bpp_loader_is_active (self))
    result = fail (self, command_id (self->state, NULL), SIM_ERROR_REASON_INTERRUPTION, NULL);
}
