/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-wrap.h"

#include <adwaita.h>

static void
wrap (GtkWidget *label)
{
  if (gtk_label_get_ellipsize (GTK_LABEL (label)) != PANGO_ELLIPSIZE_NONE)
    return;
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
}

/**
 * tern_wrap_buttons:
 * @widget: what holds buttons
 *
 * Lets their words go over several lines where there is little room. GTK makes each button as wide
 * as its words, which at twice the usual size is wider than a telephone.
 */
void
tern_wrap_buttons (GtkWidget *widget)
{
  /* It has something narrower at hand. */
  if (ADW_IS_SQUEEZER (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_widget_get_ancestor (child, GTK_TYPE_BUTTON))
      wrap (child);
    else
      tern_wrap_buttons (child);
}
