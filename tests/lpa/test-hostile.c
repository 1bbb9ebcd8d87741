/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every parser of what a card says, given every cut and every spoilt byte of something good: it may
 * refuse, and say so, or read what is left; it may not do both or neither, nor read beyond the end,
 * which the sanitizers see. */
#include "lpa/lpa-euicc-info.h"
#include "lpa/lpa-install-result.h"
#include "lpa/lpa-profile.h"
#include "lpa/lpa-redact.h"
#include "lpa/lpa-segments.h"

#include "tlv-text.h"

/* Gives back whether it could be read. */
typedef gboolean (*Parser) (GBytes *bytes, GError **error);

static gboolean
parse_info (GBytes *bytes, GError **error)
{
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_new_from_tlv (bytes, error);

  return info != NULL;
}

static gboolean
parse_result (GBytes *bytes, GError **error)
{
  g_autoptr (LpaInstallResult) result = lpa_install_result_new_from_tlv (bytes, error);
  g_autoptr (GError) reason = result ? lpa_install_result_to_error (result) : NULL;

  return result != NULL;
}

static gboolean
parse_metadata (GBytes *bytes, GError **error)
{
  g_autoptr (LpaProfile) profile = lpa_profile_new_from_metadata (bytes, error);

  return profile != NULL;
}

static gboolean
parse_rat (GBytes *bytes, GError **error)
{
  g_autoptr (LpaRat) rat = lpa_rat_new_from_tlv (bytes, error);

  if (rat)
    lpa_rat_judge (rat, LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE, NULL);
  return rat != NULL;
}

static gboolean
parse_package (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) segments = lpa_segments_cut (bytes, error);

  return segments != NULL;
}

static gboolean
parse_anything (GBytes *bytes, GError **error)
{
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), length);

  lpa_redact_tlv (data, length);
  return TRUE;
}

static const struct
{
  const char *name;
  Parser parser;
  const char *good;
} parsers[] = {
  { "euicc-info", parse_info,
    "BF22{ 81=020100 82=020202 83=010203 84=82020400 85=0640 88=0490 A9{ 04=0102 04=03 } AA{ 04=01 "
    "}"
    "      8B=01 99=0640 04=010000 0C='GI-BA' }" },
  { "install-result", parse_result,
    "BF37{ BF27{ 80=01 BF2F{ 80=07 81=0780 0C='smdp' 5A=980010325476981032F4 } 06=2B06"
    "            A2{ A1{ 80=05 81=0C 82=3011A00D30038001003006800101810E8100 } } } 5F37=00 }" },
  { "metadata", parse_metadata,
    "BF25{ 5A=980010325476981032F4 91='P' 92='N' 93=01 94=8950 95=02"
    "      B6{ 30{ 80=04F0 81='a' } } B7{ 80=00F110 81=01 } 99=0560 }" },
  { "rat", parse_rat, "BF43{ A0{ 30{ 80=0640 A1{ 30{ 80=EEEEEE 81=01 82=02 } } 82=0780 } } }" },
  { "package", parse_package,
    "BF36{ BF23{ 80=01 } A0{ 87=AA } A1{ 88=BB 88=CC } A2{ 87=DD } A3{ 86=EE 86=FF } }" },
  { "redaction", parse_anything,
    "BF38{ A0{ 30{ 80=01 A0{ 80='AB' A1{ 80=53926011 A1= 82=53926011000000F7 } } "
    "5A=980010325476981032F4 }"
    "  30{ 31{ 13='89049032123451234512345678901235' } } 5A=89049032123451234512345678901235 } }" },
};

static void
check (Parser parser, const guint8 *data, gsize length)
{
  /* a block of its own, so that one byte too far is seen */
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  gboolean good = parser (bytes, &error);

  g_assert_cmpint (good, ==, error == NULL);
}

static void
test_hostile (gconstpointer index)
{
  static const guint8 spoilt[] = { 0x00, 0x01, 0x7F, 0x80, 0x81, 0x84, 0xFF };
  Parser parser = parsers[GPOINTER_TO_UINT (index)].parser;
  g_autoptr (GBytes) good = tlv_text (parsers[GPOINTER_TO_UINT (index)].good);
  gsize length = g_bytes_get_size (good);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), length);
  g_autoptr (GError) error = NULL;

  g_assert_true (parser (good, &error));
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = data[i];

      check (parser, data, i);
      for (gsize j = 0; j < G_N_ELEMENTS (spoilt); j++)
        {
          data[i] = spoilt[j];
          check (parser, data, length);
          check (parser, data, (i + length) / 2);
        }
      data[i] = byte;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parsers); i++)
    {
      g_autofree char *path = g_strconcat ("/lpa/hostile/", parsers[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_hostile);
    }
  return g_test_run ();
}
