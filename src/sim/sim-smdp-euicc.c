/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "sim/sim-certificate.h"
#include "sim/sim-openssl.h"

static gboolean
is_expired (X509 *certificate)
{
  return X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0;
}

static gboolean
check_eum (SimPki *pki, X509 *eum, GError **error)
{
  X509 *ci = sim_pki_get_certificate (pki, SIM_PKI_CI);

  if (!eum || !sim_certificate_is_issued_by (eum, ci) ||
      !sim_certificate_has_role (eum, SIM_ROLE_EUM))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUM_CERTIFICATE,
                            "The EUM certificate is not from this server's issuer");
  if (is_expired (eum))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUM_EXPIRED, "The EUM certificate has expired");
  return TRUE;
}

static gboolean
check_euicc (X509 *euicc, X509 *eum, GError **error)
{
  if (!euicc || !sim_certificate_is_issued_by (euicc, eum) ||
      !sim_certificate_has_role (euicc, SIM_ROLE_EUICC))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_CERTIFICATE,
                            "The eUICC certificate is not from its EUM");
  if (is_expired (euicc))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_EXPIRED, "The eUICC certificate has expired");
  return TRUE;
}

/**
 * sim_smdp_verify_euicc:
 * @pki: the test network
 * @euicc: CERT.EUICC as the card sent it
 * @eum: CERT.EUM as the card sent it
 * @eid: (out) (transfer full): the EID in the certificate
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Checks the chain from the card to the issuer, SGP.22 4.5.2.2.
 *
 * Returns: (transfer full) (nullable): the certificate of the card
 */
X509 *
sim_smdp_verify_euicc (SimPki *pki,
                       const LpaTlv *euicc,
                       const LpaTlv *eum,
                       char **eid,
                       GError **error)
{
  g_autoptr (X509) certificate = sim_certificate_parse (euicc->raw, euicc->raw_length);
  g_autoptr (X509) manufacturer = sim_certificate_parse (eum->raw, eum->raw_length);
  g_autofree char *number = NULL;

  if (!check_eum (pki, manufacturer, error) || !check_euicc (certificate, manufacturer, error))
    return NULL;

  number = sim_certificate_dup_serial_number (certificate);
  if (!number || !sim_certificate_allows_eid (manufacturer, number))
    {
      sim_smdp_refuse (error, SIM_REFUSAL_EID_RANGE, "The EID is none that this EUM may give");
      return NULL;
    }

  *eid = g_steal_pointer (&number);
  return g_steal_pointer (&certificate);
}
