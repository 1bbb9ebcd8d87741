/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lpa/lpa-plural.h"

#include <glib/gi18n-lib.h>

/* Between context and words in a catalogue, as gettext has it. */
#define GLUE "\004"

/**
 * lpa_plural:
 * @context: where the words stand, for translators
 * @one: the words for one thing
 * @many: the words for another number of things
 * @n: how many things there are
 *
 * What C_() is to _(), for words with a number in them.
 *
 * Returns: (transfer none): the words in the person's language, to be formatted
 */
const char *
lpa_plural (const char *context, const char *one, const char *many, gulong n)
{
  g_autofree char *key = g_strconcat (context, GLUE, one, NULL);
  const char *words = g_dngettext (GETTEXT_PACKAGE, key, many, n);

  return words == key ? one : words;
}
