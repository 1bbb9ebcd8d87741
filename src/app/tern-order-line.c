/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-line.h"

#include "app/tern-access.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernOrderLine
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *subtitle;
  GtkLabel *sentence;

  TernOrderRow *row;
};

G_DEFINE_FINAL_TYPE (TernOrderLine, tern_order_line, ADW_TYPE_BIN)

static const char *const ICONS[TERN_ORDER_N_STATES] = {
  [TERN_ORDER_STATE_WAITING] = "tern-step-waiting-symbolic",
  [TERN_ORDER_STATE_SET_APART] = "dialog-warning-symbolic",
  [TERN_ORDER_STATE_CLAIMED] = "content-loading-symbolic",
  [TERN_ORDER_STATE_UNCERTAIN] = "dialog-question-symbolic",
  [TERN_ORDER_STATE_INSTALLED] = "content-loading-symbolic",
  [TERN_ORDER_STATE_DONE] = "tern-step-done-symbolic",
};

static void
add_part (GString *text, const char *format, const char *digits)
{
  g_autofree char *tail = digits != NULL ? tern_words_dup_tail (digits) : NULL;

  if (tail == NULL)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (text, format, tail);
#pragma GCC diagnostic pop
}

static char *
dup_subtitle (TernOrderRow *row)
{
  GString *text = g_string_new (tern_order_row_get_subtitle (row));
  const char *server = tern_order_row_get_server (row);

  if (server != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", server);
  add_part (text, C_ ("order", "Card %s"), tern_order_row_get_eid (row));
  add_part (text, C_ ("order", "Profile %s"), tern_order_row_get_iccid (row));
  return g_string_free (text, FALSE);
}

static void
update (TernOrderLine *self)
{
  TernOrderState state = tern_order_row_get_state (self->row);
  const char *sentence = tern_order_row_get_sentence (self->row);
  g_autofree char *subtitle = dup_subtitle (self->row);
  g_autofree char *description =
      g_strdup_printf ("%s. %s %s", tern_order_state_get_label (state), subtitle, sentence);

  gtk_image_set_from_icon_name (self->icon, ICONS[state]);
  gtk_label_set_text (self->title, tern_order_row_get_title (self->row));
  gtk_label_set_text (self->state, tern_order_state_get_label (state));
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), *sentence != '\0');
  tern_access_name_item (self, tern_order_row_get_title (self->row), description);
}

static void
tern_order_line_dispose (GObject *object)
{
  TernOrderLine *self = TERN_ORDER_LINE (object);

  tern_order_line_show (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_LINE);
  G_OBJECT_CLASS (tern_order_line_parent_class)->dispose (object);
}

static void
tern_order_line_class_init (TernOrderLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_line_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-line.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderLine, icon);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLine, title);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLine, state);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLine, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TernOrderLine, sentence);
}

static void
tern_order_line_init (TernOrderLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_order_line_new:
 *
 * Returns: (transfer floating): a line of no row yet
 */
GtkWidget *
tern_order_line_new (void)
{
  return g_object_new (TERN_TYPE_ORDER_LINE, NULL);
}

/**
 * tern_order_line_show:
 * @row: (nullable): what to show, and to follow
 */
void
tern_order_line_show (TernOrderLine *self, TernOrderRow *row)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_data (self->row, self);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;
  g_signal_connect_swapped (row, "notify::time", G_CALLBACK (update), self);
  update (self);
}
