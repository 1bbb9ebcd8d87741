/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "ctl/tern-await.h"
#include "ctl/tern-connect.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "ctl/tern-own-line.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-imei.h"

/* What the words of one `add` say, and what came of them. */
typedef struct
{
  gboolean check_only;
  gboolean enable;
  gboolean yes;
  char *confirmation_code;
  char *imei;
  LpaActivationCode *code;
  LpaEuicc *euicc;
  LpaDownload *download;
  LpaNotifierResult *switched;
  TernConnect connect;
} Add;

static void
wipe (char *secret)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

static void
add_clear (Add *self)
{
  g_clear_pointer (&self->confirmation_code, wipe);
  g_clear_pointer (&self->imei, g_free);
  g_clear_pointer (&self->code, lpa_activation_code_free);
  g_clear_pointer (&self->switched, lpa_notifier_result_free);
  g_clear_object (&self->download);
  tern_connect_clear (&self->connect);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Add, add_clear)

static gboolean
check_imei (const char *imei, GError **error)
{
  if (imei == NULL || lpa_imei_is_valid (imei))
    return TRUE;

  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                       C_ ("ternctl",
                           "An IMEI has fifteen digits, of which the last one is a check "
                           "digit. This one is mistyped."));
  return FALSE;
}

static gboolean
parse (TernCtl *ctl, Add *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "check-only", 0, 0, G_OPTION_ARG_NONE, &self->check_only,
      NC_ ("ternctl",
           "Ask what the server offers and leave it there (some servers count it as a try)"),
      NULL },
    { "confirmation-code", 'c', 0, G_OPTION_ARG_STRING, &self->confirmation_code,
      NC_ ("ternctl", "The confirmation code; “-” reads it from standard input"), "CODE|-" },
    { "enable", 0, 0, G_OPTION_ARG_NONE, &self->enable,
      NC_ ("ternctl", "Enable the profile once it is installed"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &self->yes,
      NC_ ("ternctl", "Agree to everything, the profile’s rules included"), NULL },
    { "imei", 0, 0, G_OPTION_ARG_STRING, &self->imei,
      NC_ ("ternctl", "Tell the server the IMEI of the device"), "IMEI" },
    TERN_CONNECT_OPTIONS (&self->connect),
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char **words = g_memdup2 (argv, sizeof (char *) * (gsize) (argc + 1));
  g_autofree char *text = NULL;
  int all = argc;

  if (!tern_command_parse ("add", entries, 1, 1, &argc, &argv, error) ||
      !check_imei (self->imei, error) ||
      !tern_connect_take_options (&self->connect, ctl, all, words, error))
    return FALSE;

  tern_ctl_wipe_option (all, words, "--confirmation-code");
  if (self->confirmation_code != NULL && g_str_equal (self->confirmation_code, "-"))
    {
      g_free (self->confirmation_code);
      self->confirmation_code = tern_ctl_read_line (ctl, NULL, TRUE);
    }
  text = tern_ctl_take_secret (ctl, argv[1]);
  self->code = lpa_activation_code_parse (text, NULL, error);
  OPENSSL_cleanse (text, strlen (text));
  return self->code != NULL;
}

static void
step_changed (LpaDownload *download, int step, int state, TernCtl *ctl)
{
  ctl->step = (LpaStep) step;
  tern_printer_step (ctl->printer, (LpaStep) step, (LpaStepState) state);
}

static void
progress_changed (LpaDownload *download, guint64 done, guint64 total, TernCtl *ctl)
{
  tern_printer_progress (ctl->printer, done, total);
}

static gboolean
preview (TernCtl *ctl, Add *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_preview_async (self->euicc, self->download, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return lpa_euicc_preview_finish (self->euicc, result, error);
}

static gboolean
install_once (TernCtl *ctl, Add *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_install_async (self->euicc, self->download, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return lpa_euicc_install_finish (self->euicc, result, error);
}

/* Leaves the order with the server for another time. Says nothing: why it is left has been or will
 * be said. */
static void
postpone (Add *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_cancel_download_async (self->euicc, self->download, LPA_CANCEL_REASON_POSTPONED,
                                   tern_await_done, &result);
  tern_await (&result);
  lpa_euicc_cancel_download_finish (self->euicc, result, NULL);
}

static const char *
trust_sentence (LpaTrustKind kind)
{
  static const char *const sentences[] = {
    [LPA_TRUST_KIND_CARD_ISSUER] = NC_ ("ternctl", "trusted on the card’s word"),
    [LPA_TRUST_KIND_PRODUCTION_ISSUER] = NC_ ("ternctl", "trusted as an eSIM server"),
    [LPA_TRUST_KIND_WEB] = NC_ ("ternctl", "trusted like a website, not by an eSIM issuer"),
    [LPA_TRUST_KIND_ADDED] = NC_ ("ternctl", "trusted because you added its test issuer"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", sentences[kind]);
}

static void
say_rules (TernCtl *ctl, const LpaPreview *offer)
{
  LpaPolicyRules rules = lpa_profile_get_rules (offer->profile);

  if (rules & LPA_POLICY_RULES_NO_DISABLE)
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "Rule: once enabled, this profile cannot be disabled."));
  if (rules & LPA_POLICY_RULES_NO_DELETE)
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "Rule: this profile cannot be deleted by you."));
}

static void
say_offer (TernCtl *ctl, const LpaPreview *offer)
{
  const char *provider = lpa_profile_get_provider (offer->profile);

  tern_printer_say (ctl->printer, C_ ("ternctl", "Offered: %s (%s), ICCID %s"),
                    lpa_profile_get_display_name (offer->profile), provider ? provider : "?",
                    lpa_profile_get_iccid (offer->profile));
  tern_printer_say (ctl->printer, C_ ("ternctl", "Server: %s, %s (%s)"), offer->server,
                    trust_sentence (offer->trust->kind), offer->trust->issuer);
  say_rules (ctl, offer);
}

static JsonObject *
offer_to_json (const LpaPreview *offer)
{
  static const char *const kinds[] = {
    [LPA_TRUST_KIND_CARD_ISSUER] = "card-issuer",
    [LPA_TRUST_KIND_PRODUCTION_ISSUER] = "production-issuer",
    [LPA_TRUST_KIND_WEB] = "web",
    [LPA_TRUST_KIND_ADDED] = "added",
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "profile");
  tern_json_add_profile (builder, offer->profile);
  tern_json_add_string (builder, "server", offer->server);
  tern_json_add_string (builder, "trust", kinds[offer->trust->kind]);
  tern_json_add_string (builder, "issuer", offer->trust->issuer);
  tern_json_add_bool (builder, "confirmation_code_required", offer->confirmation_code_required);
  tern_json_add_bool (builder, "already_installed", offer->installed != NULL);
  tern_json_add_int (builder, "free_memory", offer->free_memory);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_object_ref (json_node_get_object (root));
}

static void
show_offer (TernCtl *ctl, Add *self)
{
  const LpaPreview *offer = lpa_download_get_preview (self->download);
  g_autoptr (JsonObject) members = offer_to_json (offer);

  say_offer (ctl, offer);
  tern_printer_event (ctl->printer, "preview", members);
}

/* Typing the command is the consent to install; rules that bind the person need a consent of their
 * own. */
static gboolean
agree (TernCtl *ctl, Add *self, GError **error)
{
  const LpaPreview *offer = lpa_download_get_preview (self->download);
  gboolean asked = self->yes || !tern_ctl_is_interactive (ctl);

  if (offer->verdict == LPA_POLICY_VERDICT_CONSENT_NEEDED)
    {
      if (!tern_ctl_confirm (ctl, self->yes, C_ ("ternctl", "Do you accept the profile’s rules?"),
                             error))
        return FALSE;
      lpa_download_set_consent (self->download, TRUE);
      return TRUE;
    }
  return tern_ctl_confirm (ctl, asked, C_ ("ternctl", "Install this profile?"), error);
}

static gboolean
ask_confirmation_code (TernCtl *ctl, Add *self, const char *prompt)
{
  if (!tern_ctl_is_interactive (ctl))
    return FALSE;

  g_clear_pointer (&self->confirmation_code, wipe);
  self->confirmation_code = tern_ctl_read_line (ctl, prompt, TRUE);
  lpa_download_set_confirmation_code (self->download, self->confirmation_code);
  return self->confirmation_code != NULL && *self->confirmation_code != '\0';
}

static gboolean
is_wrong_confirmation_code (const GError *error)
{
  return g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED) &&
         g_strcmp0 (lpa_error_get_figure (error), "8.2.7/3.8") == 0;
}

static gboolean
is_missing_confirmation_code (const GError *error)
{
  return g_error_matches (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONFIRMATION_CODE);
}

static gboolean
install (TernCtl *ctl, Add *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      const char *prompt = NULL;

      if (install_once (ctl, self, &local_error))
        return TRUE;
      if (is_missing_confirmation_code (local_error))
        prompt = C_ ("ternctl", "Confirmation code:");
      else if (is_wrong_confirmation_code (local_error))
        prompt = C_ ("ternctl", "The server says that this is not the confirmation code. Again:");
      if (prompt == NULL || !ask_confirmation_code (ctl, self, prompt))
        {
          if (g_cancellable_set_error_if_cancelled (ctl->cancellable, error))
            return FALSE;
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
}

static void
start_enable (LpaEuicc *euicc,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer profile)
{
  lpa_euicc_enable_async (euicc, profile, cancellable, callback, user_data);
}

static gboolean
enable (TernCtl *ctl, Add *self, GError **error)
{
  LpaProfile *profile = lpa_download_get_installed_profile (self->download);

  if (!self->enable)
    return TRUE;

  tern_connect_note_previous (&self->connect, self->euicc);
  step_changed (self->download, LPA_STEP_ENABLED, LPA_STEP_STATE_RUNNING, ctl);
  self->switched = tern_command_operate (ctl, self->euicc, start_enable, profile, error);
  if (self->switched == NULL)
    return FALSE;

  step_changed (self->download, LPA_STEP_ENABLED, LPA_STEP_STATE_DONE, ctl);
  return TRUE;
}

static gboolean
connect_enabled (TernCtl *ctl, Add *self, GError **error)
{
  LpaProfile *profile = lpa_download_get_installed_profile (self->download);

  if (self->switched == NULL || tern_connect_run (&self->connect, ctl, self->euicc, profile, error))
    return TRUE;
  tern_printer_note (ctl->printer, "installed",
                     C_ ("ternctl", "The profile is installed; “ternctl connect” tries again."));
  return FALSE;
}

/* The profile as the card describes it now, or as the server announced it. */
static LpaProfile *
get_current_profile (Add *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (self->euicc);
  LpaProfile *announced = lpa_download_get_preview (self->download)->profile;
  GBytes *iccid = lpa_profile_get_iccid_bytes (announced);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (g_bytes_equal (lpa_profile_get_iccid_bytes (profile), iccid))
        return profile; /* the list holds it */
    }
  return announced;
}

static gboolean
is_install_report (gpointer item, GBytes *iccid)
{
  g_autoptr (LpaNotification) notification = item;

  return lpa_notification_get_event (notification) == LPA_NOTIFICATION_EVENT_INSTALL &&
         lpa_notification_get_iccid_bytes (notification) != NULL &&
         g_bytes_equal (lpa_notification_get_iccid_bytes (notification), iccid);
}

/* What the server did not take at once it may have taken with the report of the switch. */
static gboolean
is_reported (Add *self)
{
  GListModel *waiting = lpa_euicc_get_notifications (self->euicc);
  LpaProfile *profile = lpa_download_get_preview (self->download)->profile;

  if (lpa_download_is_result_delivered (self->download))
    return TRUE;
  if (self->switched == NULL || self->switched->sent == 0)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (waiting); i++)
    if (is_install_report (g_list_model_get_item (waiting, i),
                           lpa_profile_get_iccid_bytes (profile)))
      return FALSE;
  return TRUE;
}

static void
print_result (TernCtl *ctl, Add *self)
{
  LpaProfile *profile = get_current_profile (self);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_bool (builder, "installed",
                      lpa_download_get_installed_profile (self->download) != NULL);
  tern_json_add_bool (builder, "enabled", self->switched != NULL);
  tern_connect_add_json (&self->connect, builder);
  tern_json_add_string (builder, "eid", lpa_euicc_get_eid (self->euicc));
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  json_builder_set_member_name (builder, "profile");
  tern_json_add_profile (builder, profile);
  tern_json_add_bool (builder, "install_reported", is_reported (self));
  tern_json_add_int (builder, "notifications_waiting",
                     g_list_model_get_n_items (lpa_euicc_get_notifications (self->euicc)));
  tern_json_add_string (builder, "code_usable",
                        lpa_code_usable_get_nick (lpa_download_get_code_usable (self->download)));
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static void
say_result (TernCtl *ctl, Add *self)
{
  LpaProfile *profile = lpa_download_get_installed_profile (self->download);

  if (self->switched != NULL)
    tern_printer_say (ctl->printer, C_ ("ternctl", "“%s” is installed and enabled."),
                      lpa_profile_get_display_name (profile));
  else
    tern_printer_say (ctl->printer,
                      C_ ("ternctl", "“%s” is installed. “ternctl enable %s” enables it."),
                      lpa_profile_get_display_name (profile), lpa_profile_get_iccid (profile));
  if (!is_reported (self))
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "The provider has not been told yet. The report waits on the "
                                     "card; “ternctl notifications send” tries again."));
  if (self->switched != NULL)
    tern_command_say_reports (ctl, self->switched);
}

static gboolean
check_only (TernCtl *ctl, Add *self)
{
  postpone (self);
  ctl->step = LPA_STEP_NONE;
  tern_printer_say (ctl->printer, "%s",
                    C_ ("ternctl", "Nothing was installed, and the order stays with the server. "
                                   "Some servers count this as a try."));
  print_result (ctl, self);
  return TRUE;
}

static void
set_up_download (TernCtl *ctl, Add *self)
{
  g_autofree char *tac = self->imei ? lpa_imei_dup_tac (self->imei) : NULL;

  self->download = lpa_download_new (self->code, ctl->trust);
  lpa_download_set_device (self->download, tac, self->imei);
  lpa_download_set_check_only (self->download, self->check_only);
  lpa_download_set_trace (self->download, ctl->trace);
  if (self->confirmation_code != NULL)
    lpa_download_set_confirmation_code (self->download, self->confirmation_code);
  g_signal_connect (self->download, "step", G_CALLBACK (step_changed), ctl);
  g_signal_connect (self->download, "progress", G_CALLBACK (progress_changed), ctl);
}

static gboolean
decide_and_install (TernCtl *ctl, Add *self, GError **error)
{
  if (!agree (ctl, self, error) || !install (ctl, self, error))
    {
      postpone (self);
      return FALSE;
    }
  return TRUE;
}

static gboolean
carry_out (TernCtl *ctl, Add *self, GError **error)
{
  if (!preview (ctl, self, error))
    return FALSE;

  show_offer (ctl, self);
  if (self->check_only)
    return check_only (ctl, self);
  if (!decide_and_install (ctl, self, error))
    return FALSE;
  if (!enable (ctl, self, error))
    {
      tern_printer_note (ctl->printer, "installed",
                         C_ ("ternctl", "The profile is installed. Whether it is enabled, "
                                        "“ternctl profiles” shows."));
      return FALSE;
    }
  if (!connect_enabled (ctl, self, error))
    return FALSE;

  ctl->step = LPA_STEP_NONE;
  say_result (ctl, self);
  print_result (ctl, self);
  return TRUE;
}

/**
 * tern_command_add:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_add (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_auto (Add) self = { 0 };

  if (!parse (ctl, &self, argc, argv, error) ||
      (self.euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      !tern_own_line_ask (ctl, self.euicc, self.yes, error))
    return FALSE;

  ctl->step = LPA_STEP_CODE;
  set_up_download (ctl, &self);
  if (carry_out (ctl, &self, error))
    return TRUE;

  ctl->usable = lpa_download_get_code_usable (self.download);
  return FALSE;
}
