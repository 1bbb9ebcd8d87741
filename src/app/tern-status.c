/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-status.h"

#include "app/tern-cures.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#include <glib/gi18n.h>

typedef enum
{
  STATUS_STARTING,
  STATUS_NO_READER,
  STATUS_NO_CARD,
  STATUS_ASLEEP,
  STATUS_READING,
  STATUS_NO_SERVICE,
  STATUS_NOT_PERMITTED,
  STATUS_MUTE,
  STATUS_LOOSE,
  STATUS_NOT_SIM,
  STATUS_IN_USE,
  STATUS_NO_EUICC,
  STATUS_M2M,
  STATUS_FAULT,
  STATUS_SETUP,
  STATUS_NO_SIM,
  STATUS_ASKING_MODEM,
  STATUS_ORDINARY_SIM,
  STATUS_MODEM_IN_USE,
  STATUS_MODEM_NOT_PERMITTED,
  STATUS_MODEM_FAULT,
} StatusId;

struct _TernStatus
{
  const char *name;
  const char *icon;
  const char *title;
  const char *text; /* NULL: what the error book says */
  TernCure cure;
  gboolean working;
  gboolean retry;
  gboolean wakes;
  gboolean demo;
  gboolean says_message; /* below the text, what the fault itself says */
};

static const TernStatus STATUSES[] = {
  [STATUS_STARTING] = {
    .name = "starting",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Looking for cards"),
    .text = NC_ ("status", "This takes a moment."),
    .working = TRUE,
  },
  [STATUS_NO_READER] = {
    .name = "no-reader",
    .icon = "tern-reader-symbolic",
    .title = NC_ ("status", "Connect a card reader"),
    .text = NC_ ("status", "Tern puts eSIM profiles onto cards that can hold them (eUICCs).\n"
                           "You need such a card, a USB smart-card reader and an activation code "
                           "from your provider.\n"
                           "A reader is recognised as soon as it is plugged in."),
    .demo = TRUE,
  },
  [STATUS_NO_CARD] = {
    .name = "no-card",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Put a card in"),
    .text = NC_ ("status", "The reader is empty. A card is recognised as soon as it is in: "
                           "contacts facing the reader’s contacts, pushed in all the way."),
    .demo = TRUE,
  },
  [STATUS_ASLEEP] = {
    .name = "asleep",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Not in use by the modem"),
    .text = NC_ ("status", "The modem uses its other slot. To look at the card in this one, Tern "
                           "lets the modem change over for a moment: its mobile connection "
                           "breaks off meanwhile, and comes back afterwards."),
    .wakes = TRUE,
  },
  [STATUS_READING] = {
    .name = "reading",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Reading the card"),
    .text = NC_ ("status", "Leave it in the reader. Some cards take several seconds."),
    .working = TRUE,
  },
  [STATUS_NO_SERVICE] = {
    .name = "no-service",
    .icon = "tern-reader-symbolic",
    .title = NC_ ("status", "The smart-card service is not running"),
    .cure = tern_cures_dup_start_service,
    .demo = TRUE,
  },
  [STATUS_NOT_PERMITTED] = {
    .name = "not-permitted",
    .icon = "dialog-password-symbolic",
    .title = NC_ ("status", "Not allowed to use the readers"),
    .cure = tern_cures_dup_permit_user,
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_MUTE] = {
    .name = "mute",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "The card does not answer"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_LOOSE] = {
    .name = "loose",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "The card does not sit well"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_NOT_SIM] = {
    .name = "not-sim",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Not a SIM card"),
    .demo = TRUE,
  },
  [STATUS_IN_USE] = {
    .name = "in-use",
    .icon = "tern-reader-symbolic",
    .title = NC_ ("status", "Another program uses the card"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_NO_EUICC] = {
    .name = "no-euicc",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "This card cannot hold eSIM profiles"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_M2M] = {
    .name = "m2m",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "A card for machines"),
    .demo = TRUE,
  },
  [STATUS_FAULT] = {
    .name = "fault",
    .icon = "dialog-warning-symbolic",
    .title = NC_ ("status", "The card cannot be used"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_SETUP] = {
    .name = "setup",
    .icon = "dialog-warning-symbolic",
    .title = NC_ ("status", "Tern cannot look for cards"),
    .text = NC_ ("status", "Your own list of card applications cannot be used. Mend the file or "
                           "delete it, then start Tern again."),
    .says_message = TRUE,
  },
  [STATUS_NO_SIM] = {
    .name = "no-sim",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "No SIM in this slot"),
    .text = NC_ ("status", "The slot of the modem is empty. A card is recognised as soon as the "
                           "modem sees it."),
    .demo = TRUE,
  },
  [STATUS_ASKING_MODEM] = {
    .name = "asking-modem",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "Asking the modem for its card"),
    .text = NC_ ("status", "Some modems take several seconds."),
    .working = TRUE,
  },
  [STATUS_ORDINARY_SIM] = {
    .name = "ordinary-sim",
    .icon = "tern-card-symbolic",
    .title = NC_ ("status", "An ordinary SIM"),
    .text = NC_ ("status", "The card in this slot of the modem holds one contract and no eSIM "
                           "profiles. There is nothing to manage, and nothing is wrong."),
  },
  [STATUS_MODEM_IN_USE] = {
    .name = "modem-in-use",
    .icon = "tern-reader-symbolic",
    .title = NC_ ("status", "Another program uses the modem"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_MODEM_NOT_PERMITTED] = {
    .name = "modem-not-permitted",
    .icon = "dialog-password-symbolic",
    .title = NC_ ("status", "Not allowed to use the modem"),
    .retry = TRUE,
    .demo = TRUE,
  },
  [STATUS_MODEM_FAULT] = {
    .name = "modem-fault",
    .icon = "dialog-warning-symbolic",
    .title = NC_ ("status", "The modem’s card cannot be used"),
    .retry = TRUE,
    .demo = TRUE,
  },
};

/* Which state of the service or fault of a reader is which row. */
static const StatusId BY_SERVICE[] = {
  [TERN_SERVICE_STATE_STARTING] = STATUS_STARTING,
  [TERN_SERVICE_STATE_RUNNING] = STATUS_NO_READER,
  [TERN_SERVICE_STATE_ABSENT] = STATUS_NO_SERVICE,
  [TERN_SERVICE_STATE_NOT_PERMITTED] = STATUS_NOT_PERMITTED,
};

/* The last ones stand for no fault of a reader: they are what is meant by a state of a modem when
 * the fault itself is not at hand. */
static const struct
{
  GQuark (*domain) (void);
  int code;
  const char *figure;
  StatusId status;
} BY_ERROR[] = {
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_NO_SERVICE, NULL, STATUS_NO_SERVICE },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_NOT_PERMITTED, NULL, STATUS_NOT_PERMITTED },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_NO_CARD, NULL, STATUS_NO_CARD },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_REMOVED, NULL, STATUS_LOOSE },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_MUTE, NULL, STATUS_MUTE },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_PROTOCOL, NULL, STATUS_NOT_SIM },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_IN_USE, NULL, STATUS_IN_USE },
  { lpa_card_error_quark, LPA_CARD_ERROR_NO_ISDR, NULL, STATUS_NO_EUICC },
  { lpa_card_error_quark, LPA_CARD_ERROR_M2M_ONLY, NULL, STATUS_M2M },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_IN_USE, "helper/in-use", STATUS_MODEM_IN_USE },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied",
    STATUS_MODEM_NOT_PERMITTED },
  { lpa_channel_error_quark, LPA_CHANNEL_ERROR_FAILED, "00000002", STATUS_MODEM_FAULT },
};

static StatusId
find_by_error (const GError *error)
{
  for (guint i = 0; error && i < G_N_ELEMENTS (BY_ERROR); i++)
    if (g_error_matches (error, BY_ERROR[i].domain (), BY_ERROR[i].code))
      return BY_ERROR[i].status;
  return STATUS_FAULT;
}

/* Rows for a reader, and the ones that are true of a modem's slot instead. */
static const struct
{
  StatusId reader;
  StatusId modem;
} IN_MODEM[] = {
  { STATUS_NO_CARD, STATUS_NO_SIM },         { STATUS_READING, STATUS_ASKING_MODEM },
  { STATUS_NO_EUICC, STATUS_ORDINARY_SIM },  { STATUS_IN_USE, STATUS_MODEM_IN_USE },
  { STATUS_NO_SERVICE, STATUS_MODEM_FAULT }, { STATUS_NOT_PERMITTED, STATUS_MODEM_NOT_PERMITTED },
  { STATUS_MUTE, STATUS_MODEM_FAULT },       { STATUS_FAULT, STATUS_MODEM_FAULT },
  { STATUS_LOOSE, STATUS_MODEM_FAULT },      { STATUS_NOT_SIM, STATUS_MODEM_FAULT },
};

static StatusId
find_in_modem (StatusId status)
{
  for (guint i = 0; i < G_N_ELEMENTS (IN_MODEM); i++)
    if (IN_MODEM[i].reader == status)
      return IN_MODEM[i].modem;
  return status;
}

/**
 * tern_status_get_nth:
 * @index: counted from 0
 *
 * Returns: (transfer none) (nullable): a row of the table, or %NULL after the last
 */
const TernStatus *
tern_status_get_nth (gsize index)
{
  return index < G_N_ELEMENTS (STATUSES) ? &STATUSES[index] : NULL;
}

/**
 * tern_status_for_service:
 * @state: what is known of the smart-card service while there is no reader
 *
 * Returns: (transfer none): what to show
 */
const TernStatus *
tern_status_for_service (TernServiceState state)
{
  return &STATUSES[BY_SERVICE[state]];
}

/**
 * tern_status_for_setup:
 *
 * Returns: (transfer none): what to show when the program's own set-up is at fault
 */
const TernStatus *
tern_status_for_setup (void)
{
  return &STATUSES[STATUS_SETUP];
}

static StatusId
find_by_state (TernReader *reader)
{
  switch (tern_reader_get_state (reader))
    {
    case TERN_READER_STATE_EMPTY:
      return STATUS_NO_CARD;
    case TERN_READER_STATE_ASLEEP:
      return STATUS_ASLEEP;
    case TERN_READER_STATE_FAULT:
      return find_by_error (tern_reader_get_error (reader));
    case TERN_READER_STATE_READING:
    case TERN_READER_STATE_READY:
    default:
      return STATUS_READING;
    }
}

/**
 * tern_status_for_reader:
 * @reader: a reader without a usable eUICC
 *
 * Returns: (transfer none): what to show
 */
const TernStatus *
tern_status_for_reader (TernReader *reader)
{
  StatusId status = find_by_state (reader);

  return &STATUSES[tern_reader_get_modem (reader) ? find_in_modem (status) : status];
}

/**
 * tern_status_get_name:
 *
 * Returns: (transfer none): a short name, for tests and pictures
 */
const char *
tern_status_get_name (const TernStatus *self)
{
  return self->name;
}

/**
 * tern_status_get_icon:
 *
 * Returns: (transfer none): the name of a symbolic icon
 */
const char *
tern_status_get_icon (const TernStatus *self)
{
  return self->icon;
}

/**
 * tern_status_get_title:
 *
 * Returns: (transfer none): the state in a few words, translated
 */
const char *
tern_status_get_title (const TernStatus *self)
{
  return g_dpgettext2 (NULL, "status", self->title);
}

/* The fault that a state stands for, so that the error book has the word. */
static GError *
make_error (const TernStatus *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (BY_ERROR); i++)
    if (&STATUSES[BY_ERROR[i].status] == self)
      return lpa_error_new (BY_ERROR[i].domain (), BY_ERROR[i].code, BY_ERROR[i].figure, "%s",
                            self->name);
  return lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED, NULL, "%s", self->name);
}

/**
 * tern_status_dup_text:
 * @error: (nullable): the fault itself, where there is one
 *
 * Returns: (transfer full): the cause and what to do, translated
 */
char *
tern_status_dup_text (const TernStatus *self, const GError *error)
{
  g_autoptr (GError) made = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autofree char *title = NULL;

  if (self->text)
    return g_strjoin ("\n", g_dpgettext2 (NULL, "status", self->text),
                      self->says_message && error ? error->message : NULL, NULL);
  if (error == NULL)
    made = make_error (self);
  explanation = lpa_error_book_explain (error ? error : made, LPA_STEP_NONE);
  title = g_strconcat (tern_status_get_title (self), ".", NULL);
  if (g_str_equal (title, explanation->cause))
    return g_strdup (explanation->action);
  return g_strdup_printf ("%s\n%s", explanation->cause, explanation->action);
}

/**
 * tern_status_dup_fault:
 * @error: (nullable): the fault itself, where there is one
 *
 * Returns: (transfer full) (nullable): what the state is a fault of; %NULL where nothing is wrong
 */
GError *
tern_status_dup_fault (const TernStatus *self, const GError *error)
{
  if (error)
    return g_error_copy (error);
  return self->text ? NULL : make_error (self);
}

/**
 * tern_status_dup_command:
 *
 * Returns: (transfer full) (nullable): the one command that cures it, or %NULL
 */
char *
tern_status_dup_command (const TernStatus *self)
{
  return self->cure ? self->cure () : NULL;
}

/**
 * tern_status_can_retry:
 *
 * Returns: whether it makes sense to ask the card again by hand
 */
gboolean
tern_status_can_retry (const TernStatus *self)
{
  return self->retry;
}

/**
 * tern_status_can_wake:
 *
 * Returns: whether the card is only looked at when the person wants it
 */
gboolean
tern_status_can_wake (const TernStatus *self)
{
  return self->wakes;
}

/**
 * tern_status_offers_demo:
 *
 * Returns: whether to offer the simulated card
 */
gboolean
tern_status_offers_demo (const TernStatus *self)
{
  return self->demo;
}

/**
 * tern_status_is_working:
 *
 * Returns: whether the state ends by itself in a moment
 */
gboolean
tern_status_is_working (const TernStatus *self)
{
  return self->working;
}
