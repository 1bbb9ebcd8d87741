/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server-address.h"

#include <string.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"

#define MAX_ADDRESS 4096
#define MAX_HOST 253
#define MAX_LABEL 63

/* Why a host name is wrong, with the place as an offset in characters; %NULL when it is right. */
static const char *
host_flaw (const char *host, gsize *at)
{
  const char *label = host;
  gboolean number = TRUE;

  *at = 0;
  if (*host == '\0')
    return "the server's address is missing";
  for (const char *p = host;; p++)
    {
      *at = (gsize) (p - host);
      if (*p == '.' || *p == '\0')
        {
          if (p == label)
            return "a part of the server's address is empty";
          if (p - label > MAX_LABEL || *at > MAX_HOST)
            return "a part of the server's address is too long";
          if (*label == '-' || p[-1] == '-')
            return "a part of the server's address begins or ends with a hyphen";
          if (*p == '\0')
            break;
          label = p + 1;
          number = TRUE;
          continue;
        }
      if (!g_ascii_isalnum (*p) && *p != '-')
        return "this character cannot be in a server's address";
      number = number && g_ascii_isdigit (*p);
    }
  *at = (gsize) (label - host);
  return number && !g_hostname_is_ip_address (host) ? "the server's address ends in a number"
                                                    : NULL;
}

static const char *
port_flaw (const char *port)
{
  guint64 number = 0;

  if (*port == '\0' || strspn (port, "0123456789") != strlen (port))
    return "the port is not a number";
  if (!g_ascii_string_to_unsigned (port, 10, 1, 65535, &number, NULL))
    return "the port must be from 1 to 65535";
  return NULL;
}

/*
 * The host as it is asked for: in lower case, other alphabets in their ASCII form, which shows
 * those that only look like another name.
 */
static char *
host_to_ascii (const char *host)
{
  g_autofree char *ascii = g_hostname_is_non_ascii (host) ? g_hostname_to_ascii (host) : NULL;

  if (g_hostname_is_non_ascii (host) && !ascii)
    return NULL;
  return g_ascii_strdown (ascii ? ascii : host, -1);
}

/* Splits `[v6]:port` and `host:port`; *@port is the text behind the colon or %NULL. */
static char *
split_port (const char *address, const char **port)
{
  const char *colon = strrchr (address, ':');

  if (*address == '[' && strchr (address, ']'))
    colon = strchr (address, ']')[1] == ':' ? strchr (address, ']') + 1 : NULL;
  *port = colon ? colon + 1 : NULL;
  return colon ? g_strndup (address, (gsize) (colon - address)) : g_strdup (address);
}

static gboolean
is_bracketed_ipv6 (const char *host)
{
  gsize length = strlen (host);
  g_autofree char *inner = NULL;

  if (length < 4 || host[0] != '[' || host[length - 1] != ']')
    return FALSE;
  inner = g_strndup (host + 1, length - 2);
  return strchr (inner, ':') != NULL && g_hostname_is_ip_address (inner);
}

/* What can never stand in an address, in the words of what people paste there. */
static const char *
foreign_flaw (const char *address, gsize *at)
{
  *at = 0;
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p), (*at)++)
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        return "there is a blank in the server's address";
      if (g_unichar_iscntrl (c))
        return "there is a control character in the server's address";
      if (c == '@')
        return "a user name cannot be in a server's address";
      if (c == '/' || c == '?' || c == '#' || c == '\\')
        return "a path cannot be in a server's address";
    }
  return NULL;
}

/*
 * Takes blanks, scheme and trailing slashes and dots off. *@skipped counts the characters in
 * front.
 */
static char *
strip_address (const char *address, gsize *skipped)
{
  static const char *const schemes[] = { "https://", "http://" };
  const char *from = address;
  g_autofree char *text = NULL;

  while (*from != '\0' && g_unichar_isspace (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (from, schemes[i], strlen (schemes[i])) == 0)
      from += strlen (schemes[i]);
  *skipped = (gsize) g_utf8_pointer_to_offset (address, from);

  text = g_strdup (from);
  for (char *end; *text != '\0'; *end = '\0')
    {
      end = g_utf8_find_prev_char (text, text + strlen (text));
      if (*end != '/' && *end != '.' && !g_unichar_isspace (g_utf8_get_char (end)))
        break;
    }
  return g_steal_pointer (&text);
}

/**
 * lpa_server_address_parse:
 * @address: UTF-8
 * @at: (out): the place of the flaw, in characters
 * @flaw: (out) (nullable): on failure, why it is no address, as the end of a sentence
 *
 * The work of lpa_server_address_normalise(), for callers that have a place of their own to name.
 * Any thread.
 *
 * Returns: (transfer full) (nullable): `host` or `host:port`
 */
char *
lpa_server_address_parse (const char *address, gsize *at, const char **flaw)
{
  gsize skipped;
  g_autofree char *text = strip_address (address, &skipped);
  g_autofree char *host = NULL;
  g_autofree char *ascii = NULL;
  const char *port;

  *flaw = foreign_flaw (text, at);
  *at += skipped;
  if (*flaw)
    return NULL;

  host = split_port (text, &port);
  if (g_str_has_suffix (host, "."))
    host[strlen (host) - 1] = '\0';
  *at = skipped;
  ascii = host_to_ascii (host);
  *flaw = ascii ? NULL : "this is not a server's address";
  if (ascii && !is_bracketed_ipv6 (ascii))
    *flaw = host_flaw (ascii, at);
  if (*flaw)
    {
      *at = g_hostname_is_non_ascii (host) ? skipped : skipped + *at;
      return NULL;
    }

  *flaw = port ? port_flaw (port) : NULL;
  *at = skipped + (port ? (gsize) g_utf8_pointer_to_offset (text, port) : 0);
  if (*flaw)
    return NULL;
  return port ? g_strconcat (ascii, ":", port, NULL) : g_steal_pointer (&ascii);
}

/**
 * lpa_server_address_normalise:
 * @address: a server's address as people, cards and servers write it
 * @error: return location for %LPA_CODE_ERROR_ADDRESS; its message names the character and the
 *   reason
 *
 * Takes blanks, scheme and a trailing slash or dot off, and turns the rest to lower case. A host
 * name must be one by the rules of the DNS; names in other alphabets come back in their ASCII
 * form, so that look-alikes show. A port stays. Any thread.
 *
 * Returns: (transfer full) (nullable): `host` or `host:port`, or %NULL with @error set
 */
char *
lpa_server_address_normalise (const char *address, GError **error)
{
  char *normal = NULL;
  const char *flaw = "this is not text";
  gsize at = 0;

  if (g_utf8_validate (address, -1, NULL) && strlen (address) <= MAX_ADDRESS)
    normal = lpa_server_address_parse (address, &at, &flaw);
  if (!normal)
    lpa_error_set (error, LPA_CODE_ERROR, LPA_CODE_ERROR_ADDRESS, "address",
                   "Character %" G_GSIZE_FORMAT ": %s", at + 1, flaw);
  return normal;
}
