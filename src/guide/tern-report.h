/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "checks/tern-check.h"
#include "guide/tern-guide-walk.h"
#include "ledger/tern-ledger.h"
#include "lpa/lpa-download.h"
#include "readers/tern-reader.h"

G_BEGIN_DECLS

/* The line between the readable part of a report and the one for programs. */
#define TERN_REPORT_MARKER "===== tern-report 1 (JSON) ====="

#define TERN_TYPE_REPORT (tern_report_get_type ())
G_DECLARE_FINAL_TYPE (TernReport, tern_report, TERN, REPORT, GObject)

/*
 * What a seller or a supporter needs in order to help, put together and looked through by the
 * person before it goes anywhere: what was tried, with times; the exact error, in words and
 * figures; checks and their evidence; card, reader, system; what was done before. As text, and
 * below a marker as JSON.
 *
 * Numbers of cards and profiles are shortened. Activation codes, matching IDs and confirmation
 * codes are never in it, not even where a server repeats them. Main thread.
 */
TernReport *tern_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_set_order (TernReport *self, const char *order);
void tern_report_set_device (TernReport *self, const char *device);
void tern_report_set_picture (TernReport *self, GBytes *picture);
GBytes *tern_report_get_picture (TernReport *self);
void tern_report_add_secret (TernReport *self, const char *secret);
char *tern_report_scrub (TernReport *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_set_error (TernReport *self,
                            const GError *error,
                            LpaStep step,
                            LpaCodeUsable usable);
void tern_report_set_code (TernReport *self, const LpaActivationCode *code);
void tern_report_follow (TernReport *self, LpaDownload *download);
void tern_report_add_reader (TernReport *self, TernReader *reader);
void tern_report_add_fault (TernReport *self, const GError *error);
void tern_report_add_card (TernReport *self, LpaEuicc *euicc);
void tern_report_add_check (TernReport *self, TernCheck *check);
void tern_report_add_walk (TernReport *self, TernGuideWalk *walk);
gboolean tern_report_add_history (TernReport *self,
                                  TernLedger *ledger,
                                  guint limit,
                                  GError **error);
void tern_report_add_history_async (TernReport *self,
                                    TernLedger *ledger,
                                    guint limit,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean tern_report_add_history_finish (TernReport *self, GAsyncResult *result, GError **error);
char *tern_report_to_text (TernReport *self) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *tern_report_to_json (TernReport *self) G_GNUC_WARN_UNUSED_RESULT;
char *tern_report_to_file (TernReport *self) G_GNUC_WARN_UNUSED_RESULT;
char *tern_report_to_preview (TernReport *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_report_save (TernReport *self, const char *path, GError **error);

G_END_DECLS
