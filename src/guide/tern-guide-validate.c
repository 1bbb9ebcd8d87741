/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-guide-private.h"

/* Where the search for ways is with a step. */
typedef enum
{
  UNSEEN,
  ON_THE_WAY,
  PASSED,
} Mark;

/* One search: all ways with one device. */
typedef struct
{
  TernGuide *guide;
  const char *device;
  GHashTable *marks;
  GHashTable *reached;
} Search;

static gboolean fail (GError **error, TernGuideError code, int line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (GError **error, TernGuideError code, int line, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TERN_GUIDE_ERROR, code, "Line %d: %s", line, reason);
  return FALSE;
}

static gboolean
targets_exist (TernGuide *self, const TernGuideStep *step, GError **error)
{
  for (guint i = 0; i < step->answers->len; i++)
    {
      const TernGuideText *answer = step->answers->pdata[i];

      if (tern_guide_find_step (self, answer->target) == NULL)
        return fail (error, TERN_GUIDE_ERROR_UNKNOWN, answer->line,
                     "The answer leads to “%s”, and there is no such step", answer->target);
    }
  return TRUE;
}

/* How many of @texts are for @device and for it alone, or for all others. */
static guint
count_texts (GPtrArray *texts, const char *device)
{
  guint n = 0;

  for (guint i = 0; i < texts->len; i++)
    {
      const TernGuideText *candidate = texts->pdata[i];

      if (device == NULL ? candidate->devices == NULL
                         : candidate->devices != NULL &&
                               tern_guide_devices_include (candidate->devices, device))
        n++;
    }
  return n;
}

static gboolean
texts_are_clear (TernGuide *self,
                 const TernGuideStep *step,
                 const char *element,
                 GPtrArray *texts,
                 GError **error)
{
  for (guint i = 0; i <= self->devices->len; i++)
    {
      const TernGuideDevice *device = i < self->devices->len ? self->devices->pdata[i] : NULL;

      if (count_texts (texts, device ? device->id : NULL) > 1)
        return fail (error, TERN_GUIDE_ERROR_DUPLICATE, step->line, "Step “%s” has two <%s> for %s",
                     step->id, element, device ? device->id : "all devices");
    }
  return TRUE;
}

static gboolean
check_step (TernGuide *self, const TernGuideStep *step, GError **error)
{
  if (step->title == NULL)
    return fail (error, TERN_GUIDE_ERROR_MISSING, step->line, "Step “%s” has no <title>", step->id);
  return targets_exist (self, step, error) &&
         texts_are_clear (self, step, "look", step->looks, error) &&
         texts_are_clear (self, step, "say", step->says, error);
}

static gboolean
check_topic (TernGuide *self, const TernGuideTopic *topic, GError **error)
{
  if (topic->title == NULL || topic->summary == NULL)
    return fail (error, TERN_GUIDE_ERROR_MISSING, topic->line, "Topic “%s” has no <%s>", topic->id,
                 topic->title == NULL ? "title" : "summary");
  if (tern_guide_find_step (self, topic->start) == NULL)
    return fail (error, TERN_GUIDE_ERROR_UNKNOWN, topic->line,
                 "The topic begins with “%s”, and there is no such step", topic->start);
  return TRUE;
}

/* Whether somebody with this device who comes to the step finds something to look at, something to
 * read aloud, and a choice. */
static gboolean
has_words_for (const TernGuideStep *step, const char *device, GError **error)
{
  if (tern_guide_step_get_look (step, device) == NULL)
    return fail (error, TERN_GUIDE_ERROR_MISSING, step->line, "Step “%s” has no <look> for %s",
                 step->id, device);
  if (tern_guide_step_get_say (step, device) == NULL)
    return fail (error, TERN_GUIDE_ERROR_MISSING, step->line, "Step “%s” has no <say> for %s",
                 step->id, device);
  if (step->kind == TERN_GUIDE_KIND_QUESTION && tern_guide_step_get_n_answers (step, device) == 0)
    return fail (error, TERN_GUIDE_ERROR_MISSING, step->line, "Step “%s” has no <answer> for %s",
                 step->id, device);
  return TRUE;
}

/* Goes all ways from a step to their ends. No deeper than there are steps. */
static gboolean
follow (Search *search, const TernGuideStep *step, GError **error)
{
  Mark mark = GPOINTER_TO_INT (g_hash_table_lookup (search->marks, step->id));

  if (mark == PASSED)
    return TRUE;
  if (mark == ON_THE_WAY)
    return fail (error, TERN_GUIDE_ERROR_LOOP, step->line,
                 "From step “%s” a way leads back to itself, for %s", step->id, search->device);
  if (!has_words_for (step, search->device, error))
    return FALSE;

  g_hash_table_add (search->reached, step->id);
  g_hash_table_insert (search->marks, step->id, GINT_TO_POINTER (ON_THE_WAY));
  for (guint i = 0; i < tern_guide_step_get_n_answers (step, search->device); i++)
    {
      const char *target = tern_guide_step_get_target (step, search->device, i);

      if (!follow (search, tern_guide_find_step (search->guide, target), error))
        return FALSE;
    }
  g_hash_table_insert (search->marks, step->id, GINT_TO_POINTER (PASSED));
  return TRUE;
}

static gboolean
check_device (TernGuide *self, const TernGuideDevice *device, GHashTable *reached, GError **error)
{
  g_autoptr (GHashTable) marks = g_hash_table_new (g_str_hash, g_str_equal);
  Search search = { self, device->id, marks, reached };
  gboolean covered = FALSE;

  for (guint i = 0; i < self->topics->len; i++)
    {
      const TernGuideTopic *topic = self->topics->pdata[i];

      if (!tern_guide_topic_is_for (topic, device->id))
        continue;
      covered = TRUE;
      if (!follow (&search, tern_guide_find_step (self, topic->start), error))
        return FALSE;
    }
  return covered ||
         fail (error, TERN_GUIDE_ERROR_MISSING, device->line, "No topic is for %s", device->id);
}

static gboolean
check_parts (TernGuide *self, GError **error)
{
  if (self->devices->len == 0 || self->topics->len == 0)
    return fail (error, TERN_GUIDE_ERROR_MISSING, 1, "There is no <%s>",
                 self->devices->len == 0 ? "device" : "topic");
  for (guint i = 0; i < self->topics->len; i++)
    if (!check_topic (self, self->topics->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < self->steps->len; i++)
    if (!check_step (self, self->steps->pdata[i], error))
      return FALSE;
  return TRUE;
}

/**
 * tern_guide_validate:
 * @self: a guide that was read by tern_guide_parse()
 * @error: return location for a #TernGuideError
 *
 * Returns: whether every way through it ends, every step can be reached, and whoever reaches one
 * finds words for their device
 */
gboolean
tern_guide_validate (TernGuide *self, GError **error)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (g_str_hash, g_str_equal);

  if (!check_parts (self, error))
    return FALSE;
  for (guint i = 0; i < self->devices->len; i++)
    if (!check_device (self, self->devices->pdata[i], reached, error))
      return FALSE;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const TernGuideStep *step = self->steps->pdata[i];

      if (!g_hash_table_contains (reached, step->id))
        return fail (error, TERN_GUIDE_ERROR_UNREACHABLE, step->line, "Nothing leads to step “%s”",
                     step->id);
    }
  return TRUE;
}
