/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-drop.h"

#include "app/tern-picture-bytes.h"

/**
 * tern_drop_accept:
 * @widget: where things may be dropped
 *
 * Lets pictures, files and texts be dropped on @widget, before its entries, which would put a
 * message into the middle of a code.
 *
 * Returns: (transfer none): tells in its signal "drop" what was dropped
 */
GtkDropTarget *
tern_drop_accept (GtkWidget *widget)
{
  GType types[] = { TERN_TYPE_PICTURE_BYTES, GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  tern_picture_bytes_register ();
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  return target;
}

/**
 * tern_drop_find_table:
 * @value: what was dropped
 *
 * Returns: (transfer none) (nullable): the one file of a drop that is a table, by its name
 */
GFile *
tern_drop_find_table (const GValue *value)
{
  static const char *const SUFFIXES[] = { ".csv", ".tsv", NULL };
  GSList *files = G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) ? g_value_get_boxed (value) : NULL;
  g_autofree char *name = files != NULL ? g_file_get_basename (files->data) : NULL;
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  for (guint i = 0; lower != NULL && files->next == NULL && SUFFIXES[i] != NULL; i++)
    if (g_str_has_suffix (lower, SUFFIXES[i]))
      return files->data;
  return NULL;
}
