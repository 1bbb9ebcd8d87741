/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-isdr.h"

#define TAG_INFO1 0xBF20
#define TAG_INFO2 0xBF22

/* Versions: three bytes, major, minor, revision. */
static const guint8 specification[] = { 2, 2, 2 };
static const guint8 profile_package[] = { 2, 3, 1 };
static const guint8 firmware[] = { 1, 0, 0 };
static const guint8 javacard[] = { 9, 2, 0 };
static const guint8 globalplatform[] = { 2, 3, 0 };
static const guint8 protection_profile[] = { 1, 0, 0 };

/* USIM, ISIM, Milenage, TUAK, Java Card, several USIMs and ISIMs, BER-TLV files, linked folders. */
static const guint8 uicc_capability[] = { 0x03, 0x6B, 0x02, 0xD8 };
/* additionalProfile and testProfileSupport; no revocation lists. */
static const guint8 rsp_capability[] = { 0x04, 0x90 };

#define CATEGORY_MEDIUM 2
#define SAS_NUMBER "TN-SM-UP-0000"
#define VOLATILE_MEMORY 8192

static void
append_ci_list (GByteArray *out, guint32 tag, SimPki *pki)
{
  guint mark = lpa_tlv_open (out, tag);

  lpa_tlv_append_bytes (out, 0x04, sim_pki_get_ci_id (pki));
  lpa_tlv_close (out, mark);
}

static void
append_memory (GByteArray *out, guint32 tag, gsize size)
{
  guint32 wire = GUINT32_TO_BE ((guint32) size);

  lpa_tlv_append (out, tag, (const guint8 *) &wire, sizeof wire);
}

/* Extended card resources of ETSI TS 102 226 8.2.1.7.2: applications installed, free memory of both
 * kinds. */
static void
append_resources (GByteArray *out, SimIsdr *self)
{
  gsize used = sim_profile_store_get_used (self->store);
  gsize total = (gsize) self->quirks->memory;
  guint mark = lpa_tlv_open (out, 0x84);

  lpa_tlv_append_integer (out, 0x81, 0);
  append_memory (out, 0x82, used < total ? total - used : 0);
  append_memory (out, 0x83, VOLATILE_MEMORY);
  lpa_tlv_close (out, mark);
}

/**
 * sim_isdr_get_info1:
 * @self: the application
 * @request: the GetEuiccInfo1 request (BF20)
 *
 * GetEUICCInfo (SGP.22 5.7.8), what anybody may know.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_get_info1 (SimIsdr *self, const LpaTlv *request)
{
  GByteArray *out;
  guint mark;

  if (request->length != 0)
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_INFO1);
  lpa_tlv_append (out, 0x82, specification, sizeof specification);
  append_ci_list (out, 0xA9, self->pki);
  append_ci_list (out, 0xAA, self->pki);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_isdr_get_info2:
 * @self: the application
 * @request: the GetEuiccInfo2 request (BF22)
 *
 * GetEUICCInfo (SGP.22 5.7.8), what a server may know.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_get_info2 (SimIsdr *self, const LpaTlv *request)
{
  GByteArray *out;
  guint mark;

  if (request->length != 0)
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_INFO2);
  lpa_tlv_append (out, 0x81, profile_package, sizeof profile_package);
  lpa_tlv_append (out, 0x82, specification, sizeof specification);
  lpa_tlv_append (out, 0x83, firmware, sizeof firmware);
  append_resources (out, self);
  lpa_tlv_append (out, 0x85, uicc_capability, sizeof uicc_capability);
  lpa_tlv_append (out, 0x86, javacard, sizeof javacard);
  lpa_tlv_append (out, 0x87, globalplatform, sizeof globalplatform);
  lpa_tlv_append (out, 0x88, rsp_capability, sizeof rsp_capability);
  append_ci_list (out, 0xA9, self->pki);
  append_ci_list (out, 0xAA, self->pki);
  lpa_tlv_append_integer (out, 0x8B, CATEGORY_MEDIUM);
  sim_bit_string_append (out, 0x99, 0);
  lpa_tlv_append (out, 0x04, protection_profile, sizeof protection_profile);
  lpa_tlv_append_string (out, 0x0C, SAS_NUMBER);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}
