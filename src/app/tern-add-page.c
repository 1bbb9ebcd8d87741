/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-add-page.h"

#include "app/tern-checks-page.h"
#include "app/tern-code-page.h"
#include "app/tern-connect-dialog.h"
#include "app/tern-done-page.h"
#include "app/tern-error-dialog.h"
#include "app/tern-installing-page.h"
#include "app/tern-not-done-page.h"
#include "app/tern-preview-page.h"
#include "app/tern-toast.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

/* How long an offer stays open while nobody decides; servers end a session after about that time.
 */
#define DECISION_SECONDS (10 * 60)

struct _TernAddPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkWidget *back;
  GtkWidget *checked;
  TernCodePage *code_page;
  TernChecksPage *checks_page;
  TernInstallingPage *installing_page;
  TernPreviewPage *preview_page;
  TernDonePage *done_page;
  TernNotDonePage *not_done_page;

  GListModel *cards;
  TernLedger *ledger;
  TernCardItem *item;
  LpaDownload *download;
  LpaProfile *former;
  TernReport *report;
  GCancellable *cancellable;
  TernAddStage stage;
  gboolean shows_code;
  guint decision_timeout;
};

G_DEFINE_FINAL_TYPE (TernAddPage, tern_add_page, ADW_TYPE_BIN)

enum
{
  PROP_STAGE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
enum
{
  SIGNAL_CLOSED,
  SIGNAL_GUIDE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static LpaEuicc *
get_euicc (TernAddPage *self)
{
  return self->item ? tern_card_item_get_euicc (self->item) : NULL;
}

static TernDonePlace
get_place (TernAddPage *self)
{
  TernReader *reader = self->item ? tern_card_item_get_reader (self->item) : NULL;

  if (reader && tern_reader_is_simulated (reader))
    return TERN_DONE_PLACE_SIMULATED;
  return reader && tern_reader_get_modem (reader) ? TERN_DONE_PLACE_MODEM : TERN_DONE_PLACE_READER;
}

static void
set_stage (TernAddPage *self, TernAddStage stage)
{
  GtkWidget *const pages[] = {
    [TERN_ADD_STAGE_CODE] = GTK_WIDGET (self->code_page),
    [TERN_ADD_STAGE_CHECKS] = GTK_WIDGET (self->checks_page),
    [TERN_ADD_STAGE_CHECKING] = GTK_WIDGET (self->installing_page),
    [TERN_ADD_STAGE_PREVIEW] = GTK_WIDGET (self->preview_page),
    [TERN_ADD_STAGE_INSTALLING] = GTK_WIDGET (self->installing_page),
    [TERN_ADD_STAGE_DONE] = GTK_WIDGET (self->done_page),
    [TERN_ADD_STAGE_NOT_DONE] = GTK_WIDGET (self->not_done_page),
  };

  g_clear_handle_id (&self->decision_timeout, g_source_remove);
  self->stage = stage;
  gtk_stack_set_visible_child (self->stack, pages[stage]);
  gtk_widget_grab_focus (pages[stage]);
  gtk_widget_set_visible (self->back, stage != TERN_ADD_STAGE_DONE);
  gtk_widget_set_visible (self->checked, stage == TERN_ADD_STAGE_PREVIEW);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static void
forget_download (TernAddPage *self)
{
  tern_checks_page_stop (self->checks_page);
  tern_installing_page_follow (self->installing_page, NULL);
  g_clear_object (&self->download);
  g_clear_object (&self->former);
  g_clear_object (&self->cancellable);
}

static void
close_page (TernAddPage *self)
{
  forget_download (self);
  tern_code_page_set_text (self->code_page, "");
  set_stage (self, TERN_ADD_STAGE_CODE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Back to the code, which stays as it was typed. */
static void
return_to_code (TernAddPage *self, const char *sentence)
{
  tern_code_page_set_notice (self->code_page, sentence);
  forget_download (self);
  set_stage (self, TERN_ADD_STAGE_CODE);
}

static gboolean
open_code (TernAddPage *self, TernCardItem *item)
{
  if (self->stage != TERN_ADD_STAGE_CODE && self->stage != TERN_ADD_STAGE_NOT_DONE)
    return FALSE;
  return_to_code (self, NULL);
  tern_code_page_choose_card (self->code_page, item);
  return TRUE;
}

/* A report on what is about to be tried, which knows what must not be in it. */
static void
begin_report (TernAddPage *self)
{
  const LpaActivationCode *code = tern_code_page_get_code (self->code_page);

  g_clear_object (&self->report);
  self->report = tern_report_new ();
  tern_report_set_code (self->report, code);
  tern_report_add_secret (self->report, tern_code_page_get_confirmation_code (self->code_page));
}

static void
tell_checks (TernAddPage *self)
{
  GListModel *checks = G_LIST_MODEL (tern_checks_page_get_run (self->checks_page));

  for (guint i = 0; checks && i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      tern_report_add_check (self->report, check);
    }
}

static void
fail (TernAddPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sentence = g_strdup_printf (
          C_ ("add", "Stopped. %s"),
          lpa_code_usable_get_sentence (lpa_download_get_code_usable (self->download)));
      return_to_code (self, sentence);
      return;
    }
  tern_report_set_error (self->report, error, lpa_download_get_step (self->download),
                         lpa_download_get_code_usable (self->download));
  tell_checks (self);
  tern_not_done_page_show (self->not_done_page, self->download, error, self->report);
  set_stage (self, TERN_ADD_STAGE_NOT_DONE);
}

static void
on_postponed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The order is kept whether or not the server could be told. */
  if (!lpa_euicc_cancel_download_finish (LPA_EUICC (source), result, &error))
    g_debug ("Not told to the server: %s", error->message);
}

static void
postpone (TernAddPage *self, LpaCancelReason reason)
{
  lpa_euicc_cancel_download_async (get_euicc (self), self->download, reason, on_postponed, NULL);
}

static gboolean
on_nobody_decided (gpointer user_data)
{
  TernAddPage *self = user_data;

  self->decision_timeout = 0;
  postpone (self, LPA_CANCEL_REASON_TIMEOUT);
  return_to_code (self, C_ ("add",
                            "The offer was put back, since it waited too long for a decision. The "
                            "code has not been used: look at the offer again when you are ready."));
  return G_SOURCE_REMOVE;
}

static void
show_preview (TernAddPage *self)
{
  set_stage (self, TERN_ADD_STAGE_PREVIEW);
  self->decision_timeout = g_timeout_add_seconds (DECISION_SECONDS, on_nobody_decided, self);
}

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAddPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = lpa_euicc_preview_finish (LPA_EUICC (source), result, &error);

  if (self->download == NULL)
    return;
  if (!found)
    {
      fail (self, error);
      return;
    }
  tern_preview_page_show (self->preview_page, lpa_download_get_preview (self->download),
                          lpa_euicc_get_trust (get_euicc (self)));
  tern_preview_page_fill_in (self->preview_page,
                             tern_code_page_get_confirmation_code (self->code_page));
  show_preview (self);
}

/* What ModemManager calls the modem that the card sits in; of a card in a reader it is nothing. */
static const char *
get_modem (TernAddPage *self)
{
  const TernModem *modem = tern_reader_get_modem (tern_card_item_get_reader (self->item));

  return modem ? modem->device : NULL;
}

/* Asks the server for its offer, with the code. */
static void
look_at_offer (TernAddPage *self)
{
  forget_download (self);
  self->download = lpa_download_new (tern_code_page_get_code (self->code_page),
                                     lpa_euicc_get_trust (get_euicc (self)));
  self->cancellable = g_cancellable_new ();
  begin_report (self);
  tern_report_follow (self->report, self->download);
  tern_installing_page_follow (self->installing_page, self->download);
  tern_installing_page_set_installing (self->installing_page, FALSE);
  set_stage (self, TERN_ADD_STAGE_CHECKING);
  lpa_euicc_preview_async (get_euicc (self), self->download, self->cancellable, on_previewed,
                           g_object_ref (self));
}

/* Checks what can be checked, with or without showing the code to the server. */
static void
check (TernAddPage *self, gboolean show_code)
{
  g_autofree char *code = NULL;
  TernCheckSetup setup = { .show_code = show_code, .ledger = self->ledger };
  const TernModem *modem;

  g_set_object (&self->item, tern_code_page_get_item (self->code_page));
  modem = tern_reader_get_modem (tern_card_item_get_reader (self->item));
  forget_download (self);
  tern_code_page_set_notice (self->code_page, NULL);
  code = lpa_activation_code_to_text (tern_code_page_get_code (self->code_page));
  setup.code = code;
  setup.euicc = get_euicc (self);
  setup.modem = modem ? modem->device : NULL;
  setup.trust = lpa_euicc_get_trust (setup.euicc);
  setup.modem = get_modem (self);
  tern_checks_page_start (self->checks_page, &setup);
  OPENSSL_cleanse (code, strlen (code));
  self->shows_code = show_code;
  set_stage (self, TERN_ADD_STAGE_CHECKS);
}

/* A page can still be clicked while it slides out of sight: what does not belong to the stage is
 * left undone. */
static void
on_continue (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CODE)
    check (self, FALSE);
  else if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    look_at_offer (self);
}

static void
on_check_code (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CODE)
    check (self, TRUE);
}

static void
on_checks_passed (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CHECKS)
    look_at_offer (self);
}

/* The topic of the guide that comes nearest to what happened. */
static void
on_guide (TernAddPage *self)
{
  LpaCodeUsable usable =
      self->download ? lpa_download_get_code_usable (self->download) : LPA_CODE_USABLE_NOT_INVOLVED;
  gboolean refused = usable == LPA_CODE_USABLE_NO || usable == LPA_CODE_USABLE_PROVIDER_DECIDES;

  g_signal_emit (self, signals[SIGNAL_GUIDE], 0, refused ? "no-longer-valid" : "install");
}

static void
on_report (TernAddPage *self)
{
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, self->report);
}

static void
on_checks_report (TernAddPage *self)
{
  begin_report (self);
  tell_checks (self);
  on_report (self);
}

static void
on_checked_clicked (TernAddPage *self)
{
  tern_checks_page_present_again (self->checks_page);
}

static void
on_check_again (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CHECKS)
    check (self, self->shows_code);
}

static void
on_installed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAddPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autofree char *sentence = NULL;

  gboolean installed = lpa_euicc_install_finish (LPA_EUICC (source), result, &error);

  if (self->download == NULL)
    return;
  if (installed)
    {
      LpaProfile *profile = lpa_download_get_installed_profile (self->download);

      tern_done_page_show (self->done_page, profile,
                           lpa_download_is_result_delivered (self->download),
                           lpa_profile_is_enabled (profile), get_place (self));
      set_stage (self, TERN_ADD_STAGE_DONE);
      return;
    }
  if (!lpa_download_is_waiting (self->download))
    {
      fail (self, error);
      return;
    }
  explanation = lpa_error_book_explain (error, lpa_download_get_step (self->download));
  sentence = g_strdup_printf ("%s %s", explanation->cause, explanation->action);
  show_preview (self);
  tern_preview_page_ask_again (self->preview_page, sentence);
}

static void
on_install (TernAddPage *self)
{
  if (self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  tern_preview_page_hand_over (self->preview_page, self->download, self->report);
  tern_installing_page_set_installing (self->installing_page, TRUE);
  tern_installing_page_set_stopping (self->installing_page, FALSE);
  set_stage (self, TERN_ADD_STAGE_INSTALLING);
  lpa_euicc_install_async (get_euicc (self), self->download, self->cancellable, on_installed,
                           g_object_ref (self));
}

static void
on_not_now (TernAddPage *self)
{
  if (self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  postpone (self, LPA_CANCEL_REASON_POSTPONED);
  tern_toast (GTK_WIDGET (self), C_ ("toast", "The code has not been used. It can be used later."));
  close_page (self);
}

static void
on_declined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAddPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (lpa_euicc_cancel_download_finish (LPA_EUICC (source), result, &error))
    tern_toast (GTK_WIDGET (self), C_ ("toast", "Declined. The code cannot be used any more."));
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("add", "The server does not know yet"),
                               error);
}

static void
on_decline_answered (AdwMessageDialog *dialog, const char *response, TernAddPage *self)
{
  if (g_strcmp0 (response, "decline") != 0 || self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  lpa_euicc_cancel_download_async (get_euicc (self), self->download,
                                   LPA_CANCEL_REASON_END_USER_REJECTION, on_declined,
                                   g_object_ref (self));
  close_page (self);
}

static AdwMessageDialog *
ask (TernAddPage *self, const char *heading, const char *body)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (root), heading, body));
}

static void
on_decline (TernAddPage *self)
{
  AdwMessageDialog *dialog = ask (
      self, C_ ("add", "Decline for good?"),
      C_ ("add", "The provider is told that you do not want this profile. The order ends and the "
                 "code cannot be used again, on this card or any other. Money is not given back "
                 "by this.\n\nTo keep the code choose “Not now” instead."));

  adw_message_dialog_add_responses (dialog, "cancel", C_ ("add", "_Back"), "decline",
                                    C_ ("add", "_Decline for good"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_response_appearance (dialog, "decline", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_decline_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stop (TernAddPage *self)
{
  tern_installing_page_set_stopping (self->installing_page, TRUE);
  g_cancellable_cancel (self->cancellable);
}

static void
on_stop_answered (AdwMessageDialog *dialog, const char *response, TernAddPage *self)
{
  if (g_strcmp0 (response, "stop") == 0 && self->stage == TERN_ADD_STAGE_INSTALLING)
    stop (self);
}

static void
on_stop (TernAddPage *self)
{
  if (self->stage != TERN_ADD_STAGE_CHECKING && self->stage != TERN_ADD_STAGE_INSTALLING)
    return;
  if (tern_add_page_is_costly (self))
    tern_add_page_ask_to_stop (self);
  else
    stop (self);
}

static void
on_enabled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernAddPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (self->download == NULL)
    return;
  if (sent)
    {
      LpaProfile *profile = lpa_download_get_installed_profile (self->download);

      tern_done_page_show (self->done_page, profile, sent->left == 0, TRUE, get_place (self));
      tern_connect_dialog_offer (GTK_WIDGET (self), self->item, profile, self->former);
    }
  else
    {
      tern_done_page_set_enabling (self->done_page, FALSE);
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("profile", "Not switched on"), error);
    }
}

/* The way back, should it not connect. */
static void
note_former (TernAddPage *self)
{
  GListModel *profiles = lpa_euicc_get_profiles (get_euicc (self));

  g_clear_object (&self->former);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      if (lpa_profile_is_enabled (profile))
        g_set_object (&self->former, profile);
    }
}

static void
on_enable (TernAddPage *self)
{
  if (self->stage != TERN_ADD_STAGE_DONE)
    return;
  tern_done_page_set_enabling (self->done_page, TRUE);
  note_former (self);
  lpa_euicc_enable_async (get_euicc (self), lpa_download_get_installed_profile (self->download),
                          NULL, on_enabled, g_object_ref (self));
}

static void
on_back_clicked (TernAddPage *self)
{
  switch (self->stage)
    {
    case TERN_ADD_STAGE_CHECKING:
    case TERN_ADD_STAGE_INSTALLING:
      on_stop (self);
      break;
    case TERN_ADD_STAGE_PREVIEW:
      postpone (self, LPA_CANCEL_REASON_POSTPONED);
      return_to_code (self, C_ ("add", "The code has not been used."));
      break;
    case TERN_ADD_STAGE_CHECKS:
    case TERN_ADD_STAGE_NOT_DONE:
      return_to_code (self, NULL);
      break;
    case TERN_ADD_STAGE_CODE:
    case TERN_ADD_STAGE_DONE:
    default:
      close_page (self);
    }
}

static void
on_check (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    return_to_code (self, NULL);
}

static gboolean
is_card_there (TernAddPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->cards); i++)
    {
      g_autoptr (TernCardItem) item = g_list_model_get_item (self->cards, i);

      if (tern_card_item_get_euicc (item) == get_euicc (self))
        return TRUE;
    }
  return FALSE;
}

static void
on_cards_changed (TernAddPage *self)
{
  if (self->stage != TERN_ADD_STAGE_PREVIEW || is_card_there (self))
    return;
  postpone (self, LPA_CANCEL_REASON_POSTPONED);
  return_to_code (self, C_ ("add",
                            "The card was taken out. The code has not been used: put the card back "
                            "and look at the offer again."));
}

/* On the page that is asked about. */
static gboolean
tern_add_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_stack_get_visible_child (TERN_ADD_PAGE (widget)->stack));
}

static void
tern_add_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, TERN_ADD_PAGE (object)->stage);
}

static void
tern_add_page_dispose (GObject *object)
{
  TernAddPage *self = TERN_ADD_PAGE (object);

  g_clear_handle_id (&self->decision_timeout, g_source_remove);
  g_clear_object (&self->cards);
  g_clear_object (&self->ledger);
  g_clear_object (&self->item);
  g_clear_object (&self->download);
  g_clear_object (&self->report);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ADD_PAGE);
  G_OBJECT_CLASS (tern_add_page_parent_class)->dispose (object);
}

static void
tern_add_page_class_init (TernAddPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_add_page_get_property;
  object_class->dispose = tern_add_page_dispose;
  widget_class->grab_focus = tern_add_page_grab_focus;
  properties[PROP_STAGE] =
      g_param_spec_int ("stage", NULL, NULL, TERN_ADD_STAGE_CODE, TERN_ADD_STAGE_NOT_DONE,
                        TERN_ADD_STAGE_CODE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", TERN_TYPE_ADD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GUIDE] = g_signal_new ("guide", TERN_TYPE_ADD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REPORT] = g_signal_new ("report", TERN_TYPE_ADD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, TERN_TYPE_REPORT);

  g_type_ensure (TERN_TYPE_CHECKS_PAGE);
  g_type_ensure (TERN_TYPE_CODE_PAGE);
  g_type_ensure (TERN_TYPE_DONE_PAGE);
  g_type_ensure (TERN_TYPE_INSTALLING_PAGE);
  g_type_ensure (TERN_TYPE_NOT_DONE_PAGE);
  g_type_ensure (TERN_TYPE_PREVIEW_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-add-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, back);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, checked);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, code_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, checks_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, installing_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, preview_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, done_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, not_done_page);
  gtk_widget_class_bind_template_callback (widget_class, close_page);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_check_again);
  gtk_widget_class_bind_template_callback (widget_class, on_check_code);
  gtk_widget_class_bind_template_callback (widget_class, on_checked_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_checks_passed);
  gtk_widget_class_bind_template_callback (widget_class, on_checks_report);
  gtk_widget_class_bind_template_callback (widget_class, on_guide);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
  gtk_widget_class_bind_template_callback (widget_class, on_continue);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
  gtk_widget_class_bind_template_callback (widget_class, on_enable);
  gtk_widget_class_bind_template_callback (widget_class, on_install);
  gtk_widget_class_bind_template_callback (widget_class, on_not_now);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
tern_add_page_init (TernAddPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_add_page_new:
 *
 * Returns: (transfer floating): a page that waits for a code
 */
GtkWidget *
tern_add_page_new (void)
{
  return g_object_new (TERN_TYPE_ADD_PAGE, NULL);
}

/**
 * tern_add_page_set_cards:
 * @cards: a list of #TernCardItem
 */
void
tern_add_page_set_cards (TernAddPage *self, GListModel *cards)
{
  g_set_object (&self->cards, cards);
  g_signal_connect_object (cards, "items-changed", G_CALLBACK (on_cards_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  tern_code_page_set_cards (self->code_page, cards);
}

/**
 * tern_add_page_set_ledger:
 * @ledger: what happened, which tells codes that were used
 */
void
tern_add_page_set_ledger (TernAddPage *self, TernLedger *ledger)
{
  g_set_object (&self->ledger, ledger);
}

/**
 * tern_add_page_set_practice_code:
 * @code: (nullable): a code of the simulated server
 */
void
tern_add_page_set_practice_code (TernAddPage *self, const char *code)
{
  tern_code_page_set_practice_code (self->code_page, code);
}

/**
 * tern_add_page_set_warning:
 * @sentence: (nullable): what to know before any code is used
 */
void
tern_add_page_set_warning (TernAddPage *self, const char *sentence)
{
  tern_code_page_set_warning (self->code_page, sentence);
}

/**
 * tern_add_page_begin:
 * @item: (nullable): the card to begin with
 * @text: (nullable): a code that was pasted or followed, or %NULL for an empty entry
 *
 * Opens at the code. Contacts nothing.
 *
 * Returns: whether it did; not while another code is being dealt with
 */
gboolean
tern_add_page_begin (TernAddPage *self, TernCardItem *item, const char *text)
{
  if (!open_code (self, item))
    return FALSE;
  tern_code_page_set_text (self->code_page, text ? text : "");
  tern_code_page_focus (self->code_page);
  return TRUE;
}

/**
 * tern_add_page_take:
 * @item: (nullable): the card to begin with
 * @value: (nullable): what was dropped, or %NULL for what was copied
 *
 * Opens at the code and looks for one in what was given. Contacts nothing.
 *
 * Returns: whether it did; not while another code is being dealt with
 */
gboolean
tern_add_page_take (TernAddPage *self, TernCardItem *item, const GValue *value)
{
  if (!open_code (self, item))
    return FALSE;
  if (value)
    tern_code_page_take (self->code_page, value);
  else
    tern_code_page_paste (self->code_page);
  return TRUE;
}

/**
 * tern_add_page_leave:
 *
 * Ends whatever is going on, in the way that keeps the code where it can be kept. The card stays
 * busy until it has ended.
 */
void
tern_add_page_leave (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CHECKING || self->stage == TERN_ADD_STAGE_INSTALLING)
    stop (self);
  else if (self->stage == TERN_ADD_STAGE_CHECKS)
    return_to_code (self, NULL);
  else if (self->stage == TERN_ADD_STAGE_PREVIEW)
    {
      postpone (self, LPA_CANCEL_REASON_POSTPONED);
      return_to_code (self, NULL);
    }
}

/**
 * tern_add_page_ask_to_stop:
 *
 * Asks whether to stop the installation although that can cost the code.
 */
void
tern_add_page_ask_to_stop (TernAddPage *self)
{
  AdwMessageDialog *dialog = ask (
      self, C_ ("add", "Stop installing?"),
      C_ ("add", "The server has given the profile away. If you stop now the code may be used up, "
                 "or work with this card only."));

  adw_message_dialog_add_responses (dialog, "cancel", C_ ("add", "_Go on"), "stop",
                                    C_ ("add", "_Stop"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_stop_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * tern_add_page_is_costly:
 *
 * Returns: whether stopping now can cost the code; not when the person has chosen that already
 */
gboolean
tern_add_page_is_costly (TernAddPage *self)
{
  return self->stage == TERN_ADD_STAGE_INSTALLING &&
         tern_installing_page_is_costly (self->installing_page) &&
         !g_cancellable_is_cancelled (self->cancellable);
}

/**
 * tern_add_page_get_euicc:
 *
 * Returns: (transfer none) (nullable): the card that is being dealt with
 */
LpaEuicc *
tern_add_page_get_euicc (TernAddPage *self)
{
  return get_euicc (self);
}

/**
 * tern_add_page_dup_code:
 *
 * Returns: (transfer full) (nullable): the code that is being dealt with, which is a secret
 */
char *
tern_add_page_dup_code (TernAddPage *self)
{
  const LpaActivationCode *code = tern_code_page_get_code (self->code_page);

  return code ? lpa_activation_code_to_text (code) : NULL;
}

/**
 * tern_add_page_get_stage:
 *
 * Returns: where it stands
 */
TernAddStage
tern_add_page_get_stage (TernAddPage *self)
{
  return self->stage;
}
