/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-guide.h"

G_BEGIN_DECLS

#define TERN_TYPE_GUIDE_WALK (tern_guide_walk_get_type ())
G_DECLARE_FINAL_TYPE (TernGuideWalk, tern_guide_walk, TERN, GUIDE_WALK, GObject)

/*
 * One person's way through the guide: the step they are at, and the answers that led there. The
 * signal "changed" is emitted whenever the step has changed. Main thread.
 */
TernGuideWalk *tern_guide_walk_new (TernGuide *guide,
                                    const TernGuideTopic *topic,
                                    const char *device) G_GNUC_WARN_UNUSED_RESULT;
TernGuide *tern_guide_walk_get_guide (TernGuideWalk *self);
const TernGuideTopic *tern_guide_walk_get_topic (TernGuideWalk *self);
const char *tern_guide_walk_get_device (TernGuideWalk *self);
const TernGuideStep *tern_guide_walk_get_step (TernGuideWalk *self);
gboolean tern_guide_walk_is_at_end (TernGuideWalk *self);
gboolean tern_guide_walk_answer (TernGuideWalk *self, guint index);
gboolean tern_guide_walk_back (TernGuideWalk *self);
guint tern_guide_walk_get_n_passed (TernGuideWalk *self);
const TernGuideStep *tern_guide_walk_get_passed_step (TernGuideWalk *self, guint position);
const char *tern_guide_walk_get_passed_answer (TernGuideWalk *self, guint position);

G_END_DECLS
