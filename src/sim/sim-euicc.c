/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-euicc.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-apdu.h"
#include "sim/sim-channel.h"

#include <string.h>

#define MAX_CHANNELS 20
#define MAX_ISDR 2
#define MIN_AID 5
#define MAX_AID 16

#define AID_GSMA "A0000005591010FFFFFFFF8900000100"
#define AID_FIRST "A06573746B6D65FFFF4953442D522030"
#define AID_SECOND "A06573746B6D65FFFF4953442D522031"

typedef struct
{
  GBytes *aid;
  guint isdr;
} Application;

struct _SimEuicc
{
  GObject parent_instance;

  GMutex mutex;
  SimQuirks quirks;
  SimIsdr *isdrs[MAX_ISDR];
  guint n_isdrs;
  GArray *applications;

  gboolean powered;
  gboolean used;
  gboolean pulled;
  gboolean capability;
  gboolean refreshing;
  SimChannel channels[MAX_CHANNELS];
  guint exchanges;
};

G_DEFINE_FINAL_TYPE (SimEuicc, sim_euicc, G_TYPE_OBJECT)

static void
clear_application (gpointer data)
{
  g_bytes_unref (((Application *) data)->aid);
}

static void
sim_euicc_finalize (GObject *object)
{
  SimEuicc *self = SIM_EUICC (object);

  for (guint i = 0; i < MAX_CHANNELS; i++)
    sim_channel_close (&self->channels[i]);
  for (guint i = 0; i < self->n_isdrs; i++)
    sim_isdr_free (self->isdrs[i]);
  g_array_unref (self->applications);
  sim_quirks_clear (&self->quirks);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sim_euicc_parent_class)->finalize (object);
}

static void
sim_euicc_class_init (SimEuiccClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_euicc_finalize;
}

static void
sim_euicc_init (SimEuicc *self)
{
  g_mutex_init (&self->mutex);
  self->applications = g_array_new (FALSE, FALSE, sizeof (Application));
  g_array_set_clear_func (self->applications, clear_application);
}

static GBytes *
answer (GBytes *data, guint16 status)
{
  GByteArray *out = g_byte_array_new ();
  guint8 words[2] = { (guint8) (status >> 8), (guint8) status };

  if (data != NULL)
    g_byte_array_append (out, g_bytes_get_data (data, NULL), (guint) g_bytes_get_size (data));
  g_byte_array_append (out, words, sizeof words);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
refuse (guint16 status)
{
  return answer (NULL, status);
}

/* How much of what waits is announced: 61xx, where 6100 is 256 or more. */
static guint16
announce (SimEuicc *self, SimChannel *channel)
{
  gsize left = sim_channel_count_left (channel);

  return 0x6100 | (left >= SIM_APDU_MAX_RESPONSE || self->quirks.wrong_length ? 0 : (guint16) left);
}

static GBytes *
give (SimEuicc *self, SimChannel *channel, gsize most)
{
  g_autoptr (GBytes) part = sim_channel_take (channel, most);
  gboolean more = sim_channel_count_left (channel) > 0;

  return answer (part, more ? announce (self, channel) : channel->status);
}

/* Whether data come with the answer depends on the protocol, on the Le of the command, and on
 * quirks. */
static GBytes *
respond (SimEuicc *self,
         SimChannel *channel,
         const SimApdu *command,
         GBytes *response,
         guint16 status)
{
  sim_channel_respond (channel, response, status);
  if (sim_channel_count_left (channel) == 0)
    return refuse (status);
  if (self->quirks.no_61xx)
    return give (self, channel, SIM_APDU_MAX_RESPONSE);
  if (self->quirks.t1 && command->has_le)
    return give (self, channel, command->le);

  return refuse (announce (self, channel));
}

static SimChannel *
find_holder (SimEuicc *self, SimIsdr *isdr)
{
  for (guint i = 0; i < MAX_CHANNELS; i++)
    if (self->channels[i].isdr == isdr)
      return &self->channels[i];

  return NULL;
}

static SimIsdr *
find_application (SimEuicc *self, const SimApdu *command)
{
  if (self->quirks.needs_terminal_capability && !self->capability)
    return NULL;

  for (guint i = 0; i < self->applications->len; i++)
    {
      Application *application = &g_array_index (self->applications, Application, i);

      if (g_bytes_get_size (application->aid) == command->length &&
          memcmp (g_bytes_get_data (application->aid, NULL), command->data, command->length) == 0)
        return self->isdrs[application->isdr];
    }

  return NULL;
}

/* The application's own data, with the version of SGP.22 it follows. */
static GBytes *
control_information (const SimApdu *command)
{
  static const guint8 version[] = { 2, 2, 2 };
  static const guint8 max_length[] = { 0x9F, 0x65, 0x01, 0xFF };
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x6F);
  guint inner;

  lpa_tlv_append (out, 0x84, command->data, command->length);
  lpa_tlv_append (out, 0xA5, max_length, sizeof max_length);
  inner = lpa_tlv_open (out, 0xE0);
  lpa_tlv_append (out, 0x82, version, sizeof version);
  lpa_tlv_close (out, inner);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

static GBytes *
run_select (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  SimChannel *holder;
  SimIsdr *isdr;

  if (command->p1 != 0x04 || (command->p2 != 0x00 && command->p2 != 0x04 && command->p2 != 0x0C))
    return refuse (SIM_STATUS_WRONG_P1P2);
  if (command->length < MIN_AID || command->length > MAX_AID)
    return refuse (SIM_STATUS_WRONG_LENGTH);

  isdr = find_application (self, command);
  if (isdr == NULL)
    return refuse (SIM_STATUS_NOT_FOUND);
  holder = find_holder (self, isdr);
  if (holder != NULL && holder != channel)
    return refuse (SIM_STATUS_APPLET_BUSY);

  channel->isdr = isdr;
  return respond (self, channel, command,
                  command->p2 == 0x0C ? NULL : control_information (command), SIM_STATUS_OK);
}

static GBytes *
open_channel (SimEuicc *self, const SimApdu *command)
{
  if (command->length != 0 ||
      (command->has_le && command->le != 1 && command->le != SIM_APDU_MAX_RESPONSE))
    return refuse (SIM_STATUS_WRONG_LENGTH);

  for (guint i = (guint) self->quirks.first_channel; i < MAX_CHANNELS; i++)
    if (!self->channels[i].open)
      {
        guint8 number = (guint8) i;
        g_autoptr (GBytes) data = g_bytes_new (&number, 1);

        sim_channel_open (&self->channels[i]);
        return answer (data, SIM_STATUS_OK);
      }

  return refuse (SIM_STATUS_NO_FUNCTION);
}

static GBytes *
run_manage_channel (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  if (command->p1 == 0x00 && command->p2 == 0x00)
    return open_channel (self, command);
  if (command->p1 != 0x80 || command->p2 == 0 || command->p2 >= MAX_CHANNELS)
    return refuse (SIM_STATUS_WRONG_P1P2);
  if (!self->channels[command->p2].open)
    return refuse (SIM_STATUS_NO_CHANNEL);

  sim_channel_close (&self->channels[command->p2]);
  return refuse (SIM_STATUS_OK);
}

static GBytes *
run_get_response (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  gsize left = sim_channel_count_left (channel);

  if (command->p1 != 0 || command->p2 != 0)
    return refuse (SIM_STATUS_WRONG_P1P2);
  if (command->length != 0 || !command->has_le)
    return refuse (SIM_STATUS_WRONG_LENGTH);
  if (left == 0)
    return refuse (SIM_STATUS_CONDITIONS);
  if (left < command->le && (self->quirks.wrong_length || command->le != SIM_APDU_MAX_RESPONSE))
    return refuse (0x6C00 | (guint16) left);

  return give (self, channel, command->le);
}

/* A card is pulled at most once; the one put back is whole. */
static gboolean
is_pulled_after (SimEuicc *self, const char *step)
{
  if (step == NULL || g_strcmp0 (step, self->quirks.drop_after) != 0)
    return FALSE;

  g_clear_pointer (&self->quirks.drop_after, g_free);
  self->pulled = TRUE;
  return TRUE;
}

static GBytes *
run_application (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  g_autoptr (GByteArray) chain = g_steal_pointer (&channel->chain);
  g_autoptr (GBytes) request = g_byte_array_free_to_bytes (g_steal_pointer (&chain));
  g_autoptr (GBytes) response = NULL;
  const char *step = NULL;
  guint16 status;

  channel->chain = g_byte_array_new ();
  channel->next_block = 0;
  response = sim_isdr_handle (channel->isdr, request, &status, &step);
  if (is_pulled_after (self, step))
    return NULL;

  return respond (self, channel, command, g_steal_pointer (&response), status);
}

static GBytes *
run_store_data (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  if (channel->isdr == NULL || self->quirks.m2m)
    return refuse (SIM_STATUS_WRONG_INS);
  if (command->length == 0 || command->length > (gsize) self->quirks.max_segment)
    return refuse (SIM_STATUS_WRONG_LENGTH);
  if (command->p1 != 0x11 && command->p1 != 0x91)
    return refuse (SIM_STATUS_WRONG_P1P2);
  if (!sim_channel_store (channel, command->p2, command->data, command->length))
    return refuse (SIM_STATUS_WRONG_P1P2);

  return command->p1 == 0x91 ? run_application (self, channel, command) : refuse (SIM_STATUS_OK);
}

static GBytes *
run_terminal_capability (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  LpaTlv template, euicc;

  if (!lpa_tlv_parse (command->data, command->length, 0xA9, &template, NULL))
    return refuse (SIM_STATUS_WRONG_LENGTH);

  self->capability = lpa_tlv_find (&template, 0x83, &euicc) && euicc.length == 1;
  return refuse (SIM_STATUS_OK);
}

/* The proactive command behind a 91xx: REFRESH, UICC reset. */
static GBytes *
run_fetch (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  static const guint8 refresh[] = {
    0xD0, 0x09, 0x81, 0x03, 0x01, 0x01, 0x04, 0x82, 0x02, 0x81, 0x82
  };
  g_autoptr (GBytes) data = g_bytes_new_static (refresh, sizeof refresh);

  return self->refreshing ? answer (data, SIM_STATUS_OK) : refuse (SIM_STATUS_CONDITIONS);
}

static GBytes *
run_terminal_response (SimEuicc *self, SimChannel *channel, const SimApdu *command)
{
  return refuse (self->refreshing ? SIM_STATUS_OK : SIM_STATUS_CONDITIONS);
}

typedef struct
{
  guint8 ins;
  gboolean interindustry;
  gboolean proprietary;
  gboolean while_refreshing;
  GBytes *(*run) (SimEuicc *self, SimChannel *channel, const SimApdu *command);
} Instruction;

static const Instruction instructions[] = {
  { 0x12, FALSE, TRUE, TRUE, run_fetch },
  { 0x14, FALSE, TRUE, TRUE, run_terminal_response },
  { 0x70, TRUE, FALSE, FALSE, run_manage_channel },
  { 0xA4, TRUE, FALSE, FALSE, run_select },
  { 0xAA, FALSE, TRUE, FALSE, run_terminal_capability },
  { 0xC0, TRUE, TRUE, TRUE, run_get_response },
  { 0xE2, FALSE, TRUE, FALSE, run_store_data },
};

static const Instruction *
find_instruction (guint8 ins)
{
  for (gsize i = 0; i < G_N_ELEMENTS (instructions); i++)
    if (instructions[i].ins == ins)
      return &instructions[i];

  return NULL;
}

static GBytes *
run (SimEuicc *self, const SimApdu *command)
{
  SimChannel *channel = &self->channels[command->channel];
  const Instruction *instruction = find_instruction (command->ins);
  GBytes *response;

  if (!channel->open)
    return refuse (SIM_STATUS_NO_CHANNEL);
  if (instruction == NULL)
    return refuse (SIM_STATUS_WRONG_INS);
  if (command->proprietary ? !instruction->proprietary : !instruction->interindustry)
    return refuse (SIM_STATUS_WRONG_CLA);
  if (self->refreshing && !instruction->while_refreshing)
    return refuse (SIM_STATUS_CONDITIONS);
  if (command->ins != 0xC0)
    sim_channel_respond (channel, NULL, SIM_STATUS_OK);

  response = instruction->run (self, channel, command);
  if (channel->status >> 8 == 0x91)
    self->refreshing = TRUE;
  return response;
}

/* A channel left open by a program before ours lives until a reset, or until we close it. */
static void
power_up (SimEuicc *self)
{
  self->powered = TRUE;
  sim_channel_open (&self->channels[0]);
  if (!self->quirks.held_channel || self->used)
    return;

  sim_channel_open (&self->channels[self->quirks.first_channel]);
  self->channels[self->quirks.first_channel].isdr = self->isdrs[0];
}

static void
power_down (SimEuicc *self)
{
  for (guint i = 0; i < MAX_CHANNELS; i++)
    sim_channel_close (&self->channels[i]);
  for (guint i = 0; i < self->n_isdrs; i++)
    sim_isdr_power_off (self->isdrs[i]);
  self->capability = FALSE;
  self->refreshing = FALSE;
  self->powered = FALSE;
}

static void
add_application (SimEuicc *self, const char *aid, guint isdr)
{
  Application application = { lpa_hex_decode (aid), isdr };

  g_array_append_val (self->applications, application);
}

static gboolean
add_isdr (SimEuicc *self, SimPki *pki, const char *state_path, GError **error)
{
  SimIsdr *isdr = sim_isdr_new (pki, &self->quirks, state_path, error);

  if (isdr == NULL)
    return FALSE;

  self->isdrs[self->n_isdrs++] = isdr;
  return TRUE;
}

/* The second eUICC's EID is the first's with another number in it. */
static char *
second_eid (const char *eid)
{
  g_autofree char *digits = g_strndup (eid, 30);

  digits[29] = digits[29] == '9' ? '0' : (char) (digits[29] + 1);
  return sim_pki_complete_eid (digits);
}

static gboolean
add_second (SimEuicc *self, SimPki *pki, const char *state_path, GError **error)
{
  g_autofree char *eid = second_eid (sim_pki_get_eid (pki));
  g_autofree char *path = state_path == NULL ? NULL : g_strconcat (state_path, ".2", NULL);
  g_autoptr (SimPki) second = sim_pki_derive (pki, eid, error);

  if (second == NULL || !add_isdr (self, second, path, error))
    return FALSE;

  add_application (self, AID_FIRST, 0);
  add_application (self, AID_SECOND, 1);
  return TRUE;
}

/**
 * sim_euicc_new:
 * @pki: the certificates and keys; the eUICC's are the card's own
 * @quirks: (nullable): what is special about the card, or %NULL for an ordinary one
 * @state_path: (nullable): the file that keeps its profiles and notifications; a second eUICC's has
 * ".2" behind it
 * @error: return location for an error of %G_OPTION_ERROR, %G_FILE_ERROR, %JSON_PARSER_ERROR or
 * %SIM_PKI_ERROR
 *
 * Returns: (transfer full) (nullable): a card without power
 */
SimEuicc *
sim_euicc_new (SimPki *pki, const SimQuirks *quirks, const char *state_path, GError **error)
{
  g_autoptr (SimEuicc) self = g_object_new (SIM_TYPE_EUICC, NULL);

  sim_quirks_copy (&self->quirks, quirks);
  if (!sim_quirks_check (&self->quirks, error) || !add_isdr (self, pki, state_path, error))
    return NULL;

  add_application (self, self->quirks.isdr_aid != NULL ? self->quirks.isdr_aid : AID_GSMA, 0);
  if (self->quirks.two_isdr && !add_second (self, pki, state_path, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sim_euicc_get_atr:
 * @self: the card
 *
 * Returns: (transfer full): its answer to reset, which says that it is an eUICC (ETSI TS 102
 * 221 6.3.3)
 */
GBytes *
sim_euicc_get_atr (SimEuicc *self)
{
  /* TA1, TD1, TD2; then the global bytes TA3 and TB3, and the historical bytes */
  guint8 atr[] = { 0x3B, 0x9F, 0x96, 0x80, 0x3F, 0xC7, 0x82, 0x80, 0x31, 0xE0, 0x73, 0xFE,
                   0x21, 0x13, 0x57, 'T',  'e',  'r',  'n',  's',  'i',  'm',  0x00 };
  guint8 *check = &atr[sizeof atr - 1];

  if (self->quirks.t1)
    atr[3] = 0x81;
  for (gsize i = 1; i < sizeof atr - 1; i++)
    *check ^= atr[i];

  return g_bytes_new (atr, sizeof atr);
}

/**
 * sim_euicc_power:
 * @self: the card
 * @power: what the reader does
 *
 * Losing power closes all channels and ends sessions; what is kept is kept.
 */
void
sim_euicc_power (SimEuicc *self, SimPower power)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (power != SIM_POWER_ON && self->powered)
    power_down (self);
  if (power != SIM_POWER_OFF && !self->powered)
    power_up (self);
}

/**
 * sim_euicc_transmit:
 * @self: the card
 * @command: (array length=length): a command APDU
 * @length: its size in bytes
 *
 * Returns: (transfer full) (nullable): the response APDU, or %NULL when the card has no power or
 * was pulled
 */
GBytes *
sim_euicc_transmit (SimEuicc *self, const guint8 *command, gsize length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  SimApdu parsed;
  guint16 status;

  if (!self->powered || self->pulled)
    return NULL;

  self->used = TRUE;
  self->exchanges++;
  status = sim_apdu_parse (command, length, &parsed);

  return status == SIM_STATUS_OK ? run (self, &parsed) : refuse (status);
}

/**
 * sim_euicc_is_pulled:
 * @self: the card
 *
 * Returns: whether the card was pulled out of the reader, as a quirk asked for
 */
gboolean
sim_euicc_is_pulled (SimEuicc *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->pulled;
}

/**
 * sim_euicc_insert:
 * @self: the card
 *
 * Puts a pulled card back. It has no power yet, and is not pulled again.
 */
void
sim_euicc_insert (SimEuicc *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->powered)
    power_down (self);
  self->pulled = FALSE;
}

/**
 * sim_euicc_set_drop_after:
 * @self: the card
 * @step: (nullable): one of sim_quirks_steps at which the card is pulled next, or %NULL for none
 */
void
sim_euicc_set_drop_after (SimEuicc *self, const char *step)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_free (self->quirks.drop_after);
  self->quirks.drop_after = g_strdup (step);
}

/**
 * sim_euicc_get_delay:
 * @self: the card
 *
 * Returns: how many milliseconds a reader should let each APDU take
 */
int
sim_euicc_get_delay (SimEuicc *self)
{
  return self->quirks.delay;
}

/**
 * sim_euicc_count_exchanges:
 * @self: the card
 *
 * Returns: how many commands it has answered
 */
guint
sim_euicc_count_exchanges (SimEuicc *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->exchanges;
}

/**
 * sim_euicc_count_channels:
 * @self: the card
 *
 * Returns: how many logical channels are open, the basic one not counted
 */
guint
sim_euicc_count_channels (SimEuicc *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint count = 0;

  for (guint i = 1; i < MAX_CHANNELS; i++)
    count += self->channels[i].open ? 1 : 0;

  return count;
}

/**
 * sim_euicc_dup_enabled_iccid:
 * @self: the card
 *
 * Returns: (transfer full) (nullable): the digits of the enabled profile's ICCID, or %NULL when no
 * profile is enabled
 */
char *
sim_euicc_dup_enabled_iccid (SimEuicc *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  SimProfile *profile = sim_profile_store_get_enabled (self->isdrs[0]->store);
  GString *digits;
  LpaTlv iccid;

  if (profile == NULL || !sim_profile_find (profile, 0x5A, &iccid))
    return NULL;

  digits = g_string_new (NULL);
  for (gsize i = 0; i < iccid.length; i++)
    g_string_append_printf (digits, "%X%X", iccid.value[i] & 0x0Fu, iccid.value[i] >> 4);
  return g_string_free (digits, FALSE);
}

/**
 * sim_euicc_dup_state:
 * @self: the card
 * @index: 0, or 1 for the second eUICC
 *
 * Returns: (transfer full) (nullable): what the eUICC keeps, as JSON, or %NULL when there is no
 * such eUICC
 */
char *
sim_euicc_dup_state (SimEuicc *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return index < self->n_isdrs ? sim_profile_store_dup_json (self->isdrs[index]->store) : NULL;
}
