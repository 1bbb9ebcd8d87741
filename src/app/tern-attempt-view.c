/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-attempt-view.h"

#include "app/tern-access.h"
#include "app/tern-card-list.h"
#include "app/tern-connect-dialog.h"
#include "app/tern-done-page.h"
#include "app/tern-error-dialog.h"
#include "app/tern-installing-page.h"
#include "app/tern-not-done-page.h"
#include "app/tern-preview-page.h"
#include "app/tern-question.h"
#include "app/tern-toast.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>

/* How long an offer stays open while nobody decides; servers end a session after about that time.
 */
#define DECISION_SECONDS (10 * 60)

struct _TernAttemptView
{
  AdwBin parent_instance;

  GtkStack *stack;
  TernInstallingPage *installing_page;
  TernPreviewPage *preview_page;
  TernDonePage *done_page;
  TernNotDonePage *not_done_page;

  GListModel *cards;
  TernAttempt *attempt;
  TernAddStage stage;
  guint decision_timeout;
  AdwMessageDialog *question; /* (nullable): weak; about the stage */
};

G_DEFINE_FINAL_TYPE (TernAttemptView, tern_attempt_view, ADW_TYPE_BIN)

enum
{
  PROP_STAGE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
enum
{
  SIGNAL_OFFERED,
  SIGNAL_BACK,
  SIGNAL_CLOSED,
  SIGNAL_AGAIN,
  SIGNAL_GUIDE,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static LpaEuicc *
get_euicc (TernAttemptView *self)
{
  return tern_card_item_get_euicc (tern_attempt_get_item (self->attempt));
}

static LpaDownload *
get_download (TernAttemptView *self)
{
  return tern_attempt_get_download (self->attempt);
}

static void
end_stage (TernAttemptView *self)
{
  g_clear_handle_id (&self->decision_timeout, g_source_remove);
  tern_question_withdraw (&self->question);
}

static void
set_stage (TernAttemptView *self, TernAddStage stage)
{
  GtkWidget *const pages[] = {
    [TERN_ADD_STAGE_CHECKING] = GTK_WIDGET (self->installing_page),
    [TERN_ADD_STAGE_PREVIEW] = GTK_WIDGET (self->preview_page),
    [TERN_ADD_STAGE_INSTALLING] = GTK_WIDGET (self->installing_page),
    [TERN_ADD_STAGE_DONE] = GTK_WIDGET (self->done_page),
    [TERN_ADD_STAGE_NOT_DONE] = GTK_WIDGET (self->not_done_page),
  };

  end_stage (self);
  self->stage = stage;
  gtk_stack_set_visible_child (self->stack, pages[stage]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

/* It is over, and there is nothing more to do. */
static void
end (TernAttemptView *self)
{
  tern_attempt_view_forget (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
go_back (TernAttemptView *self, const char *sentence)
{
  tern_attempt_view_forget (self);
  g_signal_emit (self, signals[SIGNAL_BACK], 0, sentence);
}

static void
put_back (TernAttemptView *self, LpaCancelReason reason, const char *sentence)
{
  tern_attempt_put_back (self->attempt, reason);
  go_back (self, sentence);
}

static void
fail (TernAttemptView *self, const GError *error)
{
  LpaCodeUsable usable = lpa_download_get_code_usable (get_download (self));
  TernReport *report = tern_attempt_get_report (self->attempt);
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sentence = g_strdup_printf (C_ ("add", "Stopped. %s"), lpa_code_usable_get_sentence (usable));
      go_back (self, sentence);
      return;
    }
  tern_report_set_error (report, error, lpa_download_get_step (get_download (self)), usable);
  tern_not_done_page_show (self->not_done_page, get_download (self), error, report);
  set_stage (self, TERN_ADD_STAGE_NOT_DONE);
}

static gboolean
on_nobody_decided (gpointer user_data)
{
  TernAttemptView *self = user_data;

  self->decision_timeout = 0;
  put_back (self, LPA_CANCEL_REASON_TIMEOUT,
            C_ ("add", "The offer was put back, since it waited too long for a decision. The code "
                       "has not been used: look at the offer again when you are ready."));
  return G_SOURCE_REMOVE;
}

static void
show_preview (TernAttemptView *self)
{
  set_stage (self, TERN_ADD_STAGE_PREVIEW);
  self->decision_timeout = g_timeout_add_seconds (DECISION_SECONDS, on_nobody_decided, self);
}

static void
on_looked (TernAttemptView *self, const GError *error)
{
  if (error)
    {
      fail (self, error);
      return;
    }
  tern_preview_page_show (self->preview_page, lpa_download_get_preview (get_download (self)),
                          lpa_euicc_get_trust (get_euicc (self)));
  g_signal_emit (self, signals[SIGNAL_OFFERED], 0);
  show_preview (self);
}

static void
ask_again (TernAttemptView *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation =
      lpa_error_book_explain (error, lpa_download_get_step (get_download (self)));
  g_autofree char *sentence = g_strdup_printf ("%s %s", explanation->cause, explanation->action);

  show_preview (self);
  tern_preview_page_ask_again (self->preview_page, sentence);
}

static void
on_installed (TernAttemptView *self, const GError *error)
{
  if (error == NULL)
    {
      tern_done_page_show (self->done_page, self->attempt,
                           lpa_profile_is_enabled (tern_attempt_get_profile (self->attempt)));
      set_stage (self, TERN_ADD_STAGE_DONE);
    }
  else if (lpa_download_is_waiting (get_download (self)))
    ask_again (self, error);
  else
    fail (self, error);
}

static void
on_enabled (TernAttemptView *self, const GError *error)
{
  if (error)
    {
      tern_done_page_set_enabling (self->done_page, FALSE);
      tern_error_dialog_present (GTK_WIDGET (self), C_ ("profile", "Not switched on"), error);
      return;
    }
  tern_done_page_show (self->done_page, self->attempt, TRUE);
  tern_connect_dialog_offer (GTK_WIDGET (self), tern_attempt_get_item (self->attempt),
                             tern_attempt_get_profile (self->attempt), TRUE,
                             tern_attempt_get_former (self->attempt));
}

/* The topic of the guide that comes nearest to what happened. */
static void
on_guide (TernAttemptView *self)
{
  LpaCodeUsable usable =
      self->attempt ? lpa_download_get_code_usable (get_download (self)) : LPA_CODE_USABLE_YES;
  gboolean refused = usable == LPA_CODE_USABLE_NO || usable == LPA_CODE_USABLE_PROVIDER_DECIDES;

  g_signal_emit (self, signals[SIGNAL_GUIDE], 0, refused ? "no-longer-valid" : "install");
}

/* A page can still be clicked while it slides out of sight: what does not belong to the stage is
 * left undone. */
static void
on_report (TernAttemptView *self)
{
  if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    g_signal_emit (self, signals[SIGNAL_REPORT], 0, tern_attempt_get_report (self->attempt));
}

static void
on_again (TernAttemptView *self)
{
  if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    g_signal_emit (self, signals[SIGNAL_AGAIN], 0);
}

static void
on_check (TernAttemptView *self)
{
  if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    go_back (self, NULL);
}

static void
on_install (TernAttemptView *self)
{
  if (self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  tern_preview_page_hand_over (self->preview_page, get_download (self),
                               tern_attempt_get_report (self->attempt));
  tern_installing_page_set_installing (self->installing_page, TRUE);
  tern_installing_page_set_stopping (self->installing_page, FALSE);
  set_stage (self, TERN_ADD_STAGE_INSTALLING);
  tern_attempt_install (self->attempt);
}

static void
on_not_now (TernAttemptView *self)
{
  if (self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  tern_attempt_put_back (self->attempt, LPA_CANCEL_REASON_POSTPONED);
  tern_toast (GTK_WIDGET (self), C_ ("toast", "The code has not been used. It can be used later."));
  end (self);
}

static void
on_declined (TernAttemptView *self, const GError *error)
{
  if (error == NULL)
    tern_toast (GTK_WIDGET (self), C_ ("toast", "Declined. The code cannot be used any more."));
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("add", "The server does not know yet"),
                               error);
}

/* The view is free for another code while the server is being told. */
static void
on_decline_answered (AdwMessageDialog *dialog, const char *response, TernAttemptView *self)
{
  g_autoptr (TernAttempt) attempt = NULL;

  g_clear_weak_pointer (&self->question);
  if (g_strcmp0 (response, "decline") != 0 || self->stage != TERN_ADD_STAGE_PREVIEW)
    return;
  attempt = g_object_ref (self->attempt);
  end (self);
  g_signal_connect_object (attempt, "declined", G_CALLBACK (on_declined), self, G_CONNECT_SWAPPED);
  tern_attempt_decline (attempt);
}

static void
on_decline (TernAttemptView *self)
{
  AdwMessageDialog *dialog = tern_question_new (
      GTK_WIDGET (self), C_ ("add", "Decline for good?"),
      C_ ("add", "The provider is told that you do not want this profile. The order ends and the "
                 "code cannot be used again, on this card or any other. Money is not given back "
                 "by this.\n\nTo keep the code choose “Not now” instead."),
      C_ ("add", "_Back"), "decline", C_ ("add", "_Decline for good"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_decline_answered), self, 0);
  tern_question_ask (dialog, &self->question);
}

static void
stop (TernAttemptView *self)
{
  tern_installing_page_set_stopping (self->installing_page, TRUE);
  tern_attempt_stop (self->attempt);
}

static void
on_stop_answered (AdwMessageDialog *dialog, const char *response, TernAttemptView *self)
{
  g_clear_weak_pointer (&self->question);
  if (g_strcmp0 (response, "stop") == 0 && self->stage == TERN_ADD_STAGE_INSTALLING)
    stop (self);
}

static void
on_stop (TernAttemptView *self)
{
  if (self->stage != TERN_ADD_STAGE_CHECKING && self->stage != TERN_ADD_STAGE_INSTALLING)
    return;
  if (tern_attempt_view_is_costly (self))
    tern_attempt_view_ask_to_stop (self);
  else
    stop (self);
}

static void
on_enable (TernAttemptView *self)
{
  if (self->stage != TERN_ADD_STAGE_DONE)
    return;
  tern_done_page_set_enabling (self->done_page, TRUE);
  tern_attempt_enable (self->attempt);
}

static void
on_cards_changed (TernAttemptView *self)
{
  if (self->attempt == NULL || tern_card_list_has (self->cards, get_euicc (self)))
    return;
  if (self->stage == TERN_ADD_STAGE_DONE)
    tern_done_page_show_gone (self->done_page);
  else if (self->stage == TERN_ADD_STAGE_PREVIEW)
    put_back (self, LPA_CANCEL_REASON_POSTPONED,
              C_ ("add", "The card was taken out. The code has not been used: put the card back "
                         "and look at the offer again."));
}

/* On the page that is asked about. */
static gboolean
tern_attempt_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_stack_get_visible_child (TERN_ATTEMPT_VIEW (widget)->stack));
}

static void
tern_attempt_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, TERN_ATTEMPT_VIEW (object)->stage);
}

static TernReader *
get_reader (TernAttemptView *self)
{
  return tern_card_item_get_reader (tern_attempt_get_item (self->attempt));
}

static void
stop_following (TernAttemptView *self)
{
  if (self->attempt == NULL)
    return;
  g_signal_handlers_disconnect_by_data (get_reader (self), self);
  g_signal_handlers_disconnect_by_data (self->attempt, self);
}

static void
tern_attempt_view_dispose (GObject *object)
{
  TernAttemptView *self = TERN_ATTEMPT_VIEW (object);

  g_clear_handle_id (&self->decision_timeout, g_source_remove);
  stop_following (self);
  g_clear_object (&self->attempt);
  g_clear_object (&self->cards);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ATTEMPT_VIEW);
  G_OBJECT_CLASS (tern_attempt_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TERN_TYPE_DONE_PAGE);
  g_type_ensure (TERN_TYPE_INSTALLING_PAGE);
  g_type_ensure (TERN_TYPE_NOT_DONE_PAGE);
  g_type_ensure (TERN_TYPE_PREVIEW_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-attempt-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TernAttemptView, stack);
  gtk_widget_class_bind_template_child (widget_class, TernAttemptView, installing_page);
  gtk_widget_class_bind_template_child (widget_class, TernAttemptView, preview_page);
  gtk_widget_class_bind_template_child (widget_class, TernAttemptView, done_page);
  gtk_widget_class_bind_template_child (widget_class, TernAttemptView, not_done_page);
  gtk_widget_class_bind_template_callback (widget_class, end);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
  gtk_widget_class_bind_template_callback (widget_class, on_enable);
  gtk_widget_class_bind_template_callback (widget_class, on_guide);
  gtk_widget_class_bind_template_callback (widget_class, on_install);
  gtk_widget_class_bind_template_callback (widget_class, on_not_now);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static guint
new_signal (const char *name, guint n_parameters, GType type)
{
  return g_signal_new (name, TERN_TYPE_ATTEMPT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_parameters, type);
}

static void
tern_attempt_view_class_init (TernAttemptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_attempt_view_get_property;
  object_class->dispose = tern_attempt_view_dispose;
  tern_access_set_grab_focus (klass, tern_attempt_view_grab_focus);
  properties[PROP_STAGE] =
      g_param_spec_int ("stage", NULL, NULL, TERN_ADD_STAGE_CODE, TERN_ADD_STAGE_NOT_DONE,
                        TERN_ADD_STAGE_CODE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_OFFERED] = new_signal ("offered", 0, G_TYPE_NONE);
  signals[SIGNAL_BACK] = new_signal ("back", 1, G_TYPE_STRING);
  signals[SIGNAL_CLOSED] = new_signal ("closed", 0, G_TYPE_NONE);
  signals[SIGNAL_AGAIN] = new_signal ("again", 0, G_TYPE_NONE);
  signals[SIGNAL_GUIDE] = new_signal ("guide", 1, G_TYPE_STRING);
  signals[SIGNAL_REPORT] = new_signal ("report", 1, TERN_TYPE_REPORT);
  bind_template (widget_class);
}

static void
tern_attempt_view_init (TernAttemptView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_attempt_view_new:
 *
 * Returns: (transfer floating): a view without an attempt
 */
GtkWidget *
tern_attempt_view_new (void)
{
  return g_object_new (TERN_TYPE_ATTEMPT_VIEW, NULL);
}

/**
 * tern_attempt_view_set_cards:
 * @cards: a list of #TernCardItem, from which a card goes when it is taken out
 */
void
tern_attempt_view_set_cards (TernAttemptView *self, GListModel *cards)
{
  g_set_object (&self->cards, cards);
  g_signal_connect_object (cards, "items-changed", G_CALLBACK (on_cards_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
on_card_present (TernAttemptView *self)
{
  tern_installing_page_set_card_out (self->installing_page,
                                     !tern_reader_is_card_present (get_reader (self)));
}

/**
 * tern_attempt_view_begin:
 * @attempt: an attempt that has contacted nothing yet
 *
 * Follows @attempt, and has it ask the server for its offer.
 */
void
tern_attempt_view_begin (TernAttemptView *self, TernAttempt *attempt)
{
  tern_attempt_view_forget (self);
  self->attempt = g_object_ref (attempt);
  g_signal_connect_swapped (attempt, "looked", G_CALLBACK (on_looked), self);
  g_signal_connect_swapped (attempt, "installed", G_CALLBACK (on_installed), self);
  g_signal_connect_swapped (attempt, "enabled", G_CALLBACK (on_enabled), self);
  g_signal_connect_swapped (get_reader (self), "notify::card-present", G_CALLBACK (on_card_present),
                            self);
  tern_installing_page_follow (self->installing_page, get_download (self));
  tern_installing_page_set_installing (self->installing_page, FALSE);
  on_card_present (self);
  set_stage (self, TERN_ADD_STAGE_CHECKING);
  tern_attempt_look (attempt);
}

/**
 * tern_attempt_view_forget:
 *
 * Follows the attempt no more, and lets it be.
 */
void
tern_attempt_view_forget (TernAttemptView *self)
{
  end_stage (self);
  self->stage = TERN_ADD_STAGE_CODE;
  tern_installing_page_follow (self->installing_page, NULL);
  stop_following (self);
  g_clear_object (&self->attempt);
}

/**
 * tern_attempt_view_fill_in:
 * @confirmation_code: (nullable): what was typed before
 *
 * Saves the person from typing it once more.
 */
void
tern_attempt_view_fill_in (TernAttemptView *self, const char *confirmation_code)
{
  tern_preview_page_fill_in (self->preview_page, confirmation_code);
}

/**
 * tern_attempt_view_go_back:
 *
 * Does what "Back" means on the page that is shown, in the way that keeps the code where it can be
 * kept.
 */
void
tern_attempt_view_go_back (TernAttemptView *self)
{
  if (self->stage == TERN_ADD_STAGE_PREVIEW)
    put_back (self, LPA_CANCEL_REASON_POSTPONED, C_ ("add", "The code has not been used."));
  else if (self->stage == TERN_ADD_STAGE_NOT_DONE)
    go_back (self, NULL);
  else if (self->stage == TERN_ADD_STAGE_DONE)
    end (self);
  else
    on_stop (self);
}

/**
 * tern_attempt_view_leave:
 *
 * Ends whatever is going on, in the way that keeps the code where it can be kept. The card stays
 * busy until it has ended.
 */
void
tern_attempt_view_leave (TernAttemptView *self)
{
  if (self->stage == TERN_ADD_STAGE_CHECKING || self->stage == TERN_ADD_STAGE_INSTALLING)
    stop (self);
  else if (self->stage == TERN_ADD_STAGE_PREVIEW)
    put_back (self, LPA_CANCEL_REASON_POSTPONED, NULL);
}

/**
 * tern_attempt_view_ask_to_stop:
 *
 * Asks whether to stop the installation although that can cost the code.
 */
void
tern_attempt_view_ask_to_stop (TernAttemptView *self)
{
  AdwMessageDialog *dialog = tern_question_new (
      GTK_WIDGET (self), C_ ("add", "Stop installing?"),
      C_ ("add", "The server has given the profile away. If you stop now the code may be used up, "
                 "or work with this card only."),
      C_ ("add", "_Go on"), "stop", C_ ("add", "_Stop"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_stop_answered), self, 0);
  tern_question_ask (dialog, &self->question);
}

/**
 * tern_attempt_view_is_costly:
 *
 * Returns: whether stopping now can cost the code; not when the person has chosen that already
 */
gboolean
tern_attempt_view_is_costly (TernAttemptView *self)
{
  return self->stage == TERN_ADD_STAGE_INSTALLING &&
         tern_installing_page_is_costly (self->installing_page) &&
         !tern_attempt_is_stopped (self->attempt);
}

/**
 * tern_attempt_view_get_stage:
 *
 * Returns: where it stands; %TERN_ADD_STAGE_CODE while there is no attempt
 */
TernAddStage
tern_attempt_view_get_stage (TernAttemptView *self)
{
  return self->stage;
}
