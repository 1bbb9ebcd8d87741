/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

#include <glib/gi18n-lib.h>

#define HISTORY TERN_PROBE_BIT (TERN_PROBE_HISTORY)
#define LINE TERN_PROBE_BIT (TERN_PROBE_LINE)
#define POWER TERN_PROBE_BIT (TERN_PROBE_POWER)
#define MODEMS TERN_PROBE_BIT (TERN_PROBE_MODEMS)
#define CARD TERN_PROBE_BIT (TERN_PROBE_CARD)
#define SERVER TERN_PROBE_BIT (TERN_PROBE_SERVER)
#define OFFER TERN_PROBE_BIT (TERN_PROBE_OFFER)

/* In the order in which people read them. */
static const TernCheckRow rows[] = {
  { "code", NC_ ("check question", "Is the code well-formed?"), LPA_SIDE_YOU, TRUE, 0,
    tern_checks_code_form },
  { "code-known", NC_ ("check question", "Was the code used before?"), LPA_SIDE_PROVIDER, TRUE,
    HISTORY | CARD, tern_checks_code_known },
  { "profile-installed", NC_ ("check question", "Is the profile on the card already?"),
    LPA_SIDE_YOU, TRUE, CARD | OFFER, tern_checks_profile_installed },
  { "card", NC_ ("check question", "Does the card answer?"), LPA_SIDE_READER, FALSE, CARD | SERVER,
    tern_checks_card_answers },
  { "card-standard", NC_ ("check question", "Can the card take eSIM profiles?"), LPA_SIDE_CARD,
    FALSE, CARD, tern_checks_card_standard },
  { "card-issuer", NC_ ("check question", "Do card and server have an issuer in common?"),
    LPA_SIDE_CARD, TRUE, CARD | SERVER, tern_checks_issuer },
  { "card-room", NC_ ("check question", "Is there room on the card?"), LPA_SIDE_CARD, FALSE, CARD,
    tern_checks_card_room },
  { "card-reports", NC_ ("check question", "Have the providers heard everything from the card?"),
    LPA_SIDE_YOU, FALSE, CARD, tern_checks_card_reports },
  { "network", NC_ ("check question", "Is this computer connected?"), LPA_SIDE_NETWORK, FALSE,
    LINE | SERVER, tern_checks_network },
  { "network-portal", NC_ ("check question", "Does the network want you to sign in first?"),
    LPA_SIDE_NETWORK, FALSE, LINE | SERVER, tern_checks_portal },
  { "network-proxy", NC_ ("check question", "Does a proxy stand in the way?"), LPA_SIDE_NETWORK,
    TRUE, LINE | SERVER, tern_checks_proxy },
  { "network-names", NC_ ("check question", "Can the server’s name be looked up?"),
    LPA_SIDE_NETWORK, TRUE, LINE, tern_checks_names },
  { "network-protocol",
    NC_ ("check question", "Do network and server speak the same internet protocol?"),
    LPA_SIDE_NETWORK, TRUE, LINE | SERVER, tern_checks_address_family },
  { "network-quality", NC_ ("check question", "Is the line good enough?"), LPA_SIDE_NETWORK, TRUE,
    LINE, tern_checks_line },
  { "clock", NC_ ("check question", "Is the clock right?"), LPA_SIDE_COMPUTER, FALSE,
    HISTORY | LINE | SERVER, tern_checks_clock },
  { "server", NC_ ("check question", "Does the server answer?"), LPA_SIDE_SERVER, TRUE,
    LINE | SERVER, tern_checks_server_answers },
  { "server-trusted", NC_ ("check question", "Is it the real server?"), LPA_SIDE_SERVER, TRUE,
    LINE | SERVER, tern_checks_server_trusted },
  { "code-accepted", NC_ ("check question", "Does the server take the code?"), LPA_SIDE_PROVIDER,
    TRUE, OFFER, tern_checks_code_offer },
  { "profile-rules", NC_ ("check question", "Does the card allow the profile’s rules?"),
    LPA_SIDE_PROVIDER, TRUE, OFFER, tern_checks_profile_rules },
  { "device-lock", NC_ ("check question", "Is the device free of a carrier lock?"),
    LPA_SIDE_PROVIDER, FALSE, MODEMS, tern_checks_device_lock },
  { "modem", NC_ ("check question", "Is the modem ready for a SIM?"), LPA_SIDE_COMPUTER, FALSE,
    MODEMS, tern_checks_modem },
  { "connection-kept", NC_ ("check question", "Will the connection outlast the installation?"),
    LPA_SIDE_YOU, TRUE, MODEMS | LINE, tern_checks_carrier },
  { "battery", NC_ ("check question", "Will the battery last?"), LPA_SIDE_YOU, FALSE, POWER,
    tern_checks_battery },
};

/**
 * tern_checks_get: (skip)
 * @count: (out): how many
 *
 * Returns: (array length=count): every check there is. Static
 */
const TernCheckRow *
tern_checks_get (gsize *count)
{
  *count = G_N_ELEMENTS (rows);
  return rows;
}
