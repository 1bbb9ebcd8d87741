/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-tlv.h"

#include <string.h>

#include "lpa/lpa-text.h"

/* The encoding of SGP.22 (ISO 8825-1, DER): tags of up to three bytes, definite lengths of up to
 * four. */

G_DEFINE_QUARK (lpa_tlv_error, lpa_tlv_error)

/**
 * lpa_tlv_reader_init:
 * @self: the cursor
 * @data: (array length=length): the objects to read; must outlive the cursor
 * @length: size of @data in bytes
 */
void
lpa_tlv_reader_init (LpaTlvReader *self, const guint8 *data, gsize length)
{
  self->data = data;
  self->left = length;
}

/**
 * lpa_tlv_reader_enter:
 * @self: the cursor
 * @parent: a constructed object
 *
 * Sets the cursor on the first object within @parent.
 */
void
lpa_tlv_reader_enter (LpaTlvReader *self, const LpaTlv *parent)
{
  lpa_tlv_reader_init (self, parent->value, parent->length);
}

/**
 * lpa_tlv_reader_at_end:
 * @self: the cursor
 *
 * Returns: whether everything has been read
 */
gboolean
lpa_tlv_reader_at_end (const LpaTlvReader *self)
{
  return self->left == 0;
}

static gboolean
truncated (GError **error)
{
  g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_TRUNCATED,
                       "The data ends inside an object");
  return FALSE;
}

static gboolean
read_tag (const guint8 *data, gsize left, gsize *used, guint32 *tag, GError **error)
{
  gsize n = 0;

  *tag = data[n++];
  if ((*tag & 0x1F) == 0x1F)
    {
      do
        {
          if (n == left)
            return truncated (error);
          if (n == 3)
            {
              g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_TAG,
                                   "A tag is longer than three bytes");
              return FALSE;
            }
          *tag = *tag << 8 | data[n];
        }
      while (data[n++] & 0x80);
    }

  *used = n;
  return TRUE;
}

static gboolean
read_length (const guint8 *data, gsize left, gsize *used, gsize *length, GError **error)
{
  gsize count;

  if (left == 0)
    return truncated (error);

  if (data[0] < 0x80)
    {
      *length = data[0];
      *used = 1;
      return TRUE;
    }

  count = data[0] & 0x7F;
  if (count == 0 || count > 4)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_LENGTH,
                   "A length starts with the byte %02X, which is not allowed here", data[0]);
      return FALSE;
    }
  if (left < 1 + count)
    return truncated (error);

  *length = 0;
  for (gsize i = 1; i <= count; i++)
    *length = *length << 8 | data[i];
  *used = 1 + count;
  return TRUE;
}

/**
 * lpa_tlv_reader_next:
 * @self: the cursor
 * @tlv: (out caller-allocates): the object read
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Reads the next object and moves on. Every length is checked against what is left. At the end of
 * the data it fails with %LPA_TLV_ERROR_TRUNCATED; ask lpa_tlv_reader_at_end() first.
 *
 * Returns: whether an object was read
 */
gboolean
lpa_tlv_reader_next (LpaTlvReader *self, LpaTlv *tlv, GError **error)
{
  gsize tag_size, length_size;

  if (self->left == 0)
    return truncated (error);
  if (!read_tag (self->data, self->left, &tag_size, &tlv->tag, error) ||
      !read_length (self->data + tag_size, self->left - tag_size, &length_size, &tlv->length,
                    error))
    return FALSE;
  if (tlv->length > self->left - tag_size - length_size)
    return truncated (error);

  tlv->raw = self->data;
  tlv->raw_length = tag_size + length_size + tlv->length;
  tlv->value = self->data + tag_size + length_size;
  self->data += tlv->raw_length;
  self->left -= tlv->raw_length;
  return TRUE;
}

static gboolean
check_tag (const LpaTlv *tlv, guint32 tag, GError **error)
{
  if (tlv->tag == tag)
    return TRUE;

  g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_UNEXPECTED, "Object %X found where %X should be",
               tlv->tag, tag);
  return FALSE;
}

/**
 * lpa_tlv_reader_expect:
 * @self: the cursor
 * @tag: the tag that must come next
 * @tlv: (out caller-allocates): the object read
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether an object with @tag was read
 */
gboolean
lpa_tlv_reader_expect (LpaTlvReader *self, guint32 tag, LpaTlv *tlv, GError **error)
{
  return lpa_tlv_reader_next (self, tlv, error) && check_tag (tlv, tag, error);
}

/**
 * lpa_tlv_reader_optional:
 * @self: the cursor
 * @tag: the tag that may come next
 * @tlv: (out caller-allocates): the object; left alone when it is not there
 *
 * Reads the next object if it is a well-formed one with @tag; otherwise the cursor stays where it
 * is.
 *
 * Returns: whether it was read
 */
gboolean
lpa_tlv_reader_optional (LpaTlvReader *self, guint32 tag, LpaTlv *tlv)
{
  LpaTlvReader ahead = *self;
  LpaTlv next;

  if (!lpa_tlv_reader_next (&ahead, &next, NULL) || next.tag != tag)
    return FALSE;

  *tlv = next;
  *self = ahead;
  return TRUE;
}

/**
 * lpa_tlv_parse:
 * @data: (array length=length): exactly one object
 * @length: size of @data in bytes
 * @tag: the tag it must have
 * @tlv: (out caller-allocates): the object; borrows @data
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether @data is one object with @tag and nothing behind it
 */
gboolean
lpa_tlv_parse (const guint8 *data, gsize length, guint32 tag, LpaTlv *tlv, GError **error)
{
  LpaTlvReader reader;

  lpa_tlv_reader_init (&reader, data, length);
  if (!lpa_tlv_reader_expect (&reader, tag, tlv, error))
    return FALSE;

  if (!lpa_tlv_reader_at_end (&reader))
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_TRAILING,
                   "%" G_GSIZE_FORMAT " bytes too many behind object %X", reader.left, tag);
      return FALSE;
    }
  return TRUE;
}

/**
 * lpa_tlv_parse_bytes:
 * @bytes: exactly one object
 * @tag: the tag it must have
 * @tlv: (out caller-allocates): the object; borrows @bytes
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: as lpa_tlv_parse()
 */
gboolean
lpa_tlv_parse_bytes (GBytes *bytes, guint32 tag, LpaTlv *tlv, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return lpa_tlv_parse (data, length, tag, tlv, error);
}

/**
 * lpa_tlv_find:
 * @parent: a constructed object
 * @tag: the tag looked for
 * @tlv: (out caller-allocates): the first child with @tag; left alone when there is none
 *
 * Returns: whether there is one; a child that is malformed ends the search
 */
gboolean
lpa_tlv_find (const LpaTlv *parent, guint32 tag, LpaTlv *tlv)
{
  LpaTlvReader reader;
  LpaTlv child;

  lpa_tlv_reader_enter (&reader, parent);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      if (!lpa_tlv_reader_next (&reader, &child, NULL))
        return FALSE;
      if (child.tag == tag)
        {
          *tlv = child;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * lpa_tlv_require:
 * @parent: a constructed object
 * @tag: the tag of a mandatory child
 * @tlv: (out caller-allocates): the first child with @tag
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether it is there
 */
gboolean
lpa_tlv_require (const LpaTlv *parent, guint32 tag, LpaTlv *tlv, GError **error)
{
  if (lpa_tlv_find (parent, tag, tlv))
    return TRUE;

  g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING, "Object %X is missing in object %X",
               tag, parent->tag);
  return FALSE;
}

/**
 * lpa_tlv_get_integer:
 * @tlv: an INTEGER of one to eight bytes
 * @value: (out): its value
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether @tlv holds an integer that fits
 */
gboolean
lpa_tlv_get_integer (const LpaTlv *tlv, gint64 *value, GError **error)
{
  guint64 sum;

  if (tlv->length < 1 || tlv->length > 8)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "Object %X holds an integer of %" G_GSIZE_FORMAT " bytes", tlv->tag,
                   tlv->length);
      return FALSE;
    }

  sum = (tlv->value[0] & 0x80) ? G_MAXUINT64 : 0;
  for (gsize i = 0; i < tlv->length; i++)
    sum = sum << 8 | tlv->value[i];
  *value = (gint64) sum;
  return TRUE;
}

/**
 * lpa_tlv_get_bits:
 * @tlv: a BIT STRING
 * @bits: (out): bit i of the BIT STRING as bit i of the number; those beyond 31 are left out
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: whether @tlv holds a BIT STRING
 */
gboolean
lpa_tlv_get_bits (const LpaTlv *tlv, guint32 *bits, GError **error)
{
  gsize count;

  if (tlv->length < 1 || tlv->value[0] > 7 || (tlv->length == 1 && tlv->value[0] > 0))
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE, "Object %X is no bit string",
                   tlv->tag);
      return FALSE;
    }

  *bits = 0;
  count = 8 * (tlv->length - 1) - tlv->value[0];
  for (gsize i = 0; i < MIN (count, 32); i++)
    if (tlv->value[1 + i / 8] & (0x80 >> (i % 8)))
      *bits |= (guint32) 1 << i;
  return TRUE;
}

/**
 * lpa_tlv_dup_utf8:
 * @tlv: a UTF8String
 *
 * Returns: (transfer full): the text up to its first NUL, made fit to be shown by
 * lpa_text_clean(), since cards carry names in encodings of their own
 */
char *
lpa_tlv_dup_utf8 (const LpaTlv *tlv)
{
  const void *end = tlv->length > 0 ? memchr (tlv->value, '\0', tlv->length) : NULL;
  gsize length = end ? (gsize) ((const guint8 *) end - tlv->value) : tlv->length;

  return lpa_text_clean (length > 0 ? (const char *) tlv->value : "", (gssize) length, "");
}

/**
 * lpa_tlv_dup_raw:
 * @tlv: an object
 *
 * Returns: (transfer full): a copy of the whole object, header included
 */
GBytes *
lpa_tlv_dup_raw (const LpaTlv *tlv)
{
  return g_bytes_new (tlv->raw, tlv->raw_length);
}

/**
 * lpa_tlv_dup_value:
 * @tlv: an object
 *
 * Returns: (transfer full): a copy of its content
 */
GBytes *
lpa_tlv_dup_value (const LpaTlv *tlv)
{
  return g_bytes_new (tlv->value, tlv->length);
}

static void
append_tag (GByteArray *out, guint32 tag)
{
  const guint8 bytes[] = { (guint8) (tag >> 16), (guint8) (tag >> 8), (guint8) tag };
  gsize skip = tag > 0xFFFF ? 0 : tag > 0xFF ? 1 : 2;

  g_byte_array_append (out, bytes + skip, sizeof bytes - skip);
}

static gsize
encode_length (guint8 bytes[5], gsize length)
{
  gsize count = 0;

  if (length < 0x80)
    {
      bytes[0] = (guint8) length;
      return 1;
    }

  for (gsize rest = length; rest > 0; rest >>= 8)
    count++;
  g_assert (count <= 4);
  bytes[0] = (guint8) (0x80 | count);
  for (gsize i = 0; i < count; i++)
    bytes[1 + i] = (guint8) (length >> (8 * (count - 1 - i)));
  return 1 + count;
}

/**
 * lpa_tlv_append:
 * @out: the buffer that grows
 * @tag: the tag as it stands on the wire
 * @value: (array length=length) (nullable): the content
 * @length: its size in bytes
 */
void
lpa_tlv_append (GByteArray *out, guint32 tag, const guint8 *value, gsize length)
{
  guint8 header[5];

  append_tag (out, tag);
  g_byte_array_append (out, header, (guint) encode_length (header, length));
  if (length > 0)
    g_byte_array_append (out, value, (guint) length);
}

/**
 * lpa_tlv_append_bytes:
 * @out: the buffer that grows
 * @tag: the tag as it stands on the wire
 * @value: the content
 */
void
lpa_tlv_append_bytes (GByteArray *out, guint32 tag, GBytes *value)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (value, &length);

  lpa_tlv_append (out, tag, data, length);
}

/**
 * lpa_tlv_append_string:
 * @out: the buffer that grows
 * @tag: the tag as it stands on the wire
 * @text: the content, without its NUL
 */
void
lpa_tlv_append_string (GByteArray *out, guint32 tag, const char *text)
{
  lpa_tlv_append (out, tag, (const guint8 *) text, strlen (text));
}

/**
 * lpa_tlv_append_integer:
 * @out: the buffer that grows
 * @tag: the tag as it stands on the wire
 * @value: the number, encoded in as few bytes as DER allows
 */
void
lpa_tlv_append_integer (GByteArray *out, guint32 tag, gint64 value)
{
  guint8 bytes[8];
  gsize skip = 0;

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) ((guint64) value >> (8 * (7 - i)));
  while (skip < 7 && ((bytes[skip] == 0x00 && !(bytes[skip + 1] & 0x80)) ||
                      (bytes[skip] == 0xFF && (bytes[skip + 1] & 0x80))))
    skip++;

  lpa_tlv_append (out, tag, bytes + skip, sizeof bytes - skip);
}

/**
 * lpa_tlv_append_raw:
 * @out: the buffer that grows
 * @tlv: one or more whole objects, copied byte for byte
 */
void
lpa_tlv_append_raw (GByteArray *out, GBytes *tlv)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (tlv, &length);

  if (length > 0)
    g_byte_array_append (out, data, (guint) length);
}

/**
 * lpa_tlv_open:
 * @out: the buffer that grows
 * @tag: the tag of a constructed object
 *
 * Begins an object whose content is what is appended until lpa_tlv_close().
 *
 * Returns: the mark to hand to lpa_tlv_close()
 */
guint
lpa_tlv_open (GByteArray *out, guint32 tag)
{
  append_tag (out, tag);
  return out->len;
}

/**
 * lpa_tlv_close:
 * @out: the buffer
 * @mark: what lpa_tlv_open() returned
 *
 * Ends the object begun at @mark by putting its length in front of its content.
 */
void
lpa_tlv_close (GByteArray *out, guint mark)
{
  guint8 header[5];
  gsize length = out->len - mark;
  gsize size = encode_length (header, length);

  g_byte_array_set_size (out, (guint) (out->len + size));
  memmove (out->data + mark + size, out->data + mark, length);
  memcpy (out->data + mark, header, size);
}
