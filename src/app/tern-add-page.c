/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-add-page.h"

#include "app/tern-access.h"
#include "app/tern-attempt-view.h"
#include "app/tern-card-list.h"
#include "app/tern-checks-page.h"
#include "app/tern-code-page.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

struct _TernAddPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkWidget *back;
  GtkWidget *checked;
  TernCodePage *code_page;
  TernChecksPage *checks_page;
  TernAttemptView *attempt_view;

  TernLedger *ledger;
  TernCardItem *item;
  GListModel *cards;
  TernAddStage stage;
  gboolean shows_code;
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

static void
set_stage (TernAddPage *self, TernAddStage stage)
{
  GtkWidget *const pages[] = {
    [TERN_ADD_STAGE_CODE] = GTK_WIDGET (self->code_page),
    [TERN_ADD_STAGE_CHECKS] = GTK_WIDGET (self->checks_page),
    [TERN_ADD_STAGE_CHECKING] = GTK_WIDGET (self->attempt_view),
    [TERN_ADD_STAGE_PREVIEW] = GTK_WIDGET (self->attempt_view),
    [TERN_ADD_STAGE_INSTALLING] = GTK_WIDGET (self->attempt_view),
    [TERN_ADD_STAGE_DONE] = GTK_WIDGET (self->attempt_view),
    [TERN_ADD_STAGE_NOT_DONE] = GTK_WIDGET (self->attempt_view),
  };

  self->stage = stage;
  gtk_stack_set_visible_child (self->stack, pages[stage]);
  gtk_widget_grab_focus (pages[stage]);
  gtk_widget_set_visible (self->back, stage != TERN_ADD_STAGE_DONE);
  gtk_widget_set_visible (self->checked, stage == TERN_ADD_STAGE_PREVIEW);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static void
on_stage_changed (TernAddPage *self)
{
  set_stage (self, tern_attempt_view_get_stage (self->attempt_view));
}

static void
forget_attempt (TernAddPage *self)
{
  tern_checks_page_stop (self->checks_page);
  tern_attempt_view_forget (self->attempt_view);
}

static void
close_page (TernAddPage *self)
{
  forget_attempt (self);
  tern_code_page_set_text (self->code_page, "");
  set_stage (self, TERN_ADD_STAGE_CODE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Back to the code, which stays as it was typed. */
static void
return_to_code (TernAddPage *self, const char *sentence)
{
  tern_code_page_set_notice (self->code_page, sentence);
  forget_attempt (self);
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

/* A report on what was checked and is about to be tried, which knows what must not be in it. */
static TernReport *
new_report (TernAddPage *self)
{
  GListModel *checks = G_LIST_MODEL (tern_checks_page_get_run (self->checks_page));
  TernReport *report = tern_report_new ();

  tern_report_set_code (report, tern_code_page_get_code (self->code_page));
  tern_report_add_secret (report, tern_code_page_get_confirmation_code (self->code_page));
  for (guint i = 0; checks && i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      tern_report_add_check (report, check);
    }
  return report;
}

static void
on_offered (TernAddPage *self)
{
  tern_attempt_view_fill_in (self->attempt_view,
                             tern_code_page_get_confirmation_code (self->code_page));
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
  g_autoptr (TernReport) report = new_report (self);
  g_autoptr (TernAttempt) attempt =
      tern_attempt_new (self->item, tern_code_page_get_code (self->code_page), report);

  tern_checks_page_stop (self->checks_page);
  tern_attempt_view_begin (self->attempt_view, attempt);
}

/* Checks what can be checked, with or without showing the code to the server. */
static void
check (TernAddPage *self, gboolean show_code)
{
  g_autofree char *code = NULL;
  TernCheckSetup setup = { .show_code = show_code, .ledger = self->ledger };

  g_set_object (&self->item, tern_code_page_get_item (self->code_page));
  forget_attempt (self);
  tern_code_page_set_notice (self->code_page, NULL);
  code = lpa_activation_code_to_text (tern_code_page_get_code (self->code_page));
  setup.code = code;
  setup.euicc = get_euicc (self);
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

/* The card may have been taken out, and put in again, since the attempt before. */
static void
on_again (TernAddPage *self)
{
  g_autoptr (TernCardItem) item =
      tern_card_list_find (self->cards, lpa_euicc_get_eid (get_euicc (self)));

  if (item)
    {
      g_set_object (&self->item, item);
      look_at_offer (self);
    }
  else
    return_to_code (self, C_ ("add", "The card is not there: put it in, and look at the offer "
                                     "again."));
}

static void
on_cards_changed (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CHECKS && !tern_card_list_has (self->cards, get_euicc (self)))
    return_to_code (self, C_ ("add", "The card was taken out. The checks have not used the code: "
                                     "put the card back and check it again."));
}

static void
on_guide (TernAddPage *self, const char *topic)
{
  g_signal_emit (self, signals[SIGNAL_GUIDE], 0, topic);
}

static void
on_report (TernAddPage *self, TernReport *report)
{
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, report);
}

static void
on_checks_guide (TernAddPage *self)
{
  on_guide (self, "install");
}

static void
on_checks_report (TernAddPage *self, GBytes *picture)
{
  g_autoptr (TernReport) report = new_report (self);

  tern_report_set_picture (report, picture);
  on_report (self, report);
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
on_back_clicked (TernAddPage *self)
{
  if (self->stage == TERN_ADD_STAGE_CODE)
    close_page (self);
  else if (self->stage == TERN_ADD_STAGE_CHECKS)
    return_to_code (self, NULL);
  else
    tern_attempt_view_go_back (self->attempt_view);
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

  g_clear_object (&self->cards);
  g_clear_object (&self->ledger);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ADD_PAGE);
  G_OBJECT_CLASS (tern_add_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TERN_TYPE_ATTEMPT_VIEW);
  g_type_ensure (TERN_TYPE_CHECKS_PAGE);
  g_type_ensure (TERN_TYPE_CODE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-add-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, back);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, checked);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, code_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, checks_page);
  gtk_widget_class_bind_template_child (widget_class, TernAddPage, attempt_view);
  gtk_widget_class_bind_template_callback (widget_class, close_page);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_check_again);
  gtk_widget_class_bind_template_callback (widget_class, on_check_code);
  gtk_widget_class_bind_template_callback (widget_class, on_checked_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_checks_guide);
  gtk_widget_class_bind_template_callback (widget_class, on_checks_passed);
  gtk_widget_class_bind_template_callback (widget_class, on_checks_report);
  gtk_widget_class_bind_template_callback (widget_class, on_continue);
  gtk_widget_class_bind_template_callback (widget_class, on_guide);
  gtk_widget_class_bind_template_callback (widget_class, on_offered);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
  gtk_widget_class_bind_template_callback (widget_class, on_stage_changed);
  gtk_widget_class_bind_template_callback (widget_class, return_to_code);
}

static void
tern_add_page_class_init (TernAddPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_add_page_get_property;
  object_class->dispose = tern_add_page_dispose;
  tern_access_set_grab_focus (klass, tern_add_page_grab_focus);
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

  bind_template (widget_class);
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
  tern_attempt_view_set_cards (self->attempt_view, cards);
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
  if (self->stage == TERN_ADD_STAGE_CHECKS)
    return_to_code (self, NULL);
  else
    tern_attempt_view_leave (self->attempt_view);
}

/**
 * tern_add_page_ask_to_stop:
 *
 * Asks whether to stop the installation although that can cost the code.
 */
void
tern_add_page_ask_to_stop (TernAddPage *self)
{
  tern_attempt_view_ask_to_stop (self->attempt_view);
}

/**
 * tern_add_page_is_costly:
 *
 * Returns: whether stopping now can cost the code; not when the person has chosen that already
 */
gboolean
tern_add_page_is_costly (TernAddPage *self)
{
  return tern_attempt_view_is_costly (self->attempt_view);
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
