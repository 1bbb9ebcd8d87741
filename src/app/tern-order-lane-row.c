/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-lane-row.h"

#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernOrderLaneRow
{
  AdwActionRow parent_instance;

  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;

  TernOrderLane *lane;
};

G_DEFINE_FINAL_TYPE (TernOrderLaneRow, tern_order_lane_row, ADW_TYPE_ACTION_ROW)

/* Without an icon: it is at work. */
static const char *const ICONS[] = {
  [TERN_ORDER_LANE_STATE_EMPTY] = "tern-reader-symbolic",
  [TERN_ORDER_LANE_STATE_READING] = NULL,
  [TERN_ORDER_LANE_STATE_WORKING] = NULL,
  [TERN_ORDER_LANE_STATE_DONE] = "tern-step-done-symbolic",
  [TERN_ORDER_LANE_STATE_SEEN] = "tern-step-done-symbolic",
  [TERN_ORDER_LANE_STATE_NO_ROWS] = "tern-card-symbolic",
  [TERN_ORDER_LANE_STATE_ASIDE] = "dialog-warning-symbolic",
  [TERN_ORDER_LANE_STATE_STOPPED] = "media-playback-stop-symbolic",
};

static char *
dup_subtitle (TernOrderLane *lane)
{
  const char *eid = tern_order_lane_get_eid (lane);
  g_autofree char *tail = eid != NULL ? tern_words_dup_tail (eid) : NULL;
  const char *sentence = tern_order_lane_get_sentence (lane);

  return tail != NULL ? g_strdup_printf (C_ ("order", "Card %s: %s"), tail, sentence)
                      : g_strdup (sentence);
}

static void
update (TernOrderLaneRow *self)
{
  const char *icon = ICONS[tern_order_lane_get_state (self->lane)];
  g_autofree char *subtitle = dup_subtitle (self->lane);

  if (icon != NULL)
    gtk_image_set_from_icon_name (self->icon, icon);
  gtk_spinner_set_spinning (self->spinner, icon == NULL);
  gtk_stack_set_visible_child (self->mark,
                               icon != NULL ? GTK_WIDGET (self->icon) : GTK_WIDGET (self->spinner));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
}

static void
tern_order_lane_row_dispose (GObject *object)
{
  TernOrderLaneRow *self = TERN_ORDER_LANE_ROW (object);

  g_clear_object (&self->lane);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_LANE_ROW);
  G_OBJECT_CLASS (tern_order_lane_row_parent_class)->dispose (object);
}

static void
tern_order_lane_row_class_init (TernOrderLaneRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_lane_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-lane-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderLaneRow, mark);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLaneRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLaneRow, spinner);
}

static void
tern_order_lane_row_init (TernOrderLaneRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_order_lane_row_new:
 * @lane: the reader at work
 *
 * Returns: (transfer floating): a row that follows it
 */
GtkWidget *
tern_order_lane_row_new (TernOrderLane *lane)
{
  TernOrderLaneRow *self = g_object_new (TERN_TYPE_ORDER_LANE_ROW, NULL);
  const char *reader = tern_reader_get_name (tern_order_lane_get_reader (lane));

  self->lane = g_object_ref (lane);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 *reader != '\0' ? reader : C_ ("order", "Reader without a name"));
  g_signal_connect_object (lane, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::sentence", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::eid", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
