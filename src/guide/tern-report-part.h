/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernReportSection:
 *
 * What a part of a report is about, in the order of the report.
 */
typedef enum
{
  TERN_REPORT_SECTION_ORDER,
  TERN_REPORT_SECTION_PROBLEM,
  TERN_REPORT_SECTION_TIMELINE,
  TERN_REPORT_SECTION_CHECKS,
  TERN_REPORT_SECTION_GUIDE,
  TERN_REPORT_SECTION_READERS,
  TERN_REPORT_SECTION_CARDS,
  TERN_REPORT_SECTION_SYSTEM,
  TERN_REPORT_SECTION_HISTORY,
  TERN_REPORT_N_SECTIONS,
} TernReportSection;

/**
 * TernReportOrigin:
 * @TERN_REPORT_ORIGIN_OWN: this program's own words, figures and numbers
 * @TERN_REPORT_ORIGIN_MIXED: its sentences, with something from outside in them
 * @TERN_REPORT_ORIGIN_TYPED: what the person typed into the report
 * @TERN_REPORT_ORIGIN_STRANGER: a server's own words
 *
 * Who wrote a text, which decides what is taken out of it.
 */
typedef enum
{
  TERN_REPORT_ORIGIN_OWN,
  TERN_REPORT_ORIGIN_MIXED,
  TERN_REPORT_ORIGIN_TYPED,
  TERN_REPORT_ORIGIN_STRANGER,
} TernReportOrigin;

/**
 * TernReportRow:
 * @nick: its name in JSON
 * @label: what a person reads before it, translated
 * @text: what a person reads; also the value in JSON, when @value is %NULL and @number is -1
 * @value: (nullable): the value in JSON where that is not what a person reads
 * @number: the value in JSON where it is a number, otherwise -1
 * @origin: who wrote @text
 */
typedef struct
{
  const char *nick;
  char *label;
  char *text;
  char *value;
  gint64 number;
  TernReportOrigin origin;
} TernReportRow;

/**
 * TernReportPart:
 * @section: what it is about
 * @rows: (element-type TernReportRow): what it says
 *
 * Some rows of a report that belong together: one step of the timeline, one card, one check.
 */
typedef struct
{
  TernReportSection section;
  GPtrArray *rows;
} TernReportPart;

TernReportPart *tern_report_part_new (TernReportSection section) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_part_free (TernReportPart *self);
void tern_report_part_add (TernReportPart *self,
                           const char *nick,
                           const char *label,
                           const char *text,
                           TernReportOrigin origin);
void tern_report_part_add_nick (TernReportPart *self,
                                const char *nick,
                                const char *label,
                                const char *text,
                                const char *value);
void tern_report_part_add_number (TernReportPart *self,
                                  const char *nick,
                                  const char *label,
                                  const char *text,
                                  gint64 number);
void tern_report_part_add_time (TernReportPart *self,
                                const char *nick,
                                const char *label,
                                GDateTime *time);

G_END_DECLS
