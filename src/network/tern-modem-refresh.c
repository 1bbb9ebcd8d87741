/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-refresh.h"

#include "lpa/lpa-error.h"

static gboolean
wait_only (const TernModemRefresh *self, guint limit, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static gboolean
reset_card (const TernModemRefresh *self, guint limit, GCancellable *cancellable, GError **error)
{
  if (self->port != NULL)
    return self->powers->reset_card (self->powers_data, self->port, self->slot, cancellable, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The modem has no port");
  return FALSE;
}

/* What was switched off is switched on again, also when nobody waits for it any more. */
static gboolean
disable_enable (const TernModemRefresh *self,
                guint limit,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (MMModem) modem = tern_modem_link_dup_modem (self->link, limit, error);
  g_autoptr (GError) failed = NULL;

  if (modem == NULL)
    return FALSE;
  if (mm_modem_disable_sync (modem, cancellable, &failed))
    return mm_modem_enable_sync (modem, NULL, error);
  if (g_cancellable_is_cancelled (cancellable))
    mm_modem_enable_sync (modem, NULL, NULL);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
is_gone (const TernModemView *view, gpointer data)
{
  return view->path == NULL;
}

/* What was taken from ModemManager is given back whatever happens in between; a call that was
 * cancelled may have taken it. */
static gboolean
inhibit (const TernModemRefresh *self, guint limit, GCancellable *cancellable, GError **error)
{
  const char *device = tern_modem_link_get_device (self->link);

  if (!self->powers->inhibit (self->powers_data, device, TRUE, cancellable, error))
    {
      if (g_cancellable_is_cancelled (cancellable))
        self->powers->inhibit (self->powers_data, device, FALSE, NULL, NULL);
      return FALSE;
    }
  tern_modem_link_wait (self->link, limit, is_gone, NULL, cancellable);
  return self->powers->inhibit (self->powers_data, device, FALSE, NULL, error);
}

static gboolean
reset (const TernModemRefresh *self, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (MMModem) modem = tern_modem_link_dup_modem (self->link, limit, error);

  return modem != NULL && mm_modem_reset_sync (modem, cancellable, error);
}

typedef gboolean (*Take) (const TernModemRefresh *self,
                          guint limit,
                          GCancellable *cancellable,
                          GError **error);

static const Take rungs[TERN_N_MODEM_RUNGS] = {
  [TERN_MODEM_RUNG_WAIT] = wait_only,
  [TERN_MODEM_RUNG_CARD_RESET] = reset_card,
  [TERN_MODEM_RUNG_DISABLE_ENABLE] = disable_enable,
  [TERN_MODEM_RUNG_INHIBIT] = inhibit,
  [TERN_MODEM_RUNG_RESET] = reset,
};

/* Without a profile there may be a SIM, empty, or none at all, at which a modem fails to start. */
static gboolean
has_noticed (const TernModemView *view, gpointer data)
{
  const TernModemRefresh *self = data;

  if (self->iccid != NULL)
    return tern_modem_view_shows (view, self->iccid);
  return view->path != NULL &&
         (view->state == MM_MODEM_STATE_FAILED || tern_modem_view_is_settled (view)) &&
         !tern_modem_view_shows (view, self->gone);
}

static char *
dup_model (const TernModemRefresh *self)
{
  g_autoptr (TernModemView) view = tern_modem_link_look (self->link);

  return g_steal_pointer (&view->model);
}

/* The rung that worked last time comes first, and then what is less than it is not left out: it may
 * be another fault this time. */
static void
order_rungs (const TernModemRefresh *self, const char *model, TernModemRung order[])
{
  g_autofree char *known = self->memory != NULL && model != NULL
                               ? lpa_card_memory_dup_model_rung (self->memory, model)
                               : NULL;
  guint n = 0;

  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    if (g_strcmp0 (tern_modem_rung_get_nick ((TernModemRung) i), known) == 0)
      order[n++] = (TernModemRung) i;
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    if (g_strcmp0 (tern_modem_rung_get_nick ((TernModemRung) i), known) != 0)
      order[n++] = (TernModemRung) i;
}

static gboolean
is_there (const TernModemView *view, gpointer data)
{
  return view->path != NULL;
}

/* Whether a rung could not be taken for want of rights. */
static gboolean
is_want_of_rights (const GError *error)
{
  const char *figure = lpa_error_get_figure (error);

  return figure != NULL && g_str_has_prefix (figure, "helper/");
}

static gboolean
take_rung (const TernModemRefresh *self,
           TernModemRung rung,
           GString *story,
           gboolean *helpless,
           GCancellable *cancellable)
{
  guint limit = self->milliseconds[rung];
  g_autoptr (GError) error = NULL;

  if (self->begun != NULL)
    self->begun (rung, self->data);
  if (!rungs[rung](self, limit, cancellable, &error))
    {
      *helpless |= is_want_of_rights (error);
      g_string_append_printf (story, "%s: %s\n", tern_modem_rung_get_nick (rung), error->message);
      g_debug ("After the switch, %s: %s", tern_modem_rung_get_nick (rung), error->message);
    }
  /* A call that was answered with an error may have worked all the same. */
  if (tern_modem_link_wait (self->link, error == NULL ? limit : 0, has_noticed, (gpointer) self,
                            cancellable))
    return TRUE;
  if (error == NULL)
    g_string_append_printf (story, "%s: no change\n", tern_modem_rung_get_nick (rung));
  return FALSE;
}

static void
set_error (const TernModemRefresh *self, const char *story, gboolean helpless, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (MMModem) modem = tern_modem_link_dup_modem (self->link, 0, &reason);

  if (reason == NULL)
    reason = lpa_error_new (LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NOT_NOTICED,
                            helpless ? "not-noticed/helper" : NULL,
                            "Nothing made the modem read the card again");
  lpa_error_set_detail (reason, story);
  g_propagate_error (error, g_steal_pointer (&reason));
}

/**
 * tern_modem_refresh_run:
 * @self: what it needs
 * @cancellable: (nullable): cancels
 * @error: return location for %LPA_NETWORK_ERROR_NOT_NOTICED, whose detail says what was tried,
 * %LPA_NETWORK_ERROR_NO_MODEM, %LPA_NETWORK_ERROR_NO_SERVICE or %G_IO_ERROR_CANCELLED
 *
 * After a profile was switched: has the modem read its card again, by more and more force. A modem
 * that shows the profile already is left alone. Worker thread.
 *
 * Returns: whether the modem shows the profile, or shows it no more
 */
gboolean
tern_modem_refresh_run (const TernModemRefresh *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *model = dup_model (self);
  g_autoptr (GString) story = g_string_new (NULL);
  TernModemRung order[TERN_N_MODEM_RUNGS];
  gboolean helpless = FALSE;

  if (tern_modem_link_wait (self->link, 0, has_noticed, (gpointer) self, cancellable))
    return TRUE;
  order_rungs (self, model, order);
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    {
      if (!tern_modem_link_wait (self->link, self->absent, is_there, NULL, cancellable) ||
          g_cancellable_is_cancelled (cancellable))
        break;
      if (!take_rung (self, order[i], story, &helpless, cancellable))
        continue;
      if (self->memory != NULL && model != NULL)
        lpa_card_memory_set_model_rung (self->memory, model, tern_modem_rung_get_nick (order[i]));
      return TRUE;
    }
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    set_error (self, story->str, helpless, error);
  return FALSE;
}
