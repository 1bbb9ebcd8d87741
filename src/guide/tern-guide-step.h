/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernGuideKind:
 * @TERN_GUIDE_KIND_QUESTION: something to look at, and answers to choose from
 * @TERN_GUIDE_KIND_CURE: an end: what puts it right
 * @TERN_GUIDE_KIND_REPORT: an end: what to send to the seller
 */
typedef enum
{
  TERN_GUIDE_KIND_QUESTION,
  TERN_GUIDE_KIND_CURE,
  TERN_GUIDE_KIND_REPORT,
} TernGuideKind;
const char *tern_guide_kind_get_nick (TernGuideKind kind);

/**
 * TernGuideStep:
 *
 * One step of the guide, or one of its ends. What it says depends on the device that the eSIM is
 * meant for. Belongs to its #TernGuide and does not change.
 */
typedef struct _TernGuideStep TernGuideStep;

const char *tern_guide_step_get_id (const TernGuideStep *self);
TernGuideKind tern_guide_step_get_kind (const TernGuideStep *self);
const char *const *tern_guide_step_get_checks (const TernGuideStep *self);
const char *tern_guide_step_get_title (const TernGuideStep *self);
const char *tern_guide_step_get_look (const TernGuideStep *self, const char *device);
const char *tern_guide_step_get_say (const TernGuideStep *self, const char *device);
guint tern_guide_step_get_n_answers (const TernGuideStep *self, const char *device);
const char *tern_guide_step_get_answer (const TernGuideStep *self, const char *device, guint index);
const char *tern_guide_step_get_target (const TernGuideStep *self, const char *device, guint index);

G_END_DECLS
