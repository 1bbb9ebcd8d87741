/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-meaning.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-eid.h"
#include "orders/tern-order-status.h"

/* Points for a heading that is the name, or holds it, and for values of the wrong form: a heading
 * that is the name still counts then, so that mistyped values are found to be so. */
#define POINTS_NAME 100
#define POINTS_IN_NAME 60
#define POINTS_WRONG -35

/* A name shorter than this is looked for as the whole heading alone. */
#define SHORT_NAME 5

typedef gboolean (*Shape) (const char *value);

typedef struct
{
  const char *nick;
  const char *label;
  Shape shape;   /* (nullable): whether a value can be this */
  int points;    /* that values of this form are worth */
  gboolean tell; /* whether values of this form can be nothing else, and are no headings */
  const char *const *names;
} Meaning;

static gboolean
consists_of (const char *value, const char *others, gsize min, gsize max)
{
  gsize length = strlen (value);

  if (length < min || length > max)
    return FALSE;
  for (const char *next = value; *next != '\0'; next++)
    if (!g_ascii_isdigit (*next) && strchr (others, *next) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_code (const char *value)
{
  return g_ascii_strncasecmp (value, "LPA:", 4) == 0 ||
         (g_str_has_prefix (value, "1$") && strchr (value + 2, '$') != NULL);
}

/* A name with a dot and a letter, or a name or number with a port. */
static gboolean
is_server (const char *value)
{
  const char *start = g_str_has_prefix (value, "https://") ? value + 8 : value;
  g_autofree char *host = g_strndup (start, strcspn (start, "/"));
  const char *dot = strrchr (host, '.');
  const char *port = strchr (host, ':');
  gboolean letters = strpbrk (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
  g_autofree char *address = NULL;

  if (strpbrk (host, " $@,;") != NULL || (dot != NULL && !g_ascii_isalnum (dot[1])) ||
      (dot == NULL && (port == NULL || !letters)) || (!letters && port == NULL))
    return FALSE;
  address = lpa_server_address_normalise (host, NULL);
  return address != NULL;
}

static gboolean
is_token (const char *value)
{
  gsize length = strlen (value);
  gboolean letter = FALSE;

  if (length < 4 || length > 255)
    return FALSE;
  for (const char *next = value; *next != '\0'; next++)
    {
      if (!g_ascii_isalnum (*next) && *next != '-')
        return FALSE;
      letter |= !g_ascii_isdigit (*next);
    }
  return letter;
}

static gboolean
is_short_code (const char *value)
{
  gsize length = strlen (value);

  return length <= 32 && strchr (value, ' ') == NULL;
}

static gboolean
is_imsi (const char *value)
{
  return consists_of (value, "", 14, 15);
}

static gboolean
is_iccid (const char *value)
{
  return g_str_has_prefix (value, "89") && consists_of (value, "Ff", 18, 20);
}

static gboolean
is_status (const char *value)
{
  return tern_order_status_from_text (value) > TERN_ORDER_STATUS_UNKNOWN;
}

static gboolean
is_time (const char *value)
{
  return consists_of (value, "-:/. TZ+APMapm", 6, 40) && strpbrk (value, "-:/.") != NULL;
}

static const char *const code_names[] = {
  "activationcode",
  "esimactivationcode",
  "lpa",
  "lpacode",
  "lpastring",
  "lpaactivationcode",
  "qr",
  "qrcode",
  "qrcodecontent",
  "qrcontent",
  "qrcodedata",
  "qrdata",
  "qrcodestring",
  "ac",
  "esimcode",
  "esim",
  "code",
  "activationstring",
  "installationcode",
  "manualactivationcode",
  "aktivierungscode",
  "codedactivation",
  "codigodeactivacion",
  "codicediattivazione",
  "codigodeativacao",
  "activeringscode",
  NULL,
};
static const char *const server_names[] = {
  "smdp",         "smdpurl",        "smdpaddress",   "smdpfqdn",    "smdphost",
  "smdphostname", "smdpserver",     "smdpplus",      "smdpplusurl", "smdpplusaddress",
  "smdpplusfqdn", "smdpplusserver", "dpaddress",     "dpurl",       "rspserver",
  "server",       "serverurl",      "serveraddress", "smdpadresse", NULL,
};
static const char *const matching_id_names[] = {
  "matchingid",          "matchingidentifier", "matching", "activationtoken", "actoken", "token",
  "activationcodetoken", "manualcode",         NULL,
};
static const char *const confirmation_code_names[] = {
  "confirmationcode",   "confirmcode",          "cc", "confirmation", "bestatigungscode", "pincode",
  "codedeconfirmation", "codigodeconfirmacion", NULL,
};
static const char *const sim_id_names[] = {
  "simid",        "sim",       "simidentifier", "simnumber", "simuid",
  "simprofileid", "profileid", "cardid",        NULL,
};
static const char *const imsi_names[] = { "imsi", "imsinumber", "primaryimsi", NULL };
static const char *const subscription_names[] = {
  "subscription",     "subscriptionid",
  "subscriptionname", "subscriptionplan",
  "subscriptiontype", "plan",
  "planname",         "package",
  "product",          "productname",
  "tariff",           "offer",
  "bundle",           NULL,
};
static const char *const status_names[] = {
  "profilestatus", "status",    "state",           "profilestate", "esimstatus",
  "simstatus",     "lifecycle", "lifecyclestatus", "result",       NULL,
};
static const char *const installed_time_names[] = {
  "installedtime",    "installed",        "installedat",   "installtime", "installdate",
  "installationtime", "installationdate", "installeddate", "installedon", NULL,
};
static const char *const modified_time_names[] = {
  "lastmodifiedtime", "lastmodified", "modified",   "modifiedtime", "modifiedat", "lastupdated",
  "updated",          "updatedat",    "updatetime", "changed",      "changedat",  NULL,
};
static const char *const nickname_names[] = {
  "nickname",        "nick",       "name",     "label",    "alias", "displayname", "friendlyname",
  "profilenickname", "customname", "username", "employee", NULL,
};
static const char *const target_eid_names[] = {
  "eid",      "targeteid", "cardeid",   "euiccid", "euiccidentifier",
  "eideuicc", "eidnumber", "deviceeid", NULL,
};
static const char *const iccid_names[] = { "iccid", "iccidnumber", "profileiccid", "ccid", NULL };

static const Meaning meanings[] = {
  [TERN_ORDER_MEANING_CODE] = { "activation-code", NC_ ("order column", "Activation code"), is_code,
                                120, TRUE, code_names },
  [TERN_ORDER_MEANING_SERVER] = { "smdp", NC_ ("order column", "Server (SM-DP+)"), is_server, 90,
                                  TRUE, server_names },
  [TERN_ORDER_MEANING_MATCHING_ID] = { "matching-id", NC_ ("order column", "Matching ID"), is_token,
                                       20, FALSE, matching_id_names },
  [TERN_ORDER_MEANING_CONFIRMATION_CODE] = { "confirmation-code",
                                             NC_ ("order column", "Confirmation code"),
                                             is_short_code, 20, FALSE, confirmation_code_names },
  [TERN_ORDER_MEANING_SIM_ID] = { "sim-id", NC_ ("order column", "SIM ID"), NULL, 0, FALSE,
                                  sim_id_names },
  [TERN_ORDER_MEANING_IMSI] = { "imsi", NC_ ("order column", "IMSI"), is_imsi, 60, FALSE,
                                imsi_names },
  [TERN_ORDER_MEANING_SUBSCRIPTION] = { "subscription", NC_ ("order column", "Subscription"), NULL,
                                        0, FALSE, subscription_names },
  [TERN_ORDER_MEANING_STATUS] = { "status", NC_ ("order column", "Status"), is_status, 60, FALSE,
                                  status_names },
  [TERN_ORDER_MEANING_INSTALLED_TIME] = { "installed", NC_ ("order column", "Installed at"),
                                          is_time, 20, FALSE, installed_time_names },
  [TERN_ORDER_MEANING_MODIFIED_TIME] = { "modified", NC_ ("order column", "Last modified"), is_time,
                                         20, FALSE, modified_time_names },
  [TERN_ORDER_MEANING_NICKNAME] = { "nickname", NC_ ("order column", "Name"), NULL, 0, FALSE,
                                    nickname_names },
  [TERN_ORDER_MEANING_TARGET_EID] = { "eid", NC_ ("order column", "Card (EID)"), lpa_eid_is_valid,
                                      120, TRUE, target_eid_names },
  [TERN_ORDER_MEANING_ICCID] = { "iccid", NC_ ("order column", "ICCID"), is_iccid, 90, TRUE,
                                 iccid_names },
};

/**
 * tern_order_meaning_get_nick:
 * @meaning: a meaning
 *
 * Returns: its name for programs
 */
const char *
tern_order_meaning_get_nick (TernOrderMeaning meaning)
{
  return meanings[meaning].nick;
}

/**
 * tern_order_meaning_get_label:
 * @meaning: a meaning
 *
 * Returns: its name for people, translated
 */
const char *
tern_order_meaning_get_label (TernOrderMeaning meaning)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "order column", meanings[meaning].label);
}

/**
 * tern_order_meaning_find:
 * @nick: begins with a meaning's name for programs
 * @length: how many bytes of it are the name
 * @meaning: (out): the meaning
 *
 * Returns: whether there is such a meaning
 */
gboolean
tern_order_meaning_find (const char *nick, gsize length, TernOrderMeaning *meaning)
{
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (strlen (meanings[i].nick) == length && strncmp (meanings[i].nick, nick, length) == 0)
      {
        *meaning = (TernOrderMeaning) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tern_order_meaning_is_telling:
 * @value: a cell
 *
 * Returns: whether it can be one thing only, and no heading
 */
gboolean
tern_order_meaning_is_telling (const char *value)
{
  if (strlen (value) > TERN_ORDER_MAX_VALUE)
    return FALSE;
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (meanings[i].tell && meanings[i].shape (value))
      return TRUE;
  return FALSE;
}

/**
 * tern_order_meaning_judge_heading:
 * @meaning: what a column may hold
 * @heading: what stands over it
 *
 * Returns: points for a heading that is a name of @meaning, or holds one
 */
int
tern_order_meaning_judge_heading (TernOrderMeaning meaning, const char *heading)
{
  g_autofree char *name = tern_order_normalise (heading);
  const char *const *names = meanings[meaning].names;
  int points = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (name, names[i]))
        return POINTS_NAME;
      if (strlen (names[i]) >= SHORT_NAME && strstr (name, names[i]) != NULL)
        points = POINTS_IN_NAME;
    }
  return points;
}

/**
 * tern_order_meaning_is_known_heading:
 * @text: a cell
 *
 * Returns: whether it is a name of some meaning
 */
gboolean
tern_order_meaning_is_known_heading (const char *text)
{
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (strlen (text) <= TERN_ORDER_MAX_VALUE &&
        tern_order_meaning_judge_heading ((TernOrderMeaning) i, text) == POINTS_NAME)
      return TRUE;
  return FALSE;
}

/**
 * tern_order_meaning_judge_values:
 * @meaning: what a column may hold
 * @values: (element-type utf8): what stands in it
 *
 * Returns: points for values of the form that @meaning has, fewer than none where they have not
 */
int
tern_order_meaning_judge_values (TernOrderMeaning meaning, GPtrArray *values)
{
  const Meaning *row = &meanings[meaning];
  guint fitting = 0;

  if (row->shape == NULL || values->len == 0)
    return 0;
  for (guint i = 0; i < values->len; i++)
    fitting += row->shape (values->pdata[i]);
  if (fitting * 5 >= values->len * 3)
    return row->points;
  return fitting * 5 < values->len ? POINTS_WRONG : 0;
}
