/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-own-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "network/tern-route.h"

static gboolean
has_modem (GListModel *readers)
{
  for (guint i = 0; i < g_list_model_get_n_items (readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (readers, i);

      if (tern_reader_get_modem (reader) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The reader among @readers through whose card this computer is connected. */
static TernReader *
find (TernCtl *ctl, GListModel *readers)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) names = NULL;

  if (!has_modem (readers))
    return NULL;
  tern_route_find_async (NULL, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  names = tern_route_find_finish (result, NULL);
  return names != NULL ? tern_route_choose ((const char *const *) names, readers) : NULL;
}

/**
 * tern_own_line_ask:
 * @ctl: the command line, settled
 * @euicc: the card that something is about to be done with
 * @yes: whether the person has agreed beforehand
 * @error: return location for %G_IO_ERROR_CANCELLED or %TERN_CTL_ERROR_NEEDS_ANSWER
 *
 * Asks when this computer is connected through the very modem that the card is in: the line that
 * is needed would break.
 *
 * Returns: whether to go on
 */
gboolean
tern_own_line_ask (TernCtl *ctl, LpaEuicc *euicc, gboolean yes, GError **error)
{
  g_autoptr (GListStore) readers = g_list_store_new (TERN_TYPE_READER);
  TernReader *reader = tern_ctl_find_reader (ctl, euicc);

  if (reader != NULL)
    g_list_store_append (readers, reader);
  if (yes || find (ctl, G_LIST_MODEL (readers)) == NULL)
    return !g_cancellable_set_error_if_cancelled (ctl->cancellable, error);

  return tern_ctl_confirm (
      ctl, FALSE,
      C_ ("ternctl", "This computer is connected through the modem that the card is in, and the "
                     "connection breaks off when the profile changes. Better use Wi-Fi or a "
                     "cable. Nothing has been done yet. Go on all the same?"),
      error);
}

static GListModel *
list_meant (TernCtl *ctl)
{
  GListStore *readers = g_list_store_new (TERN_TYPE_READER);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (ctl->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (ctl->monitor), i);

      if (ctl->reader == NULL || strstr (tern_reader_get_name (reader), ctl->reader) != NULL)
        g_list_store_append (readers, reader);
    }
  return G_LIST_MODEL (readers);
}

/**
 * tern_own_line_ask_for_all:
 * @ctl: the command line, settled
 * @yes: whether the person has agreed beforehand: it is said all the same, and not asked
 * @error: return location for %G_IO_ERROR_CANCELLED or %TERN_CTL_ERROR_NEEDS_ANSWER
 *
 * The same before an order uses every card that is in a reader of the name that the person gave.
 *
 * Returns: whether to go on
 */
gboolean
tern_own_line_ask_for_all (TernCtl *ctl, gboolean yes, GError **error)
{
  g_autoptr (GListModel) readers = list_meant (ctl);
  const char *sentence =
      C_ ("ternctl", "This computer is connected through a modem whose card the order would use, "
                     "and the connection that the downloads need can break off meanwhile. Better "
                     "use Wi-Fi or a cable, or name other readers with --reader.");
  g_autofree char *question = NULL;

  if (find (ctl, readers) == NULL)
    return !g_cancellable_set_error_if_cancelled (ctl->cancellable, error);
  if (yes)
    {
      tern_printer_note (ctl->printer, "own-line", sentence);
      return TRUE;
    }
  question = g_strdup_printf ("%s %s", sentence,
                              C_ ("ternctl", "No code has been used yet. Go on all the same?"));
  return tern_ctl_confirm (ctl, FALSE, question, error);
}
