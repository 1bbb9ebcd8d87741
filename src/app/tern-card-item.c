/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-item.h"

#include "app/tern-modem-words.h"
#include "app/tern-status.h"
#include "app/tern-words.h"
#include "lpa/lpa-eid.h"
#include "lpa/lpa-isdr-aids.h"

#include <glib/gi18n.h>

struct _TernCardItem
{
  GObject parent_instance;

  TernReader *reader;
  LpaEuicc *euicc;
  char *title;
  char *subtitle;
};

G_DEFINE_FINAL_TYPE (TernCardItem, tern_card_item, G_TYPE_OBJECT)

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static const char *
name_euicc (TernCardItem *self)
{
  const char *name;

  if (tern_reader_is_simulated (self->reader))
    return C_ ("card", "Simulated card");
  name = lpa_isdr_aid_get_product (lpa_euicc_get_aid (self->euicc));
  if (name == NULL)
    name = lpa_eid_get_maker (lpa_euicc_get_eid (self->euicc));
  return name ? name : C_ ("card", "eSIM card");
}

/* Where the card is: a modem says how it stands, which matters more than the number. */
static char *
dup_place (TernCardItem *self)
{
  const TernModem *modem = tern_reader_get_modem (self->reader);
  g_autofree char *tail = tern_words_dup_tail (lpa_euicc_get_eid (self->euicc));
  g_autofree char *state =
      modem ? tern_modem_words_dup_state (modem, tern_reader_get_slot (self->reader)) : NULL;

  if (tern_reader_is_simulated (self->reader))
    return g_strdup_printf (C_ ("card", "EID %s"), tail);
  return g_strdup_printf ("%s · %s", tern_reader_get_name (self->reader), state ? state : tail);
}

/* Which card it is that sleeps shows before it is woken, if the modem knows. */
static char *
dup_reader_state (TernCardItem *self)
{
  const char *title = tern_status_get_title (tern_status_for_reader (self->reader));
  const char *eid = tern_reader_get_sleeping_eid (self->reader);
  g_autofree char *tail = tern_words_dup_tail (eid);

  /* Translators: how the reader of a card stands, and the end of the card’s number */
  return eid ? g_strdup_printf (C_ ("card", "%s · EID %s"), title, tail) : g_strdup (title);
}

static void
update (TernCardItem *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  if (self->euicc)
    {
      self->title = g_strdup (name_euicc (self));
      self->subtitle = dup_place (self);
    }
  else
    {
      self->title = g_strdup (tern_reader_get_name (self->reader));
      self->subtitle = dup_reader_state (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBTITLE]);
}

static void
tern_card_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernCardItem *self = TERN_CARD_ITEM (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_card_item_dispose (GObject *object)
{
  TernCardItem *self = TERN_CARD_ITEM (object);

  g_clear_object (&self->reader);
  g_clear_object (&self->euicc);
  G_OBJECT_CLASS (tern_card_item_parent_class)->dispose (object);
}

static void
tern_card_item_finalize (GObject *object)
{
  TernCardItem *self = TERN_CARD_ITEM (object);

  g_free (self->title);
  g_free (self->subtitle);
  G_OBJECT_CLASS (tern_card_item_parent_class)->finalize (object);
}

static void
tern_card_item_class_init (TernCardItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tern_card_item_get_property;
  object_class->dispose = tern_card_item_dispose;
  object_class->finalize = tern_card_item_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] =
      g_param_spec_string ("subtitle", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
tern_card_item_init (TernCardItem *self)
{
}

/**
 * tern_card_item_new:
 * @reader: a reader
 * @euicc: (nullable): an eUICC in it, or %NULL for the reader itself
 *
 * Returns: (transfer full): a row of the list of cards
 */
TernCardItem *
tern_card_item_new (TernReader *reader, LpaEuicc *euicc)
{
  TernCardItem *self = g_object_new (TERN_TYPE_CARD_ITEM, NULL);

  self->reader = g_object_ref (reader);
  g_set_object (&self->euicc, euicc);
  g_signal_connect_object (reader, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/**
 * tern_card_item_get_reader:
 *
 * Returns: (transfer none): the reader
 */
TernReader *
tern_card_item_get_reader (TernCardItem *self)
{
  return self->reader;
}

/**
 * tern_card_item_get_euicc:
 *
 * Returns: (transfer none) (nullable): the eUICC, or %NULL for a reader that holds none
 */
LpaEuicc *
tern_card_item_get_euicc (TernCardItem *self)
{
  return self->euicc;
}

/**
 * tern_card_item_get_title:
 *
 * Returns: (transfer none): what to call it
 */
const char *
tern_card_item_get_title (TernCardItem *self)
{
  return self->title;
}

/**
 * tern_card_item_get_subtitle:
 *
 * Returns: (transfer none): where it is, or what is the matter with it
 */
const char *
tern_card_item_get_subtitle (TernCardItem *self)
{
  return self->subtitle;
}
