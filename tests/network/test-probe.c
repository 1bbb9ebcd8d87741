/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "network/tern-probe.h"
#include "network/tern-refusal.h"

#define LONG 10000

static GSocketListener *
listen_here (guint16 *port)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;

  *port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_assert_no_error (error);
  return listener;
}

/* A server that answers, one that refuses, a way that does not exist, and one that is cut short. */
static void
test_probe (void)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = listen_here (&port);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_assert_cmpint (tern_probe_run ("lo", "127.0.0.1", port, LONG, NULL), ==, TERN_REACH_INTERNET);
  g_assert_cmpint (tern_probe_run ("lo", "127.0.0.1", port, LONG, cancelled), ==, TERN_REACH_NONE);
  g_assert_cmpint (tern_probe_run ("nowhere0", "127.0.0.1", port, LONG, NULL), ==,
                   TERN_REACH_UNKNOWN);
  g_socket_listener_close (listener);
  g_assert_cmpint (tern_probe_run ("lo", "127.0.0.1", port, LONG, NULL), ==, TERN_REACH_INTERNET);
  g_assert_cmpint (tern_probe_run ("lo", "nowhere.invalid", port, LONG, NULL), ==, TERN_REACH_NONE);
}

static const struct
{
  int reason;
  int code;
  const char *figure;
} refusals[] = {
  { MM_MOBILE_EQUIPMENT_ERROR_MISSING_OR_UNKNOWN_APN, LPA_NETWORK_ERROR_APN, NULL },
  { MM_MOBILE_EQUIPMENT_ERROR_SERVICE_OPTION_NOT_SUBSCRIBED, LPA_NETWORK_ERROR_PLAN, NULL },
  { MM_MOBILE_EQUIPMENT_ERROR_PLMN_NOT_ALLOWED, LPA_NETWORK_ERROR_DENIED, "denied/11" },
  { MM_MOBILE_EQUIPMENT_ERROR_ROAMING_NOT_ALLOWED_IN_AREA, LPA_NETWORK_ERROR_DENIED, "denied/13" },
  { MM_MOBILE_EQUIPMENT_ERROR_CONGESTION, LPA_NETWORK_ERROR_DENIED, "denied/22" },
};

static void
test_refusals (void)
{
  g_autoptr (GError) other = g_error_new_literal (MM_CORE_ERROR, MM_CORE_ERROR_FAILED, "failed");
  g_autoptr (GError) unknown = tern_refusal_from_device (NM_DEVICE_STATE_REASON_UNKNOWN);
  g_autoptr (GError) address = tern_refusal_from_device (NM_DEVICE_STATE_REASON_DHCP_FAILED);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) reason =
          g_error_new_literal (MM_MOBILE_EQUIPMENT_ERROR, refusals[i].reason, "as told");
      g_autoptr (GError) error = tern_refusal_from_modem (reason);

      g_assert_error (error, LPA_NETWORK_ERROR, refusals[i].code);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, refusals[i].figure);
    }
  g_assert_null (tern_refusal_from_modem (other));
  g_assert_error (unknown, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_REFUSED);
  g_assert_error (address, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_ADDRESS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/network/probe", test_probe);
  g_test_add_func ("/network/refusals", test_refusals);

  return g_test_run ();
}
