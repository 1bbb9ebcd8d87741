/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-toast.h"

/**
 * tern_toast:
 * @widget: any widget of the window
 * @text: one sentence, not markup
 *
 * Says something in passing at the foot of the window. Nothing is said once the widget has left its
 * window.
 */
void
tern_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (overlay)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (escaped));
}
