/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpaTrustKind:
 * @LPA_TRUST_KIND_CARD_ISSUER: an issuer that the card itself names
 * @LPA_TRUST_KIND_PRODUCTION_ISSUER: one of the production issuers of consumer eSIM
 * @LPA_TRUST_KIND_WEB: an issuer of the world-wide web that this system trusts
 * @LPA_TRUST_KIND_ADDED: an issuer added by hand for a test network
 *
 * On whose word a server is believed.
 */
typedef enum
{
  LPA_TRUST_KIND_CARD_ISSUER,
  LPA_TRUST_KIND_PRODUCTION_ISSUER,
  LPA_TRUST_KIND_WEB,
  LPA_TRUST_KIND_ADDED,
} LpaTrustKind;

/**
 * LpaTrustVerdict:
 * @kind: on whose word
 * @issuer: that issuer's name for people
 *
 * Free with lpa_trust_verdict_free().
 */
typedef struct
{
  LpaTrustKind kind;
  char *issuer;
} LpaTrustVerdict;

LpaTrustVerdict *lpa_trust_verdict_copy (const LpaTrustVerdict *self) G_GNUC_WARN_UNUSED_RESULT;
void lpa_trust_verdict_free (LpaTrustVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaTrustVerdict, lpa_trust_verdict_free)

#define LPA_TYPE_TRUST (lpa_trust_get_type ())
G_DECLARE_FINAL_TYPE (LpaTrust, lpa_trust, LPA, TRUST, GObject)

/*
 * Which servers are believed. There is no way to believe everything. Set up on one thread, then
 * used from any.
 */
LpaTrust *lpa_trust_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_trust_add_issuers (LpaTrust *self, const char *path, GError **error);
GPtrArray *lpa_trust_get_added_issuers (LpaTrust *self);
void lpa_trust_set_web_allowed (LpaTrust *self, gboolean allowed);
gboolean lpa_trust_get_web_allowed (LpaTrust *self);
LpaTrustVerdict *lpa_trust_verify (LpaTrust *self,
                                   GTlsCertificate *chain,
                                   GTlsCertificateFlags system_flaws,
                                   const char *host,
                                   GPtrArray *card_keys,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Names for people; unknown issuers are told apart by the first six digits of their key identifier.
 */
char *lpa_trust_issuer_name (GBytes *key_id) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_trust_issuer_is_test (GBytes *key_id);
gboolean lpa_trust_issuer_is_production (GBytes *key_id);

G_END_DECLS
