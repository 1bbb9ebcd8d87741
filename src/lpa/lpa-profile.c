/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-profile.h"

#include "lpa/lpa-iccid.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TAG_METADATA 0xBF25
#define TAG_ICCID 0x5A
#define TAG_AID 0x4F
#define TAG_STATE 0x9F70
#define TAG_NICKNAME 0x90
#define TAG_PROVIDER 0x91
#define TAG_NAME 0x92
#define TAG_ICON 0x94
#define TAG_CLASS 0x95
#define TAG_NOTIFICATIONS 0xB6
#define TAG_OWNER 0xB7
#define TAG_RULES 0x99
#define TAG_SEQUENCE 0x30

#define ICCID_SIZE_MAX 10
/* Of an ICCID: as much as may be seen by everybody. */
#define TAIL_LENGTH 4
#define AID_SIZE_MIN 5
#define AID_SIZE_MAX 16
/* The standard says 1024; no picture of 64 x 64 needs more than this. */
#define ICON_SIZE_MAX 16384

struct _LpaProfile
{
  GObject parent_instance;

  GBytes *iccid;
  char *iccid_text;
  char *plain_name;
  GBytes *aid;
  gboolean enabled;
  char *nickname;
  char *provider;
  char *name;
  GBytes *icon;
  LpaProfileKind kind;
  LpaOwner *owner;
  LpaPolicyRules rules;
  GPtrArray *notifications;
};

G_DEFINE_FINAL_TYPE (LpaProfile, lpa_profile, G_TYPE_OBJECT)

static const char *const kind_nicks[] = {
  [LPA_PROFILE_KIND_TEST] = "test",
  [LPA_PROFILE_KIND_PROVISIONING] = "provisioning",
  [LPA_PROFILE_KIND_OPERATIONAL] = "operational",
};

static void
rule_free (LpaNotificationRule *rule)
{
  g_free (rule->address);
  g_free (rule);
}

static void
lpa_profile_finalize (GObject *object)
{
  LpaProfile *self = LPA_PROFILE (object);

  g_clear_pointer (&self->iccid, g_bytes_unref);
  g_clear_pointer (&self->iccid_text, g_free);
  g_clear_pointer (&self->plain_name, g_free);
  g_clear_pointer (&self->aid, g_bytes_unref);
  g_clear_pointer (&self->nickname, g_free);
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->icon, g_bytes_unref);
  g_clear_pointer (&self->owner, lpa_owner_free);
  g_clear_pointer (&self->notifications, g_ptr_array_unref);
  G_OBJECT_CLASS (lpa_profile_parent_class)->finalize (object);
}

static void
lpa_profile_class_init (LpaProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_profile_finalize;
}

static void
lpa_profile_init (LpaProfile *self)
{
  self->kind = LPA_PROFILE_KIND_OPERATIONAL;
  self->notifications = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
}

static gboolean
read_bytes (const LpaTlv *parent, guint32 tag, gsize min, gsize max, GBytes **bytes, GError **error)
{
  LpaTlv tlv;

  if (!lpa_tlv_find (parent, tag, &tlv))
    return TRUE;
  if (tlv.length < min || tlv.length > max)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "Object %X of a profile has %" G_GSIZE_FORMAT " bytes", tag, tlv.length);
      return FALSE;
    }
  *bytes = lpa_tlv_dup_value (&tlv);
  return TRUE;
}

static gboolean
read_number (const LpaTlv *parent, guint32 tag, gint64 max, gint64 *number, GError **error)
{
  LpaTlv tlv;

  if (!lpa_tlv_find (parent, tag, &tlv))
    return TRUE;
  if (!lpa_tlv_get_integer (&tlv, number, error))
    return FALSE;
  if (*number < 0 || *number > max)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "Object %X of a profile is %" G_GINT64_FORMAT, tag, *number);
      return FALSE;
    }
  return TRUE;
}

static char *
read_text (const LpaTlv *parent, guint32 tag)
{
  LpaTlv tlv;

  return lpa_tlv_find (parent, tag, &tlv) && tlv.length > 0 ? lpa_tlv_dup_utf8 (&tlv) : NULL;
}

/* What to call a profile without any name: not by its whole number. */
static char *
dup_plain_name (const char *iccid)
{
  gsize length = strlen (iccid);

  return g_strdup_printf (C_ ("profile", "Profile %s"), iccid + length - MIN (length, TAIL_LENGTH));
}

static gboolean
read_identity (LpaProfile *self, const LpaTlv *tlv, GError **error)
{
  LpaTlv iccid;

  if (!lpa_tlv_require (tlv, TAG_ICCID, &iccid, error) ||
      !read_bytes (tlv, TAG_ICCID, 1, ICCID_SIZE_MAX, &self->iccid, error) ||
      !read_bytes (tlv, TAG_AID, AID_SIZE_MIN, AID_SIZE_MAX, &self->aid, error))
    return FALSE;
  self->iccid_text = lpa_iccid_to_text (self->iccid);
  self->plain_name = dup_plain_name (self->iccid_text);
  return TRUE;
}

static gboolean
read_state (LpaProfile *self, const LpaTlv *tlv, GError **error)
{
  gint64 enabled = 0, kind = LPA_PROFILE_KIND_OPERATIONAL;

  if (!read_number (tlv, TAG_STATE, 1, &enabled, error) ||
      !read_number (tlv, TAG_CLASS, LPA_PROFILE_KIND_OPERATIONAL, &kind, error))
    return FALSE;
  self->enabled = enabled == 1;
  self->kind = (LpaProfileKind) kind;
  return TRUE;
}

static gboolean
read_owner (LpaProfile *self, const LpaTlv *tlv, GError **error)
{
  LpaTlv owner, rules;

  if (lpa_tlv_find (tlv, TAG_RULES, &rules))
    self->rules = lpa_policy_rules_from_tlv (&rules);
  if (!lpa_tlv_find (tlv, TAG_OWNER, &owner) || owner.length == 0)
    return TRUE;
  self->owner = lpa_owner_new_from_tlv (&owner, error);
  return self->owner != NULL;
}

static gboolean
read_notification (LpaProfile *self, const LpaTlv *tlv, GError **error)
{
  LpaNotificationRule *rule;
  LpaTlv event, address;
  guint32 bits;
  guint events;

  if (!lpa_tlv_require (tlv, 0x80, &event, error) ||
      !lpa_tlv_require (tlv, 0x81, &address, error) || !lpa_tlv_get_bits (&event, &bits, error))
    return FALSE;
  events = lpa_notification_events_from_tlv (&event, NULL);
  if (events == 0)
    return TRUE;

  rule = g_new0 (LpaNotificationRule, 1);
  rule->events = events;
  rule->address = lpa_tlv_dup_utf8 (&address);
  g_ptr_array_add (self->notifications, rule);
  return TRUE;
}

static gboolean
read_notifications (LpaProfile *self, const LpaTlv *tlv, GError **error)
{
  LpaTlv list, entry;
  LpaTlvReader reader;

  if (!lpa_tlv_find (tlv, TAG_NOTIFICATIONS, &list))
    return TRUE;
  lpa_tlv_reader_enter (&reader, &list);
  while (!lpa_tlv_reader_at_end (&reader))
    if (!lpa_tlv_reader_expect (&reader, TAG_SEQUENCE, &entry, error) ||
        !read_notification (self, &entry, error))
      return FALSE;
  return TRUE;
}

/**
 * lpa_profile_new_from_info:
 * @info: ProfileInfo (E3) or StoreMetadataRequest (BF25), which have their members' tags in common
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Reads what the card says of a profile. A missing class means operational, a missing state
 * disabled.
 *
 * Returns: (transfer full) (nullable): the profile
 */
LpaProfile *
lpa_profile_new_from_info (const LpaTlv *info, GError **error)
{
  g_autoptr (LpaProfile) self = g_object_new (LPA_TYPE_PROFILE, NULL);

  if (!read_identity (self, info, error) || !read_state (self, info, error) ||
      !read_owner (self, info, error) || !read_notifications (self, info, error) ||
      !read_bytes (info, TAG_ICON, 0, ICON_SIZE_MAX, &self->icon, error))
    return NULL;

  if (self->icon && g_bytes_get_size (self->icon) == 0)
    g_clear_pointer (&self->icon, g_bytes_unref);
  self->nickname = read_text (info, TAG_NICKNAME);
  self->provider = read_text (info, TAG_PROVIDER);
  self->name = read_text (info, TAG_NAME);
  return g_steal_pointer (&self);
}

/**
 * lpa_profile_new_from_metadata:
 * @metadata: StoreMetadataRequest, the whole BF25 object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Reads what the server announces of a profile.
 *
 * Returns: (transfer full) (nullable): the profile
 */
LpaProfile *
lpa_profile_new_from_metadata (GBytes *metadata, GError **error)
{
  LpaTlv tlv;

  if (!lpa_tlv_parse_bytes (metadata, TAG_METADATA, &tlv, error))
    return NULL;
  return lpa_profile_new_from_info (&tlv, error);
}

/**
 * lpa_profile_get_iccid_bytes:
 * @self: a profile
 *
 * Returns: (transfer none): the ICCID as on the card, the form for commands and comparisons
 */
GBytes *
lpa_profile_get_iccid_bytes (LpaProfile *self)
{
  return self->iccid;
}

/**
 * lpa_profile_get_iccid:
 * @self: a profile
 *
 * Returns: the ICCID for reading
 */
const char *
lpa_profile_get_iccid (LpaProfile *self)
{
  return self->iccid_text;
}

/**
 * lpa_profile_get_aid:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the AID of its ISD-P; %NULL when it is not on a card or the
 * card does not say
 */
GBytes *
lpa_profile_get_aid (LpaProfile *self)
{
  return self->aid;
}

/**
 * lpa_profile_is_enabled:
 * @self: a profile
 *
 * Returns: whether it is the one in use
 */
gboolean
lpa_profile_is_enabled (LpaProfile *self)
{
  return self->enabled;
}

/**
 * lpa_profile_get_nickname:
 * @self: a profile
 *
 * Returns: (nullable): the name that the person gave it
 */
const char *
lpa_profile_get_nickname (LpaProfile *self)
{
  return self->nickname;
}

/**
 * lpa_profile_get_provider:
 * @self: a profile
 *
 * Returns: (nullable): the name of the service provider
 */
const char *
lpa_profile_get_provider (LpaProfile *self)
{
  return self->provider;
}

/**
 * lpa_profile_get_name:
 * @self: a profile
 *
 * Returns: (nullable): the name that the provider gave it
 */
const char *
lpa_profile_get_name (LpaProfile *self)
{
  return self->name;
}

static gboolean
is_blank (const char *name)
{
  return name == NULL || name[strspn (name, " \t\n")] == '\0';
}

/**
 * lpa_profile_get_display_name:
 * @self: a profile
 *
 * Returns: the best of its names: nickname, name, provider or, failing all, one with the last
 * digits of its ICCID
 */
const char *
lpa_profile_get_display_name (LpaProfile *self)
{
  const char *names[] = { self->nickname, self->name, self->provider };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (!is_blank (names[i]))
      return names[i];
  return self->plain_name;
}

/**
 * lpa_profile_get_icon:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): a JPEG or PNG picture, not verified in any way
 */
GBytes *
lpa_profile_get_icon (LpaProfile *self)
{
  return self->icon;
}

/**
 * lpa_profile_get_kind:
 * @self: a profile
 *
 * Returns: its class
 */
LpaProfileKind
lpa_profile_get_kind (LpaProfile *self)
{
  return self->kind;
}

/**
 * lpa_profile_get_owner:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the operator it belongs to
 */
const LpaOwner *
lpa_profile_get_owner (LpaProfile *self)
{
  return self->owner;
}

/**
 * lpa_profile_get_rules:
 * @self: a profile
 *
 * Returns: its policy rules
 */
LpaPolicyRules
lpa_profile_get_rules (LpaProfile *self)
{
  return self->rules;
}

/**
 * lpa_profile_get_notification_configuration:
 * @self: a profile
 *
 * Returns: (transfer none) (element-type LpaNotificationRule): which servers want to know of which
 * events; often none
 */
GPtrArray *
lpa_profile_get_notification_configuration (LpaProfile *self)
{
  return self->notifications;
}

static gboolean
same_bytes (GBytes *one, GBytes *other)
{
  return one == other || (one && other && g_bytes_equal (one, other));
}

static gboolean
same_notifications (GPtrArray *one, GPtrArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const LpaNotificationRule *left = one->pdata[i], *right = other->pdata[i];

      if (left->events != right->events || !g_str_equal (left->address, right->address))
        return FALSE;
    }
  return TRUE;
}

/**
 * lpa_profile_same:
 * @self: a profile
 * @other: another
 *
 * Returns: whether both say the same in every member; to ask whether both are about the same
 * profile, compare lpa_profile_get_iccid_bytes()
 */
gboolean
lpa_profile_same (LpaProfile *self, LpaProfile *other)
{
  return g_bytes_equal (self->iccid, other->iccid) && same_bytes (self->aid, other->aid) &&
         self->enabled == other->enabled && self->kind == other->kind &&
         self->rules == other->rules && g_strcmp0 (self->nickname, other->nickname) == 0 &&
         g_strcmp0 (self->provider, other->provider) == 0 &&
         g_strcmp0 (self->name, other->name) == 0 && same_bytes (self->icon, other->icon) &&
         lpa_owner_equal (self->owner, other->owner) &&
         same_notifications (self->notifications, other->notifications);
}

/**
 * lpa_profile_kind_get_nick:
 * @kind: a class
 *
 * Returns: its name in JSON, such as `operational`
 */
const char *
lpa_profile_kind_get_nick (LpaProfileKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_nicks), "operational");

  return kind_nicks[kind];
}
