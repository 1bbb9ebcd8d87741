/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-upp.h"

#include <string.h>

/* Profile elements of the TCA interoperable format, as far as they are made or known here. */
#define PE_HEADER 0xA0
#define PE_NON_STANDARD 0xA9
#define PE_END 0xAA

#define MAJOR_VERSION 2
#define MINOR_VERSION 3
#define MAX_FILLER 60000

/* The issuer whose filler elements the card accepts: 2.999.20. */
static const guint8 filler_issuer[] = { 0x88, 0x37, 0x14 };
static const guint8 unknown_issuer[] = { 0x88, 0x37, 0x15 };

/**
 * sim_iccid_encode:
 * @digits: 18 to 20 digits
 * @iccid: (out caller-allocates): nibble-swapped and filled up with F, as in EF.ICCID and in the
 * metadata
 *
 * Returns: whether @digits are such
 */
gboolean
sim_iccid_encode (const char *digits, guint8 iccid[SIM_ICCID_SIZE])
{
  gsize length = strspn (digits, "0123456789");

  if (length < 18 || length > 2 * SIM_ICCID_SIZE || digits[length] != '\0')
    return FALSE;

  memset (iccid, 0xFF, SIM_ICCID_SIZE);
  for (gsize i = 0; i < length; i++)
    {
      guint8 digit = (guint8) g_ascii_digit_value (digits[i]);

      iccid[i / 2] = i % 2 == 0 ? (iccid[i / 2] & 0xF0) | digit
                                : (guint8) ((iccid[i / 2] & 0x0F) | digit << 4);
    }

  return TRUE;
}

/* The header has the digits in reading order. */
static void
swap_nibbles (const guint8 *from, guint8 *to)
{
  for (gsize i = 0; i < SIM_ICCID_SIZE; i++)
    to[i] = (guint8) (from[i] << 4 | from[i] >> 4);
}

static void
append_header (GByteArray *out, const guint8 iccid[SIM_ICCID_SIZE], const char *profile_type)
{
  guint8 swapped[SIM_ICCID_SIZE];
  guint mark = lpa_tlv_open (out, PE_HEADER);
  guint services;

  swap_nibbles (iccid, swapped);
  lpa_tlv_append_integer (out, 0x80, MAJOR_VERSION);
  lpa_tlv_append_integer (out, 0x81, MINOR_VERSION);
  lpa_tlv_append_string (out, 0x82, profile_type);
  lpa_tlv_append (out, 0x83, swapped, sizeof swapped);
  services = lpa_tlv_open (out, 0xA5);
  lpa_tlv_append (out, 0x81, NULL, 0); /* usim */
  lpa_tlv_close (out, services);
  services = lpa_tlv_open (out, 0xA6);
  lpa_tlv_close (out, services);
  lpa_tlv_close (out, mark);
}

static void
append_element_header (GByteArray *out, gboolean mandated, guint number)
{
  guint mark = lpa_tlv_open (out, 0xA0);

  if (mandated)
    lpa_tlv_append (out, 0x80, NULL, 0);
  lpa_tlv_append_integer (out, 0x81, number);
  lpa_tlv_close (out, mark);
}

static void
append_non_standard (GByteArray *out, gboolean known, guint number, gsize size)
{
  g_autofree guint8 *content = g_malloc0 (size + 1);
  guint mark = lpa_tlv_open (out, PE_NON_STANDARD);

  append_element_header (out, TRUE, number);
  lpa_tlv_append (out, 0x81, known ? filler_issuer : unknown_issuer, sizeof filler_issuer);
  lpa_tlv_append (out, 0x82, content, size);
  lpa_tlv_close (out, mark);
}

/**
 * sim_upp_build:
 * @iccid: 18 to 20 digits
 * @profile_type: a text for the header, for example "Tern test profile"
 * @filler_bytes: how much to put in to make the package bigger
 * @flags: what is special about it
 *
 * Makes an unprotected profile package: header, filler, end.
 *
 * Returns: (transfer full) (nullable): the package, or %NULL when @iccid is none
 */
GBytes *
sim_upp_build (const char *iccid, const char *profile_type, gsize filler_bytes, SimUppFlags flags)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 encoded[SIM_ICCID_SIZE];
  guint number = 1;
  guint mark;

  if (!sim_iccid_encode (iccid, encoded))
    return NULL;

  append_header (out, encoded, profile_type);
  if (flags & SIM_UPP_UNKNOWN_ELEMENT)
    append_non_standard (out, FALSE, number++, 1);
  for (gsize part; filler_bytes > 0; filler_bytes -= part)
    {
      part = MIN (filler_bytes, MAX_FILLER);
      append_non_standard (out, TRUE, number++, part);
    }

  mark = lpa_tlv_open (out, PE_END);
  append_element_header (out, TRUE, number);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static SimPeStatus
parse_header (const LpaTlv *header, SimUpp *upp)
{
  LpaTlv major, iccid;
  gint64 version;

  if (!lpa_tlv_find (header, 0x80, &major) || !lpa_tlv_get_integer (&major, &version, NULL) ||
      !lpa_tlv_find (header, 0x83, &iccid) || iccid.length != SIM_ICCID_SIZE)
    return SIM_PE_STATUS_INVALID_REQUEST;

  swap_nibbles (iccid.value, upp->iccid);
  return version == MAJOR_VERSION ? SIM_PE_STATUS_OK : SIM_PE_STATUS_UNSUPPORTED_VERSION;
}

/* An element that is not mandated may be passed over; a mandated one must be known. */
static SimPeStatus
parse_element (const LpaTlv *element, SimUpp *upp)
{
  LpaTlv header, number, mandated, issuer;
  gint64 identification;

  if (!lpa_tlv_find (element, 0xA0, &header) || !lpa_tlv_find (&header, 0x81, &number) ||
      !lpa_tlv_get_integer (&number, &identification, NULL) || identification < 0 ||
      identification > G_MAXUINT16)
    return SIM_PE_STATUS_INVALID_REQUEST;

  upp->element = (guint) identification;
  if (element->tag == PE_END || !lpa_tlv_find (&header, 0x80, &mandated))
    return SIM_PE_STATUS_OK;

  return element->tag == PE_NON_STANDARD && lpa_tlv_find (element, 0x81, &issuer) &&
                 issuer.length == sizeof filler_issuer &&
                 memcmp (issuer.value, filler_issuer, issuer.length) == 0
             ? SIM_PE_STATUS_OK
             : SIM_PE_STATUS_NOT_SUPPORTED;
}

/**
 * sim_upp_parse:
 * @data: (array length=length): an unprotected profile package
 * @length: its size in bytes
 * @upp: (out caller-allocates): what is in it; on failure the number and status of the element that
 * cannot be installed
 *
 * Returns: whether the package is a header, elements a card knows, and an end
 */
gboolean
sim_upp_parse (const guint8 *data, gsize length, SimUpp *upp)
{
  LpaTlvReader reader;
  LpaTlv element = { 0 };

  *upp = (SimUpp){ .status = SIM_PE_STATUS_INVALID_REQUEST };
  lpa_tlv_reader_init (&reader, data, length);
  if (!lpa_tlv_reader_expect (&reader, PE_HEADER, &element, NULL))
    return FALSE;

  upp->status = parse_header (&element, upp);
  while (upp->status == SIM_PE_STATUS_OK && element.tag != PE_END)
    upp->status = lpa_tlv_reader_next (&reader, &element, NULL) ? parse_element (&element, upp)
                                                                : SIM_PE_STATUS_INVALID_REQUEST;

  if (upp->status == SIM_PE_STATUS_OK && !lpa_tlv_reader_at_end (&reader))
    upp->status = SIM_PE_STATUS_INVALID_REQUEST;
  return upp->status == SIM_PE_STATUS_OK;
}

/**
 * sim_upp_dup_response:
 * @status: what became of the package
 * @element: the number of the element that failed; with %SIM_PE_STATUS_OK not used
 *
 * Returns: (transfer full): an EUICCResponse of the TCA format, as it stands in simaResponse
 */
GBytes *
sim_upp_dup_response (SimPeStatus status, guint element)
{
  GByteArray *out = g_byte_array_new ();
  guint response = lpa_tlv_open (out, 0x30);
  guint list = lpa_tlv_open (out, 0xA0);
  guint entry = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_integer (out, 0x80, (gint64) status);
  if (status != SIM_PE_STATUS_OK)
    lpa_tlv_append_integer (out, 0x81, element);
  lpa_tlv_close (out, entry);
  lpa_tlv_close (out, list);
  if (status != SIM_PE_STATUS_OK)
    lpa_tlv_append (out, 0x81, NULL, 0); /* profileInstallationAborted */
  lpa_tlv_close (out, response);

  return g_byte_array_free_to_bytes (out);
}
