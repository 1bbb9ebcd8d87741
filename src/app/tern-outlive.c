/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-outlive.h"

static void
on_parent_destroyed (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
  gtk_window_destroy (dialog);
}

/**
 * tern_outlive_parent:
 * @dialog: a GtkWindow that stands before another one
 *
 * For a dialog that something on its way keeps alive, such as an answer: GTK 4.8 destroys it with
 * its parent but lets it remember the parent, and stumbles over that when the dialog goes later.
 */
void
tern_outlive_parent (gpointer dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (dialog);

  if (parent != NULL)
    g_signal_connect_object (parent, "destroy", G_CALLBACK (on_parent_destroyed), dialog,
                             G_CONNECT_SWAPPED);
}
