/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-view.h"

#include <ModemManager/ModemManager.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "readers/tern-modem.h"

/**
 * tern_modem_view_free:
 * @self: (nullable) (transfer full): a view
 */
void
tern_modem_view_free (TernModemView *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->model);
  g_free (self->sim);
  g_free (self->iccid);
  g_free (self->home);
  g_free (self->home_name);
  g_free (self->operator_id);
  g_free (self->operator_name);
  g_free (self->technology);
  g_free (self);
}

/* Modems show the F that fills the last byte up, or not. */
static gsize
digits_of (const char *iccid)
{
  gsize length = strlen (iccid);

  while (length > 0 && g_ascii_toupper (iccid[length - 1]) == 'F')
    length--;
  return length;
}

static gboolean
iccids_same (const char *one, const char *other)
{
  gsize length = digits_of (one);

  return length == digits_of (other) && g_ascii_strncasecmp (one, other, length) == 0;
}

/**
 * tern_modem_view_asks_for_code:
 * @self: a view
 *
 * Returns: whether the SIM asks for its PIN or PUK
 */
gboolean
tern_modem_view_asks_for_code (const TernModemView *self)
{
  return self->lock == MM_MODEM_LOCK_SIM_PIN || self->lock == MM_MODEM_LOCK_SIM_PUK;
}

/**
 * tern_modem_view_shows:
 * @self: a view
 * @iccid: of a profile
 *
 * A profile with a PIN may hide its ICCID until the PIN is there; what hides and asks is taken for
 * the profile.
 *
 * Returns: whether the modem has read the profile
 */
gboolean
tern_modem_view_shows (const TernModemView *self, const char *iccid)
{
  if (self->path == NULL || self->sim == NULL)
    return FALSE;
  if (self->iccid == NULL)
    return tern_modem_view_asks_for_code (self);
  return iccids_same (self->iccid, iccid);
}

/**
 * tern_modem_view_is_settled:
 * @self: a view
 *
 * Returns: whether the modem has found out what it is and what SIM it has
 */
gboolean
tern_modem_view_is_settled (const TernModemView *self)
{
  return self->path != NULL && self->lock != MM_MODEM_LOCK_UNKNOWN &&
         self->state != MM_MODEM_STATE_UNKNOWN && self->state != MM_MODEM_STATE_INITIALIZING;
}

/**
 * tern_modem_view_is_roaming:
 * @self: a view
 *
 * Returns: whether a network other than its own has taken the SIM in
 */
gboolean
tern_modem_view_is_roaming (const TernModemView *self)
{
  return self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_ROAMING ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_ROAMING_CSFB_NOT_PREFERRED;
}

/**
 * tern_modem_view_is_registered:
 * @self: a view
 *
 * Returns: whether a network has taken the SIM in, for more than short messages and emergencies
 */
gboolean
tern_modem_view_is_registered (const TernModemView *self)
{
  return self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_HOME ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_HOME_CSFB_NOT_PREFERRED ||
         tern_modem_view_is_roaming (self);
}

/**
 * tern_modem_view_is_denied:
 * @self: a view
 *
 * Returns: whether a network has been found that does not take the SIM in
 */
gboolean
tern_modem_view_is_denied (const TernModemView *self)
{
  return self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_DENIED ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_EMERGENCY_ONLY ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_ATTACHED_RLOS ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_HOME_SMS_ONLY ||
         self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_ROAMING_SMS_ONLY;
}

/**
 * tern_modem_view_check_lock:
 * @self: a settled view
 * @error: return location for %LPA_NETWORK_ERROR_PIN, %LPA_NETWORK_ERROR_PUK,
 * %LPA_NETWORK_ERROR_BLOCKED or %LPA_NETWORK_ERROR_LOCKED
 *
 * Returns: whether neither the SIM nor the modem asks for a code before it works
 */
gboolean
tern_modem_view_check_lock (const TernModemView *self, GError **error)
{
  guint tries = self->tries >= 0 ? (guint) self->tries : TERN_MODEM_TRIES_UNKNOWN;

  return tern_modem_lock_check ((TernModemLock) self->lock, tries, error);
}

/**
 * tern_modem_view_set_no_service_error:
 * @self: the last view of a modem that no network has taken in within the time given
 * @error: return location for the error
 *
 * Says why, as far as the modem knows.
 */
void
tern_modem_view_set_no_service_error (const TernModemView *self, GError **error)
{
  g_autofree char *figure = NULL;

  if (self->path == NULL)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL,
                   "The modem has left the bus");
  else if (tern_modem_view_is_denied (self))
    {
      if (self->rejection != 0)
        figure = g_strdup_printf ("denied/%u", self->rejection);
      lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_DENIED, figure,
                     "Registration state %u, cause %u", self->registration, self->rejection);
    }
  else if (self->registration == MM_MODEM_3GPP_REGISTRATION_STATE_IDLE)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NOT_SEARCHING, NULL,
                   "The modem neither is registered nor searches");
  else
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_COVERAGE, NULL,
                   "Registration state %u, signal %u %%", self->registration, self->signal);
}
