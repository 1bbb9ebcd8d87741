/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-card.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "config.h"
#include "ctl/tern-await.h"
#include "ctl/tern-recovered.h"
#include "lpa/lpa-error.h"

/* A card may take its time; a reader that never answers must not keep a script for ever. */
#define SETTLE_SECONDS 60

static gboolean
settle_timed_out (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
forward_cancel (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

static gboolean
wait_until_settled (TernCtl *self, GError **error)
{
  g_autoptr (GCancellable) bounded = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  guint timeout = g_timeout_add_seconds (SETTLE_SECONDS, settle_timed_out, bounded);
  gulong forward =
      g_cancellable_connect (self->cancellable, G_CALLBACK (forward_cancel), bounded, NULL);
  gboolean settled;

  tern_reader_monitor_settle_async (self->monitor, bounded, tern_await_done, &result);
  tern_await (&result);
  settled = tern_reader_monitor_settle_finish (self->monitor, result, &local_error);
  g_cancellable_disconnect (self->cancellable, forward);

  if (settled || g_cancellable_is_cancelled (self->cancellable))
    g_source_remove (timeout);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&local_error);
      lpa_error_set (&local_error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT, NULL,
                     "The readers did not answer within %d seconds", SETTLE_SECONDS);
    }
  else
    g_source_remove (timeout);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return settled;
}

/* A modem that is named, or simulated readers, stand for all readers. */
static gboolean
start_monitor (TernCtl *self, GError **error)
{
  for (guint i = 0; self->simulated != NULL && self->simulated[i] != NULL; i++)
    tern_reader_monitor_add_simulated (self->monitor, self->simulated[i], self->trust);
  if (self->simulated != NULL)
    return TRUE;
  if (self->modem != NULL)
    return tern_reader_monitor_add_modem (self->monitor, self->modem, self->slot, self->way, error);

  tern_reader_monitor_start (self->monitor);
  return TRUE;
}

/**
 * tern_ctl_settle:
 * @self: the command line
 * @error: return location for an error of %TERN_LEDGER_ERROR, %LPA_CHANNEL_ERROR or
 * %G_IO_ERROR_CANCELLED
 *
 * Opens the history, finds the readers and waits until every card in them has said what it is.
 *
 * Returns: whether "monitor" can be used
 */
gboolean
tern_ctl_settle (TernCtl *self, GError **error)
{
  g_autoptr (TernCardSetup) setup = NULL;

  if (self->monitor != NULL)
    return TRUE;

  if (tern_ctl_get_ledger (self, error) == NULL)
    return FALSE;

  setup = tern_card_setup_new (self->trust, LPA_JOURNAL (self->ledger), self->trace, error);
  if (setup == NULL)
    return FALSE;

  self->monitor = tern_reader_monitor_new (setup);
  if (!start_monitor (self, error) || !wait_until_settled (self, error))
    return FALSE;

  tern_recovered_say (self->monitor, self->printer);
  return TRUE;
}

static gboolean
reader_matches (TernCtl *self, TernReader *reader)
{
  g_autofree char *name = NULL;
  g_autofree char *part = NULL;

  if (self->reader == NULL)
    return TRUE;

  name = g_utf8_casefold (tern_reader_get_name (reader), -1);
  part = g_utf8_casefold (self->reader, -1);
  return strstr (name, part) != NULL;
}

static gboolean
is_any (TernCtl *self, TernReaderState state)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);

      if (reader_matches (self, reader) && tern_reader_get_state (reader) == state)
        return TRUE;
    }
  return FALSE;
}

/* Whoever names a slot that the modem does not use wants it looked at. Waits for that as long as
 * cancelling allows. */
static void
wake_named (TernCtl *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);

      if (reader_matches (self, reader))
        tern_reader_wake (reader);
    }
  while (is_any (self, TERN_READER_STATE_READING) &&
         !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
euicc_matches (TernCtl *self, LpaEuicc *euicc)
{
  return self->eid == NULL || g_str_has_suffix (lpa_euicc_get_eid (euicc), self->eid);
}

/* Adds the eUICCs in @reader that are meant to @found, and keeps the first fault met on the way. */
static void
collect_euiccs (TernCtl *self,
                TernReader *reader,
                GPtrArray *found,
                gboolean *any_card,
                GError **fault)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);
  const GError *error = tern_reader_get_error (reader);

  if (error != NULL && *fault == NULL)
    *fault = g_error_copy (error);

  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);

      *any_card = TRUE;
      if (euicc_matches (self, euicc))
        g_ptr_array_add (found, g_steal_pointer (&euicc));
    }
}

static void
set_service_error (TernCtl *self, gboolean any_reader, GError **error)
{
  switch (tern_reader_monitor_get_service_state (self->monitor))
    {
    case TERN_SERVICE_STATE_ABSENT:
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE, "8010001D",
                     "The smart-card service (pcscd) does not run");
      break;
    case TERN_SERVICE_STATE_NOT_PERMITTED:
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "8010006A",
                     "The smart-card service (pcscd) refuses this session");
      break;
    case TERN_SERVICE_STATE_STARTING:
    case TERN_SERVICE_STATE_RUNNING:
      if (any_reader)
        lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD, "8010000C",
                       "No card that fits is in a reader");
      else
        lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, "8010002E",
                       "No reader that fits is there");
      break;
    }
}

/* There are readers, or cards, but none of them is the one that is meant. */
static gboolean
set_no_match_error (TernCtl *self, gboolean any_reader, gboolean any_card, GError **error)
{
  if (!any_reader && g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)) > 0)
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                 C_ ("ternctl", "No reader’s name contains “%s”. “ternctl readers” lists them."),
                 self->reader);
  else if (!any_card && is_any (self, TERN_READER_STATE_ASLEEP))
    g_set_error_literal (
        error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
        C_ ("ternctl", "The only card is in a slot that its modem does not use now. Name it with "
                       "--reader, as “ternctl readers” lists it: the modem changes over, and its "
                       "connection breaks off meanwhile."));
  else if (any_card)
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                 C_ ("ternctl", "No card’s EID ends in “%s”. “ternctl readers” lists them."),
                 self->eid);
  else
    return FALSE;
  return TRUE;
}

static void
set_ambiguous_error (GPtrArray *found, GError **error)
{
  g_autoptr (GString) eids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (eids, "\n  --eid %s", lpa_euicc_get_eid (found->pdata[i]));
  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_AMBIGUOUS,
               C_ ("ternctl", "There are several cards. Say which one is meant:%s"), eids->str);
}

/**
 * tern_ctl_get_euicc:
 * @self: the command line
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or
 * %TERN_CTL_ERROR
 *
 * Finds the one eUICC that the command is about: the only one there, or the one that --reader and
 * --eid name.
 *
 * Returns: (transfer none) (nullable): it
 */
LpaEuicc *
tern_ctl_get_euicc (TernCtl *self, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) fault = NULL;
  gboolean any_reader = FALSE;
  gboolean any_card = FALSE;

  if (!tern_ctl_settle (self, error))
    return NULL;
  if (self->reader != NULL)
    wake_named (self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);

      if (!reader_matches (self, reader))
        continue;
      any_reader = TRUE;
      collect_euiccs (self, reader, found, &any_card, &fault);
    }

  if (found->len == 1)
    return found->pdata[0]; /* the reader holds it */
  if (found->len > 1)
    set_ambiguous_error (found, error);
  else if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else if (!set_no_match_error (self, any_reader, any_card, error))
    set_service_error (self, any_reader, error);
  return NULL;
}

/**
 * tern_ctl_find_reader:
 * @self: the command line, settled
 * @euicc: a card
 *
 * Returns: (transfer none) (nullable): the reader that holds it
 */
TernReader *
tern_ctl_find_reader (TernCtl *self, LpaEuicc *euicc)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);
      GListModel *euiccs = tern_reader_get_euiccs (reader);

      for (guint j = 0; j < g_list_model_get_n_items (euiccs); j++)
        {
          g_autoptr (LpaEuicc) other = g_list_model_get_item (euiccs, j);

          if (other == euicc)
            return reader; /* the monitor holds it */
        }
    }
  return NULL;
}

static gboolean
has_device (GPtrArray *modems, const TernModem *modem)
{
  for (guint i = 0; i < modems->len; i++)
    if (g_str_equal (((const TernModem *) modems->pdata[i])->device, modem->device))
      return TRUE;
  return FALSE;
}

/**
 * tern_ctl_find_modems:
 * @self: the command line, settled
 * @error: return location for %LPA_NETWORK_ERROR_NO_MODEM
 *
 * Returns: (transfer full) (nullable) (element-type TernModem): the modems that are meant, each
 * once, at least one
 */
GPtrArray *
tern_ctl_find_modems (TernCtl *self, GError **error)
{
  g_autoptr (GPtrArray) modems = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_modem_unref);

  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);
      const TernModem *modem = tern_reader_get_modem (reader);

      if (modem != NULL && reader_matches (self, reader) && !has_device (modems, modem))
        g_ptr_array_add (modems, tern_modem_ref ((TernModem *) modem));
    }
  if (modems->len > 0)
    return g_steal_pointer (&modems);

  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, "no-modem/none",
                 "ModemManager knows of no modem that fits");
  return NULL;
}
