/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-entry.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "lpa/lpa-eid.h"
#include "lpa/lpa-text.h"
#include "orders/tern-csv.h"

/* Longer values are of no use to anybody. */
#define MAX_VALUE 1024

typedef struct
{
  const char *nick;
  const char *sentence;
} Reason;

static const Reason reasons[] = {
  [TERN_ORDER_REASON_NONE] = { "none", NULL },
  [TERN_ORDER_REASON_MALFORMED] = { "malformed",
                                    NC_ ("order",
                                         "The row holds no activation code that can be "
                                         "used. Ask the seller.") },
  [TERN_ORDER_REASON_CONFIRMATION_CODE] = { "confirmation-code",
                                            NC_ ("order",
                                                 "The code needs a confirmation code, and the row "
                                                 "has none. Nothing was used.") },
  [TERN_ORDER_REASON_EID] = { "eid", NC_ ("order", "The EID of the card it is for is mistyped.") },
  [TERN_ORDER_REASON_DOUBLED] = { "doubled",
                                  NC_ ("order", "The same code stands in an earlier row.") },
  [TERN_ORDER_REASON_USED] = { "used", NC_ ("order",
                                            "The code was used here before; the history says "
                                            "when and with which card.") },
  [TERN_ORDER_REASON_INSTALLED] = { "installed",
                                    NC_ ("order",
                                         "The seller says that it is installed already. An "
                                         "installed profile cannot be installed again.") },
  [TERN_ORDER_REASON_DELETED] = { "deleted",
                                  NC_ ("order",
                                       "The seller says that it was installed and deleted. The "
                                       "subscription runs on until it is terminated with the "
                                       "seller.") },
  [TERN_ORDER_REASON_GONE] = { "gone", NC_ ("order",
                                            "The seller says that the code has expired "
                                            "or was withdrawn.") },
  [TERN_ORDER_REASON_REFUSED] = { "refused",
                                  NC_ ("order", "It was tried and refused. Ask the seller.") },
  [TERN_ORDER_REASON_CONSENT] = { "consent", NC_ ("order",
                                                  "Its profile has rules that bind you, and nobody "
                                                  "has agreed to them. Nothing was used.") },
  [TERN_ORDER_REASON_TRIES] = { "tries", NC_ ("order",
                                              "It failed several times, each time for another "
                                              "reason than its own. The code has not been used "
                                              "up.") },
  [TERN_ORDER_REASON_UNKNOWN] = { "unknown",
                                  NC_ ("order",
                                       "It was tried, and neither card nor server says what "
                                       "became of it. Ask the seller before you use it.") },
  [TERN_ORDER_REASON_PERSON] = { "person", NC_ ("order", "You set it apart.") },
};

/* What the seller's status means for a row. */
static const TernOrderReason of_status[] = {
  [TERN_ORDER_STATUS_NONE] = TERN_ORDER_REASON_NONE,
  [TERN_ORDER_STATUS_UNKNOWN] = TERN_ORDER_REASON_NONE,
  [TERN_ORDER_STATUS_REGISTERED] = TERN_ORDER_REASON_NONE,
  [TERN_ORDER_STATUS_INSTALLED] = TERN_ORDER_REASON_INSTALLED,
  [TERN_ORDER_STATUS_ACTIVATED] = TERN_ORDER_REASON_INSTALLED,
  [TERN_ORDER_STATUS_DEACTIVATED] = TERN_ORDER_REASON_INSTALLED,
  [TERN_ORDER_STATUS_DELETED] = TERN_ORDER_REASON_DELETED,
  [TERN_ORDER_STATUS_GONE] = TERN_ORDER_REASON_GONE,
};

/* These stand in members of their own, or would be codes in the clear. */
static const TernOrderMeaning secrets[] = {
  TERN_ORDER_MEANING_CODE,
  TERN_ORDER_MEANING_SERVER,
  TERN_ORDER_MEANING_MATCHING_ID,
  TERN_ORDER_MEANING_CONFIRMATION_CODE,
};

/**
 * tern_order_reason_get_nick:
 * @reason: a reason
 *
 * Returns: its name for programs
 */
const char *
tern_order_reason_get_nick (TernOrderReason reason)
{
  return reasons[reason].nick;
}

/**
 * tern_order_reason_get_sentence:
 * @reason: a reason
 *
 * Returns: (nullable): it as a translated sentence
 */
const char *
tern_order_reason_get_sentence (TernOrderReason reason)
{
  if (reasons[reason].sentence == NULL)
    return NULL;
  return g_dpgettext2 (GETTEXT_PACKAGE, "order", reasons[reason].sentence);
}

/**
 * tern_order_reason_from_nick:
 * @nick: (nullable): a name
 *
 * Returns: the reason of that name; %TERN_ORDER_REASON_NONE for a name that is not known
 */
TernOrderReason
tern_order_reason_from_nick (const char *nick)
{
  for (guint i = 0; i < TERN_ORDER_N_REASONS; i++)
    if (g_strcmp0 (reasons[i].nick, nick) == 0)
      return (TernOrderReason) i;
  return TERN_ORDER_REASON_NONE;
}

static const char *
get_cell (const TernOrderColumns *columns, GPtrArray *cells, TernOrderMeaning meaning)
{
  int column = columns->column[meaning];

  if (column < 0 || (guint) column >= cells->len || *(char *) cells->pdata[column] == '\0')
    return NULL;
  return cells->pdata[column];
}

static void
refuse (TernOrderEntry *self, TernOrderReason reason, const char *problem)
{
  if (self->reason != TERN_ORDER_REASON_NONE)
    return;
  self->reason = reason;
  self->problem = g_strdup (problem);
}

/* The parser's sentence may quote what it stumbled over, which can be the code: only which part it
 * was is told. */
static void
refuse_code (TernOrderEntry *self)
{
  refuse (self, TERN_ORDER_REASON_MALFORMED,
          C_ ("order", "The activation code in this row is not well-formed. Ask the seller."));
}

static LpaActivationCode *
read_parts (TernOrderEntry *self, const char *server, const char *matching_id)
{
  const char *host = g_ascii_strncasecmp (server, "https://", 8) == 0 ? server + 8 : server;
  g_autofree char *name = g_strndup (host, strcspn (host, "/"));
  g_autofree char *address = lpa_server_address_normalise (name, NULL);
  char *text;
  LpaActivationCode *code;

  if (address == NULL)
    {
      refuse (self, TERN_ORDER_REASON_MALFORMED,
              C_ ("order", "The server in this row is no address. Ask the seller."));
      return NULL;
    }
  text = g_strconcat ("LPA:1$", address, "$", matching_id, NULL);
  code = lpa_activation_code_parse (text, NULL, NULL);
  tern_csv_wipe (text);
  if (code == NULL)
    refuse_code (self);
  return code;
}

static gboolean
is_same_order (const LpaActivationCode *one, const LpaActivationCode *other)
{
  return g_strcmp0 (one->address, other->address) == 0 &&
         g_strcmp0 (one->matching_id, other->matching_id) == 0;
}

/* A whole code says more than its parts; where both are there they have to agree. */
static void
read_code (TernOrderEntry *self, const TernOrderColumns *columns, GPtrArray *cells)
{
  const char *whole = get_cell (columns, cells, TERN_ORDER_MEANING_CODE);
  const char *server = get_cell (columns, cells, TERN_ORDER_MEANING_SERVER);
  const char *matching_id = get_cell (columns, cells, TERN_ORDER_MEANING_MATCHING_ID);
  g_autoptr (LpaActivationCode) parts = NULL;

  if (server != NULL && matching_id != NULL)
    parts = read_parts (self, server, matching_id);
  if (whole == NULL)
    {
      self->code = g_steal_pointer (&parts);
      if (self->code == NULL)
        refuse (self, TERN_ORDER_REASON_MALFORMED,
                C_ ("order", "There is no activation code in this row."));
      return;
    }
  self->code = lpa_activation_code_parse (whole, NULL, NULL);
  if (self->code == NULL)
    refuse_code (self);
  else if (parts != NULL && !is_same_order (self->code, parts))
    refuse (self, TERN_ORDER_REASON_MALFORMED,
            C_ ("order", "The activation code in this row and its server and matching ID are "
                         "different orders. Ask the seller which one is meant."));
  else if (self->code->matching_id == NULL)
    refuse_code (self);
}

static void
read_confirmation_code (TernOrderEntry *self, const TernOrderColumns *columns, GPtrArray *cells)
{
  self->confirmation_code =
      g_strdup (get_cell (columns, cells, TERN_ORDER_MEANING_CONFIRMATION_CODE));
  if (self->code != NULL && self->code->confirmation_code_required &&
      self->confirmation_code == NULL)
    refuse (self, TERN_ORDER_REASON_CONFIRMATION_CODE, NULL);
}

static gboolean
is_secret (TernOrderMeaning meaning)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (secrets[i] == meaning)
      return TRUE;
  return FALSE;
}

static void
read_values (TernOrderEntry *self, const TernOrderColumns *columns, GPtrArray *cells)
{
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    {
      const char *cell = get_cell (columns, cells, (TernOrderMeaning) i);

      if (cell != NULL && !is_secret ((TernOrderMeaning) i))
        self->value[i] = lpa_text_clean (cell, (gssize) MIN (strlen (cell), MAX_VALUE), "");
    }
}

static void
read_target (TernOrderEntry *self)
{
  char *eid = self->value[TERN_ORDER_MEANING_TARGET_EID];
  char *to = eid;

  if (eid == NULL)
    return;
  for (const char *from = eid; *from != '\0'; from++)
    if (*from != ' ' && *from != '-')
      *to++ = *from;
  *to = '\0';
  if (!lpa_eid_is_valid (eid))
    refuse (self, TERN_ORDER_REASON_EID, NULL);
}

static void
read_status (TernOrderEntry *self)
{
  const char *text = self->value[TERN_ORDER_MEANING_STATUS];

  self->status = text != NULL ? tern_order_status_from_text (text) : TERN_ORDER_STATUS_NONE;
  if (of_status[self->status] != TERN_ORDER_REASON_NONE)
    refuse (self, of_status[self->status], NULL);
}

/**
 * tern_order_entry_new:
 * @columns: what the columns mean
 * @cells: (element-type utf8): the row
 *
 * Takes a row apart and says what is wrong with it. Any thread.
 *
 * Returns: (transfer full): the row
 */
TernOrderEntry *
tern_order_entry_new (const TernOrderColumns *columns, GPtrArray *cells)
{
  TernOrderEntry *self = g_new0 (TernOrderEntry, 1);

  read_values (self, columns, cells);
  read_status (self);
  read_code (self, columns, cells);
  read_confirmation_code (self, columns, cells);
  read_target (self);
  return self;
}

/**
 * tern_order_entry_free:
 * @self: (transfer full): a row; what it holds is wiped
 */
void
tern_order_entry_free (TernOrderEntry *self)
{
  if (self->code != NULL && self->code->matching_id != NULL)
    OPENSSL_cleanse (self->code->matching_id, strlen (self->code->matching_id));
  g_clear_pointer (&self->code, lpa_activation_code_free);
  tern_csv_wipe (self->confirmation_code);
  g_free (self->problem);
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    g_free (self->value[i]);
  g_free (self);
}
