/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-helper-error.h"

#include <string.h>

#include "readers/tern-helper-bus.h"

#define PREFIX TERN_HELPER_INTERFACE ".Error."
#define NO_FIGURE "-"
#define FIGURE_MAX 40
#define SENTENCE_MAX 500

/**
 * tern_helper_error_get_name:
 * @error: what went wrong
 *
 * Returns: (transfer full): the name under which it is said on the bus. Everything but
 * %LPA_CHANNEL_ERROR and %LPA_CARD_ERROR is a failure of the channel there
 */
char *
tern_helper_error_get_name (const GError *error)
{
  gboolean known = error->domain == LPA_CHANNEL_ERROR || error->domain == LPA_CARD_ERROR;
  g_autofree char *nick = g_strdup (known ? lpa_error_code_nick (error) : "failed");

  return g_strconcat (PREFIX, known ? lpa_error_domain_name (error->domain) : "channel", ".",
                      g_strdelimit (nick, "-", '_'), NULL);
}

/**
 * tern_helper_error_get_message:
 * @error: what went wrong
 *
 * Returns: (transfer full): its figure and its sentence
 */
char *
tern_helper_error_get_message (const GError *error)
{
  const char *figure = lpa_error_get_figure (error);

  return g_strconcat (figure != NULL ? figure : NO_FIGURE, " ", error->message, NULL);
}

/* What the bus itself says, and what it means for somebody who calls the helper. */
static const struct
{
  const char *name;
  LpaChannelError code;
  const char *figure;
  const char *sentence;
} rows[] = {
  { "org.freedesktop.DBus.Error.ServiceUnknown", LPA_CHANNEL_ERROR_NO_SERVICE, "helper/missing",
    "The modem helper is not installed" },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", LPA_CHANNEL_ERROR_RESET, "helper/lost",
    "The modem helper has ended" },
  { "org.freedesktop.DBus.Error.AccessDenied", LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied",
    "The system bus lets this user not call the modem helper" },
  { "org.freedesktop.DBus.Error.NoReply", LPA_CHANNEL_ERROR_RESET, "helper/lost",
    "The modem helper ended" },
  { "org.freedesktop.DBus.Error.Disconnected", LPA_CHANNEL_ERROR_RESET, "helper/lost",
    "The system bus ended the connection" },
  { "org.freedesktop.DBus.Error.Timeout", LPA_CHANNEL_ERROR_TIMEOUT, "helper/timeout",
    "The modem helper does not answer" },
  { "org.freedesktop.DBus.Error.TimedOut", LPA_CHANNEL_ERROR_TIMEOUT, "helper/timeout",
    "The modem helper does not answer" },
  { "org.freedesktop.DBus.Error.UnknownMethod", LPA_CHANNEL_ERROR_NO_SERVICE, "helper/other",
    "The modem helper is of another version" },
  { "org.freedesktop.DBus.Error.InvalidArgs", LPA_CHANNEL_ERROR_NO_SERVICE, "helper/other",
    "The modem helper is of another version" },
};

static gboolean
convert_from_bus (GError **error, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      {
        lpa_error_set (error, LPA_CHANNEL_ERROR, rows[i].code, rows[i].figure, "%s",
                       rows[i].sentence);
        return TRUE;
      }
  if (!g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn."))
    return FALSE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/broken",
                 "The modem helper cannot be started: %s", name);
  return TRUE;
}

/* The figure is one word of what figures are made of; what else comes is none. */
static char *
read_figure (const char *message)
{
  gsize length = strcspn (message, " ");
  g_autofree char *figure = g_strndup (message, MIN (length, FIGURE_MAX));

  g_strcanon (figure, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/.-", '-');
  return g_str_equal (figure, NO_FIGURE) ? NULL : g_steal_pointer (&figure);
}

static gboolean
convert_from_helper (GError **error, const char *name, const char *message)
{
  g_autofree char *key = NULL;
  g_autofree char *figure = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) model = NULL;
  const char *space = strchr (message, ' ');

  if (!g_str_has_prefix (name, PREFIX) || space == NULL)
    return FALSE;

  key = g_strdup (name + strlen (PREFIX));
  g_strdelimit (key, ".", '/');
  g_strdelimit (key, "_", '-');
  model = lpa_error_new_from_key (key);
  if (model->domain != LPA_CHANNEL_ERROR && model->domain != LPA_CARD_ERROR)
    return FALSE;

  figure = read_figure (message);
  sentence = g_utf8_make_valid (space + 1, (gssize) strnlen (space + 1, SENTENCE_MAX));
  lpa_error_set (error, model->domain, model->code, figure, "%s", sentence);
  return TRUE;
}

/**
 * tern_helper_error_convert:
 * @error: return location for the error
 * @cause: what a call to the modem helper ended with
 *
 * Makes of it an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR with figure and sentence, as it was
 * before it went over the bus; %G_IO_ERROR_CANCELLED stays what it is.
 */
void
tern_helper_error_convert (GError **error, const GError *cause)
{
  g_autofree char *name = NULL;
  g_autoptr (GError) bare = g_error_copy (cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&bare));
      return;
    }

  name = g_dbus_error_get_remote_error (cause);
  g_dbus_error_strip_remote_error (bare);
  if (name != NULL &&
      (convert_from_bus (error, name) || convert_from_helper (error, name, bare->message)))
    return;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CLOSED))
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, "helper/lost",
                   "The connection to the modem helper was closed");
  else
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_COMMUNICATION, "helper/bus",
                   "The modem helper cannot be asked: %s", bare->message);
}
