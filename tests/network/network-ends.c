/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-ends.h"

#include "lpa/lpa-error.h"

#define LIMIT(bound) G_STRUCT_OFFSET (TernConnectorBounds, bound)
#define SHORT_MILLISECONDS 100

#define PROFILE "profile " NEW_ICCID " "
#define MODEM "modem laptop "

/* What makes the next end independent of the one before. */
#define USUAL                                                                                \
  PROFILE "registration=home rejection=0 pin= pin-tries=3 puk-tries=10 operator-code=26210 " \
          "operator-name=Net apn= refuses=;" MODEM "lock=none fcc-lock=no enabled=yes"

#define UNLOCK "Ask the operator that the device came from to unlock it"
#define UNBLOCK "Only the operator that the device came from can give the code"

/* A network refuses, with a cause of 3GPP TS 24.301 9.9.3.9. */
#define DENIED(cause_number, cause, action)                                                    \
  {                                                                                            \
    "denied/" cause_number, PROFILE "registration=denied rejection=" cause_number, NULL,       \
        LIMIT (denied), LPA_STEP_REGISTERED, LPA_NETWORK_ERROR_DENIED, "denied/" cause_number, \
        cause, action                                                                          \
  }

#define LOCKED(lock, cause, action)                                              \
  {                                                                              \
    lock, MODEM "lock=" lock, NULL, NETWORK_END_AT_ONCE, LPA_STEP_NETWORK_FOUND, \
        LPA_NETWORK_ERROR_LOCKED, "locked/" lock, cause, action                  \
  }

const NetworkEnd network_ends[] = {
  { "connected", PROFILE "registration=home", NULL, NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED,
    NETWORK_END_CONNECTED, NULL, "", "" },

  /* Not registered, and no coverage. */
  { "idle", PROFILE "registration=idle", NULL, LIMIT (search), LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_NOT_SEARCHING, NULL, "does not search for a network",
    "Switch flight mode on and off" },
  { "searching", PROFILE "registration=searching", NULL, LIMIT (search), LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_NO_COVERAGE, NULL, "hears no network that it may use", "Move to a window" },
  { "unknown", PROFILE "registration=unknown", NULL, LIMIT (search), LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_NO_COVERAGE, NULL, "hears no network that it may use", "Move to a window" },

  /* Denied by the network, with and without a reason; the plan not active yet is one. */
  { "denied", PROFILE "registration=denied", NULL, LIMIT (denied), LPA_STEP_REGISTERED,
    LPA_NETWORK_ERROR_DENIED, NULL, "it refuses this profile", "whether the plan is active" },
  { "emergency-only", PROFILE "registration=emergency-only", NULL, LIMIT (denied),
    LPA_STEP_REGISTERED, LPA_NETWORK_ERROR_DENIED, NULL, "it refuses this profile",
    "whether the plan is active" },
  { "sms-only", PROFILE "registration=roaming-sms-only", NULL, LIMIT (denied), LPA_STEP_REGISTERED,
    LPA_NETWORK_ERROR_DENIED, NULL, "it refuses this profile", "whether the plan is active" },
  DENIED ("2", "not active yet", "Wait an hour and connect again"),
  DENIED ("3", "not active yet", "Wait an hour and connect again"),
  DENIED ("5", "its number (IMEI) is not accepted", "whether they accept this kind of device"),
  DENIED ("6", "its number (IMEI) is not accepted", "whether they accept this kind of device"),
  DENIED ("7", "does not include mobile data here", "Ask your provider for a plan with data"),
  DENIED ("8", "not active yet", "Wait an hour and connect again"),
  DENIED ("11", "takes no customers of this provider", "which networks it works with here"),
  DENIED ("12", "its plan has no roaming here", "whether the plan covers this country"),
  DENIED ("13", "its plan has no roaming here", "whether the plan covers this country"),
  DENIED ("14", "takes no customers of this provider", "which networks it works with here"),
  DENIED ("15", "its plan has no roaming here", "whether the plan covers this country"),
  DENIED ("17", "overloaded or faulty", "Wait a few minutes"),
  DENIED ("22", "overloaded or faulty", "Wait a few minutes"),

  /* Registered, and no data. */
  { "roaming-off", PROFILE "registration=roaming", "keep " NEW_ICCID " internet home-only",
    NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED, LPA_NETWORK_ERROR_ROAMING_OFF, NULL,
    "data roaming is switched off", "Switch data roaming on" },
  { "apn-needed", PROFILE "operator-code=26220", NULL, NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED,
    LPA_NETWORK_ERROR_APN_NEEDED, NULL, "is not known, or the provider has several",
    "Choose or enter the one" },
  { "apn-wrong", PROFILE "apn=other", NULL, NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED,
    LPA_NETWORK_ERROR_APN, NULL, "does not know the access point", "letter by letter" },
  { "plan", PROFILE "refuses=ServiceOptionNotSubscribed", NULL, NETWORK_END_AT_ONCE,
    LPA_STEP_CONNECTED, LPA_NETWORK_ERROR_PLAN, NULL, "is not active yet",
    "ask your provider to activate data" },
  { "plan-here", PROFILE "refuses=ServiceOptionNotAuthorizedInPlmn", NULL, NETWORK_END_AT_ONCE,
    LPA_STEP_CONNECTED, LPA_NETWORK_ERROR_PLAN, NULL, "is not active yet",
    "ask your provider to activate data" },
  { "password", PROFILE "refuses=UserAuthenticationFailed", NULL, NETWORK_END_AT_ONCE,
    LPA_STEP_CONNECTED, LPA_NETWORK_ERROR_APN, NULL, "does not know the access point",
    "letter by letter" },

  /* What the SIM asks for. Of PIN2 nothing depends that this is about. */
  { "sim-pin", PROFILE "pin=1234", NULL, NETWORK_END_AT_ONCE, LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_PIN, NULL, "asks for its PIN", "Enter the PIN" },
  { "sim-puk", PROFILE "pin=1234 pin-tries=0", NULL, NETWORK_END_AT_ONCE, LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_PUK, NULL, "was entered wrongly too often", "Enter the PUK" },
  { "blocked", PROFILE "pin=1234 pin-tries=0 puk-tries=0", NULL, NETWORK_END_AT_ONCE,
    LPA_STEP_NETWORK_FOUND, LPA_NETWORK_ERROR_BLOCKED, NULL, "blocked for good",
    "Ask your provider for a new profile" },
  { "sim-pin2", MODEM "lock=sim-pin2", NULL, NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED,
    NETWORK_END_CONNECTED, NULL, "", "" },
  { "sim-puk2", MODEM "lock=sim-puk2", NULL, NETWORK_END_AT_ONCE, LPA_STEP_CONNECTED,
    NETWORK_END_CONNECTED, NULL, "", "" },

  /* What the modem is tied to. */
  LOCKED ("ph-net-pin", "of the operator that it came from", UNLOCK),
  LOCKED ("ph-net-puk", "and its unlocking is blocked", UNBLOCK),
  LOCKED ("ph-netsub-pin", "of one part of an operator’s network", UNLOCK),
  LOCKED ("ph-netsub-puk", "and its unlocking is blocked", UNBLOCK),
  LOCKED ("ph-sp-pin", "of one service provider", UNLOCK),
  LOCKED ("ph-sp-puk", "and its unlocking is blocked", UNBLOCK),
  LOCKED ("ph-corp-pin", "of one company", "Ask the company that the device belongs to"),
  LOCKED ("ph-corp-puk",
          "and its unlocking is blocked",
          "Ask the company that the device belongs to"),
  LOCKED ("ph-sim-pin", "only the SIM that it was locked to", UNLOCK),
  LOCKED ("ph-fsim-pin", "only the first SIM that was ever put in", UNLOCK),
  LOCKED ("ph-fsim-puk", "and its unlocking is blocked", UNBLOCK),
  { "fcc-lock", MODEM "fcc-lock=yes", NULL, NETWORK_END_AT_ONCE, LPA_STEP_NETWORK_FOUND,
    LPA_NETWORK_ERROR_RADIO_OFF, "radio-off/fcc", "(FCC lock). This is no carrier lock.",
    "let ModemManager unlock the radio" },
};
const gsize network_n_ends = G_N_ELEMENTS (network_ends);

static void
tell_all (NetworkLab *lab, const char *commands)
{
  g_auto (GStrv) each = g_strsplit (commands, ";", -1);

  for (char **command = each; *command != NULL; command++)
    fake_lab_tell (lab->bus, "%s", *command);
}

/**
 * network_end_arrange:
 * @self: an end
 * @lab: where it is to be, as it was set up or after another end
 */
void
network_end_arrange (const NetworkEnd *self, NetworkLab *lab)
{
  static TernConnectorBounds calm;

  if (calm.search == 0)
    calm = lab->bounds;
  lab->bounds = calm;
  if (self->limit != NETWORK_END_AT_ONCE)
    G_STRUCT_MEMBER (guint, &lab->bounds, self->limit) = SHORT_MILLISECONDS;
  tell_all (lab, USUAL);
  network_lab_tell (lab, "forget");
  tell_all (lab, self->facts);
  if (self->network != NULL)
    network_lab_tell (lab, self->network);
}
