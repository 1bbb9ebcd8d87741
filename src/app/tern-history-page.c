/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-history-page.h"

#include "app/tern-history-row.h"
#include "app/tern-toast.h"

#include <glib/gi18n.h>

struct _TernHistoryPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkEditable *search;
  GtkListView *list;

  TernLedger *ledger;
  GListStore *entries;
  GtkFileChooserNative *chooser;

  /* What is shown was looked for with these words; there may be older entries of that kind. */
  char *words;
  gboolean more;
  GCancellable *loading;
  gboolean load_again;
};

/* Entries that are read when the list is opened, and each time its end is reached. */
#define PAGE 200

G_DEFINE_FINAL_TYPE (TernHistoryPage, tern_history_page, ADW_TYPE_BIN)

static guint closed_signal;

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal ? normal : text, -1);
}

/* On a thread of its own. */
static gboolean
is_found (TernHistoryEntry *entry, gpointer words)
{
  g_autofree char *title = tern_history_row_dup_title (entry);
  g_autofree char *subtitle = tern_history_row_dup_subtitle (entry);
  g_autofree char *both = g_strconcat (title, "\n", subtitle, NULL);
  g_autofree char *text = fold (both);

  return strstr (text, words) != NULL;
}

static void
update_view (TernHistoryPage *self)
{
  gboolean some = g_list_model_get_n_items (G_LIST_MODEL (self->entries)) > 0;
  gboolean searched = self->words != NULL && *self->words != '\0';

  gtk_stack_set_visible_child_name (self->stack, some ? "list" : searched ? "nothing" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.save-csv", some || searched);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.save-json", some || searched);
}

/* What stays the same at both ends is left alone, so that a list that is being read does not jump.
 */
static void
take_entries (GListStore *store, GPtrArray *entries)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint same = 0;

  while (same < n && same < entries->len)
    {
      g_autoptr (TernHistoryEntry) old = g_list_model_get_item (G_LIST_MODEL (store), n - same - 1);

      if (!tern_history_entry_same (old, entries->pdata[entries->len - same - 1]))
        break;
      same++;
    }
  if (n > same || entries->len > same)
    g_list_store_splice (store, 0, n - same, entries->pdata, entries->len - same);
}

static void load (TernHistoryPage *self);

/* Whether a load that has ended is the one that is waited for. */
static gboolean
end_loading (TernHistoryPage *self, GAsyncResult *result)
{
  if (self->loading == NULL || g_task_get_cancellable (G_TASK (result)) != self->loading)
    return FALSE;

  g_clear_object (&self->loading);
  return self->entries != NULL;
}

/* Leaves out what is older than what is shown: it was not read yet, and comes when it is wanted. */
static gboolean
leave_out_older (TernHistoryPage *self, GPtrArray *entries)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  g_autoptr (TernHistoryEntry) last =
      n >= PAGE ? g_list_model_get_item (G_LIST_MODEL (self->entries), n - 1) : NULL;

  for (guint i = 0; last != NULL && i + 1 < entries->len; i++)
    if (tern_history_entry_same (last, entries->pdata[i]))
      {
        g_ptr_array_set_size (entries, (int) i + 1);
        return TRUE;
      }
  return FALSE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tern_history_load_finish (result, &error);

  if (!end_loading (self, result))
    return;
  if (entries)
    {
      self->more = leave_out_older (self, entries) || entries->len >= PAGE;
      take_entries (self->entries, entries);
    }
  else
    g_info ("The history cannot be read: %s", error->message);
  update_view (self);
  if (self->load_again)
    load (self);
}

static void
on_more_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernHistoryPage) self = user_data;
  g_autoptr (GPtrArray) entries = tern_history_load_finish (result, NULL);

  if (!end_loading (self, result))
    return;
  self->more = entries != NULL && entries->len >= PAGE;
  if (entries != NULL)
    g_list_store_splice (self->entries, g_list_model_get_n_items (G_LIST_MODEL (self->entries)), 0,
                         entries->pdata, entries->len);
  if (self->load_again)
    load (self);
}

static void
start_loading (TernHistoryPage *self,
               TernHistoryEntry *after,
               guint limit,
               GAsyncReadyCallback callback)
{
  gboolean searched = *self->words != '\0';

  self->load_again = FALSE;
  self->loading = g_cancellable_new ();
  tern_history_load_async (self->ledger, after, limit, searched ? is_found : NULL,
                           g_strdup (self->words), g_free, self->loading, callback,
                           g_object_ref (self));
}

/* As many as there are already, so that whoever reads far down does not lose the place. */
static void
load (TernHistoryPage *self)
{
  self->load_again = self->loading != NULL;
  if (self->load_again || self->ledger == NULL)
    return;

  start_loading (self, NULL, g_list_model_get_n_items (G_LIST_MODEL (self->entries)) + PAGE,
                 on_loaded);
}

static void
on_edge_reached (TernHistoryPage *self, GtkPositionType position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  g_autoptr (TernHistoryEntry) last = NULL;

  if (position != GTK_POS_BOTTOM || !self->more || self->loading != NULL || n == 0)
    return;
  last = g_list_model_get_item (G_LIST_MODEL (self->entries), n - 1);
  start_loading (self, last, PAGE, on_more_loaded);
}

/* A search that nobody waits for any more is given up. */
static void
on_search_changed (TernHistoryPage *self)
{
  g_free (self->words);
  self->words = fold (gtk_editable_get_text (self->search));
  if (self->ledger == NULL)
    return;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  start_loading (self, NULL, PAGE, on_loaded);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, tern_history_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  tern_history_row_show (TERN_HISTORY_ROW (gtk_list_item_get_child (item)),
                         gtk_list_item_get_item (item));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = tern_history_save_finish (result, &error);

  if (!saved)
    g_info ("The history was not saved: %s", error->message);
  tern_toast (GTK_WIDGET (self), saved ? C_ ("toast", "The history was saved")
                                       : C_ ("toast", "Not saved: choose another folder, or make "
                                                      "room"));
}

static void
on_file_chosen (GtkFileChooserNative *chooser, int response, TernHistoryPage *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file)
    tern_history_page_save (self, file,
                            GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "json")));
  g_clear_object (&self->chooser);
}

static void
ask_where_to_save (TernHistoryPage *self, gboolean json)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (C_ ("history", "Save the history"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, C_ ("history", "_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser),
                                     json ? "tern-history.json" : "tern-history.csv");
  g_object_set_data (G_OBJECT (self->chooser), "json", GINT_TO_POINTER (json));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save_csv_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_where_to_save (TERN_HISTORY_PAGE (widget), FALSE);
}

static void
save_json_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_where_to_save (TERN_HISTORY_PAGE (widget), TRUE);
}

static void
on_back_clicked (TernHistoryPage *self)
{
  g_signal_emit (self, closed_signal, 0);
}

static void
tern_history_page_dispose (GObject *object)
{
  TernHistoryPage *self = TERN_HISTORY_PAGE (object);

  if (self->list)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->chooser);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->entries);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->ledger);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_HISTORY_PAGE);
  G_OBJECT_CLASS (tern_history_page_parent_class)->dispose (object);
}

/* What other stations did meanwhile is seen whenever somebody looks. */
static void
tern_history_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tern_history_page_parent_class)->map (widget);
  load (TERN_HISTORY_PAGE (widget));
}

static void
tern_history_page_class_init (TernHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_history_page_dispose;
  widget_class->map = tern_history_page_map;
  closed_signal = g_signal_new ("closed", TERN_TYPE_HISTORY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TernHistoryPage, search);
  gtk_widget_class_bind_template_child (widget_class, TernHistoryPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_edge_reached);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_install_action (widget_class, "history.save-csv", NULL, save_csv_action);
  gtk_widget_class_install_action (widget_class, "history.save-json", NULL, save_json_action);
}

static void
tern_history_page_init (TernHistoryPage *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->entries = g_list_store_new (TERN_TYPE_HISTORY_ENTRY);
  self->words = g_strdup ("");
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->entries)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  update_view (self);
}

/**
 * tern_history_page_new:
 *
 * Returns: (transfer floating): a page on which nothing has happened
 */
GtkWidget *
tern_history_page_new (void)
{
  return g_object_new (TERN_TYPE_HISTORY_PAGE, NULL);
}

/**
 * tern_history_page_set_ledger:
 * @ledger: what to show, and to follow
 */
void
tern_history_page_set_ledger (TernHistoryPage *self, TernLedger *ledger)
{
  if (g_set_object (&self->ledger, ledger))
    g_signal_connect_object (ledger, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}

/**
 * tern_history_page_save:
 * @file: where to
 * @json: whether as JSON, else as CSV
 *
 * Saves everything, whatever is searched for. Says at the foot of the window how it went.
 */
void
tern_history_page_save (TernHistoryPage *self, GFile *file, gboolean json)
{
  g_return_if_fail (self->ledger != NULL);

  tern_history_save_async (self->ledger, file, json, on_saved, g_object_ref (self));
}
