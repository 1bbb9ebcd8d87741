/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strcasestr */
#define _GNU_SOURCE
#include "orders/tern-order-view.h"

#include <string.h>

struct _TernOrderView
{
  GObject parent_instance;

  TernOrder *order;
  char *text;
  guint states;
  GArray *numbers; /* guint32; %NULL shows all */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernOrderView,
                               tern_order_view,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
view_get_item_type (GListModel *model)
{
  return TERN_TYPE_ORDER_ROW;
}

static guint
view_get_n_items (GListModel *model)
{
  TernOrderView *self = TERN_ORDER_VIEW (model);

  return self->numbers != NULL ? self->numbers->len : tern_order_get_counts (self->order)->total;
}

static gpointer
view_get_item (GListModel *model, guint position)
{
  TernOrderView *self = TERN_ORDER_VIEW (model);

  if (position >= view_get_n_items (model))
    return NULL;
  if (self->numbers != NULL)
    position = g_array_index (self->numbers, guint32, position) - 1;
  return g_list_model_get_item (G_LIST_MODEL (self->order), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = view_get_item_type;
  iface->get_n_items = view_get_n_items;
  iface->get_item = view_get_item;
}

static void
tern_order_view_finalize (GObject *object)
{
  TernOrderView *self = TERN_ORDER_VIEW (object);

  g_clear_object (&self->order);
  g_clear_pointer (&self->numbers, g_array_unref);
  g_free (self->text);
  G_OBJECT_CLASS (tern_order_view_parent_class)->finalize (object);
}

static void
tern_order_view_class_init (TernOrderViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_order_view_finalize;
}

static void
tern_order_view_init (TernOrderView *self)
{
  self->text = g_strdup ("");
  self->states = TERN_ORDER_ALL_STATES;
}

static gboolean
is_wanted (TernOrderView *self, guint number)
{
  TernOrderState state = tern_order_get_state (self->order, number, NULL);

  return (self->states & TERN_ORDER_STATE_BIT (state)) != 0;
}

static void
add_number (TernOrderView *self, GArray *numbers, guint32 number)
{
  if (is_wanted (self, number))
    g_array_append_val (numbers, number);
}

/* Through the whole text at once, from one row that has it to the next. */
static void
find_text (TernOrderView *self, GArray *numbers)
{
  TernOrderFile *file = tern_order_get_file (self->order);
  guint n_header = tern_order_get_columns (self->order)->n_header;
  guint n_records = tern_order_file_get_n_records (file);
  gsize length;
  const char *text = tern_order_file_get_text (file, &length);
  const char *next = text;

  while ((next = strcasestr (next, self->text)) != NULL)
    {
      guint record = tern_order_file_find_record (file, (gsize) (next - text));
      gsize size;

      if (record >= n_header)
        add_number (self, numbers, record - n_header + 1);
      if (++record >= n_records)
        return;
      next = tern_order_file_get_record (file, record, &size);
    }
}

static void
find_all (TernOrderView *self, GArray *numbers)
{
  guint total = tern_order_get_counts (self->order)->total;

  for (guint i = 1; i <= total; i++)
    add_number (self, numbers, i);
}

static void
look (TernOrderView *self)
{
  guint before = view_get_n_items (G_LIST_MODEL (self));

  g_clear_pointer (&self->numbers, g_array_unref);
  if (*self->text != '\0' || self->states != TERN_ORDER_ALL_STATES)
    {
      self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
      if (*self->text != '\0')
        find_text (self, self->numbers);
      else
        find_all (self, self->numbers);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before,
                              view_get_n_items (G_LIST_MODEL (self)));
}

/**
 * tern_order_view_new:
 * @order: an order
 *
 * Returns: (transfer full): a view of all its rows
 */
TernOrderView *
tern_order_view_new (TernOrder *order)
{
  TernOrderView *self = g_object_new (TERN_TYPE_ORDER_VIEW, NULL);

  self->order = g_object_ref (order);
  return self;
}

/**
 * tern_order_view_get_order:
 * @self: a view
 *
 * Returns: (transfer none): its order
 */
TernOrder *
tern_order_view_get_order (TernOrderView *self)
{
  return self->order;
}

/**
 * tern_order_view_set_search:
 * @self: a view
 * @text: what a row has to have somewhere in the seller's file, small or capital; empty for all
 */
void
tern_order_view_set_search (TernOrderView *self, const char *text)
{
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  look (self);
}

/**
 * tern_order_view_set_states:
 * @self: a view
 * @states: where a row has to stand, as TERN_ORDER_STATE_BIT()s
 *
 * Looks again, also when @states are the same as before.
 */
void
tern_order_view_set_states (TernOrderView *self, guint states)
{
  self->states = states;
  look (self);
}
