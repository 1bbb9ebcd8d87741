/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-guide-step.h"

#include <glib/gi18n-lib.h>

#include "guide/tern-guide-private.h"

static const char *const nicks[] = {
  [TERN_GUIDE_KIND_QUESTION] = "question",
  [TERN_GUIDE_KIND_CURE] = "cure",
  [TERN_GUIDE_KIND_REPORT] = "report",
};

static void
text_free (gpointer data)
{
  TernGuideText *text = data;

  g_free (text->text);
  g_strfreev (text->devices);
  g_free (text->target);
  g_free (text);
}

/**
 * tern_guide_step_new:
 * @kind: question or end
 * @id: its name
 * @line: where it stands in the file
 *
 * Returns: (transfer full): a step without words
 */
TernGuideStep *
tern_guide_step_new (TernGuideKind kind, const char *id, int line)
{
  TernGuideStep *self = g_new0 (TernGuideStep, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  self->line = line;
  self->looks = g_ptr_array_new_with_free_func (text_free);
  self->says = g_ptr_array_new_with_free_func (text_free);
  self->answers = g_ptr_array_new_with_free_func (text_free);
  return self;
}

/**
 * tern_guide_step_free:
 * @self: (transfer full): a step
 */
void
tern_guide_step_free (TernGuideStep *self)
{
  g_free (self->id);
  g_free (self->title);
  g_strfreev (self->checks);
  g_ptr_array_unref (self->looks);
  g_ptr_array_unref (self->says);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

/**
 * tern_guide_devices_include:
 * @devices: (nullable): names of devices; %NULL for all
 * @device: a name
 *
 * Returns: whether it is among them
 */
gboolean
tern_guide_devices_include (GStrv devices, const char *device)
{
  return devices == NULL || g_strv_contains ((const char *const *) devices, device);
}

/**
 * tern_guide_kind_get_nick:
 * @kind: a kind of step
 *
 * Returns: its name in JSON, such as `cure`
 */
const char *
tern_guide_kind_get_nick (TernGuideKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/* The text for the device, otherwise the one for all that have none of their own. */
static const char *
find_text (GPtrArray *texts, const char *device)
{
  const char *general = NULL;

  for (guint i = 0; i < texts->len; i++)
    {
      const TernGuideText *text = texts->pdata[i];

      if (text->devices == NULL)
        general = text->text;
      else if (tern_guide_devices_include (text->devices, device))
        return g_dpgettext2 (GETTEXT_PACKAGE, "guide", text->text);
    }
  return general ? g_dpgettext2 (GETTEXT_PACKAGE, "guide", general) : NULL;
}

static const TernGuideText *
find_answer (const TernGuideStep *self, const char *device, guint index)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const TernGuideText *answer = self->answers->pdata[i];

      if (tern_guide_devices_include (answer->devices, device) && index-- == 0)
        return answer;
    }
  return NULL;
}

/**
 * tern_guide_step_get_id:
 * @self: a step
 *
 * Returns: its name in the file and in JSON
 */
const char *
tern_guide_step_get_id (const TernGuideStep *self)
{
  return self->id;
}

/**
 * tern_guide_step_get_kind:
 * @self: a step
 *
 * Returns: whether it asks, or ends the conversation and how
 */
TernGuideKind
tern_guide_step_get_kind (const TernGuideStep *self)
{
  return self->kind;
}

/**
 * tern_guide_step_get_checks:
 * @self: a step
 *
 * Returns: (nullable) (array zero-terminated=1): names of the checks whose verdict answers the
 * question for an eSIM in this computer; %NULL when the program cannot know
 */
const char *const *
tern_guide_step_get_checks (const TernGuideStep *self)
{
  return (const char *const *) self->checks;
}

/**
 * tern_guide_step_get_title:
 * @self: a step
 *
 * Returns: the question, or what the end is about; translated
 */
const char *
tern_guide_step_get_title (const TernGuideStep *self)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "guide", self->title);
}

/**
 * tern_guide_step_get_look:
 * @self: a step
 * @device: name of a device
 *
 * Returns: (nullable): what to look at or to do on that device, translated; %NULL when no way leads
 * here with that device
 */
const char *
tern_guide_step_get_look (const TernGuideStep *self, const char *device)
{
  return find_text (self->looks, device);
}

/**
 * tern_guide_step_get_say:
 * @self: a step
 * @device: name of a device
 *
 * Returns: (nullable): a sentence that staff can read aloud, translated; %NULL when no way leads
 * here with that device
 */
const char *
tern_guide_step_get_say (const TernGuideStep *self, const char *device)
{
  return find_text (self->says, device);
}

/**
 * tern_guide_step_get_n_answers:
 * @self: a step
 * @device: name of a device
 *
 * Returns: how many answers there are for that device; none for an end
 */
guint
tern_guide_step_get_n_answers (const TernGuideStep *self, const char *device)
{
  guint n = 0;

  while (find_answer (self, device, n) != NULL)
    n++;
  return n;
}

/**
 * tern_guide_step_get_answer:
 * @self: a step
 * @device: name of a device
 * @index: which answer, below tern_guide_step_get_n_answers()
 *
 * Returns: (nullable): what a person may have found, translated
 */
const char *
tern_guide_step_get_answer (const TernGuideStep *self, const char *device, guint index)
{
  const TernGuideText *answer = find_answer (self, device, index);

  return answer ? g_dpgettext2 (GETTEXT_PACKAGE, "guide", answer->text) : NULL;
}

/**
 * tern_guide_step_get_target:
 * @self: a step
 * @device: name of a device
 * @index: which answer, below tern_guide_step_get_n_answers()
 *
 * Returns: (nullable): name of the step that the answer leads to
 */
const char *
tern_guide_step_get_target (const TernGuideStep *self, const char *device, guint index)
{
  const TernGuideText *answer = find_answer (self, device, index);

  return answer ? answer->target : NULL;
}
