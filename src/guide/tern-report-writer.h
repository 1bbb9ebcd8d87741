/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "guide/tern-report-part.h"
#include "guide/tern-secrets.h"

G_BEGIN_DECLS

char *tern_report_write_text (GPtrArray *parts, TernSecrets *secrets) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_write_json (GPtrArray *parts, TernSecrets *secrets, JsonBuilder *builder);

G_END_DECLS
