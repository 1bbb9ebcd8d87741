/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* The roles of SGP.22 as certificate policies. */
#define SIM_ROLE_CI "2.23.146.1.2.1.0"
#define SIM_ROLE_EUICC "2.23.146.1.2.1.1"
#define SIM_ROLE_EUM "2.23.146.1.2.1.2"
#define SIM_ROLE_DP_TLS "2.23.146.1.2.1.3"
#define SIM_ROLE_DP_AUTH "2.23.146.1.2.1.4"
#define SIM_ROLE_DP_PB "2.23.146.1.2.1.5"
#define SIM_ROLE_DS_TLS "2.23.146.1.2.1.6"
#define SIM_ROLE_DS_AUTH "2.23.146.1.2.1.7"

X509 *sim_certificate_parse (const guint8 *der, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_certificate_dup_der (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_certificate_dup_key_id (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_certificate_dup_registered_id (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
char *sim_certificate_dup_registered_id_text (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
char *sim_certificate_dup_serial_number (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_certificate_has_role (X509 *certificate, const char *role);
gboolean sim_certificate_is_issued_by (X509 *certificate, X509 *issuer);
gboolean sim_certificate_allows_eid (X509 *eum, const char *eid);
char *sim_certificate_dup_pem (X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
