/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-bpp-loader.h"
#include "sim/sim-euicc.h"
#include "sim/sim-metadata.h"
#include "sim/sim-upp.h"

G_BEGIN_DECLS

#define CARD_ICCID "89449900000000009004"
#define CARD_SERVER "smdp.example.com"

/* A card with its ISD-R selected on a channel, and the other side of its session with a server,
 * made of TLVs by hand. */
typedef struct
{
  SimPki *pki;
  SimEuicc *euicc;
  guint channel;
  guint16 status; /* of the last command */

  GBytes *transaction_id;
  GBytes *signature1; /* the card's, with its tag */
  GBytes *signature2; /* ours, with its tag */
  GBytes *euicc_otpk;
  EVP_PKEY *server_otsk;
} Card;

Card *card_new (const SimQuirks *quirks);
Card *card_new_with (SimPki *pki, const SimQuirks *quirks, const char *state_path);
void card_free (Card *self);
void card_select (Card *self);

/* One APDU, and one ES10 command with all that chaining needs; the status word is kept in the card.
 */
GBytes *card_transmit (Card *self, const char *hex);
void card_assert_transmit (Card *self, const char *hex, const char *expected);
GBytes *card_es10 (Card *self, GBytes *request);
GBytes *card_es10_hex (Card *self, const char *hex);
void card_assert_es10 (Card *self, const char *hex, const char *expected);

/* What a test makes wrong in AuthenticateServer and PrepareDownload. */
typedef enum
{
  FLAW_NONE,
  FLAW_NO_SESSION,
  FLAW_ISSUER_ID,
  FLAW_FOREIGN_CERTIFICATE,
  FLAW_NO_CERTIFICATE,
  FLAW_ROLE,
  FLAW_CURVE,
  FLAW_NO_OID,
  FLAW_OTHER_OID,
  FLAW_SIGNATURE,
  FLAW_COVERAGE,
  FLAW_CHALLENGE,
  FLAW_TRANSACTION,
  FLAW_HASH_MISSING,
  FLAW_HASH_UNASKED,
  NO_FLAW_WITH_HASH,
} Flaw;

GBytes *card_authenticate (Card *self, Flaw flaw);
GBytes *card_prepare (Card *self, Flaw flaw);
void card_prepare_session (Card *self);

/* A bound profile package before it is protected. */
typedef struct
{
  gint64 operation;
  guint8 key_type;
  guint8 key_length;
  GBytes *transaction_id;
  GBytes *eid;
  EVP_PKEY *signing_key;
  GBytes *configure;
  GBytes *metadata;
  GBytes *replace; /* NULL for a package under the session keys */
  GBytes *profile;
} Package;

void package_init (Package *self, Card *card);
void package_clear (Package *self);
void package_set (GBytes **field, GBytes *value);
GPtrArray *package_build (const Package *self, Card *card);
GBytes *package_load (GPtrArray *segments, Card *card);
GBytes *card_install (Card *self, const char *iccid, guint8 rules);
GBytes *card_metadata (const char *iccid, guint8 rules, SimProfileClass profile_class);
void card_assert_installed (Card *self, GBytes *result);
void card_assert_failed (Card *self, GBytes *result, int command, int reason);

void bytes_assert_hex (GBytes *bytes, const char *expected);
void tlv_get (const LpaTlv *parent, guint32 tag, LpaTlv *tlv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Card, card_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Package, package_clear)

G_END_DECLS
