/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-guide-walk.h"

/* A step that was passed, and the answer that was given there. */
typedef struct
{
  const TernGuideStep *step;
  guint answer;
} Passed;

struct _TernGuideWalk
{
  GObject parent_instance;

  TernGuide *guide;
  const TernGuideTopic *topic;
  char *device;
  const TernGuideStep *step;
  GArray *passed;
};

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TernGuideWalk, tern_guide_walk, G_TYPE_OBJECT)

static void
tern_guide_walk_finalize (GObject *object)
{
  TernGuideWalk *self = TERN_GUIDE_WALK (object);

  g_clear_object (&self->guide);
  g_free (self->device);
  g_array_unref (self->passed);

  G_OBJECT_CLASS (tern_guide_walk_parent_class)->finalize (object);
}

static void
tern_guide_walk_class_init (TernGuideWalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_guide_walk_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tern_guide_walk_init (TernGuideWalk *self)
{
  self->passed = g_array_new (FALSE, FALSE, sizeof (Passed));
}

/**
 * tern_guide_walk_new:
 * @guide: the guide
 * @topic: one of its topics, which must be for @device
 * @device: name of one of its devices
 *
 * Returns: (transfer full): a walk that stands at the topic's first step
 */
TernGuideWalk *
tern_guide_walk_new (TernGuide *guide, const TernGuideTopic *topic, const char *device)
{
  TernGuideWalk *self;

  g_return_val_if_fail (tern_guide_find_device (guide, device) != NULL, NULL);
  g_return_val_if_fail (tern_guide_topic_is_for (topic, device), NULL);

  self = g_object_new (TERN_TYPE_GUIDE_WALK, NULL);
  self->guide = g_object_ref (guide);
  self->topic = topic;
  self->device = g_strdup (device);
  self->step = tern_guide_find_step (guide, topic->start);
  return self;
}

/**
 * tern_guide_walk_get_guide:
 * @self: a walk
 *
 * Returns: (transfer none): the guide
 */
TernGuide *
tern_guide_walk_get_guide (TernGuideWalk *self)
{
  return self->guide;
}

/**
 * tern_guide_walk_get_topic:
 * @self: a walk
 *
 * Returns: (transfer none): what it began with
 */
const TernGuideTopic *
tern_guide_walk_get_topic (TernGuideWalk *self)
{
  return self->topic;
}

/**
 * tern_guide_walk_get_device:
 * @self: a walk
 *
 * Returns: (transfer none): name of the device that it is for
 */
const char *
tern_guide_walk_get_device (TernGuideWalk *self)
{
  return self->device;
}

/**
 * tern_guide_walk_get_step:
 * @self: a walk
 *
 * Returns: (transfer none): where the person is
 */
const TernGuideStep *
tern_guide_walk_get_step (TernGuideWalk *self)
{
  return self->step;
}

/**
 * tern_guide_walk_is_at_end:
 * @self: a walk
 *
 * Returns: whether it has come to a cure or a report
 */
gboolean
tern_guide_walk_is_at_end (TernGuideWalk *self)
{
  return tern_guide_step_get_kind (self->step) != TERN_GUIDE_KIND_QUESTION;
}

/**
 * tern_guide_walk_answer:
 * @self: a walk
 * @index: which answer of the step, for the walk's device
 *
 * Goes where the answer leads.
 *
 * Returns: whether there is such an answer
 */
gboolean
tern_guide_walk_answer (TernGuideWalk *self, guint index)
{
  const char *target = tern_guide_step_get_target (self->step, self->device, index);
  Passed passed = { self->step, index };

  if (target == NULL)
    return FALSE;
  g_array_append_val (self->passed, passed);
  self->step = tern_guide_find_step (self->guide, target);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * tern_guide_walk_back:
 * @self: a walk
 *
 * Takes the last answer back.
 *
 * Returns: whether there was one
 */
gboolean
tern_guide_walk_back (TernGuideWalk *self)
{
  if (self->passed->len == 0)
    return FALSE;
  self->step = g_array_index (self->passed, Passed, self->passed->len - 1).step;
  g_array_set_size (self->passed, self->passed->len - 1);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * tern_guide_walk_get_n_passed:
 * @self: a walk
 *
 * Returns: how many steps have been answered
 */
guint
tern_guide_walk_get_n_passed (TernGuideWalk *self)
{
  return self->passed->len;
}

/**
 * tern_guide_walk_get_passed_step:
 * @self: a walk
 * @position: below tern_guide_walk_get_n_passed(); 0 is the first step
 *
 * Returns: (transfer none): a step that has been answered
 */
const TernGuideStep *
tern_guide_walk_get_passed_step (TernGuideWalk *self, guint position)
{
  g_return_val_if_fail (position < self->passed->len, NULL);

  return g_array_index (self->passed, Passed, position).step;
}

/**
 * tern_guide_walk_get_passed_answer:
 * @self: a walk
 * @position: below tern_guide_walk_get_n_passed(); 0 is the first step
 *
 * Returns: (transfer none): the answer given there, translated
 */
const char *
tern_guide_walk_get_passed_answer (TernGuideWalk *self, guint position)
{
  const Passed *passed;

  g_return_val_if_fail (position < self->passed->len, NULL);

  passed = &g_array_index (self->passed, Passed, position);
  return tern_guide_step_get_answer (passed->step, self->device, passed->answer);
}
