/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-tls-judge.h"

struct _LpaTlsJudge
{
  GTlsDatabase parent_instance;

  LpaTrust *trust;
  char *host;
  GPtrArray *card_keys;
  LpaTrustVerdict *verdict;
  GError *error;
};

G_DEFINE_FINAL_TYPE (LpaTlsJudge, lpa_tls_judge, G_TYPE_TLS_DATABASE)

/* What the system's store of web issuers finds wrong with a chain. */
static GTlsCertificateFlags
find_system_flaws (GTlsCertificate *chain,
                   const char *purpose,
                   GSocketConnectable *identity,
                   GCancellable *cancellable)
{
  g_autoptr (GTlsDatabase) system =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());

  if (!system)
    return G_TLS_CERTIFICATE_UNKNOWN_CA;
  return g_tls_database_verify_chain (system, chain, purpose, identity, NULL,
                                      G_TLS_DATABASE_VERIFY_NONE, cancellable, NULL);
}

static GTlsCertificateFlags
lpa_tls_judge_verify_chain (GTlsDatabase *database,
                            GTlsCertificate *chain,
                            const char *purpose,
                            GSocketConnectable *identity,
                            GTlsInteraction *interaction,
                            GTlsDatabaseVerifyFlags flags,
                            GCancellable *cancellable,
                            GError **error)
{
  LpaTlsJudge *self = LPA_TLS_JUDGE (database);
  GTlsCertificateFlags system_flaws = find_system_flaws (chain, purpose, identity, cancellable);

  g_clear_error (&self->error);
  g_clear_pointer (&self->verdict, lpa_trust_verdict_free);
  self->verdict = lpa_trust_verify (self->trust, chain, system_flaws, self->host, self->card_keys,
                                    &self->error);
  return self->verdict ? 0 : G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
lpa_tls_judge_finalize (GObject *object)
{
  LpaTlsJudge *self = LPA_TLS_JUDGE (object);

  g_object_unref (self->trust);
  g_free (self->host);
  g_clear_pointer (&self->card_keys, g_ptr_array_unref);
  g_clear_pointer (&self->verdict, lpa_trust_verdict_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (lpa_tls_judge_parent_class)->finalize (object);
}

static void
lpa_tls_judge_class_init (LpaTlsJudgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_tls_judge_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = lpa_tls_judge_verify_chain;
}

static void
lpa_tls_judge_init (LpaTlsJudge *self)
{
}

/**
 * lpa_tls_judge_new:
 * @trust: which servers are believed
 * @host: the server to be asked, with or without a port
 * @card_keys: (nullable) (element-type GBytes): as for lpa_trust_verify()
 *
 * Returns: (transfer full): a judge for this server
 */
LpaTlsJudge *
lpa_tls_judge_new (LpaTrust *trust, const char *host, GPtrArray *card_keys)
{
  LpaTlsJudge *self = g_object_new (LPA_TYPE_TLS_JUDGE, NULL);

  self->trust = g_object_ref (trust);
  self->host = g_strdup (host);
  self->card_keys = card_keys ? g_ptr_array_ref (card_keys) : NULL;
  return self;
}

/**
 * lpa_tls_judge_get_verdict:
 * @self: a judge
 *
 * Returns: (nullable): on whose word the server of the last handshake was believed; valid until
 *   the next handshake
 */
const LpaTrustVerdict *
lpa_tls_judge_get_verdict (LpaTlsJudge *self)
{
  return self->verdict;
}

/**
 * lpa_tls_judge_get_error:
 * @self: a judge
 *
 * Returns: (nullable): why the server of the last handshake was not believed, a %LPA_TRUST_ERROR;
 *   valid until the next handshake
 */
const GError *
lpa_tls_judge_get_error (LpaTlsJudge *self)
{
  return self->error;
}

/**
 * lpa_tls_judge_forget_error:
 * @self: a judge
 *
 * To be called before a request, so that what went wrong in an earlier one is not taken for its.
 */
void
lpa_tls_judge_forget_error (LpaTlsJudge *self)
{
  g_clear_error (&self->error);
}
