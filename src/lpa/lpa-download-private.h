/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-download.h"
#include "lpa/lpa-operation.h"

G_BEGIN_DECLS

/*
 * The inside of a download, for the files that make it up: lpa-download.c (the object and the
 * order of the steps), lpa-download-session.c (the session between card and server),
 * lpa-download-preview.c and lpa-download-install.c (what each step does).
 */

typedef enum
{
  LPA_DOWNLOAD_STATE_NEW,
  LPA_DOWNLOAD_STATE_RUNNING,
  LPA_DOWNLOAD_STATE_WAITING,
  LPA_DOWNLOAD_STATE_ENDED,
} LpaDownloadState;

struct _LpaDownload
{
  GObject parent_instance;

  /* What the person gives. */
  LpaActivationCode *code;
  LpaTrust *trust;
  LpaTrace *trace;
  char *tac;
  char *imei;
  char *confirmation_code;
  gboolean consent;
  gboolean check_only;

  /* What is told, read by the person's thread while the worker runs: atomic. */
  GMainContext *context;
  int state;
  int step;
  int usable;
  int delivered;
  LpaPreview *preview;
  LpaProfile *installed_profile;

  /* The worker's own. */
  LpaCard *card;
  LpaJournal *journal;
  LpaOperation *operation;
  GPtrArray *card_keys;
  gint64 free_memory;
  LpaPolicyRules forbidden_rules;
  LpaServer *server;
  LpaServerAuthentication *authentication;
  GBytes *response;
  LpaServerOffer *offer;
  GBytes *package;
  LpaInstallResult *result;
  gboolean card_has_session;
  gboolean result_unknown;
  gboolean session_spent;
  gboolean package_asked;
  gboolean server_ended;
  GError *code_refusal;
  LpaCancelReason reason;
};

typedef gboolean (*LpaDownloadRun) (LpaDownload *self, GCancellable *cancellable, GError **error);

/**
 * LpaDownloadStep:
 * @step: its name
 * @vital: whether the download fails with it
 * @run: carries it out
 */
typedef struct
{
  LpaStep step;
  gboolean vital;
  LpaDownloadRun run;
} LpaDownloadStep;

extern const LpaDownloadStep lpa_download_preview_steps[];
extern const guint lpa_download_n_preview_steps;
extern const LpaDownloadStep lpa_download_install_steps[];
extern const guint lpa_download_n_install_steps;

gboolean lpa_download_session_initiate (LpaDownload *self,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean lpa_download_session_authenticate (LpaDownload *self,
                                            GCancellable *cancellable,
                                            GError **error);
gboolean lpa_download_session_ask (LpaDownload *self, GCancellable *cancellable, GError **error);
gboolean lpa_download_session_renew (LpaDownload *self, GCancellable *cancellable, GError **error);
gboolean lpa_download_session_cancel (LpaDownload *self, LpaCancelReason reason, GError **error);

gboolean lpa_download_deliver (LpaDownload *self, GCancellable *cancellable, GError **error);
void lpa_download_note_failure (LpaDownload *self, const GError *error);
void lpa_download_set_usable (LpaDownload *self, LpaCodeUsable usable);
void lpa_download_emit_progress (LpaDownload *self, guint64 done, guint64 total);
void lpa_preview_free (LpaPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaPreview, lpa_preview_free)

G_END_DECLS
