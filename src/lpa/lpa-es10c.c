/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-es10-private.h"

#include <string.h>

#include "lpa/lpa-eid.h"
#include "lpa/lpa-text.h"

#define TAG_SET_NICKNAME 0xBF29
#define TAG_LIST_PROFILES 0xBF2D
#define TAG_ENABLE 0xBF31
#define TAG_DISABLE 0xBF32
#define TAG_DELETE 0xBF33
#define TAG_RESET 0xBF34
#define TAG_GET_EID 0xBF3E

#define TAG_ICCID 0x5A
#define TAG_AID 0x4F
#define TAG_TAG_LIST 0x5C
#define TAG_PROFILE 0xE3
#define TAG_NICKNAME 0x90
#define TAG_REFRESH 0x81
#define TAG_OPTIONS 0x82

#define NICKNAME_SIZE_MAX 64

/* Every member that is of use, and what any card can give. Without a list many leave out most. */
static const guint8 all_tags[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91, 0x92,
                                   0x93, 0x94, 0x95, 0xB6, 0xB7, 0x99 };
static const guint8 all_but_icon[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91,
                                       0x92, 0x95, 0xB6, 0xB7, 0x99 };
static const guint8 few_tags[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91, 0x92, 0x95 };

/**
 * lpa_es10c_get_eid:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_CARD_ERROR_MALFORMED when the check digits are wrong
 *
 * ES10c.GetEID (SGP.22 5.7.20). The worker's thread.
 *
 * Returns: (transfer full) (nullable): the EID, 32 digits
 */
char *
lpa_es10c_get_eid (LpaCard *card, GCancellable *cancellable, GError **error)
{
  static const guint8 wanted[] = { TAG_ICCID }; /* the same tag stands for the EID here */
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_GET_EID);
  LpaTlv response, eid;

  lpa_tlv_append (request, TAG_TAG_LIST, wanted, sizeof wanted);
  lpa_tlv_close (request, mark);
  bytes =
      lpa_es10_call (card, request, LPA_CARD_TIMEOUT, TAG_GET_EID, &response, cancellable, error);
  if (!bytes || !lpa_tlv_require (&response, TAG_ICCID, &eid, error))
    return NULL;
  return lpa_eid_from_bytes (eid.value, eid.length, error);
}

static GPtrArray *
read_profiles (const LpaTlv *list, GError **error)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_object_unref);
  LpaTlvReader reader;
  LpaTlv info;

  lpa_tlv_reader_enter (&reader, list);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      LpaProfile *profile;

      if (!lpa_tlv_reader_expect (&reader, TAG_PROFILE, &info, error))
        return NULL;
      profile = lpa_profile_new_from_info (&info, error);
      if (!profile)
        return NULL;
      g_ptr_array_add (profiles, profile);
    }
  return g_steal_pointer (&profiles);
}

static GPtrArray *
list_profiles (LpaCard *card,
               const guint8 *tags,
               gsize n_tags,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  guint mark = lpa_tlv_open (request, TAG_LIST_PROFILES);
  LpaTlv response, list;

  lpa_tlv_append (request, TAG_TAG_LIST, tags, n_tags);
  lpa_tlv_close (request, mark);
  bytes = lpa_es10_call (card, request, LPA_CARD_TIMEOUT, TAG_LIST_PROFILES, &response, cancellable,
                         error);
  if (!bytes || !lpa_es10_find_list (&response, LPA_ES10_ERROR_LIST, &list, error))
    return NULL;
  return read_profiles (&list, error);
}

/**
 * lpa_es10c_list_profiles:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @with_icons: whether the pictures are wanted, which cost many exchanges
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_LIST when the card refuses
 *
 * ES10c.GetProfilesInfo (SGP.22 5.7.15), with an explicit list of members. A card that does not
 * know them all is asked for fewer. The worker's thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaProfile): the profiles on the card, in its
 * own order
 */
GPtrArray *
lpa_es10c_list_profiles (LpaCard *card,
                         gboolean with_icons,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GError) refusal = NULL;
  const guint8 *tags = with_icons ? all_tags : all_but_icon;
  gsize n_tags = with_icons ? sizeof all_tags : sizeof all_but_icon;
  GPtrArray *profiles = list_profiles (card, tags, n_tags, cancellable, &refusal);

  if (profiles)
    return profiles;
  if (g_strcmp0 (lpa_error_get_figure (refusal), "list/1") == 0)
    return list_profiles (card, few_tags, sizeof few_tags, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return NULL;
}

static void
append_handle (GByteArray *request, LpaProfile *profile, LpaProfileHandle handle)
{
  if (handle == LPA_PROFILE_HANDLE_AID)
    lpa_tlv_append_bytes (request, TAG_AID, lpa_profile_get_aid (profile));
  else
    lpa_tlv_append_bytes (request, TAG_ICCID, lpa_profile_get_iccid_bytes (profile));
}

/* A function whose response is a result and nothing else. */
static gboolean
command (LpaCard *card,
         GByteArray *request,
         guint32 tag,
         LpaEs10Error function,
         GCancellable *cancellable,
         GError **error)
{
  LpaTlv response;
  g_autoptr (GBytes) bytes =
      lpa_es10_call (card, request, LPA_CARD_TIMEOUT_SWITCH, tag, &response, cancellable, error);
  gint64 result;

  if (!bytes || !lpa_es10_read_result (&response, &result, error))
    return FALSE;
  return result == 0 || lpa_es10_refuse (error, function, result);
}

static gboolean
switch_profile (LpaCard *card,
                guint32 tag,
                LpaEs10Error function,
                LpaProfile *profile,
                LpaProfileHandle handle,
                gboolean refresh,
                GCancellable *cancellable,
                GError **error)
{
  const guint8 flag = refresh ? 0xFF : 0x00;
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint mark = lpa_tlv_open (request, tag);
  guint identifier = lpa_tlv_open (request, 0xA0);

  g_return_val_if_fail (handle != LPA_PROFILE_HANDLE_AID || lpa_profile_get_aid (profile), FALSE);

  append_handle (request, profile, handle);
  lpa_tlv_close (request, identifier);
  lpa_tlv_append (request, TAG_REFRESH, &flag, 1);
  lpa_tlv_close (request, mark);
  return command (card, request, tag, function, cancellable, error);
}

/**
 * lpa_es10c_enable:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @profile: a profile of that card
 * @handle: by what to name it; the AID only when the profile has one
 * @refresh: whether the card shall ask for a REFRESH; see lpa_card_has_pending_refresh()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_ENABLE when the card refuses
 *
 * ES10c.EnableProfile (SGP.22 5.7.16), one try of it: a lost answer does not mean that it was not
 * done, so read the list again after each. The profile in use until then is disabled by the card.
 * The worker's thread.
 *
 * Returns: whether the card says that it is done
 */
gboolean
lpa_es10c_enable (LpaCard *card,
                  LpaProfile *profile,
                  LpaProfileHandle handle,
                  gboolean refresh,
                  GCancellable *cancellable,
                  GError **error)
{
  return switch_profile (card, TAG_ENABLE, LPA_ES10_ERROR_ENABLE, profile, handle, refresh,
                         cancellable, error);
}

/**
 * lpa_es10c_disable:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @profile: a profile of that card
 * @handle: by what to name it; the AID only when the profile has one
 * @refresh: whether the card shall ask for a REFRESH; see lpa_card_has_pending_refresh()
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_DISABLE when the card refuses
 *
 * ES10c.DisableProfile (SGP.22 5.7.17), one try of it, as lpa_es10c_enable(). The worker's thread.
 *
 * Returns: whether the card says that it is done
 */
gboolean
lpa_es10c_disable (LpaCard *card,
                   LpaProfile *profile,
                   LpaProfileHandle handle,
                   gboolean refresh,
                   GCancellable *cancellable,
                   GError **error)
{
  return switch_profile (card, TAG_DISABLE, LPA_ES10_ERROR_DISABLE, profile, handle, refresh,
                         cancellable, error);
}

/**
 * lpa_es10c_delete:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @profile: a profile of that card
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_DELETE when the card refuses
 *
 * ES10c.DeleteProfile (SGP.22 5.7.18): it is gone for good. The worker's thread.
 *
 * Returns: whether the card says that it is done
 */
gboolean
lpa_es10c_delete (LpaCard *card, LpaProfile *profile, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint mark = lpa_tlv_open (request, TAG_DELETE);

  append_handle (request, profile, LPA_PROFILE_HANDLE_ICCID);
  lpa_tlv_close (request, mark);
  return command (card, request, TAG_DELETE, LPA_ES10_ERROR_DELETE, cancellable, error);
}

/**
 * lpa_es10c_set_nickname:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @profile: a profile of that card
 * @nickname: its new name; cut to what a card takes, empty for none
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_NICKNAME when the card refuses
 *
 * ES10c.SetNickname (SGP.22 5.7.21). The worker's thread.
 *
 * Returns: whether the card took it
 */
gboolean
lpa_es10c_set_nickname (LpaCard *card,
                        LpaProfile *profile,
                        const char *nickname,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autofree char *name = lpa_nickname_cut (nickname);
  guint mark = lpa_tlv_open (request, TAG_SET_NICKNAME);

  append_handle (request, profile, LPA_PROFILE_HANDLE_ICCID);
  lpa_tlv_append_string (request, TAG_NICKNAME, name);
  lpa_tlv_close (request, mark);
  return command (card, request, TAG_SET_NICKNAME, LPA_ES10_ERROR_NICKNAME, cancellable, error);
}

/**
 * lpa_es10c_reset_memory:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @options: what to erase; at least one
 * @cancellable: (nullable): seen before the command is sent
 * @error: return location; %LPA_ES10_ERROR_RESET when the card refuses, `reset/1` when there was
 * nothing to erase
 *
 * ES10c.eUICCMemoryReset (SGP.22 5.7.19). The worker's thread.
 *
 * Returns: whether the card says that it is done
 */
gboolean
lpa_es10c_reset_memory (LpaCard *card,
                        LpaResetOptions options,
                        GCancellable *cancellable,
                        GError **error)
{
  static const struct
  {
    LpaResetOptions option;
    guint8 bit;
  } bits[] = {
    { LPA_RESET_OPERATIONAL_PROFILES, 0x80 },
    { LPA_RESET_TEST_PROFILES, 0x40 },
    { LPA_RESET_DEFAULT_SMDP, 0x20 },
  };
  guint8 value[] = { 5, 0 }; /* a BIT STRING of three bits */
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint mark = lpa_tlv_open (request, TAG_RESET);

  for (gsize i = 0; i < G_N_ELEMENTS (bits); i++)
    if (options & bits[i].option)
      value[1] |= bits[i].bit;
  g_return_val_if_fail (value[1] != 0, FALSE);

  lpa_tlv_append (request, TAG_OPTIONS, value, sizeof value);
  lpa_tlv_close (request, mark);
  return command (card, request, TAG_RESET, LPA_ES10_ERROR_RESET, cancellable, error);
}

/**
 * lpa_nickname_cut:
 * @nickname: a name in UTF-8
 *
 * Returns: (transfer full): as much of it as a card takes: 64 bytes, never half a character, and no
 * control characters. Any thread
 */
char *
lpa_nickname_cut (const char *nickname)
{
  g_autofree char *valid = lpa_text_clean (nickname, -1, "");
  const char *end = valid + NICKNAME_SIZE_MAX;

  if (strlen (valid) <= NICKNAME_SIZE_MAX)
    return g_steal_pointer (&valid);
  while ((*end & 0xC0) == 0x80)
    end--;
  return g_strndup (valid, (gsize) (end - valid));
}
