/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-policy-rules.h"

#include <string.h>

#define TAG_GET_RAT 0xBF43
#define TAG_RULES 0x80
#define TAG_OPERATORS 0xA1
#define TAG_FLAGS 0x82
#define TAG_SEQUENCE 0x30
#define FLAG_CONSENT 1

/* One row: these rules are allowed to these operators. */
typedef struct
{
  LpaPolicyRules rules;
  GPtrArray *operators;
  gboolean consent;
} Row;

struct _LpaRat
{
  GPtrArray *rows;
};

static void
row_free (Row *row)
{
  g_ptr_array_unref (row->operators);
  g_free (row);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Row, row_free)

/**
 * lpa_policy_rules_from_tlv:
 * @tlv: PprIds, a BIT STRING
 *
 * Returns: the rules; those of a later version of the standard, and anything malformed, count as
 * none
 */
LpaPolicyRules
lpa_policy_rules_from_tlv (const LpaTlv *tlv)
{
  guint32 bits;

  if (!lpa_tlv_get_bits (tlv, &bits, NULL))
    return LPA_POLICY_RULES_NONE;
  return bits & (LPA_POLICY_RULES_UPDATE_CONTROL | LPA_POLICY_RULES_NO_DISABLE |
                 LPA_POLICY_RULES_NO_DELETE);
}

/**
 * lpa_owner_new_from_tlv:
 * @tlv: an OperatorId, under whatever tag
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: (transfer full) (nullable): the operator
 */
LpaOwner *
lpa_owner_new_from_tlv (const LpaTlv *tlv, GError **error)
{
  LpaOwner *self;
  LpaTlv mccmnc, gid;

  if (!lpa_tlv_require (tlv, 0x80, &mccmnc, error))
    return NULL;
  if (mccmnc.length != sizeof self->mccmnc)
    {
      g_set_error (error, LPA_TLV_ERROR, LPA_TLV_ERROR_VALUE,
                   "An operator's code has %" G_GSIZE_FORMAT " bytes instead of 3", mccmnc.length);
      return NULL;
    }

  self = g_new0 (LpaOwner, 1);
  memcpy (self->mccmnc, mccmnc.value, sizeof self->mccmnc);
  if (lpa_tlv_find (tlv, 0x81, &gid))
    self->gid1 = lpa_tlv_dup_value (&gid);
  if (lpa_tlv_find (tlv, 0x82, &gid))
    self->gid2 = lpa_tlv_dup_value (&gid);
  return self;
}

/**
 * lpa_owner_free:
 * @self: (transfer full): an operator
 */
void
lpa_owner_free (LpaOwner *self)
{
  g_clear_pointer (&self->gid1, g_bytes_unref);
  g_clear_pointer (&self->gid2, g_bytes_unref);
  g_free (self);
}

static gboolean
same_gid (GBytes *one, GBytes *other)
{
  return one == other || (one && other && g_bytes_equal (one, other));
}

/**
 * lpa_owner_equal:
 * @self: (nullable): an operator
 * @other: (nullable): another
 *
 * Returns: whether both are the same operator, or both %NULL
 */
gboolean
lpa_owner_equal (const LpaOwner *self, const LpaOwner *other)
{
  if (!self || !other)
    return self == other;
  return memcmp (self->mccmnc, other->mccmnc, sizeof self->mccmnc) == 0 &&
         same_gid (self->gid1, other->gid1) && same_gid (self->gid2, other->gid2);
}

static char
digit (guint nibble)
{
  return "0123456789ABCDEF"[nibble & 0x0F];
}

/**
 * lpa_owner_dup_mcc:
 * @self: an operator
 *
 * Returns: (transfer full): the mobile country code, three digits
 */
char *
lpa_owner_dup_mcc (const LpaOwner *self)
{
  return g_strdup_printf ("%c%c%c", digit (self->mccmnc[0]), digit (self->mccmnc[0] >> 4),
                          digit (self->mccmnc[1]));
}

/**
 * lpa_owner_dup_mnc:
 * @self: an operator
 *
 * Returns: (transfer full): the mobile network code, two or three digits
 */
char *
lpa_owner_dup_mnc (const LpaOwner *self)
{
  guint third = self->mccmnc[1] >> 4;
  char *mnc = g_strdup_printf ("%c%c%c", digit (self->mccmnc[2]), digit (self->mccmnc[2] >> 4),
                               digit (third));

  if (third == 0xF)
    mnc[2] = '\0';
  return mnc;
}

static gboolean
read_operators (Row *row, const LpaTlv *list, GError **error)
{
  LpaTlvReader reader;

  lpa_tlv_reader_enter (&reader, list);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      LpaTlv operator;
      LpaOwner *owner;

      if (!lpa_tlv_reader_expect (&reader, TAG_SEQUENCE, &operator, error))
        return FALSE;
      owner = lpa_owner_new_from_tlv (&operator, error);
      if (!owner)
        return FALSE;
      g_ptr_array_add (row->operators, owner);
    }
  return TRUE;
}

static Row *
row_new (const LpaTlv *tlv, GError **error)
{
  g_autoptr (Row) row = g_new0 (Row, 1);
  LpaTlv rules, operators, flags;
  guint32 bits = 0;

  row->operators = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_owner_free);
  if (!lpa_tlv_require (tlv, TAG_RULES, &rules, error) ||
      !lpa_tlv_require (tlv, TAG_OPERATORS, &operators, error) ||
      !lpa_tlv_require (tlv, TAG_FLAGS, &flags, error) ||
      !lpa_tlv_get_bits (&flags, &bits, error) || !read_operators (row, &operators, error))
    return NULL;

  row->rules = lpa_policy_rules_from_tlv (&rules);
  row->consent = (bits & FLAG_CONSENT) != 0;
  return g_steal_pointer (&row);
}

/**
 * lpa_rat_new_from_tlv:
 * @tlv: GetRatResponse, the whole BF43 object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: (transfer full) (nullable): the table
 */
LpaRat *
lpa_rat_new_from_tlv (GBytes *tlv, GError **error)
{
  g_autoptr (LpaRat) self = g_new0 (LpaRat, 1);
  LpaTlv response, table;
  LpaTlvReader reader;

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  if (!lpa_tlv_parse_bytes (tlv, TAG_GET_RAT, &response, error) ||
      !lpa_tlv_require (&response, 0xA0, &table, error))
    return NULL;

  lpa_tlv_reader_enter (&reader, &table);
  while (!lpa_tlv_reader_at_end (&reader))
    {
      LpaTlv sequence;
      Row *row;

      if (!lpa_tlv_reader_expect (&reader, TAG_SEQUENCE, &sequence, error))
        return NULL;
      row = row_new (&sequence, error);
      if (!row)
        return NULL;
      g_ptr_array_add (self->rows, row);
    }
  return g_steal_pointer (&self);
}

/* A digit E stands for any; so does F, which also fills a code of two digits. */
static gboolean
digit_matches (guint pattern, guint value)
{
  return pattern >= 0xE || pattern == value;
}

static gboolean
code_matches (const guint8 pattern[3], const guint8 code[3])
{
  for (gsize i = 0; i < 3; i++)
    if (!digit_matches (pattern[i] >> 4, code[i] >> 4) ||
        !digit_matches (pattern[i] & 0x0F, code[i] & 0x0F))
      return FALSE;
  return TRUE;
}

/* No group identifier, or an empty one, stands for any. */
static gboolean
gid_matches (GBytes *pattern, GBytes *gid)
{
  return !pattern || g_bytes_get_size (pattern) == 0 || (gid && g_bytes_equal (pattern, gid));
}

static gboolean
row_allows (const Row *row, LpaPolicyRules rule, const LpaOwner *owner)
{
  static const LpaOwner nobody;

  if ((row->rules & rule) == 0)
    return FALSE;
  for (guint i = 0; i < row->operators->len; i++)
    {
      const LpaOwner *pattern = row->operators->pdata[i];
      const LpaOwner *who = owner ? owner : &nobody;

      if (code_matches (pattern->mccmnc, who->mccmnc) && gid_matches (pattern->gid1, who->gid1) &&
          gid_matches (pattern->gid2, who->gid2))
        return TRUE;
    }
  return FALSE;
}

/* The first row that has the rule and the operator decides. */
static LpaPolicyVerdict
judge_rule (const LpaRat *self, LpaPolicyRules rule, const LpaOwner *owner)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = self->rows->pdata[i];

      if (row_allows (row, rule, owner))
        return row->consent ? LPA_POLICY_VERDICT_CONSENT_NEEDED : LPA_POLICY_VERDICT_ALLOWED;
    }
  return LPA_POLICY_VERDICT_NOT_ALLOWED;
}

/**
 * lpa_rat_judge:
 * @self: the card's table
 * @rules: the rules of a profile
 * @owner: (nullable): the profile's owner; %NULL is matched by rows for everybody alone
 *
 * Says what the table says to a profile (SGP.22 2.9.2.1). What the card forbids altogether stands
 * in EUICCInfo2 and is not looked at here.
 *
 * Returns: the strictest verdict on any of @rules; allowed when there are none
 */
LpaPolicyVerdict
lpa_rat_judge (const LpaRat *self, LpaPolicyRules rules, const LpaOwner *owner)
{
  static const LpaPolicyRules judged[] = { LPA_POLICY_RULES_NO_DISABLE,
                                           LPA_POLICY_RULES_NO_DELETE };
  LpaPolicyVerdict verdict = LPA_POLICY_VERDICT_ALLOWED;

  for (gsize i = 0; i < G_N_ELEMENTS (judged); i++)
    if (rules & judged[i])
      verdict = MAX (verdict, judge_rule (self, judged[i], owner));
  return verdict;
}

/**
 * lpa_rat_get_n_rules:
 * @self: a table
 *
 * Returns: the number of its rows
 */
guint
lpa_rat_get_n_rules (const LpaRat *self)
{
  return self->rows->len;
}

/**
 * lpa_rat_get_rules:
 * @self: a table
 * @row: less than lpa_rat_get_n_rules()
 *
 * Returns: the rules that a row allows
 */
LpaPolicyRules
lpa_rat_get_rules (const LpaRat *self, guint row)
{
  return ((const Row *) g_ptr_array_index (self->rows, row))->rules;
}

/**
 * lpa_rat_get_operators:
 * @self: a table
 * @row: less than lpa_rat_get_n_rules()
 *
 * Returns: (transfer none) (element-type LpaOwner): whom a row allows them; a digit E of a code
 *   stands for any, and so does a group identifier that is not there
 */
GPtrArray *
lpa_rat_get_operators (const LpaRat *self, guint row)
{
  return ((const Row *) g_ptr_array_index (self->rows, row))->operators;
}

/**
 * lpa_rat_needs_consent:
 * @self: a table
 * @row: less than lpa_rat_get_n_rules()
 *
 * Returns: whether the person has to agree before a profile with these rules is installed
 */
gboolean
lpa_rat_needs_consent (const LpaRat *self, guint row)
{
  return ((const Row *) g_ptr_array_index (self->rows, row))->consent;
}

/**
 * lpa_rat_free:
 * @self: (transfer full): a table
 */
void
lpa_rat_free (LpaRat *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}
