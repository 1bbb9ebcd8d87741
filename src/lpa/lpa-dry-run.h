/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-card.h"
#include "lpa/lpa-server.h"

G_BEGIN_DECLS

/**
 * LpaDryRun:
 * @server: the address asked
 * @trust: on whose word the server is believed
 * @key_id: (nullable): key identifier of the issuer that the server chose among those the card
 *   names (euiccCiPKIdToBeUsed)
 * @date: (nullable): the server's clock when it answered
 * @milliseconds: how long the server took, connection included
 *
 * What a server says to a card before it has seen a code. Free with lpa_dry_run_free().
 */
typedef struct
{
  char *server;
  LpaTrustVerdict *trust;
  GBytes *key_id;
  GDateTime *date;
  guint milliseconds;
} LpaDryRun;

LpaDryRun *lpa_dry_run_new (LpaCard *card,
                            LpaTrust *trust,
                            GPtrArray *card_keys,
                            LpaTrace *trace,
                            const LpaActivationCode *code,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_dry_run_choose_server (LpaCard *card,
                                 const LpaActivationCode *code,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lpa_dry_run_free (LpaDryRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaDryRun, lpa_dry_run_free)

G_END_DECLS
