/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"
#include "network/tern-modem-key.h"

static void
wipe (char *secret)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

/* What a lock asks for. */
typedef struct
{
  const char *prompt;
  const char *bad;
} Words;

static const Words words[] = {
  [TERN_MODEM_KEY_PIN] = { NC_ ("ternctl", "PIN of the SIM:"),
                           NC_ ("ternctl", "A PIN has four to eight digits. Nothing was sent.") },
  [TERN_MODEM_KEY_PUK] = { NC_ ("ternctl", "PUK of the SIM:"),
                           NC_ ("ternctl", "A PUK has eight digits. Nothing was sent.") },
  [TERN_MODEM_KEY_DEVICE] = { NC_ ("ternctl", "Code that unlocks the modem:"),
                              NC_ ("ternctl",
                                   "Such a code has up to sixteen digits. Nothing was "
                                   "sent.") },
};

static const char *
translate (const char *text)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", text);
}

static char *
dup_prompt (TernCtl *ctl, const TernModem *modem, const char *prompt)
{
  guint tries = tern_modem_key_get_tries (modem);

  if (!tern_ctl_is_interactive (ctl))
    return NULL;
  if (tries == TERN_MODEM_TRIES_UNKNOWN)
    return g_strdup (translate (prompt));
  return g_strdup_printf (lpa_plural ("ternctl", "%s (%u try left)", "%s (%u tries left)", tries),
                          translate (prompt), tries);
}

/* One line of standard input, checked before it is sent: a card counts what cannot be right too. */
static char *
read_code (TernCtl *ctl, TernModemKeyKind kind, const char *prompt, GError **error)
{
  char *code = tern_ctl_read_line (ctl, prompt, TRUE);

  if (g_cancellable_set_error_if_cancelled (ctl->cancellable, error))
    return NULL;
  if (code != NULL && tern_modem_key_check (kind, code))
    return code;

  wipe (code);
  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE, translate (words[kind].bad));
  return NULL;
}

static char *
read_new_pin (TernCtl *ctl, GError **error)
{
  gboolean asks = tern_ctl_is_interactive (ctl);
  char *pin = read_code (ctl, TERN_MODEM_KEY_PIN,
                         asks ? C_ ("ternctl", "New PIN for the SIM:") : NULL, error);
  char *again = NULL;

  if (pin == NULL || !asks)
    return pin;
  again = tern_ctl_read_line (ctl, C_ ("ternctl", "The new PIN again:"), TRUE);
  if (g_strcmp0 (pin, again) == 0)
    {
      wipe (again);
      return pin;
    }

  wipe (again);
  wipe (pin);
  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                       C_ ("ternctl", "The two are not the same. Nothing was sent."));
  return NULL;
}

static gboolean
turn (TernCtl *ctl, const TernModem *modem, const char *code, const char *pin, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tern_modem_key_turn_async (modem, code, pin, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return tern_modem_key_turn_finish (result, error);
}

static gboolean
unlock (TernCtl *ctl, const TernModem *modem, GError **error)
{
  TernModemKeyKind kind = tern_modem_key_find (modem);
  g_autofree char *prompt = dup_prompt (ctl, modem, words[kind].prompt);
  char *code = read_code (ctl, kind, prompt, error);
  char *pin = NULL;
  gboolean done;

  if (code == NULL)
    return FALSE;
  if (kind == TERN_MODEM_KEY_PUK)
    pin = read_new_pin (ctl, error);
  done = (kind != TERN_MODEM_KEY_PUK || pin != NULL) && turn (ctl, modem, code, pin, error);
  wipe (code);
  wipe (pin);
  return done;
}

/* The one that can be unlocked here, of those that are meant. */
static const TernModem *
choose (GPtrArray *modems, GError **error)
{
  const TernModem *locked = NULL;

  for (guint i = 0; i < modems->len; i++)
    {
      if (tern_modem_key_find (modems->pdata[i]) == TERN_MODEM_KEY_NONE)
        continue;
      if (locked != NULL)
        {
          g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_AMBIGUOUS,
                               C_ ("ternctl", "Several modems are locked. Name one with --reader, "
                                              "as “ternctl readers” lists them."));
          return NULL;
        }
      locked = modems->pdata[i];
    }
  if (locked == NULL && (modems->len > 1 || tern_modem_check (modems->pdata[0], error)))
    g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                         C_ ("ternctl", "No modem asks for a code that could be entered here."));
  return locked;
}

/**
 * tern_command_unlock:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * The codes come from the terminal or, a line each, from standard input: never from the words of
 * the command, which every user of the computer can read.
 *
 * Returns: whether it was done
 */
gboolean
tern_command_unlock (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) modems = NULL;
  g_autoptr (JsonNode) result = NULL;
  const TernModem *modem;

  if (!tern_command_parse ("unlock", NULL, 0, 0, &argc, &argv, error) ||
      !tern_ctl_settle (ctl, error) || (modems = tern_ctl_find_modems (ctl, error)) == NULL ||
      (modem = choose (modems, error)) == NULL || !unlock (ctl, modem, error))
    return FALSE;

  tern_printer_say (ctl->printer, C_ ("ternctl", "The modem “%s” is unlocked."), modem->name);
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "unlocked", modem->name);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
