/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-sim.h"

#include <json-glib/json-glib.h>

#include "fake-words.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"

#define TAG_ICCID 0x5A
#define TAG_METADATA 0xBF25

struct _FakeSim
{
  FakeProfiles *profiles;
  FakeSimFunc changed;
  gpointer user_data;

  gboolean empty;
  char *iccid; /* of the card; "" for an eUICC without an enabled profile */
  char *shown; /* what the modem has read of it */
  char *eid;
  int type;
  gboolean verified; /* the PIN was right, since the card got its power */

  char *card; /* (nullable): the file in which a simulated card keeps its profiles */
  GFileMonitor *monitor;
};

/**
 * fake_sim_new:
 * @profiles: the subscriptions of the world; must live longer
 * @changed: called when something changed
 * @user_data: for @changed
 *
 * Returns: (transfer full): an empty slot
 */
FakeSim *
fake_sim_new (FakeProfiles *profiles, FakeSimFunc changed, gpointer user_data)
{
  FakeSim *self = g_new0 (FakeSim, 1);

  self->profiles = profiles;
  self->changed = changed;
  self->user_data = user_data;
  self->empty = TRUE;
  self->iccid = g_strdup ("");
  self->shown = g_strdup ("");
  self->eid = g_strdup ("");
  self->type = MM_SIM_TYPE_PHYSICAL;
  return self;
}

/**
 * fake_sim_free:
 * @self: (transfer full): a slot
 */
void
fake_sim_free (FakeSim *self)
{
  g_clear_object (&self->monitor);
  g_free (self->iccid);
  g_free (self->shown);
  g_free (self->eid);
  g_free (self->card);
  g_free (self);
}

/* Each byte holds two digits, the first in the low half; F fills up. */
static char *
spell_iccid (const LpaTlv *tlv)
{
  GString *digits = g_string_new (NULL);

  for (gsize i = 0; i < tlv->length; i++)
    g_string_append_printf (digits, "%X%X", tlv->value[i] & 0x0Fu, tlv->value[i] >> 4);
  if (digits->len > 0 && digits->str[digits->len - 1] == 'F')
    g_string_truncate (digits, digits->len - 1);
  return g_string_free (digits, FALSE);
}

static char *
find_iccid (JsonObject *profile)
{
  g_autoptr (GBytes) metadata =
      lpa_hex_decode (json_object_get_string_member_with_default (profile, "metadata", ""));
  LpaTlv tlv, iccid;

  if (metadata == NULL || !lpa_tlv_parse_bytes (metadata, TAG_METADATA, &tlv, NULL) ||
      !lpa_tlv_find (&tlv, TAG_ICCID, &iccid))
    return g_strdup ("");
  return spell_iccid (&iccid);
}

static char *
find_enabled (JsonNode *root)
{
  JsonArray *profiles = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                            ? json_object_get_array_member (json_node_get_object (root), "profiles")
                            : NULL;

  for (guint i = 0; profiles != NULL && i < json_array_get_length (profiles); i++)
    {
      JsonObject *profile = json_array_get_object_element (profiles, i);

      if (json_object_get_boolean_member_with_default (profile, "enabled", FALSE))
        return find_iccid (profile);
    }
  return g_strdup ("");
}

/* What the simulated card has enabled; one that has written nothing yet is left as told. */
static void
load_card (FakeSim *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (self->card == NULL || !json_parser_load_from_file (parser, self->card, NULL))
    return;
  g_free (self->iccid);
  self->iccid = find_enabled (json_parser_get_root (parser));
}

static void
on_file_changed (FakeSim *self)
{
  g_autofree char *before = g_strdup (self->iccid);

  load_card (self);
  if (!g_str_equal (before, self->iccid))
    self->changed (self->user_data);
}

static gboolean
follow_card (FakeSim *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_clear_object (&self->monitor);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, error);
  if (self->monitor == NULL)
    return FALSE;

  g_file_monitor_set_rate_limit (self->monitor, 0);
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file_changed), self);
  g_free (self->card);
  self->card = g_strdup (path);
  load_card (self);
  return TRUE;
}

static void
set_text (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
}

/**
 * fake_sim_set:
 * @self: a slot
 * @key: "iccid", "eid", "type", "card" or "empty", or a member of the card's #FakeProfile
 * @value: what it is from now on
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Changes the card. What the modem has read of it stays as it is until fake_sim_read().
 *
 * Returns: whether it is now so
 */
gboolean
fake_sim_set (FakeSim *self, const char *key, const char *value, GError **error)
{
  if (g_str_equal (key, "empty"))
    return fake_words_switch (value, &self->empty, error);

  self->empty = FALSE;
  if (g_str_equal (key, "card"))
    return follow_card (self, value, error);
  if (g_str_equal (key, "type"))
    return fake_words_nick (MM_TYPE_SIM_TYPE, value, &self->type, error);
  if (g_str_equal (key, "iccid"))
    set_text (&self->iccid, value);
  else if (g_str_equal (key, "eid"))
    {
      set_text (&self->eid, value);
      self->type = *value != '\0' ? MM_SIM_TYPE_ESIM : MM_SIM_TYPE_PHYSICAL;
    }
  else
    return fake_profile_set (fake_profiles_get (self->profiles, self->iccid), key, value, error);
  return TRUE;
}

/**
 * fake_sim_is_empty:
 * @self: a slot
 *
 * Returns: whether no card is in it
 */
gboolean
fake_sim_is_empty (FakeSim *self)
{
  return self->empty;
}

/**
 * fake_sim_is_esim:
 * @self: a slot
 *
 * Returns: whether its card is an eUICC
 */
gboolean
fake_sim_is_esim (FakeSim *self)
{
  return !self->empty && self->type == MM_SIM_TYPE_ESIM;
}

/**
 * fake_sim_get_iccid:
 * @self: a slot
 *
 * Returns: what the modem has read of the card, "" for nothing
 */
const char *
fake_sim_get_iccid (FakeSim *self)
{
  return self->shown;
}

/**
 * fake_sim_get_profile:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the subscription that the modem works with
 */
const FakeProfile *
fake_sim_get_profile (FakeSim *self)
{
  return self->empty || *self->shown == '\0' ? NULL
                                             : fake_profiles_get (self->profiles, self->shown);
}

/**
 * fake_sim_read:
 * @self: a slot
 *
 * Lets the modem read the card.
 *
 * Returns: whether it finds another subscription than before
 */
gboolean
fake_sim_read (FakeSim *self)
{
  if (g_str_equal (self->shown, self->iccid))
    return FALSE;

  set_text (&self->shown, self->iccid);
  self->verified = FALSE;
  return TRUE;
}

/**
 * fake_sim_restart:
 * @self: a slot
 *
 * Takes the power from the card and gives it back: it wants its PIN anew.
 */
void
fake_sim_restart (FakeSim *self)
{
  self->verified = FALSE;
}

/**
 * fake_sim_get_lock:
 * @self: a slot
 *
 * Returns: what the card asks for
 */
MMModemLock
fake_sim_get_lock (FakeSim *self)
{
  const FakeProfile *profile = fake_sim_get_profile (self);

  if (profile == NULL || profile->pin == NULL)
    return MM_MODEM_LOCK_NONE;
  if (profile->pin_tries == 0)
    return MM_MODEM_LOCK_SIM_PUK;
  return self->verified ? MM_MODEM_LOCK_NONE : MM_MODEM_LOCK_SIM_PIN;
}

/**
 * fake_sim_add_retries:
 * @self: a slot
 * @retries: gets how many tries each lock has left
 */
void
fake_sim_add_retries (FakeSim *self, GHashTable *retries)
{
  const FakeProfile *profile = fake_sim_get_profile (self);

  if (profile == NULL || profile->pin == NULL)
    return;
  g_hash_table_insert (retries, GINT_TO_POINTER (MM_MODEM_LOCK_SIM_PIN),
                       GUINT_TO_POINTER (profile->pin_tries));
  g_hash_table_insert (retries, GINT_TO_POINTER (MM_MODEM_LOCK_SIM_PUK),
                       GUINT_TO_POINTER (profile->puk_tries));
}

static gboolean
refuse_code (GError **error)
{
  g_set_error_literal (error, MM_MOBILE_EQUIPMENT_ERROR,
                       MM_MOBILE_EQUIPMENT_ERROR_INCORRECT_PASSWORD, "Incorrect password");
  return FALSE;
}

static gboolean
check_lock (FakeSim *self, MMModemLock lock, GError **error)
{
  if (fake_sim_get_lock (self) == lock)
    return TRUE;

  g_set_error (error, MM_CORE_ERROR, MM_CORE_ERROR_WRONG_STATE, "The SIM does not ask for a %s",
               mm_modem_lock_get_string (lock));
  return FALSE;
}

/**
 * fake_sim_send_pin:
 * @self: a slot
 * @pin: what the person thinks it is
 * @error: return location for what ModemManager says
 *
 * Returns: whether it is right
 */
gboolean
fake_sim_send_pin (FakeSim *self, const char *pin, GError **error)
{
  FakeProfile *profile = fake_profiles_get (self->profiles, self->shown);

  if (!check_lock (self, MM_MODEM_LOCK_SIM_PIN, error))
    return FALSE;
  if (!g_str_equal (profile->pin, pin))
    {
      profile->pin_tries--;
      return refuse_code (error);
    }

  profile->pin_tries = 3;
  self->verified = TRUE;
  return TRUE;
}

/**
 * fake_sim_send_puk:
 * @self: a slot
 * @puk: what the person thinks it is
 * @pin: the new PIN
 * @error: return location for what ModemManager says
 *
 * Returns: whether it is right
 */
gboolean
fake_sim_send_puk (FakeSim *self, const char *puk, const char *pin, GError **error)
{
  FakeProfile *profile = fake_profiles_get (self->profiles, self->shown);

  if (!check_lock (self, MM_MODEM_LOCK_SIM_PUK, error))
    return FALSE;
  if (profile->puk_tries == 0)
    {
      g_set_error_literal (error, MM_MOBILE_EQUIPMENT_ERROR, MM_MOBILE_EQUIPMENT_ERROR_SIM_WRONG,
                           "SIM wrong");
      return FALSE;
    }
  if (!g_str_equal (profile->puk, puk))
    {
      profile->puk_tries--;
      return refuse_code (error);
    }

  set_text (&profile->pin, pin);
  profile->pin_tries = 3;
  profile->puk_tries = 10;
  self->verified = TRUE;
  return TRUE;
}

static MMSimEsimStatus
get_esim_status (FakeSim *self)
{
  if (self->type != MM_SIM_TYPE_ESIM)
    return MM_SIM_ESIM_STATUS_UNKNOWN;
  return *self->shown != '\0' ? MM_SIM_ESIM_STATUS_WITH_PROFILES : MM_SIM_ESIM_STATUS_NO_PROFILES;
}

/**
 * fake_sim_show:
 * @self: a slot with a card
 * @skeleton: the object on the bus that stands for it
 * @active: whether the modem uses the slot
 */
void
fake_sim_show (FakeSim *self, MmGdbusSim *skeleton, gboolean active)
{
  const FakeProfile *profile = fake_sim_get_profile (self);
  gboolean hidden =
      profile == NULL || (profile->hides && fake_sim_get_lock (self) != MM_MODEM_LOCK_NONE);
  static const char *const none[] = { NULL };

  mm_gdbus_sim_set_active (skeleton, active);
  mm_gdbus_sim_set_sim_identifier (skeleton, hidden ? "" : self->shown);
  mm_gdbus_sim_set_imsi (skeleton, hidden ? "" : profile->imsi);
  mm_gdbus_sim_set_eid (skeleton, self->eid);
  mm_gdbus_sim_set_operator_identifier (skeleton, hidden ? "" : profile->operator_code);
  mm_gdbus_sim_set_operator_name (skeleton, hidden ? "" : profile->operator_name);
  mm_gdbus_sim_set_emergency_numbers (skeleton, none);
  mm_gdbus_sim_set_preferred_networks (skeleton, g_variant_new_parsed ("@a(su) []"));
  mm_gdbus_sim_set_gid1 (skeleton, g_variant_new_parsed ("@ay []"));
  mm_gdbus_sim_set_gid2 (skeleton, g_variant_new_parsed ("@ay []"));
  mm_gdbus_sim_set_sim_type (skeleton, (guint) self->type);
  mm_gdbus_sim_set_esim_status (skeleton, get_esim_status (self));
  mm_gdbus_sim_set_removability (skeleton, self->type == MM_SIM_TYPE_ESIM
                                               ? MM_SIM_REMOVABILITY_NOT_REMOVABLE
                                               : MM_SIM_REMOVABILITY_REMOVABLE);
}
