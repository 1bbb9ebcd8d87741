/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-connect.h"

#include <openssl/crypto.h>
#include <string.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"

static void
wipe (char *secret)
{
  OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

/**
 * tern_connect_clear:
 * @self: what was told
 */
void
tern_connect_clear (TernConnect *self)
{
  g_clear_pointer (&self->apn, g_free);
  g_clear_pointer (&self->apn_user, g_free);
  g_clear_pointer (&self->apn_password, wipe);
  g_clear_pointer (&self->pin, wipe);
  g_clear_pointer (&self->puk, wipe);
  g_clear_object (&self->previous);
  g_clear_object (&self->connector);
}

static void
read_secret (TernCtl *ctl, char **secret)
{
  if (g_strcmp0 (*secret, "-") != 0)
    return;
  g_free (*secret);
  *secret = tern_ctl_read_line (ctl, NULL, TRUE);
}

static gboolean
code_is_valid (const char *code, gsize least)
{
  gsize length = strlen (code);

  return length >= least && length <= 8 && strspn (code, "0123456789") == length;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE, sentence);
  return FALSE;
}

/**
 * tern_connect_take_options:
 * @self: what was told, as parsed
 * @ctl: the command line
 * @argc: number of words before they were parsed
 * @argv: those words, in which secrets are overwritten
 * @error: return location for %TERN_CTL_ERROR_USAGE
 *
 * Reads from standard input what is to be read there.
 *
 * Returns: whether it can be as was told
 */
gboolean
tern_connect_take_options (TernConnect *self, TernCtl *ctl, int argc, char **argv, GError **error)
{
  tern_ctl_wipe_option (argc, argv, "--pin");
  tern_ctl_wipe_option (argc, argv, "--puk");
  tern_ctl_wipe_option (argc, argv, "--apn-password");
  read_secret (ctl, &self->puk);
  read_secret (ctl, &self->pin);
  read_secret (ctl, &self->apn_password);
  if (self->apn != NULL && !tern_apn_name_is_valid (self->apn))
    return refuse (error, C_ ("ternctl", "An access point has letters, digits, dots and hyphens, "
                                         "63 of them at most. This one is mistyped."));
  if (self->pin != NULL && !code_is_valid (self->pin, 4))
    return refuse (error, C_ ("ternctl", "A PIN has four to eight digits."));
  if (self->puk != NULL && (self->pin == NULL || !code_is_valid (self->puk, 8)))
    return refuse (error, C_ ("ternctl", "A PUK has eight digits, and --pin says what the PIN is "
                                         "to be from then on."));
  return TRUE;
}

/**
 * tern_connect_note_previous:
 * @self: what was told
 * @euicc: a card on which another profile is about to be enabled
 *
 * Remembers which one is in use now: the way back.
 */
void
tern_connect_note_previous (TernConnect *self, LpaEuicc *euicc)
{
  GListModel *profiles = lpa_euicc_get_profiles (euicc);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_is_enabled (profile))
        g_set_object (&self->previous, profile);
    }
}

static void
on_step (TernConnector *connector, int step, int state, TernCtl *ctl)
{
  ctl->step = (LpaStep) step;
  tern_printer_step (ctl->printer, (LpaStep) step, (LpaStepState) state);
}

static void
on_note (TernConnector *connector, const char *nick, const char *sentence, TernCtl *ctl)
{
  tern_printer_meanwhile (ctl->printer, nick, sentence);
  if (g_str_equal (nick, "registered"))
    tern_printer_set_outcome (ctl->printer, sentence);
}

static gboolean
run_once (TernCtl *ctl, TernConnector *connector, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tern_connector_run_async (connector, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return tern_connector_run_finish (connector, result, error);
}

/* A code that the person must give, with how often it may still be wrong. */
static char *
ask_code (TernConnect *self, TernCtl *ctl, const char *what)
{
  int tries = tern_connector_get_tries (self->connector);
  g_autofree char *prompt =
      tries >= 0
          ? g_strdup_printf (
                lpa_plural ("ternctl", "%s (%d try left):", "%s (%d tries left):", (gulong) tries),
                what, tries)
          : g_strdup_printf ("%s:", what);

  return tern_ctl_read_line (ctl, prompt, TRUE);
}

static gboolean
answer_pin (TernConnect *self, TernCtl *ctl)
{
  if (self->pin == NULL && tern_ctl_is_interactive (ctl))
    self->pin = ask_code (self, ctl, C_ ("ternctl", "The profile’s PIN"));
  if (self->pin == NULL || self->puk != NULL || !code_is_valid (self->pin, 4))
    return FALSE;
  tern_connector_set_pin (self->connector, self->pin);
  g_clear_pointer (&self->pin, wipe);
  return TRUE;
}

static gboolean
answer_puk (TernConnect *self, TernCtl *ctl)
{
  if (self->puk == NULL && tern_ctl_is_interactive (ctl))
    {
      g_clear_pointer (&self->pin, wipe);
      self->puk = ask_code (self, ctl, C_ ("ternctl", "The profile’s PUK"));
      self->pin = tern_ctl_read_line (ctl, C_ ("ternctl", "A new PIN for it:"), TRUE);
    }
  if (self->puk == NULL || self->pin == NULL || !code_is_valid (self->puk, 8) ||
      !code_is_valid (self->pin, 4))
    return FALSE;
  tern_connector_set_puk (self->connector, self->puk, self->pin);
  g_clear_pointer (&self->puk, wipe);
  g_clear_pointer (&self->pin, wipe);
  return TRUE;
}

static void
set_apn (TernConnect *self, const char *name)
{
  g_autoptr (TernApn) apn = tern_apn_new (name);

  apn->username = g_strdup (self->apn_user);
  apn->password = g_strdup (self->apn_password);
  tern_connector_set_apn (self->connector, apn);
}

static gboolean
choose_apn (TernConnect *self, GPtrArray *known, const char *answer)
{
  guint64 number = 0;

  if (g_ascii_string_to_unsigned (answer, 10, 1, known->len, &number, NULL))
    tern_connector_set_apn (self->connector, known->pdata[number - 1]);
  else if (tern_apn_name_is_valid (answer))
    set_apn (self, answer);
  else
    return FALSE;
  return TRUE;
}

static gboolean
answer_apn (TernConnect *self, TernCtl *ctl)
{
  GPtrArray *known = tern_connector_get_apns (self->connector);
  g_autofree char *answer = NULL;

  for (guint i = 0; i < known->len; i++)
    {
      g_autofree char *label = tern_apn_dup_label (known->pdata[i]);

      tern_printer_say (ctl->printer, "%3u  %s", i + 1, label);
    }
  if (!tern_ctl_is_interactive (ctl))
    return FALSE;
  answer = tern_ctl_read_line (
      ctl,
      known->len > 0 ? C_ ("ternctl", "The provider’s access point (a number, or its name):")
                     : C_ ("ternctl", "The provider’s access point:"),
      FALSE);
  return answer != NULL && choose_apn (self, known, answer);
}

static gboolean
answer_roaming (TernConnect *self, TernCtl *ctl)
{
  if (!tern_ctl_confirm (ctl, FALSE, C_ ("ternctl", "Allow foreign networks?"), NULL))
    return FALSE;
  tern_connector_set_roaming (self->connector, TRUE);
  return TRUE;
}

static const struct
{
  LpaNetworkError question;
  gboolean (*answer) (TernConnect *self, TernCtl *ctl);
} answers[] = {
  { LPA_NETWORK_ERROR_PIN, answer_pin },
  { LPA_NETWORK_ERROR_PUK, answer_puk },
  { LPA_NETWORK_ERROR_APN_NEEDED, answer_apn },
  { LPA_NETWORK_ERROR_APN, answer_apn },
  { LPA_NETWORK_ERROR_ROAMING_OFF, answer_roaming },
};

/* A wrong answer is asked for again, of a person alone. */
static gboolean
can_answer (TernConnect *self, TernCtl *ctl, const GError *question)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_error_matches (question, LPA_NETWORK_ERROR, (int) answers[i].question))
      return answers[i].answer (self, ctl);
  return FALSE;
}

static gboolean
try (TernConnect *self, TernCtl *ctl, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;

      if (run_once (ctl, self->connector, &local))
        return TRUE;
      if (!can_answer (self, ctl, local) || g_cancellable_is_cancelled (ctl->cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

/* Takes the connector over, if there is one. */
static void
use_connector (TernConnect *self, TernCtl *ctl, TernConnector *connector)
{
  self->connector = connector;
  if (connector == NULL)
    return;
  g_signal_connect (connector, "step", G_CALLBACK (on_step), ctl);
  g_signal_connect (connector, "note", G_CALLBACK (on_note), ctl);
}

static gboolean
run_back (TernConnect *self, TernCtl *ctl, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tern_connector_go_back_async (self->connector, self->previous, ctl->cancellable, tern_await_done,
                                &result);
  tern_await (&result);
  return tern_connector_go_back_finish (self->connector, result, error);
}

/* Whatever comes of it, what is told in the end is why the new profile did not connect. */
static void
go_back (TernConnect *self, TernCtl *ctl)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  const char *name = lpa_profile_get_display_name (self->previous);
  gboolean back = run_back (self, ctl, &error);
  g_autoptr (LpaExplanation) explanation =
      back ? NULL : lpa_error_book_explain (error, LPA_STEP_NONE);

  sentence = back ? g_strdup_printf (C_ ("ternctl", "“%s” is in use again."), name)
                  : g_strdup_printf (C_ ("ternctl", "Going back to “%s” did not work: %s"), name,
                                     explanation->cause);
  tern_printer_note (ctl->printer, back ? "back" : "not-back", sentence);
}

/* Which profile it is that the card uses by itself. */
static void
name_came_back (TernConnect *self, TernCtl *ctl)
{
  LpaProfile *profile = tern_connector_get_came_back (self->connector);
  g_autofree char *sentence = NULL;

  if (profile == NULL)
    return;
  sentence = g_strdup_printf (C_ ("ternctl", "The card uses “%s” again, by itself."),
                              lpa_profile_get_display_name (profile));
  tern_printer_note (ctl->printer, "came-back", sentence);
}

static gboolean
wants_back (TernConnect *self, TernCtl *ctl, LpaProfile *profile)
{
  g_autofree char *question = NULL;

  if (self->previous == NULL || lpa_profile_same (self->previous, profile) ||
      g_cancellable_is_cancelled (ctl->cancellable))
    return FALSE;
  if (self->back || !tern_ctl_is_interactive (ctl))
    return self->back;
  question = g_strdup_printf (C_ ("ternctl", "It does not connect. Go back to “%s”?"),
                              lpa_profile_get_display_name (self->previous));
  return tern_ctl_confirm (ctl, FALSE, question, NULL);
}

/**
 * tern_connect_run:
 * @self: what was told
 * @ctl: the command line
 * @euicc: the card
 * @profile: the profile of it that has been enabled
 * @error: return location for why it does not connect
 *
 * In a modem goes on until the profile is connected; elsewhere there is nothing to do. If it does
 * not connect, goes back to the profile that was in use before where that is wanted.
 *
 * Returns: whether all was done that is to do
 */
gboolean
tern_connect_run (TernConnect *self,
                  TernCtl *ctl,
                  LpaEuicc *euicc,
                  LpaProfile *profile,
                  GError **error)
{
  LpaStep step;

  if (!self->stay)
    use_connector (self, ctl,
                   tern_connector_new_for_card (tern_reader_monitor_get_readers (ctl->monitor),
                                                euicc, profile));
  if (self->connector == NULL)
    return TRUE;
  if (self->apn != NULL)
    set_apn (self, self->apn);
  tern_connector_set_roaming (self->connector, self->roaming);
  if (try (self, ctl, error))
    {
      tern_printer_say (
          ctl->printer, "%s",
          tern_connection_get_reach_sentence (tern_connector_get_connection (self->connector)));
      return TRUE;
    }
  step = ctl->step;
  name_came_back (self, ctl);
  if (wants_back (self, ctl, profile))
    go_back (self, ctl);
  ctl->step = step;
  return FALSE;
}

/**
 * tern_connect_run_gone:
 * @self: nothing that was told yet
 * @ctl: the command line
 * @euicc: the card
 * @gone: the profile of it that has been switched off
 * @error: return location for why the modem still has it
 *
 * In a modem goes on until it shows the profile no more; elsewhere there is nothing to do.
 *
 * Returns: whether all was done that is to do
 */
gboolean
tern_connect_run_gone (TernConnect *self,
                       TernCtl *ctl,
                       LpaEuicc *euicc,
                       LpaProfile *gone,
                       GError **error)
{
  use_connector (
      self, ctl,
      tern_connector_new_for_gone (tern_reader_monitor_get_readers (ctl->monitor), euicc, gone));
  if (self->connector == NULL)
    return TRUE;
  if (run_once (ctl, self->connector, error))
    {
      tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "The modem has noticed."));
      return TRUE;
    }
  name_came_back (self, ctl);
  tern_printer_note (ctl->printer, "disabled",
                     C_ ("ternctl", "Whether the profile is disabled on the card, “ternctl "
                                    "profiles” shows."));
  return FALSE;
}

/**
 * tern_connect_add_json:
 * @self: what came of it
 * @builder: in an object, to which "connection" is added; null where nothing was connected
 */
void
tern_connect_add_json (TernConnect *self, JsonBuilder *builder)
{
  const TernConnection *connection;

  json_builder_set_member_name (builder, "connection");
  if (self->connector == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  connection = tern_connector_get_connection (self->connector);
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "operator", connection->operator);
  tern_json_add_string (builder, "technology", connection->technology);
  tern_json_add_int (builder, "signal", connection->signal);
  tern_json_add_bool (builder, "roaming", connection->roaming);
  tern_json_add_string (builder, "apn", connection->apn);
  tern_json_add_string (builder, "interface", connection->interface);
  tern_json_add_string (builder, "reach", tern_reach_get_nick (connection->reach));
  json_builder_end_object (builder);
}
