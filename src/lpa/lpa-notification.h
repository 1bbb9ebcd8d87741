/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

#define LPA_TYPE_NOTIFICATION (lpa_notification_get_type ())
G_DECLARE_FINAL_TYPE (LpaNotification, lpa_notification, LPA, NOTIFICATION, GObject)

/**
 * LpaNotificationEvent:
 *
 * What a notification reports (NotificationEvent, SGP.22 5.7.9). The values are the bits of
 * profileManagementOperation.
 */
typedef enum
{
  LPA_NOTIFICATION_EVENT_INSTALL = 0x80,
  LPA_NOTIFICATION_EVENT_ENABLE = 0x40,
  LPA_NOTIFICATION_EVENT_DISABLE = 0x20,
  LPA_NOTIFICATION_EVENT_DELETE = 0x10,
} LpaNotificationEvent;

/* One entry of the card's list of notifications (BF2F NotificationMetadata). A snapshot: it never
 * changes. Any thread. */
LpaNotification *lpa_notification_new_from_tlv (const LpaTlv *metadata,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint lpa_notification_get_sequence_number (LpaNotification *self);
LpaNotificationEvent lpa_notification_get_event (LpaNotification *self);
const char *lpa_notification_get_address (LpaNotification *self);
GBytes *lpa_notification_get_iccid_bytes (LpaNotification *self);
const char *lpa_notification_get_iccid (LpaNotification *self);
const char *lpa_notification_event_get_nick (LpaNotificationEvent event);
guint lpa_notification_events_from_tlv (const LpaTlv *tlv, GError **error);

G_END_DECLS
