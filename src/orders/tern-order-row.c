/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

struct _TernOrderRow
{
  GObject parent_instance;

  guint number;
  char *title;
  char *subtitle;
  char *server;
  char *problem;

  TernOrderState state;
  TernOrderReason reason;
  char *sentence;
  char *eid;
  char *iccid;
  char *profile_name;
  GDateTime *time;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_SERVER,
  PROP_STATE,
  PROP_STATE_LABEL,
  PROP_SENTENCE,
  PROP_EID,
  PROP_ICCID,
  PROP_PROFILE_NAME,
  PROP_TIME,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TernOrderRow, tern_order_row, G_TYPE_OBJECT)

static void
tern_order_row_finalize (GObject *object)
{
  TernOrderRow *self = TERN_ORDER_ROW (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->server);
  g_free (self->problem);
  g_free (self->sentence);
  g_free (self->eid);
  g_free (self->iccid);
  g_free (self->profile_name);
  g_clear_pointer (&self->time, g_date_time_unref);
  G_OBJECT_CLASS (tern_order_row_parent_class)->finalize (object);
}

static void
tern_order_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernOrderRow *self = TERN_ORDER_ROW (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_STATE_LABEL:
      g_value_set_static_string (value, tern_order_state_get_label (self->state));
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_EID:
      g_value_set_string (value, self->eid);
      break;
    case PROP_ICCID:
      g_value_set_string (value, self->iccid);
      break;
    case PROP_PROFILE_NAME:
      g_value_set_string (value, self->profile_name);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_order_row_class_init (TernOrderRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = tern_order_row_finalize;
  object_class->get_property = tern_order_row_get_property;
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, TERN_ORDER_N_STATES - 1, 0, flags);
  properties[PROP_STATE_LABEL] = g_param_spec_string ("state-label", NULL, NULL, NULL, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  properties[PROP_EID] = g_param_spec_string ("eid", NULL, NULL, NULL, flags);
  properties[PROP_ICCID] = g_param_spec_string ("iccid", NULL, NULL, NULL, flags);
  properties[PROP_PROFILE_NAME] = g_param_spec_string ("profile-name", NULL, NULL, NULL, flags);
  properties[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_order_row_init (TernOrderRow *self)
{
  self->sentence = g_strdup ("");
}

/* The first that the file has of what people know a row by. */
static const char *
choose_title (const TernOrderEntry *entry)
{
  static const TernOrderMeaning order[] = {
    TERN_ORDER_MEANING_NICKNAME, TERN_ORDER_MEANING_SIM_ID,       TERN_ORDER_MEANING_ICCID,
    TERN_ORDER_MEANING_IMSI,     TERN_ORDER_MEANING_SUBSCRIPTION,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (entry->value[order[i]] != NULL)
      return entry->value[order[i]];
  return NULL;
}

static char *
make_subtitle (const TernOrderEntry *entry, const char *title)
{
  static const TernOrderMeaning order[] = {
    TERN_ORDER_MEANING_SUBSCRIPTION,
    TERN_ORDER_MEANING_SIM_ID,
    TERN_ORDER_MEANING_IMSI,
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (entry->value[order[i]] != NULL && entry->value[order[i]] != title)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", entry->value[order[i]]);
  return g_string_free (text, FALSE);
}

/**
 * tern_order_row_new:
 * @number: of the row, from 1
 * @entry: the row, taken apart
 *
 * Returns: (transfer full): it, waiting
 */
TernOrderRow *
tern_order_row_new (guint number, const TernOrderEntry *entry)
{
  TernOrderRow *self = g_object_new (TERN_TYPE_ORDER_ROW, NULL);
  const char *title = choose_title (entry);

  self->number = number;
  self->title = title != NULL ? g_strdup (title) : g_strdup_printf (C_ ("order", "Row %u"), number);
  self->subtitle = make_subtitle (entry, title);
  self->server = g_strdup (entry->code != NULL ? entry->code->address : NULL);
  self->problem = g_strdup (entry->problem);
  return self;
}

static char *
explain_error (const char *key)
{
  g_autoptr (GError) error = lpa_error_new_from_key (key);
  g_autoptr (LpaExplanation) explanation = NULL;

  if (error == NULL)
    return NULL;
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  return g_strdup_printf ("%s %s", explanation->cause, explanation->action);
}

static char *
name_card (const char *eid)
{
  gsize length = eid != NULL ? strlen (eid) : 0;

  return length > 4 ? g_strconcat ("…", eid + length - 4, NULL) : g_strdup ("…");
}

/**
 * tern_order_dup_sentence:
 * @state: where a row stands
 * @reason: why it is set apart
 * @problem: (nullable): what is wrong with the row itself
 * @eid: (nullable): the card that has it
 * @error_key: (nullable): what went wrong last
 *
 * Returns: (transfer full): what that means and what to do, translated; empty where the state says
 * it all
 */
char *
tern_order_dup_sentence (TernOrderState state,
                         TernOrderReason reason,
                         const char *problem,
                         const char *eid,
                         const char *error_key)
{
  g_autofree char *card = name_card (eid);
  g_autofree char *cause = error_key != NULL ? explain_error (error_key) : NULL;
  const char *sentence = problem != NULL ? problem : tern_order_reason_get_sentence (reason);

  switch (state)
    {
    case TERN_ORDER_STATE_UNCERTAIN:
      return g_strdup_printf (C_ ("order",
                                  "The work on it was cut short. Put the card %s back into "
                                  "a reader: it knows what became of the code."),
                              card);
    case TERN_ORDER_STATE_INSTALLED:
      return g_strdup_printf (C_ ("order", "The profile is on the card %s, but it is not named, "
                                           "enabled or reported yet. Put the card back into a "
                                           "reader."),
                              card);
    case TERN_ORDER_STATE_SET_APART:
      return g_strjoin (cause != NULL ? " " : "", sentence != NULL ? sentence : "",
                        cause != NULL ? cause : "", NULL);
    case TERN_ORDER_STATE_WAITING:
      if (eid != NULL)
        return g_strdup_printf (C_ ("order", "The server has given the profile to the card %s: it "
                                             "can be installed on that card alone."),
                                card);
      return g_strdup (cause != NULL ? cause : "");
    case TERN_ORDER_STATE_CLAIMED:
    case TERN_ORDER_STATE_DONE:
    default:
      return g_strdup ("");
    }
}

static void
notify_all (TernOrderRow *self)
{
  for (guint i = PROP_STATE; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/**
 * tern_order_row_set_state:
 * @self: a row
 * @state: where it stands
 * @reason: why it is set apart
 */
void
tern_order_row_set_state (TernOrderRow *self, TernOrderState state, TernOrderReason reason)
{
  const TernOrderRecord record = { .state = state, .reason = reason };

  tern_order_row_set_record (self, &record);
}

/**
 * tern_order_row_set_record:
 * @self: a row
 * @record: what is kept of it
 */
void
tern_order_row_set_record (TernOrderRow *self, const TernOrderRecord *record)
{
  self->state = record->state;
  self->reason = record->reason;
  g_free (self->sentence);
  self->sentence = tern_order_dup_sentence (record->state, record->reason, self->problem,
                                            record->eid, record->error);
  g_free (self->eid);
  self->eid = g_strdup (record->eid);
  g_free (self->iccid);
  self->iccid = g_strdup (record->iccid);
  g_free (self->profile_name);
  self->profile_name = g_strdup (record->profile_name);
  g_clear_pointer (&self->time, g_date_time_unref);
  if (record->changed != NULL)
    self->time = g_date_time_ref (record->changed);
  notify_all (self);
}

/**
 * tern_order_row_get_number:
 * @self: a row
 *
 * Returns: its number, from 1
 */
guint
tern_order_row_get_number (TernOrderRow *self)
{
  return self->number;
}

/**
 * tern_order_row_get_title:
 * @self: a row
 *
 * Returns: what people know it by
 */
const char *
tern_order_row_get_title (TernOrderRow *self)
{
  return self->title;
}

/**
 * tern_order_row_get_subtitle:
 * @self: a row
 *
 * Returns: what else the file says of it; may be empty
 */
const char *
tern_order_row_get_subtitle (TernOrderRow *self)
{
  return self->subtitle;
}

/**
 * tern_order_row_get_server:
 * @self: a row
 *
 * Returns: (nullable): the server that its code leads to
 */
const char *
tern_order_row_get_server (TernOrderRow *self)
{
  return self->server;
}

/**
 * tern_order_row_get_state:
 * @self: a row
 *
 * Returns: where it stands
 */
TernOrderState
tern_order_row_get_state (TernOrderRow *self)
{
  return self->state;
}

/**
 * tern_order_row_get_reason:
 * @self: a row
 *
 * Returns: why it is set apart
 */
TernOrderReason
tern_order_row_get_reason (TernOrderRow *self)
{
  return self->reason;
}

/**
 * tern_order_row_get_sentence:
 * @self: a row
 *
 * Returns: what its state means and what to do; may be empty
 */
const char *
tern_order_row_get_sentence (TernOrderRow *self)
{
  return self->sentence;
}

/**
 * tern_order_row_get_eid:
 * @self: a row
 *
 * Returns: (nullable): the card that has it, once that has been read
 */
const char *
tern_order_row_get_eid (TernOrderRow *self)
{
  return self->eid;
}

/**
 * tern_order_row_get_iccid:
 * @self: a row
 *
 * Returns: (nullable): its profile, once that has been read
 */
const char *
tern_order_row_get_iccid (TernOrderRow *self)
{
  return self->iccid;
}

/**
 * tern_order_row_get_profile_name:
 * @self: a row
 *
 * Returns: (nullable): the profile's name, once that has been read
 */
const char *
tern_order_row_get_profile_name (TernOrderRow *self)
{
  return self->profile_name;
}

/**
 * tern_order_row_get_time:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): when it got to where it stands, once that has been read
 */
GDateTime *
tern_order_row_get_time (TernOrderRow *self)
{
  return self->time;
}
