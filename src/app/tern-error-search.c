/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-error-search.h"

#include "app/tern-access.h"
#include "lpa/lpa-error-search.h"

#include <glib/gi18n.h>

/* More than anybody types, and more pages than anybody reads. */
#define LONGEST_QUERY 200
#define MOST_PAGES 50

struct _TernErrorSearch
{
  AdwBin parent_instance;

  GtkEditable *entry;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (TernErrorSearch, tern_error_search, ADW_TYPE_BIN)

static void
add_line (AdwExpanderRow *row, const char *title, const char *text)
{
  GtkWidget *line = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title,
                                  "subtitle", text, "subtitle-lines", 0, NULL);

  gtk_widget_add_css_class (line, "property");
  adw_expander_row_add_row (row, line);
}

static GtkWidget *
make_page (const LpaExplanation *page)
{
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", page->cause,
                                 "subtitle", page->key, NULL);

  add_line (ADW_EXPANDER_ROW (row), C_ ("error-search", "What to do"), page->action);
  add_line (ADW_EXPANDER_ROW (row), C_ ("error-search", "Where it lies"),
            lpa_side_get_label (page->side));
  if (page->usable != LPA_CODE_USABLE_NOT_INVOLVED)
    add_line (ADW_EXPANDER_ROW (row), C_ ("error-search", "The code"),
              lpa_code_usable_get_sentence (page->usable));
  tern_access_describe (row, page->action);
  return row;
}

static void
clear_list (TernErrorSearch *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
on_search_changed (TernErrorSearch *self)
{
  const char *words = gtk_editable_get_text (self->entry);
  g_autoptr (GPtrArray) pages = lpa_error_book_search (words);

  clear_list (self);
  for (guint i = 0; i < MIN (pages->len, MOST_PAGES); i++)
    gtk_list_box_append (self->list, make_page (pages->pdata[i]));
  /* The one that was meant is open at once. */
  if (pages->len == 1)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (gtk_list_box_get_row_at_index (self->list, 0)),
                                   TRUE);
  gtk_stack_set_visible_child_name (self->stack, *words == '\0'    ? "empty"
                                                 : pages->len == 0 ? "nothing"
                                                                   : "list");
}

static gboolean
tern_error_search_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TERN_ERROR_SEARCH (widget)->entry));
}

static void
tern_error_search_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ERROR_SEARCH);
  G_OBJECT_CLASS (tern_error_search_parent_class)->dispose (object);
}

static void
tern_error_search_class_init (TernErrorSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_error_search_dispose;
  tern_access_set_grab_focus (klass, tern_error_search_grab_focus);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-error-search.ui");
  gtk_widget_class_bind_template_child (widget_class, TernErrorSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, TernErrorSearch, stack);
  gtk_widget_class_bind_template_child (widget_class, TernErrorSearch, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
tern_error_search_init (TernErrorSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (gtk_editable_get_delegate (self->entry), "max-length", LONGEST_QUERY, NULL);
}

/**
 * tern_error_search_new:
 *
 * Returns: (transfer floating): a page that looks nothing up yet
 */
GtkWidget *
tern_error_search_new (void)
{
  return g_object_new (TERN_TYPE_ERROR_SEARCH, NULL);
}

/**
 * tern_error_search_look_up:
 * @words: a code, such as `8.2.6/3.8`, or words; empty for nothing
 */
void
tern_error_search_look_up (TernErrorSearch *self, const char *words)
{
  gtk_editable_set_text (self->entry, words);
  on_search_changed (self);
}
