/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

/**
 * SIM_SMDP_REFUSAL:
 *
 * The domain of a server's "no": an error whose message begins with the figure that goes over the
 * wire.
 */
#define SIM_SMDP_REFUSAL (sim_smdp_refusal_quark ())
GQuark sim_smdp_refusal_quark (void);

/* Subject and reason, SGP.22 5.2.6. */
#define SIM_REFUSAL_REQUEST "1.6/2.1"
#define SIM_REFUSAL_EUICC_ERROR "8.1/4.2"
#define SIM_REFUSAL_EUICC_MEMORY "8.1/4.8"
#define SIM_REFUSAL_EUICC_SIGNATURE "8.1/6.1"
#define SIM_REFUSAL_EID "8.1.1/3.8"
#define SIM_REFUSAL_EUM_CERTIFICATE "8.1.2/6.1"
#define SIM_REFUSAL_EUM_EXPIRED "8.1.2/6.3"
#define SIM_REFUSAL_EUICC_CERTIFICATE "8.1.3/6.1"
#define SIM_REFUSAL_EUICC_EXPIRED "8.1.3/6.3"
#define SIM_REFUSAL_EID_RANGE "8.1.4/6.1"
#define SIM_REFUSAL_NOT_RELEASED "8.2/1.2"
#define SIM_REFUSAL_BINDING "8.2/3.7"
#define SIM_REFUSAL_ELIGIBILITY "8.2.5/4.3"
#define SIM_REFUSAL_MATCHING_ID "8.2.6/3.8"
#define SIM_REFUSAL_CODE_MISSING "8.2.7/2.2"
#define SIM_REFUSAL_CODE_WRONG "8.2.7/3.8"
#define SIM_REFUSAL_CODE_TRIES "8.2.7/6.4"
#define SIM_REFUSAL_OID "8.8/3.10"
#define SIM_REFUSAL_EXECUTION "8.8/4.2"
#define SIM_REFUSAL_DP_ADDRESS "8.8.1/3.8"
#define SIM_REFUSAL_DP_ISSUER "8.8.2/3.1"
#define SIM_REFUSAL_DP_VERSION "8.8.3/3.1"
#define SIM_REFUSAL_EXPIRED "8.8.5/4.10"
#define SIM_REFUSAL_TRIES "8.8.5/6.4"
#define SIM_REFUSAL_DS_ADDRESS "8.9.1/3.8"
#define SIM_REFUSAL_DS_ISSUER "8.9.2/3.1"
#define SIM_REFUSAL_DS_VERSION "8.9.3/3.1"
#define SIM_REFUSAL_NO_EVENT "8.9.5/3.9"
#define SIM_REFUSAL_TRANSACTION "8.10.1/3.9"

gboolean sim_smdp_refuse (GError **error, const char *figure, const char *message);
gboolean sim_smdp_refuse_failed (const LpaTlv *failed, GError **error);
void sim_smdp_refusal_split (const GError *error, char **subject, char **reason, char **message);

G_END_DECLS
