/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-trust-anchors.h"

#include <string.h>

#include <openssl/core_names.h>

#include "lpa/lpa-hex.h"

/* The issuers seen in service, then those of tests. Read from their self-signed certificates. */
/* clang-format off */
static const LpaTrustAnchor anchors[] = {
  { "OISTE GSMA CI G1",
    "4C27967AD20C14B391E9601E41E604AD57C0222F",
    "prime256v1",
    "04BD9DECDCF142E0D82B09C08C98727A0C9EBABB3007B8B72F8C99CE9FE4ED04D4"
    "E14BB6072C3C8709ADAFEC3FB34CFF974ED82A81C2E8079E8685AF44410438C4",
    FALSE },
  { "China Mobile eSIM Root CA",
    "CDF6D1C0A7B07F98A861B6E378B82F648D99663E",
    "prime256v1",
    "0432DA8B48CA0D5CF5A341B4F662D1E9485F646387078F2E3496ED5286F5C92405"
    "27895BC9D257988108C686AC3E7C2064FA17BFA9F12DCD9221498B148A7D77A8",
    FALSE },
  { "GSM Association RSP2 Root CI1",
    "81370F5125D0B1D408D4C3B232E6D25E795BEBFB",
    "prime256v1",
    "049D6ABAD2F41C2317E76189EBF8DE89BB00A997D42D68FF5F5D29FCC8A7EAC799"
    "37E85FE65968BDB08DB81DA7BA72F3F8EF140F4494081515A3C7BA9FD5F54EE6",
    FALSE },
  { "Entrust eSIM Certification Authority",
    "16704B7F351E3607F18C4B70005C3A003DFD414A",
    "prime256v1",
    "040773C061DE43559BD9FE039874C1C91E7F2162F726E810D54DFDD3C6BEF9B1DD"
    "96DF934C0ECAE1CE5C619FB9D58CFF860FDB69CC60B8F0E1F6E4142BA5A0DDAE",
    FALSE },
  { "Oberthur MC4 OT Root CI v1",
    "CD6E60B72D7A063CBC84625B91E80FE30406E13E",
    "prime256v1",
    "041DBFC66A3B77399C6E6834A49414040F894E77A3C63CB4AFB5F90CF79DAE6DDC"
    "B2E39B49C00780D1E1228B408BAC54FAB5C7D7916F87FF9990C8C4576805244F",
    FALSE },
  { "China Unicom eSIM Root CA",
    "16B5D16048E3EA02BD4B606E5F77A4BF20808D83",
    "prime256v1",
    "045502401681B4C18EC82209DB5F91654658FA7D0803881A356F8CDECED69F3CDD"
    "3349AA2FA326FB0910033C466E2F47D11714BB96144495FD888FB071BFCB2506",
    FALSE },
  { "Giesecke+Devrient SubMan V4.2 CI Google Pixel",
    "B60F0B897FD630B88CFED6161F8EA808C5382AC3",
    "prime256v1",
    "047368ADF689B06CEA58D6B0C80865200BFD40BDBFF9BF51B14A2CA34EADFDD297"
    "D4C46BE42509E7569CBEFE530058502889A5F9DC0B6C59D5E5A3BEF16E99C316",
    FALSE },
  { "Giesecke+Devrient SubMan V4.2 CI",
    "EA53ADEF3329B9509AFD755FD448B82DC1BCECFF",
    "prime256v1",
    "04608825550AFDC1B5CE9703E9F2A320E437F4F02962F4C73E969AF72F06BD3E55"
    "40DD05A52DE5F819F0F81F7A612C1A9521AD7BC87B6D9AD85E4F18B42A812A84",
    FALSE },
  { "GSMA test issuer (SGP.26 v3, brainpool)",
    "2209F61CD9EC5C9C854E787341FF83ECF9776A5B",
    "brainpoolP256r1",
    "0485EDC0976A797FC5225E3F021E114799938CCF3CCDE2135E896E93963EA3D768"
    "9C0698C2AF1F042547188BB4F5AB4416A5824CEBAF8460608A83693727BF1A05",
    TRUE },
  { "GSMA test issuer (SGP.26 v3)",
    "34EECF13156518D48D30BDF06853404D115F955D",
    "prime256v1",
    "04B9505B890768C252AC02B89D52A318880A598C62724F98D71D0C28EFC1B1BDFE"
    "2B131D9C039B90F6632E8B0A94A0A71F66C750786A4720C349CD98F7EC01E80E",
    TRUE },
  { "GSMA test issuer (SGP.26 v1, brainpool)",
    "C0BC70BA36929D43B467FF57570530E57AB8FCD8",
    "brainpoolP256r1",
    "042787B4D56ED824A9E6BE04E1887F6B98BAFEB8C763F52837F70113E9364EDDBE"
    "139BC0C7DE7E168F1E5CD0C18534FC5064E64F686DC53327CA7F1DCEA85A2994",
    TRUE },
  { "GSMA test issuer (SGP.26 v1)",
    "F54172BDF98A95D65CBEB88A38A1C11D800A85C3",
    "prime256v1",
    "04940657A673DC288F89D52EA8A47704992791F9C34B0036E633E2D0CBA9454D65"
    "DB32EB17981799D2F24388EE2B95C1094546C97901CEAEBA9650919A2E20D229",
    TRUE },
  { "Symantec RSP test issuer",
    "665A1433D67C1A2C5DB8B52C967F10A057BA5CB2",
    "prime256v1",
    "04256C462DF4F4E675671A5F9582EBC4984C5C9971B04DBC5A495BA6D942911194"
    "C200BB312982C71B4C371C1ED3690EA27032A65708EEDE6C29912F223A8EA7B7",
    TRUE },
  { "China Unicom test issuer",
    "7C0E5470143EA8998ED9DF300574C92E5A9ACB1F",
    "prime256v1",
    "04B657B8B18582682BA8C345E6DC40F31B0FEB322906CED87BCED73B9C0B14EFE1"
    "6246EF9770AE9A4C4DBECD27D3256AB3DF9202519F73852BA2C6B065095F9262",
    TRUE },
};
/* clang-format on */

typedef struct
{
  const char *key_id;
  const char *name;
} KnownName;

/* Issuers of which only the first digits of the key identifier are known, enough to name them. */
static const KnownName known_names[] = {
  { "D7A7D0", "GSM Association M2M31 Root CI2" },
  { "148030", "Taier eSIM Root CA" },
  { "3BD3F5", "China Unicom" },
  { "D3EF83", "China Telecom" },
  { "4EB94E", "China Telecom" },
  { "B70BA4", "Truphone SAS-UP CA" },
  { "73FCA0", "Redtea Mobile CI" },
  { "96524C", "SubMan V4.2 CI" },
  { "066D48", "MC4 CI TEST v2" },
  { "77F0BD", "Gemalto CE CI" },
};

/**
 * lpa_trust_anchors_get:
 * @count: (out): how many
 *
 * Returns: (array length=count): all known issuers, those of tests included. Static. Any thread.
 */
const LpaTrustAnchor *
lpa_trust_anchors_get (gsize *count)
{
  *count = G_N_ELEMENTS (anchors);
  return anchors;
}

static char *
key_id_to_text (GBytes *key_id)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (key_id, &length);

  return lpa_hex_encode (data, length);
}

/**
 * lpa_trust_anchors_find:
 * @key_id: a subject key identifier, 20 bytes
 *
 * Returns: (nullable): the issuer with this key, or %NULL when it is not known. Static. Any thread.
 */
const LpaTrustAnchor *
lpa_trust_anchors_find (GBytes *key_id)
{
  g_autofree char *text = key_id_to_text (key_id);

  for (gsize i = 0; i < G_N_ELEMENTS (anchors); i++)
    if (g_str_equal (anchors[i].key_id, text))
      return &anchors[i];
  return NULL;
}

/**
 * lpa_trust_anchors_find_name:
 * @key_id: a subject key identifier, 20 bytes
 *
 * Returns: (nullable): the name of the issuer with this key, or %NULL when it has none that is
 *   known. Static. Any thread.
 */
const char *
lpa_trust_anchors_find_name (GBytes *key_id)
{
  const LpaTrustAnchor *anchor = lpa_trust_anchors_find (key_id);
  g_autofree char *text = key_id_to_text (key_id);

  if (anchor)
    return anchor->name;
  for (gsize i = 0; i < G_N_ELEMENTS (known_names); i++)
    if (g_str_has_prefix (text, known_names[i].key_id))
      return known_names[i].name;
  return NULL;
}

/**
 * lpa_trust_anchor_load_key:
 * @self: an issuer
 *
 * Returns: (transfer full) (nullable): its public key; %NULL when this OpenSSL does not have the
 *   curve. Any thread.
 */
EVP_PKEY *
lpa_trust_anchor_load_key (const LpaTrustAnchor *self)
{
  g_autoptr (GBytes) point = lpa_hex_decode (self->point);
  gsize length;
  gconstpointer data = g_bytes_get_data (point, &length);
  OSSL_PARAM parameters[] = {
    OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) self->curve, 0),
    OSSL_PARAM_octet_string (OSSL_PKEY_PARAM_PUB_KEY, (gpointer) data, length),
    OSSL_PARAM_END,
  };
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  EVP_PKEY *key = NULL;

  parameters[0].data_size = strlen (self->curve);
  if (context && EVP_PKEY_fromdata_init (context) == 1)
    EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  EVP_PKEY_CTX_free (context);
  return key;
}
