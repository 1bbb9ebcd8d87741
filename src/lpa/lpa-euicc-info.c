/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-euicc-info.h"

#define TAG_INFO2 0xBF22
#define TAG_PROFILE_VERSION 0x81
#define TAG_SVN 0x82
#define TAG_FIRMWARE_VERSION 0x83
#define TAG_RESOURCE 0x84
#define TAG_UICC_CAPABILITY 0x85
#define TAG_TS102241_VERSION 0x86
#define TAG_GLOBAL_PLATFORM_VERSION 0x87
#define TAG_RSP_CAPABILITY 0x88
#define TAG_VERIFICATION_KEYS 0xA9
#define TAG_SIGNING_KEYS 0xAA
#define TAG_CATEGORY 0x8B
#define TAG_FORBIDDEN_RULES 0x99
#define TAG_PP_VERSION 0x04
#define TAG_SAS_NUMBER 0x0C
#define TAG_OCTETS 0x04

#define CATEGORY_MAX 3
#define KEY_SIZE_MAX 64

/* The standard's own identifiers, so that a reader can look them up there (UICCCapability and
 * RspCapability, with v3). */
static const char *const uicc_capabilities[] = {
  "contactlessSupport",
  "usimSupport",
  "isimSupport",
  "csimSupport",
  "akaMilenage",
  "akaCave",
  "akaTuak128",
  "akaTuak256",
  "usimTestAlgorithm",
  NULL,
  "gbaAuthenUsim",
  "gbaAuthenISim",
  "mbmsAuthenUsim",
  "eapClient",
  "javacard",
  "multos",
  "multipleUsimSupport",
  "multipleIsimSupport",
  "multipleCsimSupport",
  "berTlvFileSupport",
  "dfLinkSupport",
  "catTp",
  "getIdentity",
  "profile-a-x25519",
  "profile-b-p256",
  "suciCalculatorApi",
  "dns-resolution",
  "scp11ac",
  "scp11c-authorization-mechanism",
  "s16mode",
  "eaka",
  "iotminimal",
};

static const char *const rsp_capabilities[] = {
  "additionalProfile",
  "crlSupport",
  "rpmSupport",
  "testProfileSupport",
  "deviceInfoExtensibilitySupport",
  "serviceSpecificDataSupport",
  "hriServerAddressSupport",
  "serviceProviderMessageSupport",
  "lpaProxySupport",
  "enterpriseProfilesSupport",
  "serviceDescriptionSupport",
  "deviceChangeSupport",
  "encryptedDeviceChangeDataSupport",
  "estimatedProfileSizeIndicationSupport",
  "profileSizeInProfilesInfoSupport",
  "crlStaplingV3Support",
  "certChainV3VerificationSupport",
  "signedSmdsResponseV3Support",
  "euiccRspCapInInfo1",
  "osUpdateSupport",
  "cancelForEmptySpnPnSupport",
  "updateNotifConfigInfoSupport",
  "updateMetadataV3Support",
  "v3ObjectsInCtxParamsCASupport",
  "pushServiceRegistrationSupport",
};

/* VersionType: three bytes; %NULL when it is not there or something else. */
static char *
read_version (const LpaTlv *info, guint32 tag)
{
  LpaTlv tlv;

  if (!lpa_tlv_find (info, tag, &tlv) || tlv.length != 3)
    return NULL;
  return g_strdup_printf ("%u.%u.%u", tlv.value[0], tlv.value[1], tlv.value[2]);
}

static gboolean
require_version (const LpaTlv *info, guint32 tag, char **version, GError **error)
{
  *version = read_version (info, tag);
  if (!*version)
    g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING,
                 "EUICCInfo2 has no version in object %X", tag);
  return *version != NULL;
}

/* Unlike an INTEGER, a resource figure has no sign: FF FF is 65535. All ones in four bytes or more
 * mean "cannot say". */
static gint64
read_resource (const LpaTlv *resources, guint32 tag)
{
  gint64 value = 0;
  gboolean all_ones = TRUE;
  LpaTlv tlv;

  if (!lpa_tlv_find (resources, tag, &tlv) || tlv.length < 1 || tlv.length > 7)
    return -1;
  for (gsize i = 0; i < tlv.length; i++)
    {
      value = value << 8 | tlv.value[i];
      all_ones &= tlv.value[i] == 0xFF;
    }
  return all_ones && tlv.length >= 4 ? -1 : value;
}

/* ExtCardResource (ETSI TS 102 226 8.2.1.7.2) */
static void
read_resources (LpaEuiccInfo *self, const LpaTlv *info)
{
  LpaTlv resources = { 0 };

  lpa_tlv_find (info, TAG_RESOURCE, &resources);
  self->installed_applications = read_resource (&resources, 0x81);
  self->free_memory = read_resource (&resources, 0x82);
  self->free_volatile_memory = read_resource (&resources, 0x83);
}

static guint32
read_bits (const LpaTlv *info, guint32 tag)
{
  LpaTlv tlv;
  guint32 bits;

  return lpa_tlv_find (info, tag, &tlv) && lpa_tlv_get_bits (&tlv, &bits, NULL) ? bits : 0;
}

static int
read_category (const LpaTlv *info)
{
  LpaTlv tlv;
  gint64 category;

  if (!lpa_tlv_find (info, TAG_CATEGORY, &tlv) || !lpa_tlv_get_integer (&tlv, &category, NULL) ||
      category < 0 || category > CATEGORY_MAX)
    return -1;
  return (int) category;
}

static gboolean
read_keys (const LpaTlv *info, guint32 tag, GPtrArray *keys, GError **error)
{
  LpaTlvReader reader;
  LpaTlv list, key;

  if (!lpa_tlv_require (info, tag, &list, error))
    return FALSE;
  lpa_tlv_reader_enter (&reader, &list);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      if (!lpa_tlv_reader_expect (&reader, TAG_OCTETS, &key, error))
        return FALSE;
      if (key.length < 1 || key.length > KEY_SIZE_MAX)
        {
          g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                       "A key identifier has %" G_GSIZE_FORMAT " bytes", key.length);
          return FALSE;
        }
      g_ptr_array_add (keys, lpa_tlv_dup_value (&key));
    }
  return TRUE;
}

static GPtrArray *
new_keys (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
read_details (LpaEuiccInfo *self, const LpaTlv *info)
{
  LpaTlv tlv;

  self->ts102241_version = read_version (info, TAG_TS102241_VERSION);
  self->global_platform_version = read_version (info, TAG_GLOBAL_PLATFORM_VERSION);
  self->pp_version = read_version (info, TAG_PP_VERSION);
  if (lpa_tlv_find (info, TAG_SAS_NUMBER, &tlv) && tlv.length > 0)
    self->sas_number = lpa_tlv_dup_utf8 (&tlv);
  if (lpa_tlv_find (info, TAG_FORBIDDEN_RULES, &tlv))
    self->forbidden_rules = lpa_policy_rules_from_tlv (&tlv);
  self->uicc_capabilities = read_bits (info, TAG_UICC_CAPABILITY);
  self->rsp_capabilities = read_bits (info, TAG_RSP_CAPABILITY);
  self->category = read_category (info);
  read_resources (self, info);
}

/**
 * lpa_euicc_info_new_from_tlv:
 * @info2: EUICCInfo2, the whole BF22 object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Decodes what an eUICC says of itself. What the work depends on must be there: the versions of
 * SGP.22, of packages and of the firmware, and both lists of issuers. Anything else may be missing
 * or odd.
 *
 * Returns: (transfer full) (nullable): the information
 */
LpaEuiccInfo *
lpa_euicc_info_new_from_tlv (GBytes *info2, GError **error)
{
  g_autoptr (LpaEuiccInfo) self = g_new0 (LpaEuiccInfo, 1);
  LpaTlv info;

  self->verification_keys = new_keys ();
  self->signing_keys = new_keys ();
  if (!lpa_tlv_parse_bytes (info2, TAG_INFO2, &info, error) ||
      !require_version (&info, TAG_SVN, &self->svn, error) ||
      !require_version (&info, TAG_PROFILE_VERSION, &self->profile_version, error) ||
      !require_version (&info, TAG_FIRMWARE_VERSION, &self->firmware_version, error) ||
      !read_keys (&info, TAG_VERIFICATION_KEYS, self->verification_keys, error) ||
      !read_keys (&info, TAG_SIGNING_KEYS, self->signing_keys, error))
    return NULL;

  read_details (self, &info);
  return g_steal_pointer (&self);
}

static gpointer
copy_key (gconstpointer key, gpointer user_data)
{
  return g_bytes_ref ((GBytes *) key);
}

/**
 * lpa_euicc_info_copy:
 * @self: the information
 *
 * Returns: (transfer full): a copy
 */
LpaEuiccInfo *
lpa_euicc_info_copy (const LpaEuiccInfo *self)
{
  LpaEuiccInfo *copy = g_memdup2 (self, sizeof *self);

  copy->svn = g_strdup (self->svn);
  copy->profile_version = g_strdup (self->profile_version);
  copy->firmware_version = g_strdup (self->firmware_version);
  copy->ts102241_version = g_strdup (self->ts102241_version);
  copy->global_platform_version = g_strdup (self->global_platform_version);
  copy->pp_version = g_strdup (self->pp_version);
  copy->sas_number = g_strdup (self->sas_number);
  copy->verification_keys = g_ptr_array_copy (self->verification_keys, copy_key, NULL);
  copy->signing_keys = g_ptr_array_copy (self->signing_keys, copy_key, NULL);
  return copy;
}

/**
 * lpa_euicc_info_get_uicc_capability_name:
 * @bit: the number of a bit of UICCCapability
 *
 * Returns: (nullable): the standard's identifier for it; %NULL when it is reserved
 */
const char *
lpa_euicc_info_get_uicc_capability_name (guint bit)
{
  return bit < G_N_ELEMENTS (uicc_capabilities) ? uicc_capabilities[bit] : NULL;
}

/**
 * lpa_euicc_info_get_rsp_capability_name:
 * @bit: the number of a bit of RspCapability
 *
 * Returns: (nullable): the standard's identifier for it; %NULL when it is reserved
 */
const char *
lpa_euicc_info_get_rsp_capability_name (guint bit)
{
  return bit < G_N_ELEMENTS (rsp_capabilities) ? rsp_capabilities[bit] : NULL;
}

/**
 * lpa_euicc_info_free:
 * @self: (transfer full): the information
 */
void
lpa_euicc_info_free (LpaEuiccInfo *self)
{
  g_free (self->svn);
  g_free (self->profile_version);
  g_free (self->firmware_version);
  g_free (self->ts102241_version);
  g_free (self->global_platform_version);
  g_free (self->pp_version);
  g_free (self->sas_number);
  g_clear_pointer (&self->verification_keys, g_ptr_array_unref);
  g_clear_pointer (&self->signing_keys, g_ptr_array_unref);
  g_free (self);
}
