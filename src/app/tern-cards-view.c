/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-cards-view.h"

#include "app/tern-access.h"
#include "app/tern-card-page.h"
#include "app/tern-card-row.h"
#include "app/tern-main-menu.h"
#include "app/tern-notice.h"
#include "app/tern-status-page.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernCardsView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkListBox *card_rows;
  TernNotice *warning;
  AdwWindowTitle *card_title;
  GtkStack *card_stack;
  TernCardPage *card_page;
  TernStatusPage *reader_page;
  GtkButton *add_button;

  GListModel *cards;
  TernCardItem *selected;
};

G_DEFINE_FINAL_TYPE (TernCardsView, tern_cards_view, ADW_TYPE_BIN)

enum
{
  PROP_SELECTED = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint turned_signal;

static LpaEuicc *
get_euicc (TernCardsView *self)
{
  return self->selected ? tern_card_item_get_euicc (self->selected) : NULL;
}

static void
show_reader (TernCardsView *self)
{
  TernReader *reader = tern_card_item_get_reader (self->selected);
  const char *eid = tern_reader_get_sleeping_eid (reader);
  g_autofree char *tail = tern_words_dup_tail (eid);
  g_autofree char *line = NULL;

  tern_status_page_show (self->reader_page, tern_status_for_reader (reader),
                         tern_reader_get_error (reader));
  if (eid == NULL)
    return;
  line =
      g_strdup_printf (C_ ("status", "The modem says that it is the card with the EID %s."), tail);
  tern_status_page_add (self->reader_page, line);
}

static void
show_selected (TernCardsView *self)
{
  LpaEuicc *euicc = get_euicc (self);
  GtkWidget *shown = gtk_stack_get_visible_child (self->card_stack);

  tern_card_page_set_item (self->card_page, euicc ? self->selected : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->add_button), euicc != NULL);
  gtk_stack_set_visible_child_name (self->card_stack, euicc ? "card" : "reader");
  if (shown != gtk_stack_get_visible_child (self->card_stack))
    g_signal_emit (self, turned_signal, 0);
  if (self->selected == NULL)
    return;
  adw_window_title_set_title (self->card_title, tern_card_item_get_title (self->selected));
  adw_window_title_set_subtitle (self->card_title,
                                 euicc ? tern_card_item_get_subtitle (self->selected) : NULL);
  if (euicc == NULL)
    show_reader (self);
}

static void
select_item (TernCardsView *self, TernCardItem *item)
{
  if (self->selected)
    g_signal_handlers_disconnect_by_data (self->selected, self);
  g_set_object (&self->selected, item);
  if (item)
    g_signal_connect_swapped (item, "notify::subtitle", G_CALLBACK (show_selected), self);
  show_selected (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
on_row_selected (TernCardsView *self, GtkListBoxRow *row)
{
  TernCardItem *item = row ? tern_card_row_get_item (TERN_CARD_ROW (row)) : NULL;

  if (item && item != self->selected)
    select_item (self, item);
}

static void
on_row_activated (TernCardsView *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static gboolean
is_same_place (TernCardItem *a, TernCardItem *b)
{
  return a && b && tern_card_item_get_reader (a) == tern_card_item_get_reader (b);
}

/* The row to have chosen: the same as before; else one of the same reader; else the first that has
 * a card. */
static GtkListBoxRow *
find_row_to_select (TernCardsView *self)
{
  GtkListBoxRow *best = NULL;
  GtkListBoxRow *row;
  int best_score = -1;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->card_rows, i)); i++)
    {
      TernCardItem *item = tern_card_row_get_item (TERN_CARD_ROW (row));
      int score = (tern_card_item_get_euicc (item) ? 1 : 0) +
                  (is_same_place (item, self->selected) ? 2 : 0) + (item == self->selected ? 4 : 0);

      if (score > best_score)
        best = row;
      best_score = MAX (score, best_score);
    }
  return best;
}

static void
on_cards_changed (TernCardsView *self)
{
  GtkListBoxRow *row = find_row_to_select (self);

  gtk_list_box_select_row (self->card_rows, row);
  if (row == NULL)
    select_item (self, NULL);
  /* Where there is nothing to choose from, a folded window shows the card itself. */
  if (g_list_model_get_n_items (self->cards) == 1)
    adw_leaflet_set_visible_child_name (self->leaflet, "card");
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return tern_card_row_new (TERN_CARD_ITEM (item));
}

static void
on_back_clicked (TernCardsView *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
on_retry (TernCardsView *self)
{
  if (self->selected)
    {
      tern_reader_wake (tern_card_item_get_reader (self->selected));
      tern_reader_retry (tern_card_item_get_reader (self->selected));
    }
}

/* On the card, and not on the list. */
static gboolean
tern_cards_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_stack_get_visible_child (TERN_CARDS_VIEW (widget)->card_stack));
}

static void
tern_cards_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TERN_CARDS_VIEW (object)->selected);
}

static void
tern_cards_view_dispose (GObject *object)
{
  TernCardsView *self = TERN_CARDS_VIEW (object);

  if (self->card_rows)
    gtk_list_box_bind_model (self->card_rows, NULL, NULL, NULL, NULL);
  if (self->selected)
    g_signal_handlers_disconnect_by_data (self->selected, self);
  g_clear_object (&self->selected);
  g_clear_object (&self->cards);
  /* The child is bound as well, so that clearing the template would leave the bin a dead one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CARDS_VIEW);
  G_OBJECT_CLASS (tern_cards_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TERN_TYPE_CARD_PAGE);
  g_type_ensure (TERN_TYPE_MAIN_MENU);
  g_type_ensure (TERN_TYPE_NOTICE);
  g_type_ensure (TERN_TYPE_STATUS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-cards-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, card_rows);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, warning);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, card_title);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, card_stack);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, card_page);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, reader_page);
  gtk_widget_class_bind_template_child (widget_class, TernCardsView, add_button);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
}

static void
tern_cards_view_class_init (TernCardsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_cards_view_get_property;
  object_class->dispose = tern_cards_view_dispose;
  tern_access_set_grab_focus (klass, tern_cards_view_grab_focus);
  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, TERN_TYPE_CARD_ITEM,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  turned_signal = g_signal_new ("turned", TERN_TYPE_CARDS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  bind_template (widget_class);
}

static void
tern_cards_view_init (TernCardsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_selected (self);
}

/**
 * tern_cards_view_new:
 *
 * Returns: (transfer floating): a view of no cards
 */
GtkWidget *
tern_cards_view_new (void)
{
  return g_object_new (TERN_TYPE_CARDS_VIEW, NULL);
}

/**
 * tern_cards_view_set_cards:
 * @cards: a list of #TernCardItem; to be set once
 */
void
tern_cards_view_set_cards (TernCardsView *self, GListModel *cards)
{
  g_assert (self->cards == NULL);
  self->cards = g_object_ref (cards);
  gtk_list_box_bind_model (self->card_rows, cards, make_row, NULL, NULL);
  g_signal_connect_object (cards, "items-changed", G_CALLBACK (on_cards_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_cards_changed (self);
}

/**
 * tern_cards_view_set_courier:
 * @courier: who sends the reports that are owed
 */
void
tern_cards_view_set_courier (TernCardsView *self, TernCourier *courier)
{
  tern_card_page_set_courier (self->card_page, courier);
}

/**
 * tern_cards_view_set_warning:
 * @sentence: (nullable): what to know before any code is used
 */
void
tern_cards_view_set_warning (TernCardsView *self, const char *sentence)
{
  tern_notice_set_text (self->warning, sentence);
}

/**
 * tern_cards_view_get_selected:
 *
 * Returns: (transfer none) (nullable): the row that is chosen in the list of cards
 */
TernCardItem *
tern_cards_view_get_selected (TernCardsView *self)
{
  return self->selected;
}

/**
 * tern_cards_view_is_choosing:
 *
 * Returns: whether the keyboard is in the list of cards
 */
gboolean
tern_cards_view_is_choosing (TernCardsView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->card_rows));
}

/**
 * tern_cards_view_refresh:
 *
 * Reads the chosen card again, or tries once more to find one in the chosen reader.
 */
void
tern_cards_view_refresh (TernCardsView *self)
{
  if (get_euicc (self))
    tern_card_page_refresh (self->card_page);
  else
    on_retry (self);
}
