/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509v3.h>

G_BEGIN_DECLS

/* What a server's certificates say, in words for people, and whether they are for its address. Any
 * thread. */

/* Of a chain that is longer, no more is looked at. */
#define LPA_X509_MAX_CHAIN 10

typedef STACK_OF (X509) X509Stack;
void lpa_x509_stack_free (X509Stack *stack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, lpa_x509_stack_free)

X509Stack *lpa_x509_load_chain (GTlsCertificate *chain) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_x509_dup_key_id (const X509 *certificate) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_x509_dup_name_part (const X509_NAME *name, int nid) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_x509_dup_name (const X509_NAME *name) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_x509_dup_date (const ASN1_TIME *time) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_x509_check_host (X509 *leaf, const char *host, GError **error);

G_END_DECLS
