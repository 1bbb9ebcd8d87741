/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-words.h"

#include "lpa/lpa-eid.h"

#include <glib/gi18n.h>

/* In the order of the bits of UICCCapability (SGP.22 4.3 and the profile package specification). */
static const char *const UICC_CAPABILITIES[] = {
  NC_ ("capability", "Contactless services"),
  NC_ ("capability", "Mobile networks from 3G on (USIM)"),
  NC_ ("capability", "Calls over 4G and Wi-Fi (ISIM)"),
  NC_ ("capability", "CDMA networks (CSIM)"),
  NC_ ("capability", "Authentication with Milenage"),
  NC_ ("capability", "Authentication with CAVE"),
  NC_ ("capability", "Authentication with TUAK, 128 bits"),
  NC_ ("capability", "Authentication with TUAK, 256 bits"),
  NC_ ("capability", "The algorithm of test networks"),
  NULL,
  NC_ ("capability", "Signing in to services with the USIM (GBA)"),
  NC_ ("capability", "Signing in to services with the ISIM (GBA)"),
  NC_ ("capability", "Broadcast services (MBMS)"),
  NC_ ("capability", "Signing in to networks with EAP"),
  NC_ ("capability", "Java Card applications"),
  NC_ ("capability", "MULTOS applications"),
  NC_ ("capability", "Several USIMs in a profile"),
  NC_ ("capability", "Several ISIMs in a profile"),
  NC_ ("capability", "Several CSIMs in a profile"),
  NC_ ("capability", "Files of tagged data (BER-TLV)"),
  NC_ ("capability", "Linked folders"),
  NC_ ("capability", "Remote management over CAT_TP"),
  NC_ ("capability", "Hiding the subscriber’s identity in 5G"),
  NC_ ("capability", "Identity protection in 5G, profile A (X25519)"),
  NC_ ("capability", "Identity protection in 5G, profile B (P-256)"),
  NC_ ("capability", "Identity protection in 5G for applications"),
  NC_ ("capability", "Looking up names of servers (DNS)"),
  NC_ ("capability", "Secure channel SCP11, variants a and c"),
  NC_ ("capability", "Authorisation in SCP11c"),
  NC_ ("capability", "Secure channel SCP03 with long signatures (S16)"),
  NC_ ("capability", "Enhanced authentication (EAKA)"),
  NC_ ("capability", "Minimal profiles for the internet of things"),
};

/* In the order of the bits of RspCapability (SGP.22 4.3). */
static const char *const RSP_CAPABILITIES[] = {
  NC_ ("capability", "More than one profile"),
  NC_ ("capability", "Lists of withdrawn certificates"),
  NC_ ("capability", "Management of profiles by the provider"),
  NC_ ("capability", "Test profiles"),
  NC_ ("capability", "More about the device for servers"),
  NC_ ("capability", "Data for particular services"),
  NC_ ("capability", "Servers for large icons and texts"),
  NC_ ("capability", "Messages of the provider"),
  NC_ ("capability", "Handing the assistant’s work on (LPA proxy)"),
  NC_ ("capability", "Profiles of enterprises"),
  NC_ ("capability", "Descriptions of services"),
  NC_ ("capability", "Moving profiles to another device"),
  NC_ ("capability", "Moving profiles, encrypted"),
  NC_ ("capability", "Estimating a profile’s size"),
  NC_ ("capability", "Telling each profile’s size"),
  NC_ ("capability", "Fresh lists of withdrawn certificates from servers"),
  NC_ ("capability", "Longer chains of certificates"),
  NC_ ("capability", "Signed answers of discovery servers"),
  NC_ ("capability", "Naming these capabilities beforehand"),
  NC_ ("capability", "Updates of the card’s own system"),
  NC_ ("capability", "Ending orders that bear no name"),
  NC_ ("capability", "New addresses for reports"),
  NC_ ("capability", "New descriptions of profiles, version 3"),
  NC_ ("capability", "Signed facts about the device, version 3"),
  NC_ ("capability", "Being told at once of new orders"),
};

static const char *
get_nth (const char *const *words, gsize n, guint index)
{
  const char *word = index < n ? words[index] : NULL;

  return word ? g_dpgettext2 (NULL, "capability", word) : NULL;
}

/**
 * tern_card_words_get_uicc_capability:
 * @bit: the number of a bit of UICCCapability
 *
 * Returns: (transfer none) (nullable): what it stands for; %NULL when it is reserved
 */
const char *
tern_card_words_get_uicc_capability (guint bit)
{
  return get_nth (UICC_CAPABILITIES, G_N_ELEMENTS (UICC_CAPABILITIES), bit);
}

/**
 * tern_card_words_get_rsp_capability:
 * @bit: the number of a bit of RspCapability
 *
 * Returns: (transfer none) (nullable): what it stands for; %NULL when it is reserved
 */
const char *
tern_card_words_get_rsp_capability (guint bit)
{
  return get_nth (RSP_CAPABILITIES, G_N_ELEMENTS (RSP_CAPABILITIES), bit);
}

/**
 * tern_card_words_get_category:
 * @category: as in EUICCInfo2, or -1
 *
 * Returns: (transfer none) (nullable): what the card calls its class; %NULL when it does not say
 */
const char *
tern_card_words_get_category (int category)
{
  static const char *const WORDS[] = {
    NC_ ("card-category", "Other"),
    NC_ ("card-category", "Basic"),
    NC_ ("card-category", "Medium"),
    NC_ ("card-category", "Contactless"),
  };

  if (category < 0 || category >= (int) G_N_ELEMENTS (WORDS))
    return NULL;
  return g_dpgettext2 (NULL, "card-category", WORDS[category]);
}

/**
 * tern_card_words_get_check_digits:
 * @eid: an EID
 *
 * Returns: (transfer none): whether its last two digits fit the others, as a sentence
 */
const char *
tern_card_words_get_check_digits (const char *eid)
{
  return lpa_eid_is_valid (eid)
             ? C_ ("eid", "The check digits are right.")
             : C_ ("eid", "The check digits are wrong: do not give this number to a seller.");
}

static gboolean
all_test (GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    if (!lpa_trust_issuer_is_test (g_ptr_array_index (keys, i)))
      return FALSE;
  return keys->len > 0;
}

/**
 * tern_card_words_judge:
 * @info: (nullable): what the card says of itself
 * @sentence: (out) (nullable): what to say to someone who wants a profile on it; %NULL when good
 *
 * Says beforehand what would fail later: a card without an issuer cannot prove itself to any
 * server, and one of test issuers not to those of providers.
 *
 * Returns: whether profiles can come onto the card
 */
TernCardWorth
tern_card_words_judge (const LpaEuiccInfo *info, const char **sentence)
{
  *sentence = NULL;
  if (info == NULL)
    return TERN_CARD_WORTH_GOOD;
  if (info->signing_keys->len == 0)
    *sentence = C_ ("card", "No issuer vouches for this card, so it cannot prove itself to any "
                            "server: no profile can be put onto it. Ask the card’s seller. Codes "
                            "stay usable for another card.");
  else if (info->verification_keys->len == 0)
    *sentence = C_ ("card", "This card names no issuer whose servers it accepts: no provider can "
                            "put a profile onto it. Ask the card’s seller. Codes stay usable for "
                            "another card.");
  if (*sentence)
    return TERN_CARD_WORTH_NONE;
  if (!all_test (info->signing_keys) && !all_test (info->verification_keys))
    return TERN_CARD_WORTH_GOOD;
  *sentence = C_ ("card", "A test card: test servers alone accept it. Codes of real providers do "
                          "not work with it; keep them for another card.");
  return TERN_CARD_WORTH_TEST;
}

/**
 * tern_card_words_dup_allowed:
 * @rules: rules of a row of the rules authorisation table
 *
 * Returns: (transfer full): what they forbid the person
 */
char *
tern_card_words_dup_allowed (LpaPolicyRules rules)
{
  gboolean disable = rules & LPA_POLICY_RULES_NO_DISABLE;
  gboolean delete = rules & LPA_POLICY_RULES_NO_DELETE;

  if (disable && delete)
    return g_strdup (C_ ("rat", "Profiles that cannot be switched off or deleted"));
  if (disable)
    return g_strdup (C_ ("rat", "Profiles that cannot be switched off"));
  if (delete)
    return g_strdup (C_ ("rat", "Profiles that cannot be deleted"));
  return g_strdup (C_ ("rat", "Profiles whose rules can be changed from afar"));
}

/* A code is shown as networks write it, with an asterisk for any digit. */
static char *
dup_operator (const LpaOwner *owner)
{
  g_autofree char *mcc = lpa_owner_dup_mcc (owner);
  g_autofree char *mnc = lpa_owner_dup_mnc (owner);
  g_autofree char *code = NULL;

  if (g_str_equal (mcc, "EEE") || g_str_equal (mcc, "FFF"))
    code = g_strdup (C_ ("rat", "every provider"));
  else
    code = g_strdup_printf (C_ ("rat", "network %s %s"), g_strdelimit (mcc, "EF", '*'),
                            g_strdelimit (mnc, "EF", '*'));
  if (owner->gid1 == NULL && owner->gid2 == NULL)
    return g_steal_pointer (&code);
  return g_strdup_printf (C_ ("rat", "a part of %s"), code);
}

/**
 * tern_card_words_dup_operators:
 * @rat: a card's rules authorisation table
 * @row: less than lpa_rat_get_n_rules()
 *
 * Returns: (transfer full): to whom it is allowed, and on what condition
 */
char *
tern_card_words_dup_operators (const LpaRat *rat, guint row)
{
  GPtrArray *operators = lpa_rat_get_operators (rat, row);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < operators->len; i++)
    {
      g_autofree char *name = dup_operator (g_ptr_array_index (operators, i));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (names->len == 0)
    g_string_append (names, C_ ("rat", "nobody"));
  return g_strdup_printf (lpa_rat_needs_consent (rat, row)
                              ? C_ ("rat", "Allowed to %s, if you agree")
                              : C_ ("rat", "Allowed to %s, without asking you"),
                          names->str);
}

/**
 * tern_card_words_dup_issuer:
 * @key_id: the key identifier of an issuer
 *
 * Returns: (transfer full): its name, or the first six digits of one that is not known
 */
char *
tern_card_words_dup_issuer (GBytes *key_id)
{
  g_autofree char *name = lpa_trust_issuer_name (key_id);

  if (lpa_trust_issuer_is_production (key_id) || lpa_trust_issuer_is_test (key_id))
    return g_steal_pointer (&name);
  return g_strdup_printf (C_ ("issuer", "Issuer %s…"), name);
}

/**
 * tern_card_words_get_issuer_kind:
 * @key_id: the key identifier of an issuer
 *
 * Returns: (transfer none): what is known of it
 */
const char *
tern_card_words_get_issuer_kind (GBytes *key_id)
{
  if (lpa_trust_issuer_is_test (key_id))
    return C_ ("issuer", "A test issuer: servers of real providers are not among its own");
  if (lpa_trust_issuer_is_production (key_id))
    return C_ ("issuer", "An issuer of the eSIM industry");
  return C_ ("issuer", "Tern does not know this issuer");
}
