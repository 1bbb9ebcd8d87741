/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "scan/tern-code-finder.h"

/* What is found is a code when it is written down. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) found = tern_code_finder_find (text);

  for (guint i = 0; i < found->len; i++)
    {
      const TernCandidate *candidate = found->pdata[i];
      g_autofree char *written = lpa_activation_code_to_text (candidate->code);
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaActivationCode) again = lpa_activation_code_parse (written, NULL, &error);

      g_assert_no_error (error);
    }
  return 0;
}
