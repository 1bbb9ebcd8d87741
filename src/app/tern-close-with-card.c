/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-close-with-card.h"

#include "app/tern-toast.h"

#include <glib/gi18n.h>

/* Data of a dialog: the card it is about, and where to say that it is gone. */
#define EUICC "tern-euicc"
#define ORIGIN "tern-origin"

static gboolean
is_there (GListModel *euiccs, LpaEuicc *euicc)
{
  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) other = g_list_model_get_item (euiccs, i);

      if (other == euicc)
        return TRUE;
    }
  return FALSE;
}

static void
on_euiccs_changed (GtkWindow *dialog,
                   guint position,
                   guint removed,
                   guint added,
                   GListModel *euiccs)
{
  GtkWidget *origin = g_object_get_data (G_OBJECT (dialog), ORIGIN);

  if (origin == NULL || is_there (euiccs, g_object_get_data (G_OBJECT (dialog), EUICC)))
    return;
  tern_toast (origin, C_ ("toast", "The card was taken out, so the dialog was closed"));
  gtk_window_destroy (dialog);
}

/* The window may live on while an operation that it began ends. */
static void
on_destroyed (GtkWidget *dialog)
{
  g_object_set_data (G_OBJECT (dialog), ORIGIN, NULL);
  g_object_set_data (G_OBJECT (dialog), EUICC, NULL);
}

/**
 * tern_close_with_card:
 * @dialog: a dialog about a card
 * @origin: a widget of the window that opened it, where the sentence is said
 * @item: the card
 *
 * Closes the dialog, and says why in one sentence, when the card is taken out meanwhile. What was
 * begun on the card ends by itself.
 */
void
tern_close_with_card (GtkWindow *dialog, GtkWidget *origin, TernCardItem *item)
{
  GListModel *euiccs = tern_reader_get_euiccs (tern_card_item_get_reader (item));

  g_object_set_data_full (G_OBJECT (dialog), EUICC, g_object_ref (tern_card_item_get_euicc (item)),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), ORIGIN, g_object_ref (origin), g_object_unref);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroyed), NULL);
  g_signal_connect_object (euiccs, "items-changed", G_CALLBACK (on_euiccs_changed), dialog,
                           G_CONNECT_SWAPPED);
}
