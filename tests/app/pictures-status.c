/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include "app/tern-status-page.h"
#include "app/tern-wrap.h"

/* All that the window shows in place of a card, as a page of its own. */
void
pictures_of_statuses (AppFixture *scene)
{
  const TernStatus *status;
  GtkWidget *page = tern_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWindow *host = GTK_WINDOW (adw_application_window_new (GTK_APPLICATION (scene->application)));
  g_autoptr (GSimpleAction) guide = g_simple_action_new ("guide", G_VARIANT_TYPE_STRING);

  /* As the window has it. */
  g_action_map_add_action (G_ACTION_MAP (host), G_ACTION (guide));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_window_set_title (host, "Tern");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (host), box);
  tern_wrap_buttons (GTK_WIDGET (host));
  gtk_window_present (host);
  for (gsize i = 0; (status = tern_status_get_nth (i)); i++)
    {
      g_autofree char *name = g_strconcat ("status-", tern_status_get_name (status), NULL);

      tern_status_page_show (TERN_STATUS_PAGE (page), status, NULL);
      app_driver_resize (host, 360, 640);
      pictures_take (host, name, "narrow");
      app_driver_resize (host, 740, 700);
      pictures_take (host, name, "wide");
    }
  gtk_window_destroy (host);
  app_driver_await_text (scene->window, "The smart-card service is not running");
  pictures_take_window (scene, "first-start");
}
