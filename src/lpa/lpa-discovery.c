/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-discovery.h"

#include <openssl/x509v3.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-download.h"
#include "lpa/lpa-error.h"

/* Asked when the card names no discovery server of its own. */
#define USUAL_ROOTS "lpa.ds.gsma.com,lpa.live.esimdiscovery.com"

/* id-rspRole-ds-auth (SGP.14): the certificate policy by which a discovery server is told from an
 * SM-DP+. */
#define POLICY_DS_AUTH "2.23.146.1.2.1.7"

/* A root and one alternative server below it is what the standard knows; a loop must end somewhere.
 */
#define MAX_DEPTH 3

typedef struct
{
  LpaCard *card;
  LpaTrust *trust;
  GPtrArray *card_keys;
  LpaTrace *trace;
  GCancellable *cancellable;
  GHashTable *seen;
  GPtrArray *orders;
} Discovery;

static gboolean
has_policy (X509 *certificate, const char *policy)
{
  CERTIFICATEPOLICIES *policies =
      X509_get_ext_d2i (certificate, NID_certificate_policies, NULL, NULL);
  ASN1_OBJECT *wanted = OBJ_txt2obj (policy, 1);
  gboolean found = FALSE;

  for (int i = 0; !found && policies != NULL && i < sk_POLICYINFO_num (policies); i++)
    found = OBJ_cmp (sk_POLICYINFO_value (policies, i)->policyid, wanted) == 0;
  ASN1_OBJECT_free (wanted);
  CERTIFICATEPOLICIES_free (policies);
  return found;
}

static gboolean
is_discovery_server (const LpaServerAuthentication *authentication)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (authentication->certificate, &length);
  X509 *certificate = d2i_X509 (NULL, &data, (long) length);
  gboolean found = certificate != NULL && has_policy (certificate, POLICY_DS_AUTH);

  X509_free (certificate);
  return found;
}

/* A discovery server says so when it knows of nothing, instead of giving an empty list. */
static gboolean
is_nothing_waiting (const GError *error)
{
  return g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED) &&
         g_strcmp0 (lpa_error_get_figure (error), "8.9.5/3.9") == 0;
}

static LpaServerAuthentication *
initiate (Discovery *self, LpaServer *server, GError **error)
{
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) info1 = NULL;

  challenge = lpa_es10b_get_challenge (self->card, self->cancellable, error);
  if (challenge == NULL)
    return NULL;
  info1 = lpa_es10b_get_info1 (self->card, self->cancellable, error);
  if (info1 == NULL)
    return NULL;
  return lpa_server_initiate_authentication (server, challenge, info1, self->cancellable, error);
}

static GPtrArray *
fetch_events (Discovery *self,
              LpaServer *server,
              const LpaServerAuthentication *authentication,
              const char *event_id,
              GError **error)
{
  LpaDeviceInfo device = { LPA_DEFAULT_TAC, NULL };
  g_autoptr (GBytes) response = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *events;

  response = lpa_es10b_authenticate_server (
      self->card, authentication->signed1, authentication->signature1, authentication->key_id,
      authentication->certificate, event_id, &device, self->cancellable, error);
  if (response == NULL)
    return NULL;
  events = lpa_server_authenticate_client_events (server, authentication, response,
                                                  self->cancellable, &local);
  if (events == NULL && is_nothing_waiting (local))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_activation_code_free);
  if (events == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return events;
}

static void
keep_order (Discovery *self, const LpaActivationCode *event)
{
  g_ptr_array_add (self->orders, lpa_activation_code_copy (event));
}

static gboolean ask (Discovery *self,
                     const LpaActivationCode *event,
                     guint depth,
                     gboolean *is_order,
                     GError **error);

/* A server that cannot be asked now may still hold the order; whoever downloads it will find out.
 */
static void
follow (Discovery *self, const LpaActivationCode *event, guint depth)
{
  g_autofree char *key = g_strdup_printf ("%s$%s", event->address, event->matching_id);
  g_autoptr (GError) error = NULL;
  gboolean is_order = FALSE;

  if (!g_hash_table_add (self->seen, g_steal_pointer (&key)))
    return;
  if (!ask (self, event, depth, &is_order, &error))
    g_info ("The server of an event cannot be asked: %s", error->message);
  if (is_order || error != NULL)
    keep_order (self, event);
}

/* Asks one server. An event may lead to an SM-DP+, which holds the order, or to another discovery
 * server, which knows more. */
static gboolean
ask (Discovery *self,
     const LpaActivationCode *event,
     guint depth,
     gboolean *is_order,
     GError **error)
{
  g_autoptr (LpaServer) server = lpa_server_new (event->address, self->trust, self->card_keys);
  g_autoptr (LpaServerAuthentication) authentication = NULL;
  g_autoptr (GPtrArray) events = NULL;

  lpa_server_set_trace (server, self->trace);
  authentication = initiate (self, server, error);
  if (authentication == NULL)
    return FALSE;
  *is_order = depth > 0 && !is_discovery_server (authentication);
  if (*is_order || depth >= MAX_DEPTH)
    return TRUE;
  events = fetch_events (self, server, authentication, event->matching_id, error);
  for (guint i = 0; events != NULL && i < events->len; i++)
    if (!g_cancellable_is_cancelled (self->cancellable))
      follow (self, events->pdata[i], depth + 1);
  return events != NULL;
}

static gboolean
ask_root (Discovery *self, const char *text, GError **error)
{
  g_autofree char *address = lpa_server_address_normalise (text, error);
  g_autoptr (LpaActivationCode) root = NULL;
  gboolean is_order;

  if (address == NULL)
    return FALSE;
  root = lpa_activation_code_new (address, NULL);
  return ask (self, root, 0, &is_order, error);
}

/* One root that fails does not hide what another knows. */
static gboolean
ask_roots (Discovery *self, const char *addresses, GError **error)
{
  g_auto (GStrv) roots = g_strsplit (addresses, ",", -1);
  g_autoptr (GError) first = NULL;
  guint asked = 0;

  for (guint i = 0; roots[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;

      if (ask_root (self, g_strstrip (roots[i]), &local))
        asked++;
      else if (first == NULL)
        first = g_steal_pointer (&local);
    }
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (asked > 0 || first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

static char *
choose_roots (LpaCard *card, GCancellable *cancellable)
{
  g_autoptr (LpaAddresses) configured = lpa_es10a_get_addresses (card, cancellable, NULL);

  if (configured != NULL && configured->root_smds != NULL && *configured->root_smds != '\0')
    return g_strdup (configured->root_smds);
  return g_strdup (USUAL_ROOTS);
}

/**
 * lpa_discovery_run:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): key identifiers of the issuers that the card
 *   names
 * @trace: (nullable): where to record
 * @addresses: (nullable): discovery servers with commas between; %NULL or empty for the one that
 * the card names, or the usual ones where it names none
 * @cancellable: (nullable): cancels
 * @error: return location for the first error, when no server could be asked
 *
 * Asks discovery servers for what waits for this card (ES11, SGP.22 3.6.2), and those servers
 * that an event leads to whether they hold the order or know of another. The order at the card's
 * default SM-DP+ is not among these: an empty code asks for it. Worker thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaActivationCode): the orders, each with its
 * own server and its event as matching ID
 */
GPtrArray *
lpa_discovery_run (LpaCard *card,
                   LpaTrust *trust,
                   GPtrArray *card_keys,
                   LpaTrace *trace,
                   const char *addresses,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *roots = addresses != NULL && *addresses != '\0'
                               ? g_strdup (addresses)
                               : choose_roots (card, cancellable);
  g_autoptr (GPtrArray) orders =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_activation_code_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Discovery self = { card, trust, card_keys, trace, cancellable, seen, orders };

  return ask_roots (&self, roots, error) ? g_steal_pointer (&orders) : NULL;
}
