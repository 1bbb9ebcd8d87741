/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-notification.h"

#include "lpa/lpa-iccid.h"

#define TAG_SEQUENCE_NUMBER 0x80
#define TAG_EVENT 0x81
#define TAG_ADDRESS 0x0C
#define TAG_ICCID 0x5A

struct _LpaNotification
{
  GObject parent_instance;

  guint sequence_number;
  LpaNotificationEvent event;
  char *address;
  GBytes *iccid;
  char *iccid_text;
};

G_DEFINE_FINAL_TYPE (LpaNotification, lpa_notification, G_TYPE_OBJECT)

static void
lpa_notification_finalize (GObject *object)
{
  LpaNotification *self = LPA_NOTIFICATION (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->iccid, g_bytes_unref);
  g_clear_pointer (&self->iccid_text, g_free);
  G_OBJECT_CLASS (lpa_notification_parent_class)->finalize (object);
}

static void
lpa_notification_class_init (LpaNotificationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_notification_finalize;
}

static void
lpa_notification_init (LpaNotification *self)
{
}

static const struct
{
  LpaNotificationEvent event;
  const char *nick;
} events[] = {
  { LPA_NOTIFICATION_EVENT_INSTALL, "install" },
  { LPA_NOTIFICATION_EVENT_ENABLE, "enable" },
  { LPA_NOTIFICATION_EVENT_DISABLE, "disable" },
  { LPA_NOTIFICATION_EVENT_DELETE, "delete" },
};

/**
 * lpa_notification_events_from_tlv:
 * @tlv: NotificationEvent, a BIT STRING
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: #LpaNotificationEvent values, combined; 0 with @error set when there is none
 */
guint
lpa_notification_events_from_tlv (const LpaTlv *tlv, GError **error)
{
  guint32 bits;
  guint found = 0;

  if (!lpa_tlv_get_bits (tlv, &bits, error))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (bits & (guint32) 1 << i)
      found |= events[i].event;
  if (found == 0)
    g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                         "A notification reports no known event");
  return found;
}

static gboolean
read_sequence_number (LpaNotification *self, const LpaTlv *tlv, GError **error)
{
  gint64 number;

  if (!lpa_tlv_get_integer (tlv, &number, error))
    return FALSE;
  if (number < 0 || number > G_MAXUINT)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "%" G_GINT64_FORMAT " is no sequence number", number);
      return FALSE;
    }
  self->sequence_number = (guint) number;
  return TRUE;
}

/* A notification should report one event; of several the first counts. */
static gboolean
read_event (LpaNotification *self, const LpaTlv *tlv, GError **error)
{
  guint found = lpa_notification_events_from_tlv (tlv, error);

  for (gsize i = G_N_ELEMENTS (events); i > 0; i--)
    if (found & events[i - 1].event)
      self->event = events[i - 1].event;
  return found != 0;
}

/**
 * lpa_notification_new_from_tlv:
 * @metadata: NotificationMetadata, a BF2F object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: (transfer full) (nullable): the notification that it describes
 */
LpaNotification *
lpa_notification_new_from_tlv (const LpaTlv *metadata, GError **error)
{
  g_autoptr (LpaNotification) self = g_object_new (LPA_TYPE_NOTIFICATION, NULL);
  LpaTlv number, event, address, iccid;

  if (!lpa_tlv_require (metadata, TAG_SEQUENCE_NUMBER, &number, error) ||
      !read_sequence_number (self, &number, error) ||
      !lpa_tlv_require (metadata, TAG_EVENT, &event, error) || !read_event (self, &event, error) ||
      !lpa_tlv_require (metadata, TAG_ADDRESS, &address, error))
    return NULL;

  self->address = lpa_tlv_dup_utf8 (&address);
  if (lpa_tlv_find (metadata, TAG_ICCID, &iccid))
    {
      self->iccid = lpa_tlv_dup_value (&iccid);
      self->iccid_text = lpa_iccid_to_text (self->iccid);
    }
  return g_steal_pointer (&self);
}

/**
 * lpa_notification_get_sequence_number:
 * @self: a notification
 *
 * Returns: the number by which the card knows it; 0 is a number like any other
 */
guint
lpa_notification_get_sequence_number (LpaNotification *self)
{
  return self->sequence_number;
}

/**
 * lpa_notification_get_event:
 * @self: a notification
 *
 * Returns: what it reports
 */
LpaNotificationEvent
lpa_notification_get_event (LpaNotification *self)
{
  return self->event;
}

/**
 * lpa_notification_get_address:
 * @self: a notification
 *
 * Returns: the server that wants to know, as the card has it: perhaps with blanks or a scheme
 */
const char *
lpa_notification_get_address (LpaNotification *self)
{
  return self->address;
}

/**
 * lpa_notification_get_iccid_bytes:
 * @self: a notification
 *
 * Returns: (transfer none) (nullable): the ICCID of the profile, as on the card
 */
GBytes *
lpa_notification_get_iccid_bytes (LpaNotification *self)
{
  return self->iccid;
}

/**
 * lpa_notification_get_iccid:
 * @self: a notification
 *
 * Returns: (nullable): the ICCID of the profile, for reading
 */
const char *
lpa_notification_get_iccid (LpaNotification *self)
{
  return self->iccid_text;
}

/**
 * lpa_notification_event_get_nick:
 * @event: one event
 *
 * Returns: its name in JSON, such as `install`
 */
const char *
lpa_notification_event_get_nick (LpaNotificationEvent event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (events[i].event == event)
      return events[i].nick;
  g_return_val_if_reached ("install");
}
