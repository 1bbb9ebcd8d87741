/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-window.h"

#include "app/tern-card-list.h"
#include "app/tern-cards-view.h"
#include "app/tern-code-queue.h"
#include "app/tern-drop.h"
#include "app/tern-fault.h"
#include "app/tern-guide-page.h"
#include "app/tern-history-page.h"
#include "app/tern-main-menu.h"
#include "app/tern-notify.h"
#include "app/tern-orders-page.h"
#include "app/tern-report-desk.h"
#include "app/tern-shortcuts.h"
#include "app/tern-status-page.h"
#include "app/tern-toast.h"
#include "app/tern-window-size.h"
#include "app/tern-wrap.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

/* In bytes; the longest codes have a few hundred. */
#define LONGEST_CODE 4096

struct _TernWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *views;
  TernStatusPage *status_page;
  TernCardsView *cards_view;
  TernHistoryPage *history_page;
  TernGuidePage *guide_page;
  TernOrdersPage *orders_page;
  TernAddPage *add_page;

  TernReaderMonitor *monitor;
  TernReportDesk *desk;
  gboolean guides_code;
  GListModel *cards;
  TernLedger *ledger;
  TernCourier *courier;
  TernCodeQueue *waiting;
  GError *fault;
  guint closing;
};

G_DEFINE_FINAL_TYPE (TernWindow, tern_window, ADW_TYPE_APPLICATION_WINDOW)

/* A page that the person opened stays until the person leaves it. */
static gboolean
is_page_open (TernWindow *self)
{
  static const char *const PAGES[] = { "add", "guide", "history", "orders", NULL };

  return g_strv_contains (PAGES, gtk_stack_get_visible_child_name (self->views));
}

/* The keyboard goes where there is something to do, unless it is in a menu or chooses a card. */
static void
focus_content (TernWindow *self, gpointer content)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus && (gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) ||
                tern_cards_view_is_choosing (self->cards_view)))
    return;
  gtk_widget_grab_focus (content);
}

static void
focus_card (TernWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "cards") == 0)
    focus_content (self, self->cards_view);
}

/* Whole pages: no reader at all, the cards, or "Add eSIM". */
static void
update_view (TernWindow *self)
{
  TernServiceState state = self->monitor ? tern_reader_monitor_get_service_state (self->monitor)
                                         : TERN_SERVICE_STATE_STARTING;
  gboolean any = self->cards && g_list_model_get_n_items (self->cards) > 0;
  g_autofree char *view = g_strdup (gtk_stack_get_visible_child_name (self->views));

  tern_status_page_show (self->status_page,
                         self->fault ? tern_status_for_setup () : tern_status_for_service (state),
                         self->fault);
  if (is_page_open (self))
    return;
  gtk_stack_set_visible_child_name (self->views, any ? "cards" : "status");
  if (any && g_strcmp0 (view, "cards") != 0)
    focus_card (self);
  else if (!any)
    focus_content (self, self->status_page);
}

static void
on_card_selected (TernWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.refresh",
                                 tern_window_get_selected (self) != NULL);
}

static void
on_page_closed (TernWindow *self)
{
  gtk_stack_set_visible_child_name (self->views, "cards");
  update_view (self);
}

/* A code that came while another was being dealt with is not lost, and not used before its turn. */
static void
let_wait (TernWindow *self, const char *text)
{
  tern_toast (GTK_WIDGET (self->add_page),
              tern_code_queue_push (self->waiting, text)
                  ? C_ ("toast", "The new code waits until this one is finished")
                  : C_ ("toast", "Too many codes wait already: this one is not kept"));
}

static void
add (TernWindow *self, const char *text)
{
  if (text && strlen (text) > LONGEST_CODE)
    tern_toast (GTK_WIDGET (self->views), C_ ("toast", "That is too long for an activation code"));
  else if (tern_add_page_begin (self->add_page, tern_window_get_selected (self), text))
    gtk_stack_set_visible_child_name (self->views, "add");
  else if (text)
    let_wait (self, text);
}

static void
on_add_closed (TernWindow *self)
{
  char *text = tern_code_queue_pop (self->waiting);

  on_page_closed (self);
  if (text)
    add (self, text);
  tern_code_queue_wipe (text);
}

/* Whoever looks elsewhere learns how the installation ended. */
static void
on_stage_changed (TernWindow *self)
{
  TernAddStage stage = tern_add_page_get_stage (self->add_page);

  if (stage == TERN_ADD_STAGE_DONE)
    tern_notify (GTK_WIDGET (self), C_ ("notification", "The profile is installed"),
                 C_ ("notification", "It can be put to use now."));
  else if (stage == TERN_ADD_STAGE_NOT_DONE)
    tern_notify (GTK_WIDGET (self), C_ ("notification", "The profile is not installed"),
                 C_ ("notification", "Tern says why, and whether the code can still be used."));
}

/* The stack gives the keyboard to the first thing that takes it; the page knows better. */
static void
open_page (TernWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->views, name);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->views));
}

static void
orders_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernWindow *self = TERN_WINDOW (widget);

  if (!is_page_open (self))
    open_page (self, "orders");
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernWindow *self = TERN_WINDOW (widget);

  if (!is_page_open (self))
    open_page (self, "history");
}

static LpaEuicc *
get_selected_euicc (TernWindow *self)
{
  TernCardItem *selected = tern_window_get_selected (self);

  return selected ? tern_card_item_get_euicc (selected) : NULL;
}

/* Begins with a topic, or lets the person choose one. While a code is being dealt with it is about
 * that code, and comes back to it. */
static void
open_guide (TernWindow *self, const char *topic, const char *device)
{
  gboolean adding = g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "add") == 0;
  g_autofree char *code = adding ? tern_add_page_dup_code (self->add_page) : NULL;
  g_autoptr (LpaTrust) trust = NULL;
  TernCheckSetup setup = {
    .code = code,
    .euicc = adding ? tern_add_page_get_euicc (self->add_page) : get_selected_euicc (self),
    .ledger = self->ledger,
  };

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "guide") == 0)
    return;
  trust = setup.euicc ? g_object_ref (lpa_euicc_get_trust (setup.euicc)) : lpa_trust_new ();
  setup.trust = trust;
  self->guides_code = adding;
  tern_guide_page_begin (self->guide_page, topic, device, &setup);
  open_page (self, "guide");
  if (code)
    OPENSSL_cleanse (code, strlen (code));
}

static void
on_guide_wanted (TernWindow *self, const char *topic)
{
  open_guide (self, topic, "here");
}

static void
on_guide_closed (TernWindow *self)
{
  if (!self->guides_code)
    {
      on_page_closed (self);
      return;
    }
  open_page (self, "add");
}

static void
guide_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_guide (TERN_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

static void
on_report_wanted (TernWindow *self, TernReport *report)
{
  tern_report_desk_present (self->desk, report);
}

static void
report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (TernReport) report = tern_report_new ();

  on_report_wanted (TERN_WINDOW (widget), report);
}

/* Of a fault that a page or a dialog told of. */
static void
report_fault_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = NULL;

  tern_fault_read (parameter, &error, &picture);
  tern_report_desk_present_fault (TERN_WINDOW (widget)->desk, error, picture);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add (TERN_WINDOW (widget), NULL);
}

/* What was dropped, or, without a value, what was copied. */
static void
take (TernWindow *self, const GValue *value)
{
  if (tern_add_page_take (self->add_page, tern_window_get_selected (self), value))
    gtk_stack_set_visible_child_name (self->views, "add");
  else
    tern_toast (GTK_WIDGET (self->add_page),
                C_ ("toast", "Another code is being dealt with: finish that one first"));
}

static void
paste_code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  take (TERN_WINDOW (widget), NULL);
}

static void
open_order (TernWindow *self, GFile *file)
{
  const char *view = gtk_stack_get_visible_child_name (self->views);

  if (g_strcmp0 (view, "add") == 0)
    {
      tern_toast (GTK_WIDGET (self->add_page),
                  C_ ("toast", "A code is being dealt with: finish that one first"));
      return;
    }
  gtk_stack_set_visible_child_name (self->views, "orders");
  tern_orders_page_open (self->orders_page, file);
}

static gboolean
on_drop (TernWindow *self, const GValue *value)
{
  GFile *table = tern_drop_find_table (value);

  if (table != NULL)
    open_order (self, table);
  else
    take (self, value);
  return TRUE;
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tern_cards_view_refresh (TERN_WINDOW (widget)->cards_view);
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tern_shortcuts_present (GTK_APPLICATION_WINDOW (widget));
}

static gboolean
is_busy (TernWindow *self)
{
  return (self->cards && tern_card_list_is_busy (self->cards)) ||
         tern_orders_page_is_running (self->orders_page);
}

static gboolean
close_when_idle (gpointer user_data)
{
  TernWindow *self = user_data;

  if (is_busy (self))
    return G_SOURCE_CONTINUE;
  self->closing = 0;
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* What runs on a card is ended in good order before the program goes: the window is hidden until
 * then. */
static gboolean
tern_window_close_request (GtkWindow *window)
{
  TernWindow *self = TERN_WINDOW (window);

  if (self->closing)
    return TRUE;
  if (tern_add_page_is_costly (self->add_page))
    {
      tern_add_page_ask_to_stop (self->add_page);
      return TRUE;
    }
  tern_window_size_save (GTK_WINDOW (self));
  tern_orders_page_stop (self->orders_page);
  tern_add_page_leave (self->add_page);
  if (self->courier)
    tern_courier_stop (self->courier);
  if (!is_busy (self))
    return GTK_WINDOW_CLASS (tern_window_parent_class)->close_request (window);
  self->closing = g_timeout_add_full (G_PRIORITY_DEFAULT, 50, close_when_idle, g_object_ref (self),
                                      g_object_unref);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return TRUE;
}

/* Without a ledger nobody knows which reports are whose, and none is sent by itself. */
static void
hire_courier (TernWindow *self)
{
  g_autoptr (GListModel) euiccs = NULL;

  g_clear_object (&self->courier);
  if (self->ledger == NULL || self->monitor == NULL)
    return;
  euiccs = tern_card_list_new_euiccs (tern_reader_monitor_get_readers (self->monitor));
  self->courier = tern_courier_new (euiccs, self->ledger, NULL, NULL);
  tern_cards_view_set_courier (self->cards_view, self->courier);
}

/* Asked for again while it waits for its cards before it goes: it stays. */
static void
tern_window_show (GtkWidget *widget)
{
  TernWindow *self = TERN_WINDOW (widget);

  if (self->closing)
    {
      g_clear_handle_id (&self->closing, g_source_remove);
      hire_courier (self);
    }
  GTK_WIDGET_CLASS (tern_window_parent_class)->show (widget);
}

static void
tern_window_dispose (GObject *object)
{
  TernWindow *self = TERN_WINDOW (object);

  g_clear_object (&self->courier);
  g_clear_object (&self->cards);
  g_clear_object (&self->monitor);
  g_clear_object (&self->ledger);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->waiting, tern_code_queue_free);
  g_clear_error (&self->fault);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_WINDOW);
  G_OBJECT_CLASS (tern_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TERN_TYPE_ADD_PAGE);
  g_type_ensure (TERN_TYPE_CARDS_VIEW);
  g_type_ensure (TERN_TYPE_GUIDE_PAGE);
  g_type_ensure (TERN_TYPE_HISTORY_PAGE);
  g_type_ensure (TERN_TYPE_MAIN_MENU);
  g_type_ensure (TERN_TYPE_ORDERS_PAGE);
  g_type_ensure (TERN_TYPE_STATUS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TernWindow, views);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, status_page);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, cards_view);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, guide_page);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, history_page);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, orders_page);
  gtk_widget_class_bind_template_child (widget_class, TernWindow, add_page);
  gtk_widget_class_bind_template_callback (widget_class, focus_card);
  gtk_widget_class_bind_template_callback (widget_class, on_add_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_card_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_guide_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_guide_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_page_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_report_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_stage_changed);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "win.guide", "s", guide_action);
  gtk_widget_class_install_action (widget_class, "win.history", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "win.orders", NULL, orders_action);
  gtk_widget_class_install_action (widget_class, "win.paste-code", NULL, paste_code_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.report", NULL, report_action);
  gtk_widget_class_install_action (widget_class, "win.report-fault", TERN_FAULT_TYPE,
                                   report_fault_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  /* Here and not among the accelerators of the application, which would take them away from
   * entries. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste-code",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_SHIFT_MASK,
                                       "win.paste-code", NULL);
}

static void
tern_window_class_init (TernWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_window_dispose;
  GTK_WIDGET_CLASS (klass)->show = tern_window_show;
  GTK_WINDOW_CLASS (klass)->close_request = tern_window_close_request;
  bind_template (widget_class);
  install_actions (widget_class);
}

static void
tern_window_init (TernWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tern_wrap_buttons (GTK_WIDGET (self));
  g_signal_connect_swapped (tern_drop_accept (GTK_WIDGET (self)), "drop", G_CALLBACK (on_drop),
                            self);
  self->waiting = tern_code_queue_new ();
  self->desk = tern_report_desk_new (GTK_WINDOW (self));
  tern_window_size_restore (GTK_WINDOW (self));
  update_view (self);
  on_card_selected (self);
}

/**
 * tern_window_new:
 * @application: (nullable): the application
 *
 * Returns: (transfer none): a window that looks for cards, owned by GTK
 */
TernWindow *
tern_window_new (GtkApplication *application)
{
  return g_object_new (TERN_TYPE_WINDOW, "application", application, NULL);
}

/**
 * tern_window_set_ledger:
 * @ledger: what happened
 */
void
tern_window_set_ledger (TernWindow *self, TernLedger *ledger)
{
  g_set_object (&self->ledger, ledger);
  tern_history_page_set_ledger (self->history_page, ledger);
  tern_orders_page_set_ledger (self->orders_page, ledger);
  tern_add_page_set_ledger (self->add_page, ledger);
  tern_report_desk_set_ledger (self->desk, ledger);
}

/**
 * tern_window_set_monitor:
 * @monitor: every reader of this computer
 */
void
tern_window_set_monitor (TernWindow *self, TernReaderMonitor *monitor)
{
  g_assert (self->monitor == NULL);
  self->monitor = g_object_ref (monitor);
  self->cards = tern_card_list_new (tern_reader_monitor_get_readers (monitor));
  tern_add_page_set_cards (self->add_page, self->cards);
  tern_orders_page_set_readers (self->orders_page, tern_reader_monitor_get_readers (monitor));
  tern_report_desk_set_readers (self->desk, tern_reader_monitor_get_readers (monitor));
  tern_cards_view_set_cards (self->cards_view, self->cards);
  g_signal_connect_object (self->cards, "items-changed", G_CALLBACK (update_view), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (monitor, "notify::service-state", G_CALLBACK (update_view), self,
                           G_CONNECT_SWAPPED);
  hire_courier (self);
  update_view (self);
}

/**
 * tern_window_set_practice_code:
 * @code: (nullable): a code of the simulated server, to offer with the simulated card
 */
void
tern_window_set_practice_code (TernWindow *self, const char *code)
{
  tern_add_page_set_practice_code (self->add_page, code);
}

/**
 * tern_window_set_warning:
 * @sentence: (nullable): what to know before any code is used
 */
void
tern_window_set_warning (TernWindow *self, const char *sentence)
{
  tern_cards_view_set_warning (self->cards_view, sentence);
  tern_add_page_set_warning (self->add_page, sentence);
}

/**
 * tern_window_show_fault:
 * @error: what keeps the program from looking for cards at all
 */
void
tern_window_show_fault (TernWindow *self, const GError *error)
{
  g_clear_error (&self->fault);
  self->fault = g_error_copy (error);
  update_view (self);
}

/**
 * tern_window_open_code:
 * @text: a code that was followed as a link, or several, a line each, of which one can be chosen
 *
 * Opens "Add eSIM" with it. Contacts nothing.
 */
void
tern_window_open_code (TernWindow *self, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (strchr (text, '\n') == NULL)
    {
      add (self, text);
      return;
    }
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  take (self, &value);
}

/**
 * tern_window_get_selected:
 *
 * Returns: (transfer none) (nullable): the row that is chosen in the list of cards
 */
TernCardItem *
tern_window_get_selected (TernWindow *self)
{
  return tern_cards_view_get_selected (self->cards_view);
}
