/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "guide/tern-guide-step.h"

G_BEGIN_DECLS

/**
 * TernGuideError:
 * @TERN_GUIDE_ERROR_SYNTAX: it is not XML, or holds elements, attributes or words where none belong
 * @TERN_GUIDE_ERROR_TOO_LARGE: there is more of something than anybody would read
 * @TERN_GUIDE_ERROR_MISSING: a sentence, an answer or a name is missing
 * @TERN_GUIDE_ERROR_DUPLICATE: two things have one name, or a device has two sentences of one kind
 * @TERN_GUIDE_ERROR_UNKNOWN: a name that nothing has: of a step or of a device
 * @TERN_GUIDE_ERROR_UNREACHABLE: a step to which nothing leads
 * @TERN_GUIDE_ERROR_LOOP: a step from which a way leads back to itself
 *
 * What is wrong with a guide. The message begins with the line, and is for whoever edits it.
 */
typedef enum
{
  TERN_GUIDE_ERROR_SYNTAX,
  TERN_GUIDE_ERROR_TOO_LARGE,
  TERN_GUIDE_ERROR_MISSING,
  TERN_GUIDE_ERROR_DUPLICATE,
  TERN_GUIDE_ERROR_UNKNOWN,
  TERN_GUIDE_ERROR_UNREACHABLE,
  TERN_GUIDE_ERROR_LOOP,
} TernGuideError;
#define TERN_GUIDE_ERROR (tern_guide_error_quark ())
GQuark tern_guide_error_quark (void);

/**
 * TernGuideDevice:
 * @id: its name in the file, such as `iphone`
 * @line: where it stands there
 *
 * A kind of device that an eSIM can live in. Belongs to its #TernGuide.
 */
typedef struct
{
  char *id;
  char *label;
  int line;
} TernGuideDevice;

/**
 * TernGuideTopic:
 * @id: its name in the file, such as `no-service`
 * @start: the step that it begins with
 * @devices: (nullable): the devices that it is for; %NULL for all
 * @line: where it stands there
 *
 * What a person begins with. Belongs to its #TernGuide.
 */
typedef struct
{
  char *id;
  char *title;
  char *summary;
  char *start;
  GStrv devices;
  int line;
} TernGuideTopic;

#define TERN_TYPE_GUIDE (tern_guide_get_type ())
G_DECLARE_FINAL_TYPE (TernGuide, tern_guide, TERN, GUIDE, GObject)

/*
 * The guide (“Fix a problem”): topics, each the beginning of a conversation that ends in a cure or
 * in a report, for each device that an eSIM can live in. It is read from data/guide/guide.xml,
 * which translators and support staff edit, and found whole before anything of it is shown: every
 * way ends, and nobody meets a step without words. Does not change; any thread.
 */
TernGuide *tern_guide_new (void) G_GNUC_WARN_UNUSED_RESULT;
TernGuide *tern_guide_new_from_data (const char *data,
                                     gssize length,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernGuide *tern_guide_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_guide_get_devices (TernGuide *self);
GPtrArray *tern_guide_get_topics (TernGuide *self);
GPtrArray *tern_guide_get_steps (TernGuide *self);
const TernGuideDevice *tern_guide_find_device (TernGuide *self, const char *id);
const TernGuideTopic *tern_guide_find_topic (TernGuide *self, const char *id);
const TernGuideStep *tern_guide_find_step (TernGuide *self, const char *id);
const char *tern_guide_device_get_label (const TernGuideDevice *self);
const char *tern_guide_topic_get_title (const TernGuideTopic *self);
const char *tern_guide_topic_get_summary (const TernGuideTopic *self);
gboolean tern_guide_topic_is_for (const TernGuideTopic *self, const char *device);

G_END_DECLS
