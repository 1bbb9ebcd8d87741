/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

#define SIM_PKI_DEFAULT_EID "89044045930000000000001234567853"
#define SIM_PKI_TEST_HOST "smdp.example.com"

/**
 * SIM_PKI_ERROR:
 *
 * The domain of errors with a folder of certificates and keys.
 */
#define SIM_PKI_ERROR (sim_pki_error_quark ())
GQuark sim_pki_error_quark (void);

/**
 * SimPkiError:
 * @SIM_PKI_ERROR_EID: an EID is not 32 digits with right check digits
 * @SIM_PKI_ERROR_CERTIFICATE: a file holds no certificate, or one that does not fit its role
 * @SIM_PKI_ERROR_KEY: a file holds no private key, the wrong one, or is missing
 * @SIM_PKI_ERROR_FAILED: libcrypto refused for another reason
 */
typedef enum
{
  SIM_PKI_ERROR_EID,
  SIM_PKI_ERROR_CERTIFICATE,
  SIM_PKI_ERROR_KEY,
  SIM_PKI_ERROR_FAILED,
} SimPkiError;

/**
 * SimPkiRole:
 *
 * The parts of a test network, named after their files.
 */
typedef enum
{
  SIM_PKI_CI,
  SIM_PKI_EUM,
  SIM_PKI_EUICC,
  SIM_PKI_DPAUTH,
  SIM_PKI_DPPB,
  SIM_PKI_DPTLS,
  SIM_PKI_N_ROLES,
} SimPkiRole;

/**
 * SimTlsFlaw:
 * @SIM_TLS_FLAW_NONE: a good certificate for localhost, 127.0.0.1 and %SIM_PKI_TEST_HOST
 * @SIM_TLS_FLAW_EXPIRED: valid until yesterday
 * @SIM_TLS_FLAW_NOT_YET_VALID: valid from tomorrow
 * @SIM_TLS_FLAW_OTHER_HOST: made out to another server
 * @SIM_TLS_FLAW_SELF_SIGNED: signed with its own key
 * @SIM_TLS_FLAW_OTHER_ISSUER: signed by an issuer of the same name with another key
 * @SIM_TLS_FLAW_WRONG_USAGE: for TLS clients only
 *
 * What is wrong with a server's TLS certificate, for tests of the refusals.
 */
typedef enum
{
  SIM_TLS_FLAW_NONE,
  SIM_TLS_FLAW_EXPIRED,
  SIM_TLS_FLAW_NOT_YET_VALID,
  SIM_TLS_FLAW_OTHER_HOST,
  SIM_TLS_FLAW_SELF_SIGNED,
  SIM_TLS_FLAW_OTHER_ISSUER,
  SIM_TLS_FLAW_WRONG_USAGE,
  SIM_TLS_N_FLAWS,
} SimTlsFlaw;

/**
 * SimPki:
 *
 * A test issuer with one certificate and key for each role under it. Immutable; may be used from
 * any thread.
 */
#define SIM_TYPE_PKI (sim_pki_get_type ())
G_DECLARE_FINAL_TYPE (SimPki, sim_pki, SIM, PKI, GObject)

gboolean sim_pki_check_eid (const char *eid, GError **error);
char *sim_pki_complete_eid (const char *digits) G_GNUC_WARN_UNUSED_RESULT;
const char *sim_pki_role_get_name (SimPkiRole role);
gboolean sim_tls_flaw_from_nick (const char *nick, SimTlsFlaw *flaw);

SimPki *sim_pki_new (const char *eid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SimPki *sim_pki_load (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SimPki *sim_pki_load_for (const char *dir,
                          const char *eid,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_pki_save (SimPki *self, const char *dir, GError **error);
gboolean sim_pki_generate (const char *dir, const char *eid, GError **error);
SimPki *sim_pki_derive (SimPki *self, const char *eid, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *sim_pki_get_eid (SimPki *self);
GBytes *sim_pki_get_eid_bytes (SimPki *self);
X509 *sim_pki_get_certificate (SimPki *self, SimPkiRole role);
GBytes *sim_pki_get_der (SimPki *self, SimPkiRole role);
char *sim_pki_dup_pem (SimPki *self, SimPkiRole role) G_GNUC_WARN_UNUSED_RESULT;
EVP_PKEY *sim_pki_get_key (SimPki *self, SimPkiRole role);
GBytes *sim_pki_get_ci_id (SimPki *self);
GBytes *sim_pki_get_smdp_oid (SimPki *self);

gboolean sim_pki_verify_server (SimPki *self, X509 *certificate, const char *role);
gboolean sim_pki_verify_euicc (SimPki *self, X509 *euicc, X509 *eum);
GTlsCertificate *sim_pki_issue_tls (SimPki *self,
                                    SimTlsFlaw flaw,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
X509 *sim_pki_issue (SimPki *self,
                     SimPkiRole role,
                     EVP_PKEY *key,
                     const char *policy,
                     const char *oid,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
