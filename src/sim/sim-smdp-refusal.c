/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-refusal.h"

#include <string.h>

G_DEFINE_QUARK (sim_smdp_refusal, sim_smdp_refusal)

/**
 * sim_smdp_refuse:
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 * @figure: subject and reason, as "8.2.6/3.8"
 * @message: what the server says to it
 *
 * Returns: %FALSE, to be handed on
 */
gboolean
sim_smdp_refuse (GError **error, const char *figure, const char *message)
{
  g_set_error (error, SIM_SMDP_REFUSAL, 0, "%s %s", figure, message);
  return FALSE;
}

/**
 * sim_smdp_refuse_failed:
 * @failed: what the eUICC answered in place of a response: a transaction and an error number
 * @error: return location for the refusal, or for an error of %LPA_TLV_ERROR
 *
 * Returns: %FALSE, to be handed on
 */
gboolean
sim_smdp_refuse_failed (const LpaTlv *failed, GError **error)
{
  g_autofree char *message = NULL;
  LpaTlv code;
  gint64 number;

  if (!lpa_tlv_require (failed, 0x02, &code, error) || !lpa_tlv_get_integer (&code, &number, error))
    return FALSE;
  message = g_strdup_printf ("The eUICC reports the error %" G_GINT64_FORMAT, number);
  return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_ERROR, message);
}

/**
 * sim_smdp_refusal_split:
 * @error: a refusal, or an error of another domain: the request could not be read
 * @subject: (out) (transfer full): its subject code
 * @reason: (out) (transfer full): its reason code
 * @message: (out) (transfer full): what the server says to it
 */
void
sim_smdp_refusal_split (const GError *error, char **subject, char **reason, char **message)
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) figure = NULL;

  if (error->domain == SIM_SMDP_REFUSAL)
    words = g_strsplit (error->message, " ", 2);
  else
    words = g_strsplit (SIM_REFUSAL_REQUEST, " ", 2);
  figure = g_strsplit (words[0], "/", 2);

  *subject = g_strdup (figure[0]);
  *reason = g_strdup (figure[1]);
  *message = g_strdup (error->domain == SIM_SMDP_REFUSAL ? words[1] : error->message);
}
