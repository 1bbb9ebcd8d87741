/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LPA_TLV_ERROR:
 *
 * The domain of errors in the encoding itself: bytes from a card or a server that are not
 * well-formed DER-TLV.
 */
#define LPA_TLV_ERROR (lpa_tlv_error_quark ())
GQuark lpa_tlv_error_quark (void);

/**
 * LpaTlvError:
 * @LPA_TLV_ERROR_TRUNCATED: the data ends inside a tag, a length or a value
 * @LPA_TLV_ERROR_TAG: a tag of more than three bytes
 * @LPA_TLV_ERROR_LENGTH: an indefinite length, or one that takes more than four bytes
 * @LPA_TLV_ERROR_TRAILING: bytes left over behind what should have been the last object
 * @LPA_TLV_ERROR_UNEXPECTED: an object with another tag than the one the standard puts there
 * @LPA_TLV_ERROR_MISSING: a mandatory object is not there
 * @LPA_TLV_ERROR_VALUE: a value of a size or content that its type does not allow
 */
typedef enum
{
  LPA_TLV_ERROR_TRUNCATED,
  LPA_TLV_ERROR_TAG,
  LPA_TLV_ERROR_LENGTH,
  LPA_TLV_ERROR_TRAILING,
  LPA_TLV_ERROR_UNEXPECTED,
  LPA_TLV_ERROR_MISSING,
  LPA_TLV_ERROR_VALUE,
} LpaTlvError;

/**
 * LpaTlv:
 * @tag: the tag as it stands on the wire, for example 0x5A or 0xBF2D
 * @raw: the whole object, header included
 * @raw_length: its size in bytes
 * @value: the content
 * @length: its size in bytes
 *
 * One object of a TLV structure. It borrows from the buffer it was read from and lives no longer.
 */
typedef struct
{
  guint32 tag;
  const guint8 *raw;
  gsize raw_length;
  const guint8 *value;
  gsize length;
} LpaTlv;

/**
 * LpaTlvReader:
 *
 * A cursor over consecutive objects. Lives on the stack; borrows the buffer.
 */
typedef struct
{
  const guint8 *data;
  gsize left;
} LpaTlvReader;

void lpa_tlv_reader_init (LpaTlvReader *self, const guint8 *data, gsize length);
void lpa_tlv_reader_enter (LpaTlvReader *self, const LpaTlv *parent);
gboolean lpa_tlv_reader_at_end (const LpaTlvReader *self);
gboolean lpa_tlv_reader_next (LpaTlvReader *self, LpaTlv *tlv, GError **error);
gboolean lpa_tlv_reader_expect (LpaTlvReader *self, guint32 tag, LpaTlv *tlv, GError **error);
gboolean lpa_tlv_reader_optional (LpaTlvReader *self, guint32 tag, LpaTlv *tlv);

gboolean lpa_tlv_parse (const guint8 *data, gsize length, guint32 tag, LpaTlv *tlv, GError **error);
gboolean lpa_tlv_parse_bytes (GBytes *bytes, guint32 tag, LpaTlv *tlv, GError **error);
gboolean lpa_tlv_find (const LpaTlv *parent, guint32 tag, LpaTlv *tlv);
gboolean lpa_tlv_require (const LpaTlv *parent, guint32 tag, LpaTlv *tlv, GError **error);
gboolean lpa_tlv_get_integer (const LpaTlv *tlv, gint64 *value, GError **error);
gboolean lpa_tlv_get_bits (const LpaTlv *tlv, guint32 *bits, GError **error);
char *lpa_tlv_dup_utf8 (const LpaTlv *tlv) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_tlv_dup_raw (const LpaTlv *tlv) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_tlv_dup_value (const LpaTlv *tlv) G_GNUC_WARN_UNUSED_RESULT;

void lpa_tlv_append (GByteArray *out, guint32 tag, const guint8 *value, gsize length);
void lpa_tlv_append_bytes (GByteArray *out, guint32 tag, GBytes *value);
void lpa_tlv_append_string (GByteArray *out, guint32 tag, const char *text);
void lpa_tlv_append_integer (GByteArray *out, guint32 tag, gint64 value);
void lpa_tlv_append_raw (GByteArray *out, GBytes *tlv);
guint lpa_tlv_open (GByteArray *out, guint32 tag);
void lpa_tlv_close (GByteArray *out, guint mark);

G_END_DECLS
