/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-trust.h"

G_BEGIN_DECLS

#define LPA_TYPE_TLS_JUDGE (lpa_tls_judge_get_type ())
G_DECLARE_FINAL_TYPE (LpaTlsJudge, lpa_tls_judge, LPA, TLS_JUDGE, GTlsDatabase)

/*
 * The database that decides on the certificates of one server: GIO asks it in every handshake,
 * before a byte of a request is sent, and it asks LpaTrust. Belongs to the thread of its LpaHttp.
 */
LpaTlsJudge *lpa_tls_judge_new (LpaTrust *trust,
                                const char *host,
                                GPtrArray *card_keys) G_GNUC_WARN_UNUSED_RESULT;
const LpaTrustVerdict *lpa_tls_judge_get_verdict (LpaTlsJudge *self);
const GError *lpa_tls_judge_get_error (LpaTlsJudge *self);
void lpa_tls_judge_forget_error (LpaTlsJudge *self);

G_END_DECLS
