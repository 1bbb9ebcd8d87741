/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-order-columns-dialog.h"

#include <glib/gi18n.h>

struct _TernOrderColumnsDialog
{
  AdwWindow parent_instance;

  AdwPreferencesGroup *group;
  AdwComboRow *rows[TERN_ORDER_N_MEANINGS];
};

G_DEFINE_FINAL_TYPE (TernOrderColumnsDialog, tern_order_columns_dialog, ADW_TYPE_WINDOW)

static guint chosen_signal;

static const char *const CONFIDENCES[] = {
  [TERN_ORDER_CONFIDENCE_NONE] = "",
  [TERN_ORDER_CONFIDENCE_GUESSED] = NC_ ("order", "A guess: please look"),
  [TERN_ORDER_CONFIDENCE_LIKELY] = NC_ ("order", "By its heading or what stands in it"),
  [TERN_ORDER_CONFIDENCE_SURE] = NC_ ("order", "Sure"),
  [TERN_ORDER_CONFIDENCE_SAID] = NC_ ("order", "As you said"),
};

/* The first item stands for no column. */
static guint
position_of (int column)
{
  return (guint) (column + 1);
}

static GListModel *
make_headings (const TernOrderColumns *columns)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, C_ ("order", "Not in the file"));
  for (guint i = 0; i < columns->n_columns; i++)
    {
      const char *heading = i < columns->headings->len ? columns->headings->pdata[i] : "";
      g_autofree char *name = *heading != '\0' ? g_strdup (heading)
                                               : g_strdup_printf (C_ ("order", "Column %u"), i + 1);

      gtk_string_list_append (list, name);
    }
  return G_LIST_MODEL (list);
}

static const char *
get_confidence (const TernOrderColumns *columns, TernOrderMeaning meaning)
{
  const char *word = CONFIDENCES[columns->confidence[meaning]];

  return *word != '\0' ? g_dpgettext2 (NULL, "order", word) : "";
}

static void
add_rows (TernOrderColumnsDialog *self, const TernOrderColumns *columns)
{
  g_autoptr (GListModel) headings = make_headings (columns);

  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    {
      self->rows[i] = ADW_COMBO_ROW (adw_combo_row_new ());
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]),
                                     tern_order_meaning_get_label ((TernOrderMeaning) i));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]),
                                   get_confidence (columns, (TernOrderMeaning) i));
      adw_combo_row_set_model (self->rows[i], headings);
      adw_combo_row_set_selected (self->rows[i], position_of (columns->column[i]));
      adw_preferences_group_add (self->group, GTK_WIDGET (self->rows[i]));
    }
}

static char *
dup_choice (TernOrderColumnsDialog *self, TernOrderMeaning meaning)
{
  const char *nick = tern_order_meaning_get_nick (meaning);
  guint selected = adw_combo_row_get_selected (self->rows[meaning]);

  return selected == 0 ? g_strdup_printf ("%s=", nick) : g_strdup_printf ("%s=%u", nick, selected);
}

static void
on_apply (TernOrderColumnsDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;

  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    {
      g_autofree char *choice = dup_choice (self, (TernOrderMeaning) i);

      g_strv_builder_add (builder, choice);
    }
  choices = g_strv_builder_end (builder);
  g_signal_emit (self, chosen_signal, 0, choices);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
tern_order_columns_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_ORDER_COLUMNS_DIALOG);
  G_OBJECT_CLASS (tern_order_columns_dialog_parent_class)->dispose (object);
}

static void
tern_order_columns_dialog_class_init (TernOrderColumnsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_order_columns_dialog_dispose;
  chosen_signal = g_signal_new ("chosen", TERN_TYPE_ORDER_COLUMNS_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-order-columns-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernOrderColumnsDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tern_order_columns_dialog_init (TernOrderColumnsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_order_columns_dialog_new:
 * @parent: the window to stand before
 * @columns: what they were taken for
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
TernOrderColumnsDialog *
tern_order_columns_dialog_new (GtkWindow *parent, const TernOrderColumns *columns)
{
  TernOrderColumnsDialog *self =
      g_object_new (TERN_TYPE_ORDER_COLUMNS_DIALOG, "transient-for", parent, NULL);

  add_rows (self, columns);
  return self;
}
