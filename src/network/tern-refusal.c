/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-refusal.h"

#include "lpa/lpa-error.h"

/* Codes of ModemManager's that are a cause of 3GPP TS 24.301, moved up. */
#define CAUSES_FROM 100
#define CAUSES_TO 125

typedef struct
{
  int reason;
  LpaNetworkError code;
} Row;

static const Row of_modem[] = {
  { MM_MOBILE_EQUIPMENT_ERROR_NOT_ALLOWED, LPA_NETWORK_ERROR_PLAN },
  { MM_MOBILE_EQUIPMENT_ERROR_SIM_NOT_INSERTED, LPA_NETWORK_ERROR_NOT_NOTICED },
  { MM_MOBILE_EQUIPMENT_ERROR_SIM_PIN, LPA_NETWORK_ERROR_PIN },
  { MM_MOBILE_EQUIPMENT_ERROR_SIM_PUK, LPA_NETWORK_ERROR_PUK },
  { MM_MOBILE_EQUIPMENT_ERROR_NO_NETWORK, LPA_NETWORK_ERROR_NO_COVERAGE },
  { MM_MOBILE_EQUIPMENT_ERROR_NETWORK_TIMEOUT, LPA_NETWORK_ERROR_NO_ANSWER },
  { MM_MOBILE_EQUIPMENT_ERROR_NETWORK_NOT_ALLOWED, LPA_NETWORK_ERROR_DENIED },
  { MM_MOBILE_EQUIPMENT_ERROR_MISSING_OR_UNKNOWN_APN, LPA_NETWORK_ERROR_APN },
  { MM_MOBILE_EQUIPMENT_ERROR_REQUESTED_APN_NOT_SUPPORTED, LPA_NETWORK_ERROR_APN },
  { MM_MOBILE_EQUIPMENT_ERROR_USER_AUTHENTICATION_FAILED, LPA_NETWORK_ERROR_APN },
  { MM_MOBILE_EQUIPMENT_ERROR_PDP_AUTH_FAILURE, LPA_NETWORK_ERROR_APN },
  { MM_MOBILE_EQUIPMENT_ERROR_SERVICE_OPTION_NOT_SUBSCRIBED, LPA_NETWORK_ERROR_PLAN },
  { MM_MOBILE_EQUIPMENT_ERROR_OPERATOR_DETERMINED_BARRING, LPA_NETWORK_ERROR_PLAN },
  { MM_MOBILE_EQUIPMENT_ERROR_SERVICE_OPTION_NOT_AUTHORIZED_IN_PLMN, LPA_NETWORK_ERROR_PLAN },
};

static const Row of_device[] = {
  { NM_DEVICE_STATE_REASON_CONFIG_FAILED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_IP_CONFIG_UNAVAILABLE, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_IP_CONFIG_EXPIRED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_NO_SECRETS, LPA_NETWORK_ERROR_APN },
  { NM_DEVICE_STATE_REASON_PPP_START_FAILED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_PPP_DISCONNECT, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_PPP_FAILED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_DHCP_START_FAILED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_DHCP_ERROR, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_DHCP_FAILED, LPA_NETWORK_ERROR_NO_ADDRESS },
  { NM_DEVICE_STATE_REASON_MODEM_NO_CARRIER, LPA_NETWORK_ERROR_NO_COVERAGE },
  { NM_DEVICE_STATE_REASON_MODEM_DIAL_TIMEOUT, LPA_NETWORK_ERROR_NO_ANSWER },
  { NM_DEVICE_STATE_REASON_GSM_APN_FAILED, LPA_NETWORK_ERROR_APN },
  { NM_DEVICE_STATE_REASON_GSM_REGISTRATION_NOT_SEARCHING, LPA_NETWORK_ERROR_NOT_SEARCHING },
  { NM_DEVICE_STATE_REASON_GSM_REGISTRATION_DENIED, LPA_NETWORK_ERROR_DENIED },
  { NM_DEVICE_STATE_REASON_GSM_REGISTRATION_TIMEOUT, LPA_NETWORK_ERROR_NO_COVERAGE },
  { NM_DEVICE_STATE_REASON_GSM_REGISTRATION_FAILED, LPA_NETWORK_ERROR_NO_COVERAGE },
  { NM_DEVICE_STATE_REASON_GSM_PIN_CHECK_FAILED, LPA_NETWORK_ERROR_PIN },
  { NM_DEVICE_STATE_REASON_REMOVED, LPA_NETWORK_ERROR_NO_MODEM },
  { NM_DEVICE_STATE_REASON_MODEM_NOT_FOUND, LPA_NETWORK_ERROR_NO_MODEM },
  { NM_DEVICE_STATE_REASON_GSM_SIM_NOT_INSERTED, LPA_NETWORK_ERROR_NOT_NOTICED },
  { NM_DEVICE_STATE_REASON_GSM_SIM_PIN_REQUIRED, LPA_NETWORK_ERROR_PIN },
  { NM_DEVICE_STATE_REASON_GSM_SIM_PUK_REQUIRED, LPA_NETWORK_ERROR_PUK },
  { NM_DEVICE_STATE_REASON_MODEM_MANAGER_UNAVAILABLE, LPA_NETWORK_ERROR_NO_SERVICE },
  { NM_DEVICE_STATE_REASON_SIM_PIN_INCORRECT, LPA_NETWORK_ERROR_PIN },
};

static const Row *
find_row (const Row *rows, gsize n, int reason)
{
  for (gsize i = 0; i < n; i++)
    if (rows[i].reason == reason)
      return &rows[i];
  return NULL;
}

/**
 * tern_refusal_from_modem:
 * @reason: what ModemManager says of a connection that failed
 *
 * Returns: (transfer full) (nullable): the error; %NULL where it says nothing that is known
 */
GError *
tern_refusal_from_modem (const GError *reason)
{
  g_autofree char *figure = NULL;
  const Row *row;

  if (reason->domain != MM_MOBILE_EQUIPMENT_ERROR)
    return NULL;
  row = find_row (of_modem, G_N_ELEMENTS (of_modem), reason->code);
  if (row != NULL)
    return lpa_error_new (LPA_NETWORK_ERROR, row->code, NULL, "%s", reason->message);
  if (reason->code <= CAUSES_FROM || reason->code > CAUSES_TO)
    return NULL;
  figure = g_strdup_printf ("denied/%d", reason->code - CAUSES_FROM);
  return lpa_error_new (LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_DENIED, figure, "%s", reason->message);
}

/**
 * tern_refusal_from_device:
 * @reason: what NetworkManager says of a modem whose connection failed
 *
 * Returns: (transfer full): the error; %LPA_NETWORK_ERROR_REFUSED where it says nothing that is
 * known
 */
GError *
tern_refusal_from_device (NMDeviceStateReason reason)
{
  const Row *row = find_row (of_device, G_N_ELEMENTS (of_device), (int) reason);

  return lpa_error_new (LPA_NETWORK_ERROR, row != NULL ? row->code : LPA_NETWORK_ERROR_REFUSED,
                        NULL, "NetworkManager gives the reason %d", (int) reason);
}

static gboolean
is_refused_right (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (error, NM_MANAGER_ERROR, NM_MANAGER_ERROR_PERMISSION_DENIED) ||
         g_error_matches (error, NM_SETTINGS_ERROR, NM_SETTINGS_ERROR_PERMISSION_DENIED) ||
         (name != NULL && g_str_has_suffix (name, ".PermissionDenied"));
}

/**
 * tern_refusal_from_call:
 * @failed: what libnm says of a call that nobody cancelled
 *
 * Returns: (transfer full): the error
 */
GError *
tern_refusal_from_call (const GError *failed)
{
  LpaNetworkError code = LPA_NETWORK_ERROR_REFUSED;

  if (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = LPA_NETWORK_ERROR_NO_ANSWER;
  else if (is_refused_right (failed))
    code = LPA_NETWORK_ERROR_NOT_PERMITTED;
  return lpa_error_new (LPA_NETWORK_ERROR, (int) code, NULL, "NetworkManager: %s", failed->message);
}
