/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-server-reply.h"

G_BEGIN_DECLS

/* What a server answers to the steps of a session, taken out of its replies and checked as far as
 * that is the LPA's business: whether it belongs to the session, the server and the card. Any
 * thread. */

/**
 * LpaServerAuthentication:
 * @transaction_id: as the server wrote it; goes back unchanged
 * @transaction_bytes: its bytes
 * @signed1: serverSigned1, the whole SEQUENCE
 * @signature1: serverSignature1, with its 5F37 header
 * @key_id: euiccCiPKIdToBeUsed, with its 04 header
 * @certificate: CERT.DPauth.ECDSA or CERT.DSauth.ECDSA, DER
 *
 * What ES9+.InitiateAuthentication answers (SGP.22 5.6.1). Free with
 * lpa_server_authentication_free().
 */
typedef struct
{
  char *transaction_id;
  GBytes *transaction_bytes;
  GBytes *signed1;
  GBytes *signature1;
  GBytes *key_id;
  GBytes *certificate;
} LpaServerAuthentication;

void lpa_server_authentication_free (LpaServerAuthentication *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaServerAuthentication, lpa_server_authentication_free)

gboolean lpa_server_authentication_read (LpaServerAuthentication *self,
                                         LpaServerReply *reply,
                                         GError **error);
gboolean lpa_server_authentication_check (const LpaServerAuthentication *self,
                                          const char *address,
                                          GBytes *challenge,
                                          GBytes *info1,
                                          GError **error);
gboolean lpa_server_authentication_check_oid (const LpaServerAuthentication *self,
                                              const char *oid,
                                              GError **error);
gboolean lpa_server_authentication_check_reply (const LpaServerAuthentication *self,
                                                LpaServerReply *reply,
                                                GError **error);
gboolean lpa_server_authentication_check_package (const LpaServerAuthentication *self,
                                                  GBytes *package,
                                                  GError **error);

/**
 * LpaServerOffer:
 * @metadata: the announced profile, BF25
 * @signed2: smdpSigned2, the whole SEQUENCE
 * @signature2: smdpSignature2, with its 5F37 header
 * @certificate: CERT.DPpb.ECDSA, DER
 * @confirmation_code_required: ccRequiredFlag of smdpSigned2
 *
 * What ES9+.AuthenticateClient answers (SGP.22 5.6.3). Free with lpa_server_offer_free().
 */
typedef struct
{
  GBytes *metadata;
  GBytes *signed2;
  GBytes *signature2;
  GBytes *certificate;
  gboolean confirmation_code_required;
} LpaServerOffer;

void lpa_server_offer_free (LpaServerOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaServerOffer, lpa_server_offer_free)

gboolean lpa_server_offer_read (LpaServerOffer *self, LpaServerReply *reply, GError **error);
gboolean lpa_server_offer_check (LpaServerOffer *self,
                                 const LpaServerAuthentication *authentication,
                                 GError **error);

G_END_DECLS
