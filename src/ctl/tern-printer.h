/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "lpa/lpa-error-book.h"

G_BEGIN_DECLS

#define TERN_TYPE_PRINTER (tern_printer_get_type ())
G_DECLARE_FINAL_TYPE (TernPrinter, tern_printer, TERN, PRINTER, GObject)

/*
 * Everything that ternctl prints. For people: sentences on standard output, a progress line on
 * standard error when that is a terminal. For programs (--json): one object a line on standard
 * output, and nothing else there. Main thread.
 */
TernPrinter *tern_printer_new (gboolean json, gboolean verbose) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_printer_is_json (TernPrinter *self);
void tern_printer_prompt (TernPrinter *self, const char *question);
void tern_printer_say (TernPrinter *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tern_printer_note (TernPrinter *self, const char *name, const char *sentence);
void tern_printer_step (TernPrinter *self, LpaStep step, LpaStepState state);
void tern_printer_set_outcome (TernPrinter *self, const char *sentence);
void tern_printer_meanwhile (TernPrinter *self, const char *nick, const char *sentence);
void tern_printer_progress (TernPrinter *self, guint64 done, guint64 total);
void tern_printer_event (TernPrinter *self, const char *event, JsonObject *members);
void tern_printer_result (TernPrinter *self, JsonNode *result);
void tern_printer_error (TernPrinter *self,
                         const GError *error,
                         LpaStep step,
                         LpaCodeUsable usable);

G_END_DECLS
