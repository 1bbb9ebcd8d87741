/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-writer.h"

#include <glib/gi18n-lib.h>

/* How a section looks: its name in JSON, its heading, whether it has several parts, and whether
 * each of them is one line. */
static const struct
{
  const char *nick;
  const char *heading;
  gboolean many;
  gboolean lines;
} sections[] = {
  [TERN_REPORT_SECTION_ORDER] = { "order", NC_ ("report", "What it is about"), FALSE, FALSE },
  [TERN_REPORT_SECTION_PROBLEM] = { "problem", NC_ ("report", "What went wrong"), FALSE, FALSE },
  [TERN_REPORT_SECTION_TIMELINE] = { "timeline", NC_ ("report", "Step by step"), TRUE, TRUE },
  [TERN_REPORT_SECTION_CHECKS] = { "checks", NC_ ("report", "What was checked"), TRUE, FALSE },
  [TERN_REPORT_SECTION_GUIDE] = { "guide", NC_ ("report", "What was tried after the guide"), TRUE,
                                  TRUE },
  [TERN_REPORT_SECTION_READERS] = { "readers", NC_ ("report", "Readers"), TRUE, FALSE },
  [TERN_REPORT_SECTION_CARDS] = { "cards", NC_ ("report", "Cards"), TRUE, FALSE },
  [TERN_REPORT_SECTION_SYSTEM] = { "system", NC_ ("report", "Computer"), FALSE, FALSE },
  [TERN_REPORT_SECTION_HISTORY] = { "history", NC_ ("report", "What was done on this computer"),
                                    TRUE, TRUE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (sections) == TERN_REPORT_N_SECTIONS);

/* The only way of a text into a report. */
static char *
scrub (const TernReportRow *row, TernSecrets *secrets)
{
  switch (row->origin)
    {
    case TERN_REPORT_ORIGIN_OWN:
      return g_strdup (row->text);
    case TERN_REPORT_ORIGIN_MIXED:
      return tern_secrets_scrub (secrets, row->text);
    case TERN_REPORT_ORIGIN_TYPED:
      return tern_secrets_scrub_typed (secrets, row->text);
    case TERN_REPORT_ORIGIN_STRANGER:
      if (tern_secrets_is_empty (secrets))
        return g_strdup (C_ ("report", "(left out, as they may hold the code)"));
      return tern_secrets_scrub_stranger (secrets, row->text);
    }
  g_return_val_if_reached (g_strdup (""));
}

static void
write_part (GString *text, const TernReportPart *part, TernSecrets *secrets)
{
  gboolean line = sections[part->section].lines;

  for (guint i = 0; i < part->rows->len; i++)
    {
      const TernReportRow *row = part->rows->pdata[i];
      g_autofree char *words = scrub (row, secrets);

      if (line)
        g_string_append_printf (text, "%s%s", i > 0 ? "  " : "", words);
      else
        g_string_append_printf (text, "%s: %s\n", row->label, words);
    }
  g_string_append_c (text, '\n');
}

/* The parts of one section, below its heading. */
static void
write_section (GString *text, GPtrArray *parts, TernReportSection section, TernSecrets *secrets)
{
  gboolean begun = FALSE;

  for (guint i = 0; i < parts->len; i++)
    {
      const TernReportPart *part = parts->pdata[i];

      if (part->section != section)
        continue;
      if (!begun)
        g_string_append_printf (
            text, "## %s\n\n", g_dpgettext2 (GETTEXT_PACKAGE, "report", sections[section].heading));
      begun = TRUE;
      write_part (text, part, secrets);
    }
  if (begun && sections[section].lines)
    g_string_append_c (text, '\n');
}

/**
 * tern_report_write_text:
 * @parts: (element-type TernReportPart): what to say
 * @secrets: what not to say
 *
 * Returns: (transfer full): it as people read it
 */
char *
tern_report_write_text (GPtrArray *parts, TernSecrets *secrets)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int section = 0; section < TERN_REPORT_N_SECTIONS; section++)
    write_section (text, parts, (TernReportSection) section, secrets);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_part (JsonBuilder *builder, const TernReportPart *part, TernSecrets *secrets)
{
  json_builder_begin_object (builder);
  for (guint i = 0; i < part->rows->len; i++)
    {
      const TernReportRow *row = part->rows->pdata[i];
      g_autofree char *words = scrub (row, secrets);

      json_builder_set_member_name (builder, row->nick);
      if (row->number >= 0)
        json_builder_add_int_value (builder, row->number);
      else
        json_builder_add_string_value (builder, row->value ? row->value : words);
    }
  json_builder_end_object (builder);
}

/**
 * tern_report_write_json:
 * @parts: (element-type TernReportPart): what to say
 * @secrets: what not to say
 * @builder: within an object, to which one member a section is added
 */
void
tern_report_write_json (GPtrArray *parts, TernSecrets *secrets, JsonBuilder *builder)
{
  for (int section = 0; section < TERN_REPORT_N_SECTIONS; section++)
    {
      gboolean begun = FALSE;

      for (guint i = 0; i < parts->len; i++)
        {
          const TernReportPart *part = parts->pdata[i];

          if ((int) part->section != section || (begun && !sections[section].many))
            continue;
          if (!begun)
            json_builder_set_member_name (builder, sections[section].nick);
          if (!begun && sections[section].many)
            json_builder_begin_array (builder);
          begun = TRUE;
          add_part (builder, part, secrets);
        }
      if (begun && sections[section].many)
        json_builder_end_array (builder);
    }
}
