/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-dry-run.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-tlv.h"

/* The content of the OCTET STRING. */
static GBytes *
copy_key_id (GBytes *key_id)
{
  LpaTlv tlv;

  return lpa_tlv_parse_bytes (key_id, 0x04, &tlv, NULL) ? lpa_tlv_dup_value (&tlv) : NULL;
}

static LpaDryRun *
describe (LpaServer *server, const LpaServerAuthentication *authentication, gint64 began)
{
  LpaDryRun *self = g_new0 (LpaDryRun, 1);
  GDateTime *date = lpa_server_get_date (server);
  const LpaTrustVerdict *trust = lpa_server_get_verdict (server);

  self->server = g_strdup (lpa_server_get_address (server));
  self->trust = trust != NULL ? lpa_trust_verdict_copy (trust) : NULL;
  self->key_id = copy_key_id (authentication->key_id);
  self->date = date != NULL ? g_date_time_ref (date) : NULL;
  self->milliseconds = (guint) ((g_get_monotonic_time () - began) / 1000);
  return self;
}

/**
 * lpa_dry_run_choose_server: (skip)
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @code: an activation code
 * @cancellable: (nullable): cancels
 * @error: return location for an error of the card, %LPA_CODE_ERROR_ADDRESS or
 *   %LPA_POLICY_ERROR_NO_DEFAULT_SERVER
 *
 * A code without an address means the server that the card names (SGP.22 3.1.3.1).
 *
 * Returns: (transfer full) (nullable): the server to be asked
 */
char *
lpa_dry_run_choose_server (LpaCard *card,
                           const LpaActivationCode *code,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (LpaAddresses) addresses = NULL;

  if (code->address != NULL && *code->address != '\0')
    return lpa_server_address_normalise (code->address, error);
  addresses = lpa_es10a_get_addresses (card, cancellable, error);
  if (addresses == NULL)
    return NULL;
  if (addresses->default_smdp != NULL && *addresses->default_smdp != '\0')
    return lpa_server_address_normalise (addresses->default_smdp, error);
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_DEFAULT_SERVER, NULL,
                 "The code names no server and the card has no default one");
  return NULL;
}

/**
 * lpa_dry_run_new:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): key identifiers of the issuers that the card
 *   names
 * @trace: (nullable): where to record
 * @code: the code, of which only address and object identifier are used; its matching ID stays here
 * @cancellable: (nullable): cancels
 * @error: return location for an error of any layer
 *
 * The first step of a download and no more: ES10b.GetEUICCChallenge, ES10b.GetEUICCInfo and
 * ES9+.InitiateAuthentication (SGP.22 3.0.1). It shows whether the server can be reached, is
 * believed, understands this card and shares an issuer with it. The server learns the card's
 * challenge and EUICCInfo1, neither the EID nor anything of the code, so that no try is counted.
 * The session that it opens is never used: there is nothing to cancel before the card has answered,
 * and the server forgets it by itself. Worker thread.
 *
 * Returns: (transfer full) (nullable): what the server said
 */
LpaDryRun *
lpa_dry_run_new (LpaCard *card,
                 LpaTrust *trust,
                 GPtrArray *card_keys,
                 LpaTrace *trace,
                 const LpaActivationCode *code,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *address = lpa_dry_run_choose_server (card, code, cancellable, error);
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) info1 = NULL;
  g_autoptr (LpaServer) server = NULL;
  g_autoptr (LpaServerAuthentication) authentication = NULL;
  gint64 began;

  if (address == NULL || (challenge = lpa_es10b_get_challenge (card, cancellable, error)) == NULL ||
      (info1 = lpa_es10b_get_info1 (card, cancellable, error)) == NULL)
    return NULL;
  server = lpa_server_new (address, trust, card_keys);
  lpa_server_set_trace (server, trace);
  began = g_get_monotonic_time ();
  authentication =
      lpa_server_initiate_authentication (server, challenge, info1, cancellable, error);
  if (authentication == NULL ||
      !lpa_server_authentication_check_oid (authentication, code->oid, error))
    return NULL;
  return describe (server, authentication, began);
}

/**
 * lpa_dry_run_free:
 * @self: (nullable) (transfer full): what a server said
 */
void
lpa_dry_run_free (LpaDryRun *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_clear_pointer (&self->trust, lpa_trust_verdict_free);
  g_clear_pointer (&self->key_id, g_bytes_unref);
  g_clear_pointer (&self->date, g_date_time_unref);
  g_free (self);
}
