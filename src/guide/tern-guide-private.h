/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-guide.h"

G_BEGIN_DECLS

/**
 * TernGuideText:
 * @text: untranslated
 * @devices: (nullable): the devices that it is for; %NULL for all
 * @target: (nullable): of an answer, the step that it leads to
 * @line: where it stands in the file
 */
typedef struct
{
  char *text;
  GStrv devices;
  char *target;
  int line;
} TernGuideText;

struct _TernGuideStep
{
  char *id;
  TernGuideKind kind;
  int line;
  char *title;
  GStrv checks;
  GPtrArray *looks;
  GPtrArray *says;
  GPtrArray *answers;
};

TernGuideStep *tern_guide_step_new (TernGuideKind kind, const char *id, int line);
void tern_guide_step_free (TernGuideStep *self);
gboolean tern_guide_devices_include (GStrv devices, const char *device);

/* The parts of a guide while it is being read. */
struct _TernGuide
{
  GObject parent_instance;

  GPtrArray *devices;
  GPtrArray *topics;
  GPtrArray *steps;
  GHashTable *steps_by_id;
};

TernGuideDevice *tern_guide_device_new (const char *id, int line);
TernGuideTopic *tern_guide_topic_new (const char *id, const char *start, GStrv devices, int line);
gboolean tern_guide_parse (TernGuide *self, const char *data, gsize length, GError **error);
gboolean tern_guide_validate (TernGuide *self, GError **error);

G_END_DECLS
