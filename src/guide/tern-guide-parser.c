/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "guide/tern-guide-private.h"

#define MAX_STEPS 500
#define MAX_ANSWERS 20
#define MAX_TEXT 1000
#define MAX_ID 50

/* What is being read. The structure has three floors: guide, its parts, and their sentences. */
typedef struct
{
  TernGuide *guide;
  TernGuideDevice *device;
  TernGuideTopic *topic;
  TernGuideStep *step;
  TernGuideText *sentence;
  GString *words;
} Parser;

static gboolean fail (GMarkupParseContext *context,
                      GError **error,
                      TernGuideError code,
                      const char *format,
                      ...) G_GNUC_PRINTF (4, 5);

static int
line_of (GMarkupParseContext *context)
{
  int line;

  g_markup_parse_context_get_position (context, &line, NULL);
  return line;
}

static gboolean
fail (GMarkupParseContext *context, GError **error, TernGuideError code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TERN_GUIDE_ERROR, code, "Line %d: %s", line_of (context), reason);
  return FALSE;
}

static const char *
find_attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

/* Names are for files and for JSON. */
static gboolean
check_id (GMarkupParseContext *context, const char *element, const char *id, GError **error)
{
  if (id == NULL)
    return fail (context, error, TERN_GUIDE_ERROR_MISSING, "<%s> has no name (id)", element);
  if (*id == '\0' || strlen (id) > MAX_ID ||
      strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (id))
    return fail (context, error, TERN_GUIDE_ERROR_SYNTAX,
                 "“%s” is no name: small letters, digits and hyphens, %d at most", id, MAX_ID);
  return TRUE;
}

static gboolean
check_attributes (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char *const *allowed,
                  GError **error)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (allowed, names[i]))
      return fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "<%s> knows no %s=", element, names[i]);
  return TRUE;
}

static gboolean
read_devices (GMarkupParseContext *context,
              Parser *self,
              const char *text,
              GStrv *devices,
              GError **error)
{
  g_auto (GStrv) words = NULL;

  *devices = NULL;
  if (text == NULL)
    return TRUE;
  words = g_strsplit (text, " ", MAX_ANSWERS);
  for (gsize i = 0; words[i] != NULL; i++)
    if (tern_guide_find_device (self->guide, words[i]) == NULL)
      return fail (context, error, TERN_GUIDE_ERROR_UNKNOWN, "There is no device “%s”", words[i]);
  if (words[0] == NULL)
    return fail (context, error, TERN_GUIDE_ERROR_MISSING, "device= names no device");
  *devices = g_steal_pointer (&words);
  return TRUE;
}

static gboolean
begin_device (GMarkupParseContext *context, Parser *self, const char *id, GError **error)
{
  if (tern_guide_find_device (self->guide, id) != NULL)
    return fail (context, error, TERN_GUIDE_ERROR_DUPLICATE, "There is a device “%s” already", id);
  self->device = tern_guide_device_new (id, line_of (context));
  g_ptr_array_add (self->guide->devices, self->device);
  g_string_truncate (self->words, 0);
  return TRUE;
}

static gboolean
begin_topic (GMarkupParseContext *context,
             Parser *self,
             const char *id,
             const char *start,
             const char *devices,
             GError **error)
{
  GStrv names;

  if (start == NULL)
    return fail (context, error, TERN_GUIDE_ERROR_MISSING, "Topic “%s” has no start", id);
  if (tern_guide_find_topic (self->guide, id) != NULL)
    return fail (context, error, TERN_GUIDE_ERROR_DUPLICATE, "There is a topic “%s” already", id);
  if (!read_devices (context, self, devices, &names, error))
    return FALSE;
  self->topic = tern_guide_topic_new (id, start, names, line_of (context));
  g_ptr_array_add (self->guide->topics, self->topic);
  return TRUE;
}

static gboolean
begin_step (GMarkupParseContext *context,
            Parser *self,
            TernGuideKind kind,
            const char *id,
            const char *checks,
            GError **error)
{
  if (tern_guide_find_step (self->guide, id) != NULL)
    return fail (context, error, TERN_GUIDE_ERROR_DUPLICATE, "There is a step “%s” already", id);
  if (self->guide->steps->len == MAX_STEPS)
    return fail (context, error, TERN_GUIDE_ERROR_TOO_LARGE, "There are more than %d steps",
                 MAX_STEPS);
  self->step = tern_guide_step_new (kind, id, line_of (context));
  self->step->checks = checks ? g_strsplit (checks, " ", MAX_ANSWERS) : NULL;
  g_ptr_array_add (self->guide->steps, self->step);
  g_hash_table_insert (self->guide->steps_by_id, self->step->id, self->step);
  return TRUE;
}

/* The parts of a guide, by the names of their elements. */
static gboolean
begin_part (GMarkupParseContext *context,
            Parser *self,
            const char *element,
            const char **names,
            const char **values,
            GError **error)
{
  static const char *const parts[] = { "device", "topic", "step", "cure", "report", NULL };
  static const char *const of_topic[] = { "id", "start", "device", NULL };
  static const char *const of_step[] = { "id", "checks", NULL };
  static const char *const of_others[] = { "id", NULL };
  const char *id = find_attribute (names, values, "id");
  gboolean topic = g_str_equal (element, "topic");
  const char *const *allowed = topic ? of_topic : of_others;

  if (g_str_equal (element, "step"))
    allowed = of_step;
  if (!g_strv_contains (parts, element))
    return fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "<%s> does not belong here", element);
  if (!check_attributes (context, element, names, allowed, error) ||
      !check_id (context, element, id, error))
    return FALSE;
  if (topic)
    return begin_topic (context, self, id, find_attribute (names, values, "start"),
                        find_attribute (names, values, "device"), error);
  if (g_str_equal (element, "device"))
    return begin_device (context, self, id, error);
  if (g_str_equal (element, "step"))
    return begin_step (context, self, TERN_GUIDE_KIND_QUESTION, id,
                       find_attribute (names, values, "checks"), error);
  if (g_str_equal (element, "cure"))
    return begin_step (context, self, TERN_GUIDE_KIND_CURE, id, NULL, error);
  return begin_step (context, self, TERN_GUIDE_KIND_REPORT, id, NULL, error);
}

/* Where the sentences of an element are kept; %NULL when it does not belong into this part. */
static GPtrArray *
sentences_of (Parser *self, const char *element)
{
  if (self->step == NULL)
    return NULL;
  if (g_str_equal (element, "look"))
    return self->step->looks;
  if (g_str_equal (element, "say"))
    return self->step->says;
  if (g_str_equal (element, "answer") && self->step->kind == TERN_GUIDE_KIND_QUESTION)
    return self->step->answers;
  return NULL;
}

static gboolean
begin_sentence (GMarkupParseContext *context,
                Parser *self,
                const char *element,
                const char **names,
                const char **values,
                GError **error)
{
  static const char *const of_answer[] = { "to", "device", NULL };
  static const char *const of_others[] = { "device", NULL };
  GPtrArray *sentences = sentences_of (self, element);
  const char *target = find_attribute (names, values, "to");
  gboolean answer = g_str_equal (element, "answer");
  GStrv devices;

  if (sentences == NULL)
    return fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "<%s> does not belong here", element);
  if (!check_attributes (context, element, names, answer ? of_answer : of_others, error))
    return FALSE;
  if (answer && target == NULL)
    return fail (context, error, TERN_GUIDE_ERROR_MISSING, "<answer> leads nowhere (to)");
  if (sentences->len == MAX_ANSWERS)
    return fail (context, error, TERN_GUIDE_ERROR_TOO_LARGE, "There are more than %d <%s>",
                 MAX_ANSWERS, element);
  if (!read_devices (context, self, find_attribute (names, values, "device"), &devices, error))
    return FALSE;

  self->sentence = g_new0 (TernGuideText, 1);
  self->sentence->devices = devices;
  self->sentence->target = g_strdup (target);
  self->sentence->line = line_of (context);
  g_ptr_array_add (sentences, self->sentence);
  return TRUE;
}

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  static const char *const of_guide[] = { "context", NULL };
  static const char *const of_title[] = { NULL };
  Parser *self = user_data;
  guint depth = g_slist_length ((GSList *) g_markup_parse_context_get_element_stack (context));
  gboolean plain = g_str_equal (element, "title") || g_str_equal (element, "summary");

  if (depth == 1 && g_str_equal (element, "guide"))
    check_attributes (context, element, names, of_guide, error);
  else if (depth == 1)
    fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "This is no guide but a <%s>", element);
  else if (depth == 2)
    begin_part (context, self, element, names, values, error);
  else if (depth > 3 || self->device != NULL)
    fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "<%s> does not belong here", element);
  else
    {
      g_string_truncate (self->words, 0);
      if (plain)
        check_attributes (context, element, names, of_title, error);
      else
        begin_sentence (context, self, element, names, values, error);
    }
}

static void
text (GMarkupParseContext *context,
      const char *data,
      gsize length,
      gpointer user_data,
      GError **error)
{
  Parser *self = user_data;
  guint depth = g_slist_length ((GSList *) g_markup_parse_context_get_element_stack (context));

  if (depth == 3 || self->device != NULL)
    g_string_append_len (self->words, data, (gssize) length);
  else if (strspn (data, " \t\r\n") < length)
    fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "These words belong to no sentence");
  if (self->words->len > 4 * MAX_TEXT)
    fail (context, error, TERN_GUIDE_ERROR_TOO_LARGE, "A sentence has more than %d characters",
          MAX_TEXT);
}

/* The words since the element began, blanks and line breaks drawn together as xgettext does by
 * data/its/tern-guide.its: the sentence is looked up in the translation by what comes out. */
static char *
take_sentence (Parser *self)
{
  g_auto (GStrv) words = g_strsplit_set (self->words->str, " \t\r\n", -1);
  g_autoptr (GString) sentence = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (sentence, "%s%s", sentence->len > 0 ? " " : "", words[i]);
  g_string_truncate (self->words, 0);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

/* The member that a title or a summary fills. */
static char **
member_of (Parser *self, const char *element)
{
  if (g_str_equal (element, "summary"))
    return self->topic ? &self->topic->summary : NULL;
  return self->topic ? &self->topic->title : &self->step->title;
}

static void
end_sentence (GMarkupParseContext *context, Parser *self, const char *element, GError **error)
{
  g_autofree char *sentence = take_sentence (self);
  char **member;

  if (*sentence == '\0')
    {
      fail (context, error, TERN_GUIDE_ERROR_MISSING, "<%s> is empty", element);
      return;
    }
  if (self->sentence != NULL)
    {
      self->sentence->text = g_steal_pointer (&sentence);
      self->sentence = NULL;
      return;
    }
  member = self->device ? &self->device->label : member_of (self, element);
  if (member == NULL)
    fail (context, error, TERN_GUIDE_ERROR_SYNTAX, "<%s> does not belong here", element);
  else if (*member != NULL)
    fail (context, error, TERN_GUIDE_ERROR_DUPLICATE, "There is a <%s> already", element);
  else
    *member = g_steal_pointer (&sentence);
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Parser *self = user_data;
  guint depth = g_slist_length ((GSList *) g_markup_parse_context_get_element_stack (context));

  if (depth == 3 || self->device != NULL)
    end_sentence (context, self, element, error);
  if (depth == 2)
    {
      self->device = NULL;
      self->topic = NULL;
      self->step = NULL;
    }
}

/**
 * tern_guide_parse:
 * @self: an empty guide
 * @data: a file
 * @length: its length in bytes
 * @error: return location for a #TernGuideError
 *
 * Reads what stands in the file; whether it makes a guide is for tern_guide_validate().
 *
 * Returns: whether it could be read
 */
gboolean
tern_guide_parse (TernGuide *self, const char *data, gsize length, GError **error)
{
  static const GMarkupParser callbacks = { start_element, end_element, text, NULL, NULL };
  g_autoptr (GString) words = g_string_new (NULL);
  Parser parser = { .guide = self, .words = words };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&callbacks, 0, &parser, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_markup_parse_context_parse (context, data, (gssize) length, &local_error) &&
      g_markup_parse_context_end_parse (context, &local_error))
    return TRUE;
  if (local_error->domain == G_MARKUP_ERROR)
    g_set_error (error, TERN_GUIDE_ERROR, TERN_GUIDE_ERROR_SYNTAX, "%s", local_error->message);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
