/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-model.h"

static gpointer
find_same (GPtrArray *old, gpointer item, GEqualFunc same)
{
  for (guint i = 0; i < old->len; i++)
    if (same (old->pdata[i], item))
      return old->pdata[i];
  return item;
}

static GPtrArray *
get_items (GListStore *store)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  GPtrArray *items = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (store), i));
  return items;
}

/**
 * lpa_model_update:
 * @store: a model that widgets may be bound to
 * @items: (element-type GObject): what it shall hold
 * @same: whether two items say the same
 *
 * Makes @store hold @items, keeping the objects that say the same and emitting at most one
 * change, as small as it can be. The thread of the model.
 *
 * Returns: whether anything changed
 */
gboolean
lpa_model_update (GListStore *store, GPtrArray *items, GEqualFunc same)
{
  g_autoptr (GPtrArray) old = get_items (store);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  guint head = 0, tail = 0, shorter;

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (fresh, find_same (old, items->pdata[i], same));
  shorter = MIN (old->len, fresh->len);
  while (head < shorter && old->pdata[head] == fresh->pdata[head])
    head++;
  while (tail < shorter - head &&
         old->pdata[old->len - 1 - tail] == fresh->pdata[fresh->len - 1 - tail])
    tail++;
  if (head + tail == old->len && head + tail == fresh->len)
    return FALSE;
  g_list_store_splice (store, head, old->len - head - tail, fresh->pdata + head,
                       fresh->len - head - tail);
  return TRUE;
}
