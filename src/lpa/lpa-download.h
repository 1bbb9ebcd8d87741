/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-euicc-info.h"
#include "lpa/lpa-journal.h"
#include "lpa/lpa-server.h"
#include "lpa/lpa-step.h"

G_BEGIN_DECLS

/* A reader has no device identity of its own; this TAC is the one that servers know from computers.
 */
#define LPA_DEFAULT_TAC "35290611"

/**
 * LpaPreview:
 * @profile: what the server announces
 * @server: the address asked
 * @trust: on whose word the server is believed
 * @confirmation_code_required: whether the server wants a confirmation code
 * @verdict: what the card's rules say to the profile's rules
 * @installed: (nullable): the same profile, when the card has it already
 * @free_memory: free memory of the card in bytes, or -1
 *
 * What a person decides on. Owned by its #LpaDownload.
 */
typedef struct
{
  LpaProfile *profile;
  char *server;
  LpaTrustVerdict *trust;
  gboolean confirmation_code_required;
  LpaPolicyVerdict verdict;
  LpaProfile *installed;
  gint64 free_memory;
} LpaPreview;

#define LPA_TYPE_DOWNLOAD (lpa_download_get_type ())
G_DECLARE_FINAL_TYPE (LpaDownload, lpa_download, LPA, DOWNLOAD, GObject)

/*
 * One download, from code to delivered result, as a list of steps (SGP.22 3.1.3). It goes in two
 * halves, with the person's decision between them: lpa_download_preview() up to
 * LPA_STEP_ORDER_FOUND, then lpa_download_install() or lpa_download_cancel(). Before the package
 * is bound every way out cancels the session with LPA_CANCEL_REASON_POSTPONED or _TIMEOUT; once
 * the card has given a result nothing is cancelled.
 *
 * The blocking calls belong on the thread of the card's LpaWorker, between lpa_card_begin() and
 * lpa_card_end(); LpaEuicc makes them. The signals
 * - "step" (LpaStep as int, LpaStepState as int)
 * - "progress" (guint64 bytes done, guint64 bytes in all)
 *
 * are emitted on the main context that was the thread default where the object was made.
 */
LpaDownload *lpa_download_new (const LpaActivationCode *code,
                               LpaTrust *trust) G_GNUC_WARN_UNUSED_RESULT;
void lpa_download_set_device (LpaDownload *self, const char *tac, const char *imei);
void lpa_download_set_trace (LpaDownload *self, LpaTrace *trace);
void lpa_download_set_confirmation_code (LpaDownload *self, const char *confirmation_code);
void lpa_download_set_consent (LpaDownload *self, gboolean consent);
void lpa_download_set_check_only (LpaDownload *self, gboolean check_only);
const LpaActivationCode *lpa_download_get_code (LpaDownload *self);
const LpaPreview *lpa_download_get_preview (LpaDownload *self);
LpaStep lpa_download_get_step (LpaDownload *self);
LpaCodeUsable lpa_download_get_code_usable (LpaDownload *self);
LpaProfile *lpa_download_get_installed_profile (LpaDownload *self);
gboolean lpa_download_is_result_delivered (LpaDownload *self);
gboolean lpa_download_is_waiting (LpaDownload *self);

gboolean lpa_download_preview (LpaDownload *self,
                               LpaCard *card,
                               const char *eid,
                               LpaJournal *journal,
                               GCancellable *cancellable,
                               GError **error);
gboolean lpa_download_install (LpaDownload *self, GCancellable *cancellable, GError **error);
gboolean lpa_download_cancel (LpaDownload *self, LpaCancelReason reason, GError **error);

G_END_DECLS
