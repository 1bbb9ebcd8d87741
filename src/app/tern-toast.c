/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-toast.h"

static AdwToast *
toast_new (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static void
add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (overlay)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

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
  add_toast (widget, toast_new (text));
}

static void
on_button_clicked (GtkWidget *widget, AdwToast *toast)
{
  gtk_widget_activate_action (widget, g_object_get_data (G_OBJECT (toast), "action"), "s",
                              g_object_get_data (G_OBJECT (toast), "target"));
}

/**
 * tern_toast_with_button:
 * @widget: any widget of the window
 * @text: one sentence, not markup
 * @label: what the button says, with its mnemonic
 * @action: an action that @widget has, which takes a text
 * @target: that text
 *
 * Says something in passing, with a button that can be worked while it is said.
 */
void
tern_toast_with_button (GtkWidget *widget,
                        const char *text,
                        const char *label,
                        const char *action,
                        const char *target)
{
  AdwToast *toast = toast_new (text);

  adw_toast_set_button_label (toast, label);
  g_object_set_data_full (G_OBJECT (toast), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (toast), "target", g_strdup (target), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_button_clicked), widget,
                           G_CONNECT_SWAPPED);
  add_toast (widget, toast);
}
