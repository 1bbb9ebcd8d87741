/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-isdr.h"

#include "sim/sim-notification.h"

#include <string.h>

#define TAG_NICKNAME 0xBF29
#define TAG_LIST 0xBF2D
#define TAG_ENABLE 0xBF31
#define TAG_DISABLE 0xBF32
#define TAG_DELETE 0xBF33
#define TAG_MEMORY_RESET 0xBF34

#define RESULT_OK 0
#define RESULT_NOT_FOUND 1
#define RESULT_WRONG_STATE 2
#define RESULT_POLICY 3
#define RESULT_WRONG_REENABLING 4
#define RESULT_CAT_BUSY 5
#define RESULT_UNDEFINED 127
#define RESULT_NOTHING_TO_DELETE 1
#define RESULT_INCORRECT_VALUES 1

#define RESET_OPERATIONAL 0x80
#define RESET_TEST 0x40
#define RESET_DEFAULT_SMDP 0x20

#define MAX_NICKNAME 64

/* Everything that may be asked for; what many cards give unasked stands first. */
static const guint32 known_tags[] = {
  0x5A, 0x4F, 0x9F70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0xB6, 0xB7, 0xB8, 0x99, 0xBF76,
};
#define N_DEFAULT_TAGS 6

/* A tag list is tags without lengths, which the TLV reader cannot read. */
static gboolean
next_tag (const guint8 **data, gsize *left, guint32 *tag)
{
  gsize size = (**data & 0x1F) == 0x1F ? 2 : 1;

  if (size > *left)
    return FALSE;

  *tag = size == 2 ? (guint32) ((*data)[0] << 8 | (*data)[1]) : **data;
  *data += size;
  *left -= size;
  return TRUE;
}

static gboolean
is_known (guint32 tag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_tags); i++)
    if (known_tags[i] == tag)
      return TRUE;

  return FALSE;
}

static GArray *
parse_tags (const LpaTlv *list)
{
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint8 *data = list->value;
  gsize left = list->length;

  while (left > 0)
    {
      guint32 tag;

      if (!next_tag (&data, &left, &tag) || !is_known (tag))
        return NULL;
      g_array_append_val (tags, tag);
    }

  return g_steal_pointer (&tags);
}

static GArray *
requested_tags (const LpaTlv *request)
{
  GArray *tags;
  LpaTlv list;

  if (lpa_tlv_find (request, 0x5C, &list))
    return parse_tags (&list);

  tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (tags, known_tags, N_DEFAULT_TAGS);
  return tags;
}

static void
append_field (GByteArray *out, const SimProfile *profile, guint32 tag)
{
  LpaTlv tlv;

  if (tag == 0x4F)
    lpa_tlv_append (out, tag, profile->aid, SIM_AID_SIZE);
  else if (tag == 0x9F70)
    lpa_tlv_append_integer (out, tag, profile->enabled ? 1 : 0);
  else if (tag == 0x90)
    {
      if (profile->nickname != NULL)
        lpa_tlv_append_string (out, tag, profile->nickname);
    }
  else if (sim_profile_find (profile, tag, &tlv))
    g_byte_array_append (out, tlv.raw, (guint) tlv.raw_length);
}

static gboolean
matches (SimIsdr *self, const SimProfile *profile, const LpaTlv *criteria)
{
  LpaTlv tlv;

  if (lpa_tlv_find (criteria, 0x95, &tlv))
    return tlv.length == 1 && tlv.value[0] == sim_profile_get_class (profile);

  return (lpa_tlv_find (criteria, 0x5A, &tlv) || lpa_tlv_find (criteria, 0x4F, &tlv)) &&
         sim_profile_store_find (self->store, &tlv) == profile;
}

static void
append_profile (GByteArray *out, const SimProfile *profile, GArray *tags)
{
  guint mark = lpa_tlv_open (out, 0xE3);

  for (guint i = 0; i < tags->len; i++)
    append_field (out, profile, g_array_index (tags, guint32, i));
  lpa_tlv_close (out, mark);
}

/**
 * sim_isdr_list_profiles:
 * @self: the application
 * @request: the GetProfilesInfo request (BF2D)
 *
 * GetProfilesInfo (SGP.22 5.7.15). Like many cards, this one gives no icon, class, owner or rules
 * unless asked for them.
 *
 * Returns: (transfer full): the answer
 */
GBytes *
sim_isdr_list_profiles (SimIsdr *self, const LpaTlv *request)
{
  GPtrArray *profiles = sim_profile_store_get_profiles (self->store);
  g_autoptr (GArray) tags = requested_tags (request);
  GByteArray *out;
  LpaTlv criteria;
  gboolean filtered = lpa_tlv_find (request, 0xA0, &criteria);
  guint mark, list;

  if (tags == NULL)
    return sim_isdr_choice_error (TAG_LIST, RESULT_INCORRECT_VALUES);

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_LIST);
  list = lpa_tlv_open (out, 0xA0);
  for (guint i = 0; i < profiles->len; i++)
    if (!filtered || matches (self, profiles->pdata[i], &criteria))
      append_profile (out, profiles->pdata[i], tags);
  lpa_tlv_close (out, list);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_isdr_set_nickname:
 * @self: the application
 * @request: the SetNickname request (BF29)
 *
 * SetNickname (SGP.22 5.7.21).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_set_nickname (SimIsdr *self, const LpaTlv *request)
{
  SimProfile *profile;
  LpaTlv iccid, name;

  if (!lpa_tlv_find (request, 0x5A, &iccid) || !lpa_tlv_find (request, 0x90, &name))
    return NULL;
  if (name.length > MAX_NICKNAME ||
      !g_utf8_validate_len ((const char *) name.value, name.length, NULL))
    return sim_isdr_result (TAG_NICKNAME, RESULT_UNDEFINED);

  profile = sim_profile_store_find (self->store, &iccid);
  if (profile == NULL)
    return sim_isdr_result (TAG_NICKNAME, RESULT_NOT_FOUND);

  g_free (profile->nickname);
  profile->nickname = name.length == 0 ? NULL : lpa_tlv_dup_utf8 (&name);
  sim_profile_store_touch (self->store);
  return sim_isdr_result (TAG_NICKNAME, RESULT_OK);
}

static gboolean
parse_id (const LpaTlv *parent, LpaTlv *id)
{
  return (lpa_tlv_find (parent, 0x5A, id) || lpa_tlv_find (parent, 0x4F, id)) &&
         id->raw_length == parent->length;
}

/* Cards on which a switch works in one way alone. */
static gboolean
quirks_refuse (const SimQuirks *quirks, const LpaTlv *id, gboolean refresh)
{
  return (quirks->enable_by_aid_only && id->tag != 0x4F) ||
         (quirks->enable_refresh_flag != -1 && quirks->enable_refresh_flag != refresh);
}

static void
switch_to (SimIsdr *self, SimProfile *profile, gboolean enabled)
{
  profile->enabled = enabled;
  sim_profile_store_touch (self->store);
  sim_notification_add_configured (self->store, self->pki, profile,
                                   enabled ? SIM_EVENT_ENABLE : SIM_EVENT_DISABLE, NULL);
}

/* With a test profile on, only the profile that was on before it may be switched to. */
static gboolean
is_wrong_reenabling (SimIsdr *self, const SimProfile *active, const SimProfile *wanted)
{
  GBytes *previous = sim_profile_store_get_previous (self->store);

  return active != NULL && sim_profile_get_class (active) == SIM_PROFILE_CLASS_TEST &&
         sim_profile_get_class (wanted) != SIM_PROFILE_CLASS_TEST &&
         (previous == NULL ||
          memcmp (g_bytes_get_data (previous, NULL), wanted->aid, SIM_AID_SIZE) != 0);
}

static int
enable (SimIsdr *self, SimProfile *profile)
{
  SimProfile *active = sim_profile_store_get_enabled (self->store);

  if (profile == NULL)
    return RESULT_NOT_FOUND;
  if (profile->enabled)
    return RESULT_WRONG_STATE;
  if (active != NULL && (sim_profile_get_rules (active) & SIM_PPR1) &&
      sim_profile_get_class (profile) != SIM_PROFILE_CLASS_TEST)
    return RESULT_POLICY;
  if (is_wrong_reenabling (self, active, profile))
    return RESULT_WRONG_REENABLING;

  if (sim_profile_get_class (profile) != SIM_PROFILE_CLASS_TEST)
    sim_profile_store_set_previous (self->store, NULL);
  else if (active != NULL && sim_profile_get_class (active) != SIM_PROFILE_CLASS_TEST)
    sim_profile_store_set_previous (self->store, active);
  if (active != NULL)
    switch_to (self, active, FALSE);
  switch_to (self, profile, TRUE);
  return RESULT_OK;
}

static int
disable (SimIsdr *self, SimProfile *profile)
{
  if (profile == NULL)
    return RESULT_NOT_FOUND;
  if (!profile->enabled)
    return RESULT_WRONG_STATE;
  if (sim_profile_get_rules (profile) & SIM_PPR1)
    return RESULT_POLICY;

  switch_to (self, profile, FALSE);
  return RESULT_OK;
}

static GBytes *
run_switch (SimIsdr *self,
            const LpaTlv *request,
            guint32 tag,
            int (*run) (SimIsdr *self, SimProfile *profile))
{
  LpaTlvReader reader;
  LpaTlv identifier, id, flag;
  gboolean refresh;
  int result;

  lpa_tlv_reader_enter (&reader, request);
  if (!lpa_tlv_reader_expect (&reader, 0xA0, &identifier, NULL) || !parse_id (&identifier, &id) ||
      !lpa_tlv_reader_expect (&reader, 0x81, &flag, NULL) || flag.length != 1 ||
      !lpa_tlv_reader_at_end (&reader))
    return NULL;

  refresh = flag.value[0] != 0;
  if (self->switches++ < self->quirks->cat_busy)
    return sim_isdr_result (tag, RESULT_CAT_BUSY);
  if (quirks_refuse (self->quirks, &id, refresh))
    return sim_isdr_result (tag, RESULT_UNDEFINED);

  result = run (self, sim_profile_store_find (self->store, &id));
  self->refresh = self->quirks->refresh && refresh && result == RESULT_OK;
  return sim_isdr_result (tag, result);
}

/**
 * sim_isdr_enable:
 * @self: the application
 * @request: the EnableProfile request (BF31)
 *
 * EnableProfile (SGP.22 5.7.16).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_enable (SimIsdr *self, const LpaTlv *request)
{
  return run_switch (self, request, TAG_ENABLE, enable);
}

/**
 * sim_isdr_disable:
 * @self: the application
 * @request: the DisableProfile request (BF32)
 *
 * DisableProfile (SGP.22 5.7.17).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_disable (SimIsdr *self, const LpaTlv *request)
{
  return run_switch (self, request, TAG_DISABLE, disable);
}

static void
delete_profile (SimIsdr *self, SimProfile *profile)
{
  sim_notification_add_configured (self->store, self->pki, profile, SIM_EVENT_DELETE, NULL);
  sim_profile_store_remove (self->store, profile);
}

/**
 * sim_isdr_delete:
 * @self: the application
 * @request: the DeleteProfile request (BF33)
 *
 * DeleteProfile (SGP.22 5.7.18).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_delete (SimIsdr *self, const LpaTlv *request)
{
  SimProfile *profile;
  LpaTlv id;
  int result = RESULT_OK;

  if (!parse_id (request, &id))
    return NULL;

  profile = sim_profile_store_find (self->store, &id);
  if (profile == NULL)
    result = RESULT_NOT_FOUND;
  else if (profile->enabled)
    result = RESULT_WRONG_STATE;
  else if (sim_profile_get_rules (profile) & SIM_PPR2)
    result = RESULT_POLICY;
  else
    delete_profile (self, profile);

  return sim_isdr_result (TAG_DELETE, result);
}

/* A reset asks for no policy rule. */
static guint
delete_class (SimIsdr *self, SimProfileClass profile_class)
{
  GPtrArray *profiles = sim_profile_store_get_profiles (self->store);
  guint count = 0;

  for (guint i = profiles->len; i > 0; i--)
    if (sim_profile_get_class (profiles->pdata[i - 1]) == profile_class)
      {
        delete_profile (self, profiles->pdata[i - 1]);
        count++;
      }

  return count;
}

/**
 * sim_isdr_memory_reset:
 * @self: the application
 * @request: the eUICCMemoryReset request (BF34)
 *
 * eUICCMemoryReset (SGP.22 5.7.19).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_memory_reset (SimIsdr *self, const LpaTlv *request)
{
  LpaTlv options;
  guint8 bits;
  guint count = 0;

  if (!lpa_tlv_find (request, 0x82, &options) || options.length < 1)
    return NULL;

  bits = sim_bit_string_first (&options);
  if (bits & RESET_OPERATIONAL)
    count += delete_class (self, SIM_PROFILE_CLASS_OPERATIONAL);
  if (bits & RESET_TEST)
    count += delete_class (self, SIM_PROFILE_CLASS_TEST);
  if ((bits & RESET_DEFAULT_SMDP) && *sim_profile_store_get_default_smdp (self->store) != '\0')
    {
      sim_profile_store_set_default_smdp (self->store, "");
      count++;
    }

  return sim_isdr_result (TAG_MEMORY_RESET, count > 0 ? RESULT_OK : RESULT_NOTHING_TO_DELETE);
}
