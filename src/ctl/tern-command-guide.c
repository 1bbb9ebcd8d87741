/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "guide/tern-guide-walk.h"

typedef struct
{
  char *device;
  char *file;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->device);
  g_free (self->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
add_answers (JsonBuilder *builder, const TernGuideStep *step, const char *device)
{
  json_builder_set_member_name (builder, "answers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tern_guide_step_get_n_answers (step, device); i++)
    {
      json_builder_begin_object (builder);
      tern_json_add_string (builder, "text", tern_guide_step_get_answer (step, device, i));
      tern_json_add_string (builder, "to", tern_guide_step_get_target (step, device, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* What a step says on each device. */
static void
add_step (JsonBuilder *builder, TernGuide *guide, const TernGuideStep *step)
{
  GPtrArray *devices = tern_guide_get_devices (guide);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "id", tern_guide_step_get_id (step));
  tern_json_add_string (builder, "kind",
                        tern_guide_kind_get_nick (tern_guide_step_get_kind (step)));
  tern_json_add_string (builder, "title", tern_guide_step_get_title (step));
  json_builder_set_member_name (builder, "devices");
  json_builder_begin_object (builder);
  for (guint i = 0; i < devices->len; i++)
    {
      const char *device = ((TernGuideDevice *) devices->pdata[i])->id;

      json_builder_set_member_name (builder, device);
      json_builder_begin_object (builder);
      tern_json_add_string (builder, "look", tern_guide_step_get_look (step, device));
      tern_json_add_string (builder, "say", tern_guide_step_get_say (step, device));
      add_answers (builder, step, device);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_topics (JsonBuilder *builder, TernGuide *guide)
{
  GPtrArray *topics = tern_guide_get_topics (guide);

  json_builder_set_member_name (builder, "topics");
  json_builder_begin_array (builder);
  for (guint i = 0; i < topics->len; i++)
    {
      const TernGuideTopic *topic = topics->pdata[i];

      json_builder_begin_object (builder);
      tern_json_add_string (builder, "id", topic->id);
      tern_json_add_string (builder, "title", tern_guide_topic_get_title (topic));
      tern_json_add_string (builder, "summary", tern_guide_topic_get_summary (topic));
      tern_json_add_string (builder, "start", topic->start);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_devices (JsonBuilder *builder, TernGuide *guide)
{
  GPtrArray *devices = tern_guide_get_devices (guide);

  json_builder_set_member_name (builder, "devices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < devices->len; i++)
    {
      const TernGuideDevice *device = devices->pdata[i];

      json_builder_begin_object (builder);
      tern_json_add_string (builder, "id", device->id);
      tern_json_add_string (builder, "label", tern_guide_device_get_label (device));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* For programs: all of it at once. */
static void
print_guide (TernCtl *ctl, TernGuide *guide)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  GPtrArray *steps = tern_guide_get_steps (guide);

  json_builder_begin_object (builder);
  add_devices (builder, guide);
  add_topics (builder, guide);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++)
    add_step (builder, guide, steps->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
set_unknown_error (const char *name, GError **error)
{
  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
               C_ ("ternctl", "The guide has no “%s”. “ternctl guide” lists what it has."), name);
  return FALSE;
}

static void
list_contents (TernCtl *ctl, TernGuide *guide)
{
  GPtrArray *topics = tern_guide_get_topics (guide);
  GPtrArray *devices = tern_guide_get_devices (guide);

  tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "What is the matter? (TOPIC)"));
  for (guint i = 0; i < topics->len; i++)
    {
      const TernGuideTopic *topic = topics->pdata[i];

      tern_printer_say (ctl->printer, "  %-16s %s\n%19s%s", topic->id,
                        tern_guide_topic_get_title (topic), "",
                        tern_guide_topic_get_summary (topic));
    }
  tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "Where is the eSIM? (--device)"));
  for (guint i = 0; i < devices->len; i++)
    {
      const TernGuideDevice *device = devices->pdata[i];

      tern_printer_say (ctl->printer, "  %-16s %s", device->id,
                        tern_guide_device_get_label (device));
    }
}

static void
say_step (TernCtl *ctl, TernGuideWalk *walk)
{
  const TernGuideStep *step = tern_guide_walk_get_step (walk);
  const char *device = tern_guide_walk_get_device (walk);

  tern_printer_say (ctl->printer, "\n%s\n%s\n%s “%s”", tern_guide_step_get_title (step),
                    tern_guide_step_get_look (step, device), C_ ("ternctl", "Read aloud:"),
                    tern_guide_step_get_say (step, device));
  for (guint i = 0; i < tern_guide_step_get_n_answers (step, device); i++)
    tern_printer_say (ctl->printer, "  %u  %s", i + 1,
                      tern_guide_step_get_answer (step, device, i));
  if (tern_guide_step_get_kind (step) == TERN_GUIDE_KIND_REPORT)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "“ternctl report” writes the report."));
}

/* Takes one answer. Returns whether the conversation goes on. */
static gboolean
take_answer (TernCtl *ctl, TernGuideWalk *walk)
{
  const TernGuideStep *step = tern_guide_walk_get_step (walk);
  guint n = tern_guide_step_get_n_answers (step, tern_guide_walk_get_device (walk));
  g_autofree char *prompt =
      g_strdup_printf (C_ ("ternctl", "Your answer (1–%u, b for back, q to stop):"), n);
  g_autofree char *line = tern_ctl_read_line (ctl, prompt, FALSE);
  guint64 number;

  if (line == NULL || g_str_equal (line, "q"))
    return FALSE;
  if (g_str_equal (line, "b"))
    tern_guide_walk_back (walk);
  else if (g_ascii_string_to_unsigned (line, 10, 1, n, &number, NULL))
    tern_guide_walk_answer (walk, (guint) number - 1);
  return TRUE;
}

static gboolean
walk_through (TernCtl *ctl, TernGuide *guide, const char *topic, const char *device, GError **error)
{
  const TernGuideTopic *start = tern_guide_find_topic (guide, topic);
  g_autoptr (TernGuideWalk) walk = NULL;

  if (start == NULL)
    return set_unknown_error (topic, error);
  if (tern_guide_find_device (guide, device) == NULL || !tern_guide_topic_is_for (start, device))
    return set_unknown_error (device, error);

  walk = tern_guide_walk_new (guide, start, device);
  do
    say_step (ctl, walk);
  while (!tern_guide_walk_is_at_end (walk) && take_answer (ctl, walk));
  return TRUE;
}

/**
 * tern_command_guide:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_guide (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "device", 'd', 0, G_OPTION_ARG_STRING, &options.device,
      NC_ ("ternctl", "Where the eSIM is: here, iphone, android or router"), "DEVICE" },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &options.file, NC_ ("ternctl", "Try an edited guide"),
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (TernGuide) guide = NULL;

  if (!tern_command_parse ("guide", entries, 0, 1, &argc, &argv, error))
    return FALSE;
  guide = options.file ? tern_guide_new_from_file (options.file, error) : tern_guide_new ();
  if (guide == NULL)
    return FALSE;

  if (tern_printer_is_json (ctl->printer))
    print_guide (ctl, guide);
  else if (argc == 1)
    list_contents (ctl, guide);
  else
    return walk_through (ctl, guide, argv[1], options.device ? options.device : "here", error);
  return TRUE;
}
