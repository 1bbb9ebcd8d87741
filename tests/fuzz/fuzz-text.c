/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "scan/tern-code-finder.h"

/* What is found lies in the text, and is a code when it is written down. */
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
      g_assert_cmpuint (candidate->start, <, candidate->end);
      g_assert_cmpuint (candidate->end, <=, strlen (text));
      g_assert_true (g_utf8_validate (text + candidate->start,
                                      (gssize) (candidate->end - candidate->start), NULL));
    }
  return 0;
}
