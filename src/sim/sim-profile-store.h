/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

#define SIM_AID_SIZE 16

/* Profile policy rules and notification events, as the first byte of their bit strings. */
#define SIM_PPR1 0x40
#define SIM_PPR2 0x20
#define SIM_EVENT_INSTALL 0x80
#define SIM_EVENT_ENABLE 0x40
#define SIM_EVENT_DISABLE 0x20
#define SIM_EVENT_DELETE 0x10

/**
 * SimProfileClass:
 *
 * The class of a profile, as it stands in its metadata.
 */
typedef enum
{
  SIM_PROFILE_CLASS_TEST,
  SIM_PROFILE_CLASS_PROVISIONING,
  SIM_PROFILE_CLASS_OPERATIONAL,
} SimProfileClass;

/**
 * SimProfile:
 * @aid: the AID of its ISD-P
 * @metadata: the whole StoreMetadata request (BF25) it came with
 * @nickname: (nullable): the name the person gave it
 * @enabled: whether it is enabled
 * @size: bytes it takes
 *
 * An installed profile.
 */
typedef struct
{
  guint8 aid[SIM_AID_SIZE];
  GBytes *metadata;
  char *nickname;
  gboolean enabled;
  gsize size;
} SimProfile;

/**
 * SimNotification:
 * @sequence: its sequence number
 * @event: one bit, for example %SIM_EVENT_ENABLE
 * @data: the whole signed object: BF37 or 30
 * @metadata: the whole NotificationMetadata (BF2F)
 *
 * A notification that the server has not confirmed yet.
 */
typedef struct
{
  gint64 sequence;
  guint8 event;
  GBytes *data;
  GBytes *metadata;
} SimNotification;

/**
 * SimProfileStore:
 *
 * What a card keeps without power: profiles, notifications, the default SM-DP+. Optionally in a
 * file, which is replaced as a whole at every sim_profile_store_flush().
 */
typedef struct _SimProfileStore SimProfileStore;

SimProfileStore *sim_profile_store_new (const char *eid,
                                        const char *path,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sim_profile_store_free (SimProfileStore *self);
gboolean sim_profile_store_is_new (SimProfileStore *self);
gboolean sim_profile_store_flush (SimProfileStore *self);
void sim_profile_store_touch (SimProfileStore *self);
char *sim_profile_store_dup_json (SimProfileStore *self) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *sim_profile_store_get_profiles (SimProfileStore *self);
GPtrArray *sim_profile_store_get_notifications (SimProfileStore *self);
SimProfile *sim_profile_store_find (SimProfileStore *self, const LpaTlv *id);
SimProfile *sim_profile_store_get_enabled (SimProfileStore *self);
SimProfile *sim_profile_store_add (SimProfileStore *self, GBytes *metadata, gsize size);
void sim_profile_store_remove (SimProfileStore *self, SimProfile *profile);
gsize sim_profile_store_get_used (SimProfileStore *self);
const char *sim_profile_store_get_default_smdp (SimProfileStore *self);
void sim_profile_store_set_default_smdp (SimProfileStore *self, const char *address);
GBytes *sim_profile_store_get_previous (SimProfileStore *self);
void sim_profile_store_set_previous (SimProfileStore *self, const SimProfile *profile);
gint64 sim_profile_store_next_sequence (SimProfileStore *self);
void sim_profile_store_add_notification (SimProfileStore *self,
                                         gint64 sequence,
                                         guint8 event,
                                         GBytes *metadata,
                                         GBytes *data);
gboolean sim_profile_store_remove_notification (SimProfileStore *self, gint64 sequence);

gboolean sim_profile_find (const SimProfile *self, guint32 tag, LpaTlv *tlv);
SimProfileClass sim_profile_get_class (const SimProfile *self);
guint8 sim_profile_get_rules (const SimProfile *self);
guint8 sim_bit_string_first (const LpaTlv *tlv);
void sim_bit_string_append (GByteArray *out, guint32 tag, guint8 bits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimProfileStore, sim_profile_store_free)

G_END_DECLS
