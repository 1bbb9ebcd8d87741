/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-profile-store.h"

#include "lpa/lpa-hex.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define TAG_METADATA 0xBF25
#define FIRST_AID 0x10

struct _SimProfileStore
{
  char *eid;
  char *path;
  gboolean is_new;
  gboolean dirty;
  GPtrArray *profiles;
  GPtrArray *notifications;
  char *default_smdp;
  GBytes *previous;
  gint64 next_sequence;
  gint64 next_aid;
};

static void
profile_free (gpointer data)
{
  SimProfile *profile = data;

  g_bytes_unref (profile->metadata);
  g_free (profile->nickname);
  g_free (profile);
}

static void
notification_free (gpointer data)
{
  SimNotification *notification = data;

  g_bytes_unref (notification->data);
  g_bytes_unref (notification->metadata);
  g_free (notification);
}

static void
add_hex (JsonBuilder *builder, const char *name, GBytes *bytes)
{
  g_autofree char *hex = lpa_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, hex);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_profile (JsonBuilder *builder, const SimProfile *profile)
{
  g_autoptr (GBytes) aid = g_bytes_new (profile->aid, SIM_AID_SIZE);

  json_builder_begin_object (builder);
  add_hex (builder, "aid", aid);
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, profile->enabled);
  add_int (builder, "size", (gint64) profile->size);
  if (profile->nickname != NULL)
    add_string (builder, "nickname", profile->nickname);
  add_hex (builder, "metadata", profile->metadata);
  json_builder_end_object (builder);
}

static void
add_notification (JsonBuilder *builder, const SimNotification *notification)
{
  json_builder_begin_object (builder);
  add_int (builder, "sequence", notification->sequence);
  add_int (builder, "event", notification->event);
  add_hex (builder, "metadata", notification->metadata);
  add_hex (builder, "data", notification->data);
  json_builder_end_object (builder);
}

/**
 * sim_profile_store_dup_json:
 * @self: the store
 *
 * Returns: (transfer full): everything in it, as it stands in the file
 */
char *
sim_profile_store_dup_json (SimProfileStore *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "eid", self->eid);
  add_string (builder, "default-smdp", self->default_smdp);
  add_int (builder, "next-sequence", self->next_sequence);
  add_int (builder, "next-aid", self->next_aid);
  if (self->previous != NULL)
    add_hex (builder, "previous", self->previous);

  json_builder_set_member_name (builder, "profiles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->profiles->len; i++)
    add_profile (builder, self->profiles->pdata[i]);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "notifications");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->notifications->len; i++)
    add_notification (builder, self->notifications->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static GBytes *
get_hex (JsonObject *object, const char *name)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);

  return text == NULL ? NULL : lpa_hex_decode (text);
}

static gboolean
read_profile (SimProfileStore *self, JsonObject *object)
{
  g_autoptr (GBytes) aid = get_hex (object, "aid");
  g_autoptr (GBytes) metadata = get_hex (object, "metadata");
  SimProfile *profile;
  LpaTlv tlv, iccid;

  if (aid == NULL || g_bytes_get_size (aid) != SIM_AID_SIZE || metadata == NULL ||
      !lpa_tlv_parse_bytes (metadata, TAG_METADATA, &tlv, NULL) ||
      !lpa_tlv_find (&tlv, 0x5A, &iccid))
    return FALSE;

  profile = g_new0 (SimProfile, 1);
  memcpy (profile->aid, g_bytes_get_data (aid, NULL), SIM_AID_SIZE);
  profile->metadata = g_steal_pointer (&metadata);
  profile->nickname =
      g_strdup (json_object_get_string_member_with_default (object, "nickname", NULL));
  profile->enabled = json_object_get_boolean_member_with_default (object, "enabled", FALSE);
  profile->size = (gsize) json_object_get_int_member_with_default (object, "size", 0);
  g_ptr_array_add (self->profiles, profile);
  return TRUE;
}

static gboolean
read_notification (SimProfileStore *self, JsonObject *object)
{
  g_autoptr (GBytes) metadata = get_hex (object, "metadata");
  g_autoptr (GBytes) data = get_hex (object, "data");
  SimNotification *notification;

  if (metadata == NULL || data == NULL)
    return FALSE;

  notification = g_new0 (SimNotification, 1);
  notification->sequence = json_object_get_int_member_with_default (object, "sequence", 0);
  notification->event = (guint8) json_object_get_int_member_with_default (object, "event", 0);
  notification->metadata = g_steal_pointer (&metadata);
  notification->data = g_steal_pointer (&data);
  g_ptr_array_add (self->notifications, notification);
  return TRUE;
}

static gboolean
read_array (SimProfileStore *self,
            JsonObject *root,
            const char *name,
            gboolean (*read) (SimProfileStore *, JsonObject *))
{
  JsonNode *node = json_object_get_member (root, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (element) || !read (self, json_node_get_object (element)))
        return FALSE;
    }

  return array != NULL;
}

static gboolean
read_root (SimProfileStore *self, JsonObject *root, GError **error)
{
  const char *eid = json_object_get_string_member_with_default (root, "eid", "");

  if (!g_str_equal (eid, self->eid))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is the state of another card",
                   self->path);
      return FALSE;
    }

  self->next_sequence = json_object_get_int_member_with_default (root, "next-sequence", 0);
  self->next_aid = json_object_get_int_member_with_default (root, "next-aid", FIRST_AID);
  self->previous = get_hex (root, "previous");
  sim_profile_store_set_default_smdp (
      self, json_object_get_string_member_with_default (root, "default-smdp", ""));
  if (read_array (self, root, "profiles", read_profile) &&
      read_array (self, root, "notifications", read_notification))
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is damaged", self->path);
  return FALSE;
}

static gboolean
load (SimProfileStore *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_file (parser, self->path, error))
    return FALSE;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is damaged", self->path);
      return FALSE;
    }

  return read_root (self, json_node_get_object (root), error);
}

/**
 * sim_profile_store_new:
 * @eid: the card's EID
 * @path: (nullable): the file; when it is not there yet the card is new
 * @error: return location for an error of %G_FILE_ERROR or %JSON_PARSER_ERROR
 *
 * Returns: (transfer full) (nullable): the store
 */
SimProfileStore *
sim_profile_store_new (const char *eid, const char *path, GError **error)
{
  g_autoptr (SimProfileStore) self = g_new0 (SimProfileStore, 1);

  self->eid = g_strdup (eid);
  self->path = g_strdup (path);
  self->default_smdp = g_strdup ("");
  self->next_aid = FIRST_AID;
  self->profiles = g_ptr_array_new_with_free_func (profile_free);
  self->notifications = g_ptr_array_new_with_free_func (notification_free);

  self->is_new = path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS);
  if (!self->is_new && !load (self, error))
    return NULL;

  self->dirty = self->is_new;
  return g_steal_pointer (&self);
}

/**
 * sim_profile_store_free:
 * @self: (transfer full): the store; what was not flushed is lost
 */
void
sim_profile_store_free (SimProfileStore *self)
{
  g_free (self->eid);
  g_free (self->path);
  g_free (self->default_smdp);
  g_clear_pointer (&self->previous, g_bytes_unref);
  g_ptr_array_unref (self->profiles);
  g_ptr_array_unref (self->notifications);
  g_free (self);
}

/**
 * sim_profile_store_is_new:
 * @self: the store
 *
 * Returns: whether there was no file to read
 */
gboolean
sim_profile_store_is_new (SimProfileStore *self)
{
  return self->is_new;
}

/**
 * sim_profile_store_touch:
 * @self: the store
 *
 * Says that a profile in it was changed, so that the next flush writes.
 */
void
sim_profile_store_touch (SimProfileStore *self)
{
  self->dirty = TRUE;
}

/**
 * sim_profile_store_flush:
 * @self: the store
 *
 * Replaces the file, if there is one and something changed. Called before a command is answered:
 * what the card has confirmed it has kept.
 *
 * Returns: whether everything is kept
 */
gboolean
sim_profile_store_flush (SimProfileStore *self)
{
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  if (self->path == NULL || !self->dirty)
    return TRUE;

  json = sim_profile_store_dup_json (self);
  if (!g_file_set_contents_full (self->path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    {
      g_warning ("The card's state cannot be kept: %s", error->message);
      return FALSE;
    }

  self->dirty = FALSE;
  return TRUE;
}

/**
 * sim_profile_store_get_profiles:
 * @self: the store
 *
 * Returns: (transfer none) (element-type SimProfile): the profiles, oldest first
 */
GPtrArray *
sim_profile_store_get_profiles (SimProfileStore *self)
{
  return self->profiles;
}

/**
 * sim_profile_store_get_notifications:
 * @self: the store
 *
 * Returns: (transfer none) (element-type SimNotification): the notifications, oldest first
 */
GPtrArray *
sim_profile_store_get_notifications (SimProfileStore *self)
{
  return self->notifications;
}

static gboolean
has_id (const SimProfile *profile, const LpaTlv *id)
{
  LpaTlv iccid;

  if (id->tag == 0x4F)
    return id->length == SIM_AID_SIZE && memcmp (profile->aid, id->value, SIM_AID_SIZE) == 0;

  return sim_profile_find (profile, 0x5A, &iccid) && id->length == iccid.length &&
         memcmp (iccid.value, id->value, id->length) == 0;
}

/**
 * sim_profile_store_find:
 * @self: the store
 * @id: an object 4F with an AID or 5A with an ICCID
 *
 * Returns: (transfer none) (nullable): the profile
 */
SimProfile *
sim_profile_store_find (SimProfileStore *self, const LpaTlv *id)
{
  for (guint i = 0; i < self->profiles->len; i++)
    if (has_id (self->profiles->pdata[i], id))
      return self->profiles->pdata[i];

  return NULL;
}

/**
 * sim_profile_store_get_enabled:
 * @self: the store
 *
 * Returns: (transfer none) (nullable): the enabled profile, of which there is one at most
 */
SimProfile *
sim_profile_store_get_enabled (SimProfileStore *self)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      SimProfile *profile = self->profiles->pdata[i];

      if (profile->enabled)
        return profile;
    }

  return NULL;
}

/**
 * sim_profile_store_add:
 * @self: the store
 * @metadata: a whole, checked StoreMetadata request (BF25)
 * @size: bytes the profile takes
 *
 * Installs a profile, disabled, under a new AID.
 *
 * Returns: (transfer none): the profile
 */
SimProfile *
sim_profile_store_add (SimProfileStore *self, GBytes *metadata, gsize size)
{
  static const guint8 base[SIM_AID_SIZE] = { 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF,
                                             0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x00, 0x00 };
  SimProfile *profile = g_new0 (SimProfile, 1);

  memcpy (profile->aid, base, sizeof base);
  profile->aid[13] = (guint8) (self->next_aid >> 8);
  profile->aid[14] = (guint8) self->next_aid;
  profile->metadata = g_bytes_ref (metadata);
  profile->size = size;
  self->next_aid++;
  self->dirty = TRUE;
  g_ptr_array_add (self->profiles, profile);

  return profile;
}

/**
 * sim_profile_store_remove:
 * @self: the store
 * @profile: (transfer full): a profile in it
 */
void
sim_profile_store_remove (SimProfileStore *self, SimProfile *profile)
{
  g_ptr_array_remove (self->profiles, profile);
  self->dirty = TRUE;
}

/**
 * sim_profile_store_get_used:
 * @self: the store
 *
 * Returns: bytes that all profiles together take
 */
gsize
sim_profile_store_get_used (SimProfileStore *self)
{
  gsize used = 0;

  for (guint i = 0; i < self->profiles->len; i++)
    used += ((SimProfile *) self->profiles->pdata[i])->size;

  return used;
}

/**
 * sim_profile_store_get_default_smdp:
 * @self: the store
 *
 * Returns: the default SM-DP+ address; empty when there is none
 */
const char *
sim_profile_store_get_default_smdp (SimProfileStore *self)
{
  return self->default_smdp;
}

/**
 * sim_profile_store_set_default_smdp:
 * @self: the store
 * @address: the default SM-DP+ address, or an empty text for none
 */
void
sim_profile_store_set_default_smdp (SimProfileStore *self, const char *address)
{
  g_autofree char *old = self->default_smdp;

  self->default_smdp = g_strdup (address);
  self->dirty = TRUE;
}

/**
 * sim_profile_store_get_previous:
 * @self: the store
 *
 * Returns: (transfer none) (nullable): the AID of the profile that was enabled before the test
 * profile that is now
 */
GBytes *
sim_profile_store_get_previous (SimProfileStore *self)
{
  return self->previous;
}

/**
 * sim_profile_store_set_previous:
 * @self: the store
 * @profile: (nullable): the profile that a test profile takes the place of
 */
void
sim_profile_store_set_previous (SimProfileStore *self, const SimProfile *profile)
{
  g_clear_pointer (&self->previous, g_bytes_unref);
  if (profile != NULL)
    self->previous = g_bytes_new (profile->aid, SIM_AID_SIZE);
  self->dirty = TRUE;
}

/**
 * sim_profile_store_next_sequence:
 * @self: the store
 *
 * Returns: the next sequence number, used up by this; the first is 0
 */
gint64
sim_profile_store_next_sequence (SimProfileStore *self)
{
  self->dirty = TRUE;
  return self->next_sequence++;
}

/**
 * sim_profile_store_add_notification:
 * @self: the store
 * @sequence: its number, from sim_profile_store_next_sequence()
 * @event: one bit, for example %SIM_EVENT_ENABLE
 * @metadata: the whole NotificationMetadata (BF2F)
 * @data: the whole signed object
 */
void
sim_profile_store_add_notification (SimProfileStore *self,
                                    gint64 sequence,
                                    guint8 event,
                                    GBytes *metadata,
                                    GBytes *data)
{
  SimNotification *notification = g_new0 (SimNotification, 1);

  notification->sequence = sequence;
  notification->event = event;
  notification->metadata = g_bytes_ref (metadata);
  notification->data = g_bytes_ref (data);
  g_ptr_array_add (self->notifications, notification);
  self->dirty = TRUE;
}

/**
 * sim_profile_store_remove_notification:
 * @self: the store
 * @sequence: its number
 *
 * Returns: whether there was one
 */
gboolean
sim_profile_store_remove_notification (SimProfileStore *self, gint64 sequence)
{
  for (guint i = 0; i < self->notifications->len; i++)
    {
      SimNotification *notification = self->notifications->pdata[i];

      if (notification->sequence != sequence)
        continue;
      g_ptr_array_remove_index (self->notifications, i);
      self->dirty = TRUE;
      return TRUE;
    }

  return FALSE;
}

/**
 * sim_profile_find:
 * @self: a profile
 * @tag: the tag of an object in its metadata
 * @tlv: (out caller-allocates): the object; lives as long as the profile
 *
 * Returns: whether it is there
 */
gboolean
sim_profile_find (const SimProfile *self, guint32 tag, LpaTlv *tlv)
{
  LpaTlv metadata;

  return lpa_tlv_parse_bytes (self->metadata, TAG_METADATA, &metadata, NULL) &&
         lpa_tlv_find (&metadata, tag, tlv);
}

/**
 * sim_profile_get_class:
 * @self: a profile
 *
 * Returns: its class; operational unless its metadata say otherwise
 */
SimProfileClass
sim_profile_get_class (const SimProfile *self)
{
  LpaTlv tlv;

  return sim_profile_find (self, 0x95, &tlv) && tlv.length == 1 ? (SimProfileClass) tlv.value[0]
                                                                : SIM_PROFILE_CLASS_OPERATIONAL;
}

/**
 * sim_profile_get_rules:
 * @self: a profile
 *
 * Returns: its policy rules, as bits like %SIM_PPR1
 */
guint8
sim_profile_get_rules (const SimProfile *self)
{
  LpaTlv tlv;

  return sim_profile_find (self, 0x99, &tlv) ? sim_bit_string_first (&tlv) : 0;
}

/**
 * sim_bit_string_first:
 * @tlv: a BIT STRING
 *
 * Returns: its first eight bits; 0 when it has none
 */
guint8
sim_bit_string_first (const LpaTlv *tlv)
{
  return tlv->length >= 2 ? tlv->value[1] : 0;
}

/**
 * sim_bit_string_append:
 * @out: where to write
 * @tag: the tag
 * @bits: eight bits
 *
 * Writes a BIT STRING of named bits, without the zeros at its end as DER asks.
 */
void
sim_bit_string_append (GByteArray *out, guint32 tag, guint8 bits)
{
  guint8 unused = 0;
  guint8 value[2];

  while (bits != 0 && unused < 7 && (bits & 1 << unused) == 0)
    unused++;
  value[0] = bits == 0 ? 0 : unused;
  value[1] = bits;
  lpa_tlv_append (out, tag, value, bits == 0 ? 1 : sizeof value);
}
