/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-redact.h"

#include <string.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-json.h"
#include "lpa/lpa-tlv.h"

#define ELLIPSIS "…"

#define TAG_PREPARE 0xBF21
#define TAG_AUTHENTICATE 0xBF38
#define TAG_METADATA_PART 0x88
#define TAG_IDENTIFIER 0x5A
#define TAG_OCTETS 0x04
#define TAG_UTF8 0x0C
#define TAG_PRINTABLE 0x13

#define ICCID_SIZE 10
#define EID_SIZE 16
#define EID_DIGITS 32
#define IMEI_SIZE 8
#define HASH_SIZE 32
#define DEPTH_MAX 16

/* How many digits of an identifier stay readable on either side. */
#define KEPT 4

/* Words of a sentence that are shorter than this name nobody's order. */
#define WORD_MIN 6
#define ICCID_DIGITS_MIN 18
#define ICCID_DIGITS_MAX 20

/**
 * lpa_redact_identifier:
 * @identifier: (nullable): an EID, an ICCID or anything that names a person's card or order
 *
 * Returns: (transfer full): a text for logs: of an EID or ICCID the first and last four digits, of
 * anything else nothing
 */
char *
lpa_redact_identifier (const char *identifier)
{
  gsize length = identifier ? strlen (identifier) : 0;
  gboolean kept =
      length == EID_DIGITS || (length >= ICCID_DIGITS_MIN && length <= ICCID_DIGITS_MAX);

  if (length == 0)
    return g_strdup ("");
  if (!kept || strspn (identifier, "0123456789ABCDEFabcdef") != length)
    return g_strdup (ELLIPSIS);
  return g_strdup_printf ("%.*s" ELLIPSIS "%s", KEPT, identifier, identifier + length - KEPT);
}

static gboolean
is_word_character (char character)
{
  return g_ascii_isalnum (character) || character == '-' || character == '_';
}

/* A number, or capitals with a hyphen between them. */
static gboolean
may_be_code (const char *word, gsize length)
{
  gboolean digit = FALSE, hyphen = FALSE, lower = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      digit |= g_ascii_isdigit (word[i]);
      hyphen |= word[i] == '-';
      lower |= g_ascii_islower (word[i]);
    }
  return length >= WORD_MIN && (digit || (hyphen && !lower));
}

/**
 * lpa_redact_text:
 * @text: (nullable): a sentence from outside, which may repeat what it was told
 *
 * Returns: (transfer full) (nullable): the sentence without words that may be codes or numbers of
 * somebody's
 */
char *
lpa_redact_text (const char *text)
{
  GString *redacted;

  if (!text)
    return NULL;
  redacted = g_string_new (NULL);
  while (*text != '\0')
    {
      gsize length = 0;

      while (is_word_character (text[length]))
        length++;
      if (may_be_code (text, length))
        {
          g_autofree char *word = g_strndup (text, length);
          g_autofree char *masked = lpa_redact_identifier (word);

          g_string_append (redacted, masked);
        }
      else
        {
          length = MAX (length, 1);
          g_string_append_len (redacted, text, (gssize) length);
        }
      text += length;
    }
  return g_string_free (redacted, FALSE);
}

/* Leaves the first two digits and the last four, so that profiles stay apart. */
static void
mask_iccid (guint8 *value, gsize length)
{
  if (length > 3)
    memset (value + 1, 0, length - 3);
}

static guint
modulo_97 (const guint8 eid[EID_SIZE])
{
  guint rest = 0;

  for (gsize i = 0; i < EID_SIZE; i++)
    rest = (rest * 100 + (eid[i] >> 4) * 10u + (eid[i] & 0x0F)) % 97;
  return rest;
}

/* Leaves the maker and four digits, so that two eUICCs of a card stay apart, and makes the check
 * digits right again, so that a record can be replayed. */
static void
mask_eid (guint8 eid[EID_SIZE])
{
  guint check;

  memset (eid + 4, 0, 9);
  eid[15] = 0;
  check = 98 - modulo_97 (eid);
  eid[15] = (guint8) ((check / 10) << 4 | check % 10);
}

/* The EID stands in the subject of the eUICC's certificate as text. */
static void
mask_eid_text (guint8 *text)
{
  g_autofree char *digits = g_strndup ((const char *) text, EID_DIGITS);
  g_autofree char *masked = NULL;
  g_autoptr (GBytes) bytes = lpa_hex_decode (digits);
  guint8 eid[EID_SIZE];

  memcpy (eid, g_bytes_get_data (bytes, NULL), EID_SIZE);
  mask_eid (eid);
  masked = lpa_hex_encode (eid, EID_SIZE);
  memcpy (text, masked, EID_DIGITS);
}

static gboolean
is_eid_text (const LpaTlv *tlv)
{
  if ((tlv->tag != TAG_UTF8 && tlv->tag != TAG_PRINTABLE) || tlv->length != EID_DIGITS)
    return FALSE;
  for (gsize i = 0; i < tlv->length; i++)
    if (!g_ascii_isdigit (tlv->value[i]))
      return FALSE;
  return TRUE;
}

/* Whether @pattern stands at @data, with any byte for -1. */
static gboolean
looks_like (const guint8 *data, gsize left, const int *pattern, gsize length)
{
  if (left < length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (pattern[i] >= 0 && data[i] != pattern[i])
      return FALSE;
  return TRUE;
}

/* What begins like a secret at @data: an ICCID or EID, the hash of a confirmation code, an IMEI
 * behind empty capabilities, or a matching ID before a device's TAC. */
static void
mask_fragment (guint8 *data, gsize left)
{
  static const int imei[] = { 0xA1, 0x00, 0x82, IMEI_SIZE };
  static const int device[] = { 0xA1, -1, 0x80, 0x04 };
  gsize size = data[1];
  gsize rest = MIN (size, left - 2);

  if (data[0] == TAG_IDENTIFIER && size == EID_SIZE && rest == size)
    mask_eid (data + 2);
  else if (data[0] == TAG_IDENTIFIER && (size == ICCID_SIZE || size == EID_SIZE))
    mask_iccid (data + 2, rest);
  else if (data[0] == TAG_OCTETS && size == HASH_SIZE)
    memset (data + 2, 0, rest);
  else if (looks_like (data, left, imei, G_N_ELEMENTS (imei)))
    memset (data + 4, 0, MIN (IMEI_SIZE, left - 4));
  else if (data[0] == 0x80 && rest == size &&
           looks_like (data + 2 + size, left - 2 - size, device, G_N_ELEMENTS (device)))
    memset (data + 2, 'X', size);
}

/* What cannot be taken apart is looked through for what begins like a secret. */
static void
mask_fragments (guint8 *data, gsize length)
{
  for (gsize i = 0; i + 2 < length; i++)
    mask_fragment (data + i, length - i);
}

static void walk (guint8 *data, gsize length, guint32 root, guint32 parent, guint depth);

/* The rules: what is a secret by its tag, its size and where it stands. */
static void
mask_primitive (const LpaTlv *tlv, guint8 *value, guint32 root, guint32 parent, guint depth)
{
  if (tlv->tag == TAG_IDENTIFIER && tlv->length == EID_SIZE)
    mask_eid (value);
  else if (tlv->tag == TAG_IDENTIFIER)
    mask_iccid (value, tlv->length);
  else if (is_eid_text (tlv))
    mask_eid_text (value);
  else if (root == TAG_AUTHENTICATE && parent == 0xA0 && tlv->tag == 0x80) /* matchingId */
    memset (value, 'X', tlv->length);
  else if (root == TAG_AUTHENTICATE && parent == 0xA1 && tlv->tag == 0x82 &&
           tlv->length == IMEI_SIZE)
    memset (value, 0, tlv->length);
  else if (root == TAG_PREPARE && tlv->tag == TAG_OCTETS && tlv->length == HASH_SIZE) /* hashCc */
    memset (value, 0, tlv->length);
  else if (root == TAG_METADATA_PART) /* metadata in the clear, and a MAC behind it */
    walk (value, tlv->length, 0, 0, depth + 1);
}

static void
walk (guint8 *data, gsize length, guint32 root, guint32 parent, guint depth)
{
  LpaTlvReader reader;
  LpaTlv tlv;

  lpa_tlv_reader_init (&reader, data, length);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      gsize offset = length - reader.left;
      guint8 *value;

      if (depth > DEPTH_MAX || !lpa_tlv_reader_next (&reader, &tlv, NULL))
        {
          mask_fragments (data + offset, length - offset);
          return;
        }
      value = data + (tlv.value - data);
      if (*tlv.raw & 0x20)
        walk (value, tlv.length, root ? root : tlv.tag, tlv.tag, depth + 1);
      else
        mask_primitive (&tlv, value, root ? root : tlv.tag, parent, depth);
    }
}

/**
 * lpa_redact_tlv:
 * @data: (array length=length): a whole command to the card, its answer, or an object that goes to
 * the server
 * @length: its size in bytes
 *
 * Masks in place what names a card, a profile, an order or a device: EID, ICCID, matching ID, IMEI
 * and the hash of the confirmation code. Every length stays, and what was different stays different
 * as far as the last digits tell. Doing it twice changes nothing more.
 */
void
lpa_redact_tlv (guint8 *data, gsize length)
{
  walk (data, length, 0, 0, 0);
}

static gboolean
is_one_object (const guint8 *data, gsize length)
{
  LpaTlvReader reader;
  LpaTlv tlv;

  lpa_tlv_reader_init (&reader, data, length);
  return length > 0 && lpa_tlv_reader_next (&reader, &tlv, NULL) && lpa_tlv_reader_at_end (&reader);
}

/* Members whose text is known to name nobody. */
static gboolean
is_harmless (const char *name)
{
  static const char *const names[] = { "euiccChallenge",
                                       "functionRequesterIdentifier",
                                       "reasonCode",
                                       "rspServerAddress",
                                       "smdpAddress",
                                       "status",
                                       "subjectCode",
                                       "transactionId",
                                       NULL };

  return g_strv_contains (names, name);
}

/* Binary values travel in base64. */
static char *
redact_value (const char *name, const char *text)
{
  g_autofree guint8 *data = NULL;
  gsize length;

  if (*text == '\0' || is_harmless (name))
    return g_strdup (text);
  data = g_base64_decode (text, &length);
  if (!is_one_object (data, length))
    return lpa_redact_text (text);
  lpa_redact_tlv (data, length);
  return g_base64_encode (data, length);
}

static char *
redact_member (const char *name, const char *text)
{
  static const char *const secrets[] = { "confirmationCode", "eventId", "hashCc", "imei",
                                         "matchingId" };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (g_ascii_strcasecmp (name, secrets[i]) == 0)
      return g_strdup (ELLIPSIS);
  if (g_ascii_strcasecmp (name, "eid") == 0 || g_ascii_strcasecmp (name, "iccid") == 0)
    return lpa_redact_identifier (text);
  if (g_str_equal (name, "boundProfilePackage"))
    return g_strdup_printf ("(%" G_GSIZE_FORMAT " characters)", strlen (text));
  return redact_value (name, text);
}

static void redact_node (const char *name, JsonNode *node);

static void
redact_object_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  redact_node (name, node);
}

static void
redact_array_element (JsonArray *array, guint index, JsonNode *node, gpointer name)
{
  redact_node (name, node);
}

static void
redact_node (const char *name, JsonNode *node)
{
  g_autofree char *redacted = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), redact_object_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), redact_array_element, (gpointer) name);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      redacted = redact_member (name, json_node_get_string (node));
      json_node_set_string (node, redacted);
    }
}

/**
 * lpa_redact_json:
 * @json: (nullable): the body of a request to a server, or of its answer
 *
 * Returns: (transfer full): the same with every secret masked, also those within binary values;
 * packages, and what is no JSON, are left out
 */
char *
lpa_redact_json (const char *json)
{
  g_autoptr (JsonNode) node = NULL;

  if (!json || *json == '\0')
    return g_strdup ("");
  node = lpa_json_parse (json, strlen (json), NULL);
  if (!node)
    return g_strdup_printf ("(%" G_GSIZE_FORMAT " bytes that are no JSON)", strlen (json));
  redact_node ("", node);
  return json_to_string (node, FALSE);
}
