/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-card.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-eid.h"
#include "lpa/lpa-isdr-aids.h"
#include "lpa/lpa-redact.h"
#include "lpa/lpa-trust.h"

static void
add_issuers (TernReportPart *part, GPtrArray *keys)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *name = lpa_trust_issuer_name (keys->pdata[i]);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  tern_report_part_add (part, "issuers", C_ ("report", "Issuers"), names->str,
                        TERN_REPORT_ORIGIN_MIXED);
}

static void
add_info (TernReportPart *part, const LpaEuiccInfo *info)
{
  g_autofree char *free_memory =
      info->free_memory >= 0 ? g_format_size ((guint64) info->free_memory) : NULL;

  tern_report_part_add (part, "svn", C_ ("report", "SGP.22 version"), info->svn,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "profile_version", C_ ("report", "Profile package version"),
                        info->profile_version, TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "firmware_version", C_ ("report", "Firmware"), info->firmware_version,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "sas_number", C_ ("report", "Accreditation"), info->sas_number,
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add_number (part, "free_memory", C_ ("report", "Free memory"), free_memory,
                               info->free_memory);
  add_issuers (part, info->signing_keys);
}

/**
 * tern_report_card_new:
 * @euicc: a card
 *
 * Returns: (transfer full): what a report says of it
 */
TernReportPart *
tern_report_card_new (LpaEuicc *euicc)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_CARDS);
  const LpaEuiccInfo *info = lpa_euicc_get_info (euicc);
  g_autofree char *eid = lpa_redact_identifier (lpa_euicc_get_eid (euicc));

  tern_report_part_add (part, "eid", C_ ("report", "EID"), eid, TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add (part, "maker", C_ ("report", "Maker"),
                        lpa_eid_get_maker (lpa_euicc_get_eid (euicc)), TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add (part, "product", C_ ("report", "Product"),
                        lpa_isdr_aid_get_product (lpa_euicc_get_aid (euicc)),
                        TERN_REPORT_ORIGIN_OWN);
  if (info != NULL)
    add_info (part, info);
  tern_report_part_add_number (part, "profiles", C_ ("report", "Profiles"), NULL,
                               g_list_model_get_n_items (lpa_euicc_get_profiles (euicc)));
  tern_report_part_add_number (part, "reports_waiting", C_ ("report", "Reports waiting"), NULL,
                               g_list_model_get_n_items (lpa_euicc_get_notifications (euicc)));
  return part;
}

static void
add_state (TernReportPart *part, TernReaderState state)
{
  static const struct
  {
    const char *nick;
    const char *text;
  } states[] = {
    [TERN_READER_STATE_EMPTY] = { "empty", NC_ ("report", "empty") },
    [TERN_READER_STATE_ASLEEP] = { "asleep",
                                   NC_ ("report", "not looked at: the modem uses another slot") },
    [TERN_READER_STATE_READING] = { "reading", NC_ ("report", "reading the card") },
    [TERN_READER_STATE_READY] = { "ready", NC_ ("report", "an eSIM card is in it") },
    [TERN_READER_STATE_FAULT] = { "fault", NC_ ("report", "the card in it cannot be used") },
  };

  g_return_if_fail ((guint) state < G_N_ELEMENTS (states));
  tern_report_part_add_nick (part, "state", C_ ("report", "State"),
                             g_dpgettext2 (GETTEXT_PACKAGE, "report", states[state].text),
                             states[state].nick);
}

static void
add_fault (TernReportPart *part, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);

  tern_report_part_add (part, "error", C_ ("report", "Figure"), explanation->key,
                        TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add (part, "cause", C_ ("report", "Cause"), explanation->cause,
                        TERN_REPORT_ORIGIN_OWN);
  tern_report_part_add (part, "details", C_ ("report", "Details"), error->message,
                        TERN_REPORT_ORIGIN_MIXED);
}

/**
 * tern_report_reader_new:
 * @reader: a reader
 *
 * Returns: (transfer full): what a report says of it, without the cards in it
 */
TernReportPart *
tern_report_reader_new (TernReader *reader)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_READERS);
  const GError *error = tern_reader_get_error (reader);

  tern_report_part_add (part, "name", C_ ("report", "Name"), tern_reader_get_name (reader),
                        TERN_REPORT_ORIGIN_MIXED);
  add_state (part, tern_reader_get_state (reader));
  if (error != NULL)
    add_fault (part, error);
  return part;
}

/**
 * tern_report_fault_new:
 * @error: why there is no reader
 *
 * Returns: (transfer full): what a report says of it
 */
TernReportPart *
tern_report_fault_new (const GError *error)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_READERS);

  add_fault (part, error);
  return part;
}
