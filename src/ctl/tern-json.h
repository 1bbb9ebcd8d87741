/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lpa/lpa-euicc.h"
#include "readers/tern-reader.h"

G_BEGIN_DECLS

/* The parts that ternctl --json results are made of. Each adds one value to the builder. */
void tern_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void tern_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void tern_json_add_bool (JsonBuilder *builder, const char *name, gboolean value);
void tern_json_add_code (JsonBuilder *builder, const LpaActivationCode *code);
void tern_json_add_profile (JsonBuilder *builder, LpaProfile *profile);
void tern_json_add_notification (JsonBuilder *builder, LpaNotification *notification);
void tern_json_add_reports (JsonBuilder *builder, const LpaNotifierResult *result);
void tern_json_add_euicc (JsonBuilder *builder, LpaEuicc *euicc);
void tern_json_add_reader (JsonBuilder *builder, TernReader *reader);

G_END_DECLS
