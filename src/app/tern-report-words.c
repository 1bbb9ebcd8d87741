/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-report-words.h"

#include "app/tern-words.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#include <glib/gi18n.h>

/* What happened; %s is the profile. */
static const struct
{
  LpaNotificationEvent event;
  const char *sentence;
} EVENTS[] = {
  { LPA_NOTIFICATION_EVENT_INSTALL, NC_ ("report", "%s was installed") },
  { LPA_NOTIFICATION_EVENT_ENABLE, NC_ ("report", "%s was switched on") },
  { LPA_NOTIFICATION_EVENT_DISABLE, NC_ ("report", "%s was switched off") },
  { LPA_NOTIFICATION_EVENT_DELETE, NC_ ("report", "%s was deleted") },
};

/* What is to become of one report, and what is said of all of them where that is the most that a
 * person should know. */
static const struct
{
  const char *sentence;
  const char *summary;
} STATES[] = {
  [TERN_REPORT_STATE_FOREIGN] = {
      NC_ ("report", "Tern did not cause it, and sends it only when you say so."),
      NC_ ("reports", "Left on the card by another program or device. Sent when you say so."),
  },
  [TERN_REPORT_STATE_SENDING] = {
      NC_ ("report", "Being sent now."),
      NC_ ("reports", "Being sent now."),
  },
  [TERN_REPORT_STATE_OFFLINE] = {
      NC_ ("report", "Sent by itself as soon as this computer has a network."),
      NC_ ("reports", "Sent by themselves as soon as this computer has a network."),
  },
  [TERN_REPORT_STATE_SOON] = {
      NC_ ("report", "Tern tries again by itself."),
      NC_ ("reports", "Tern tries again by itself."),
  },
  [TERN_REPORT_STATE_REFUSED] = {
      NC_ ("report", "Tern does not ask again by itself."),
      NC_ ("reports", "A provider refused one. Open the list to see what it said."),
  },
  [TERN_REPORT_STATE_BEHIND] = {
      NC_ ("report", "Waits for the one before it, since order matters."),
      NC_ ("reports", "A provider refused one. Open the list to see what it said."),
  },
};

/* The most telling first. */
static const TernReportState TELLING[] = {
  TERN_REPORT_STATE_SENDING, TERN_REPORT_STATE_REFUSED, TERN_REPORT_STATE_OFFLINE,
  TERN_REPORT_STATE_SOON,    TERN_REPORT_STATE_FOREIGN,
};

static TernReportState
get_state (TernCourier *courier, LpaEuicc *euicc, LpaNotification *notification, GDateTime **since)
{
  *since = NULL;
  return courier != NULL ? tern_courier_get_state (courier, euicc, notification, since)
                         : TERN_REPORT_STATE_FOREIGN;
}

/* A profile that is no longer on the card has left its number only. */
static char *
dup_profile (LpaEuicc *euicc, LpaNotification *notification)
{
  const char *iccid = lpa_notification_get_iccid (notification);
  g_autoptr (LpaProfile) profile =
      iccid && *iccid ? lpa_euicc_find_profile (euicc, iccid, NULL) : NULL;
  g_autofree char *tail = tern_words_dup_tail (iccid);

  if (profile)
    return g_strdup_printf (C_ ("report", "“%s”"), lpa_profile_get_display_name (profile));
  if (*tail)
    return g_strdup_printf (C_ ("report", "The profile %s"), tail);
  return g_strdup (C_ ("report", "A profile"));
}

/**
 * tern_report_words_dup_title:
 * @euicc: the card
 * @notification: a report that waits on it, or did
 *
 * Returns: (transfer full): what it reports
 */
char *
tern_report_words_dup_title (LpaEuicc *euicc, LpaNotification *notification)
{
  g_autofree char *profile = dup_profile (euicc, notification);
  const char *sentence = NC_ ("report", "Something happened to %s");

  for (guint i = 0; i < G_N_ELEMENTS (EVENTS); i++)
    if (EVENTS[i].event == lpa_notification_get_event (notification))
      sentence = EVENTS[i].sentence;
      /* The sentences are constant; only the profile's name goes in. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (g_dpgettext2 (NULL, "report", sentence), profile);
#pragma GCC diagnostic pop
}

/* What came of the last try. What to do about it is said where it is the person's to do. */
static char *
dup_failure (LpaEuicc *euicc, LpaNotification *notification, TernReportState state)
{
  const GError *error = lpa_euicc_get_failure (euicc, notification);
  g_autoptr (LpaExplanation) explanation = NULL;

  if (error == NULL || state == TERN_REPORT_STATE_SENDING)
    return NULL;
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  if (state == TERN_REPORT_STATE_REFUSED || error->domain == LPA_TRUST_ERROR)
    return g_strdup_printf (C_ ("report", "Not sent: %s %s"), explanation->cause,
                            explanation->action);
  return g_strdup_printf (C_ ("report", "Not sent: %s"), explanation->cause);
}

/**
 * tern_report_words_dup_state:
 * @courier: (nullable): who sends by itself
 * @euicc: the card
 * @notification: a report that waits on it
 *
 * Returns: (transfer full): since when it waits, what came of the last try, and what is to become
 *   of it, as far as that is known
 */
char *
tern_report_words_dup_state (TernCourier *courier, LpaEuicc *euicc, LpaNotification *notification)
{
  GDateTime *since;
  TernReportState state = get_state (courier, euicc, notification, &since);
  g_autofree char *time = since ? tern_words_dup_time (since) : NULL;
  g_autofree char *failure = dup_failure (euicc, notification, state);
  GString *text = g_string_new (NULL);

  if (time)
    g_string_append_printf (text, C_ ("report", "Waiting since %s\n"), time);
  if (failure)
    g_string_append_printf (text, "%s ", failure);
  g_string_append (text, courier != NULL ? g_dpgettext2 (NULL, "report", STATES[state].sentence)
                                         : C_ ("report", "Tern sends it when you say so."));
  return g_string_free (text, FALSE);
}

static gboolean
is_any (TernCourier *courier, LpaEuicc *euicc, TernReportState state)
{
  GListModel *list = lpa_euicc_get_notifications (euicc);
  GDateTime *since;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (list, i);

      if (get_state (courier, euicc, notification, &since) == state)
        return TRUE;
    }
  return FALSE;
}

/**
 * tern_report_words_get_summary:
 * @courier: (nullable): who sends by itself
 * @euicc: a card on which reports wait
 *
 * Returns: what is most worth knowing of them
 */
const char *
tern_report_words_get_summary (TernCourier *courier, LpaEuicc *euicc)
{
  for (guint i = 0; courier != NULL && i < G_N_ELEMENTS (TELLING); i++)
    if (is_any (courier, euicc, TELLING[i]))
      return g_dpgettext2 (NULL, "reports", STATES[TELLING[i]].summary);
  return C_ ("reports", "The provider learns from them what was done with its profiles.");
}

/**
 * tern_report_words_is_sending:
 * @courier: (nullable): who sends by itself
 * @euicc: a card
 * @only: (nullable): one of its reports; %NULL for any
 *
 * Returns: whether it is being sent without anybody having asked for it
 */
gboolean
tern_report_words_is_sending (TernCourier *courier, LpaEuicc *euicc, LpaNotification *only)
{
  GDateTime *since;

  if (only != NULL)
    return get_state (courier, euicc, only, &since) == TERN_REPORT_STATE_SENDING;
  return is_any (courier, euicc, TERN_REPORT_STATE_SENDING);
}
