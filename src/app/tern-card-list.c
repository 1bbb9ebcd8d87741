/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-list.h"

#include <gtk/gtk.h>

static void
append_item (GPtrArray *items, TernReader *reader, LpaEuicc *euicc)
{
  g_ptr_array_add (items, tern_card_item_new (reader, euicc));
}

static gboolean
holds (GListStore *store, GPtrArray *items)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (store)) != items->len)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (TernCardItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (tern_card_item_get_euicc (item) != tern_card_item_get_euicc (items->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

/* A row for each eUICC, once the reader is ready; else one for the reader. Rows that stay the same
 * are left alone. */
static void
update_rows (GListStore *store, TernReader *reader)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *euiccs = tern_reader_get_euiccs (reader);
  guint n_euiccs = g_list_model_get_n_items (euiccs);

  for (guint i = 0; i < n_euiccs && tern_reader_get_state (reader) == TERN_READER_STATE_READY; i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);

      append_item (items, reader, euicc);
    }
  if (items->len == 0)
    append_item (items, reader, NULL);
  if (!holds (store, items))
    g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata,
                         items->len);
}

static void
on_reader_changed (TernReader *reader, GParamSpec *pspec, GListStore *store)
{
  update_rows (store, reader);
}

static void
on_euiccs_changed (GListModel *euiccs, guint position, guint removed, guint added, gpointer store)
{
  update_rows (store, g_object_get_data (store, "reader"));
}

static gpointer
make_rows (gpointer item, gpointer user_data)
{
  g_autoptr (TernReader) reader = item;
  GListStore *store = g_list_store_new (TERN_TYPE_CARD_ITEM);

  g_object_set_data_full (G_OBJECT (store), "reader", g_object_ref (reader), g_object_unref);
  g_signal_connect_object (reader, "notify::state", G_CALLBACK (on_reader_changed), store, 0);
  g_signal_connect_object (tern_reader_get_euiccs (reader), "items-changed",
                           G_CALLBACK (on_euiccs_changed), store, 0);
  update_rows (store, reader);
  return store;
}

/**
 * tern_card_list_new:
 * @readers: a list of #TernReader
 *
 * Returns: (transfer full): a list of #TernCardItem that follows it: every eUICC of every reader,
 * and every reader without one
 */
GListModel *
tern_card_list_new (GListModel *readers)
{
  GtkMapListModel *rows = gtk_map_list_model_new (g_object_ref (readers), make_rows, NULL, NULL);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (rows)));
}

static gpointer
take_euiccs (gpointer item, gpointer user_data)
{
  g_autoptr (TernReader) reader = item;

  return g_object_ref (tern_reader_get_euiccs (reader));
}

/**
 * tern_card_list_new_euiccs:
 * @readers: a list of #TernReader
 *
 * Returns: (transfer full): a list of #LpaEuicc that follows it: every eUICC of every reader
 */
GListModel *
tern_card_list_new_euiccs (GListModel *readers)
{
  GtkMapListModel *lists = gtk_map_list_model_new (g_object_ref (readers), take_euiccs, NULL, NULL);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
}

/**
 * tern_card_list_is_busy:
 * @cards: a list of #TernCardItem
 *
 * Returns: whether something is being done on any of the cards
 */
gboolean
tern_card_list_is_busy (GListModel *cards)
{
  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr (TernCardItem) item = g_list_model_get_item (cards, i);
      LpaEuicc *euicc = tern_card_item_get_euicc (item);

      if (euicc && lpa_euicc_is_busy (euicc))
        return TRUE;
    }
  return FALSE;
}

/**
 * tern_card_list_has:
 * @cards: a list of #TernCardItem
 * @euicc: (nullable): a card
 *
 * Returns: whether it is in the list, that is has not been taken out since it was found
 */
gboolean
tern_card_list_has (GListModel *cards, LpaEuicc *euicc)
{
  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr (TernCardItem) item = g_list_model_get_item (cards, i);

      if (euicc && tern_card_item_get_euicc (item) == euicc)
        return TRUE;
    }
  return FALSE;
}

/**
 * tern_card_list_find:
 * @cards: a list of #TernCardItem
 * @eid: of a card
 *
 * Returns: (transfer full) (nullable): the card, also when it was taken out and put in elsewhere
 */
TernCardItem *
tern_card_list_find (GListModel *cards, const char *eid)
{
  for (guint i = 0; i < g_list_model_get_n_items (cards); i++)
    {
      g_autoptr (TernCardItem) item = g_list_model_get_item (cards, i);
      LpaEuicc *euicc = tern_card_item_get_euicc (item);

      if (euicc && g_str_equal (lpa_euicc_get_eid (euicc), eid))
        return g_steal_pointer (&item);
    }
  return NULL;
}
