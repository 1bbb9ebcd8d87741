/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-words.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *text, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not %s", text, what);
  return FALSE;
}

/**
 * fake_words_split:
 * @text: a command, quoted as for a shell
 * @error: return location for %G_SHELL_ERROR
 *
 * Returns: (transfer full) (nullable): its words, at least one
 */
char **
fake_words_split (const char *text, GError **error)
{
  char **words = NULL;

  g_shell_parse_argv (text, NULL, &words, error);
  return words;
}

/**
 * fake_words_pair:
 * @word: KEY=VALUE
 * @key: (out): the key
 * @value: (out) (transfer none): the value, a part of @word
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it is a pair
 */
gboolean
fake_words_pair (const char *word, char **key, const char **value, GError **error)
{
  const char *sign = strchr (word, '=');

  if (sign == NULL || sign == word)
    return refuse (error, word, "KEY=VALUE");

  *key = g_strndup (word, (gsize) (sign - word));
  *value = sign + 1;
  return TRUE;
}

/**
 * fake_words_number:
 * @text: digits
 * @most: the largest number that is good
 * @number: (out): the number
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it is one
 */
gboolean
fake_words_number (const char *text, guint64 most, guint *number, GError **error)
{
  guint64 wide;

  if (!g_ascii_string_to_unsigned (text, 10, 0, most, &wide, NULL))
    return refuse (error, text, "a number that is small enough");

  *number = (guint) wide;
  return TRUE;
}

/**
 * fake_words_switch:
 * @text: "yes" or "no"
 * @on: (out): which
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it is one of them
 */
gboolean
fake_words_switch (const char *text, gboolean *on, GError **error)
{
  *on = g_str_equal (text, "yes");
  return *on || g_str_equal (text, "no") || refuse (error, text, "yes or no");
}

/**
 * fake_words_nick:
 * @type: an enumeration or a set of flags of ModemManager's
 * @nick: the name of one value
 * @number: (out): the value
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether there is such a value
 */
gboolean
fake_words_nick (GType type, const char *nick, int *number, GError **error)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumValue *value =
      G_IS_ENUM_CLASS (klass) ? g_enum_get_value_by_nick ((GEnumClass *) klass, nick) : NULL;
  GFlagsValue *flag =
      G_IS_FLAGS_CLASS (klass) ? g_flags_get_value_by_nick ((GFlagsClass *) klass, nick) : NULL;

  if (value == NULL && flag == NULL)
    return refuse (error, nick, g_type_name (type));

  *number = value != NULL ? value->value : (int) flag->value;
  return TRUE;
}

/**
 * fake_words_flags:
 * @type: a set of flags of ModemManager's
 * @nicks: names of some, with commas between; may be empty
 * @flags: (out): all of them together
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether all are known
 */
gboolean
fake_words_flags (GType type, const char *nicks, guint *flags, GError **error)
{
  g_auto (GStrv) each = g_strsplit (nicks, ",", -1);
  int flag;

  *flags = 0;
  for (guint i = 0; each[i] != NULL && *nicks != '\0'; i++)
    {
      if (!fake_words_nick (type, each[i], &flag, error))
        return FALSE;
      *flags |= (guint) flag;
    }
  return TRUE;
}

/**
 * fake_words_to_nick:
 * @type: an enumeration of ModemManager's
 * @number: a value
 *
 * Returns: (nullable): its name
 */
const char *
fake_words_to_nick (GType type, int number)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumValue *value = g_enum_get_value ((GEnumClass *) klass, number);

  return value != NULL ? value->value_nick : NULL;
}
