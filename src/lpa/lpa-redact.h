/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one way identifiers take into a log, a trace or a report. */
char *lpa_redact_identifier (const char *identifier) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_redact_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_redact_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;
void lpa_redact_tlv (guint8 *data, gsize length);

G_END_DECLS
