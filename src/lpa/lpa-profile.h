/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-policy-rules.h"
#include "lpa/lpa-notification.h"

G_BEGIN_DECLS

#define LPA_TYPE_PROFILE (lpa_profile_get_type ())
G_DECLARE_FINAL_TYPE (LpaProfile, lpa_profile, LPA, PROFILE, GObject)

/**
 * LpaProfileKind:
 *
 * The profile class (SGP.22 2.4.5): tag 95 of a profile.
 */
typedef enum
{
  LPA_PROFILE_KIND_TEST,
  LPA_PROFILE_KIND_PROVISIONING,
  LPA_PROFILE_KIND_OPERATIONAL,
} LpaProfileKind;

/**
 * LpaNotificationRule:
 * @events: the events (#LpaNotificationEvent, combined) that the server wants to know of
 * @address: that server
 *
 * One entry of a profile's notificationConfigurationInfo (SGP.22 2.4.4).
 */
typedef struct
{
  guint events;
  char *address;
} LpaNotificationRule;

/*
 * A profile as the card (E3 in ProfileInfoListResponse, SGP.22 5.7.15) or the server (BF25
 * StoreMetadata, 5.5.3) describes it. A snapshot: it never changes. Any thread.
 */
LpaProfile *lpa_profile_new_from_info (const LpaTlv *info,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaProfile *lpa_profile_new_from_metadata (GBytes *metadata,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_profile_get_iccid_bytes (LpaProfile *self);
const char *lpa_profile_get_iccid (LpaProfile *self);
GBytes *lpa_profile_get_aid (LpaProfile *self);
gboolean lpa_profile_is_enabled (LpaProfile *self);
const char *lpa_profile_get_nickname (LpaProfile *self);
const char *lpa_profile_get_provider (LpaProfile *self);
const char *lpa_profile_get_name (LpaProfile *self);
const char *lpa_profile_get_display_name (LpaProfile *self);
GBytes *lpa_profile_get_icon (LpaProfile *self);
LpaProfileKind lpa_profile_get_kind (LpaProfile *self);
const LpaOwner *lpa_profile_get_owner (LpaProfile *self);
LpaPolicyRules lpa_profile_get_rules (LpaProfile *self);
GPtrArray *lpa_profile_get_notification_configuration (LpaProfile *self);
gboolean lpa_profile_same (LpaProfile *self, LpaProfile *other);
const char *lpa_profile_kind_get_nick (LpaProfileKind kind);

G_END_DECLS
