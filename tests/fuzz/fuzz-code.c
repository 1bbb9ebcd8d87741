/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "lpa/lpa-activation-code.h"

/* What is understood must be understood the same when it is written down and read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (LpaActivationCode) code = NULL;
  g_autoptr (LpaActivationCode) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  gsize where = 0;

  code = lpa_activation_code_parse (text, &where, &error);
  if (!code)
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (where, <=, size);
      return 0;
    }

  written = lpa_activation_code_to_text (code);
  again = lpa_activation_code_parse (written, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->address, ==, code->address);
  g_assert_cmpstr (again->matching_id, ==, code->matching_id);
  g_assert_cmpstr (again->oid, ==, code->oid);
  return 0;
}
