/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-part.h"

static void
row_free (gpointer data)
{
  TernReportRow *row = data;

  g_free (row->label);
  g_free (row->text);
  g_free (row->value);
  g_free (row);
}

/**
 * tern_report_part_new:
 * @section: what it is about
 *
 * Returns: (transfer full): a part without rows
 */
TernReportPart *
tern_report_part_new (TernReportSection section)
{
  TernReportPart *self = g_new0 (TernReportPart, 1);

  self->section = section;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

/**
 * tern_report_part_free:
 * @self: (transfer full): a part
 */
void
tern_report_part_free (TernReportPart *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static TernReportRow *
add_row (TernReportPart *self, const char *nick, const char *label, const char *text)
{
  TernReportRow *row = g_new0 (TernReportRow, 1);

  row->nick = nick;
  row->label = g_strdup (label);
  row->text = g_strdup (text);
  row->number = -1;
  g_ptr_array_add (self->rows, row);
  return row;
}

/**
 * tern_report_part_add:
 * @self: a part
 * @nick: a static name for JSON
 * @label: translated
 * @text: (nullable): what a person reads; a row without is left out
 * @origin: who wrote it
 */
void
tern_report_part_add (TernReportPart *self,
                      const char *nick,
                      const char *label,
                      const char *text,
                      TernReportOrigin origin)
{
  if (text != NULL && *text != '\0')
    add_row (self, nick, label, text)->origin = origin;
}

/**
 * tern_report_part_add_nick:
 * @self: a part
 * @nick: a static name for JSON
 * @label: translated
 * @text: what a person reads, translated
 * @value: the same in JSON, which no translation changes
 */
void
tern_report_part_add_nick (TernReportPart *self,
                           const char *nick,
                           const char *label,
                           const char *text,
                           const char *value)
{
  add_row (self, nick, label, text)->value = g_strdup (value);
}

/**
 * tern_report_part_add_number:
 * @self: a part
 * @nick: a static name for JSON
 * @label: translated
 * @text: (nullable): what a person reads, when not the number itself
 * @number: not negative; a row with a negative one, which means not known, is left out
 */
void
tern_report_part_add_number (TernReportPart *self,
                             const char *nick,
                             const char *label,
                             const char *text,
                             gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number >= 0)
    add_row (self, nick, label, text ? text : digits)->number = number;
}

/**
 * tern_report_part_add_time:
 * @self: a part
 * @nick: a static name for JSON
 * @label: translated
 * @time: (nullable): a time; a row without is left out
 *
 * For people in their own time zone and to the second, in JSON in UTC.
 */
void
tern_report_part_add_time (TernReportPart *self,
                           const char *nick,
                           const char *label,
                           GDateTime *time)
{
  g_autoptr (GDateTime) local = time ? g_date_time_to_local (time) : NULL;
  g_autoptr (GDateTime) utc = time ? g_date_time_to_utc (time) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *value = NULL;

  if (time == NULL)
    return;
  text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
  value = g_date_time_format_iso8601 (utc);
  tern_report_part_add_nick (self, nick, label, text, value);
}
