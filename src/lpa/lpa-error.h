/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The errors of the layers, lowest first. Each carries, beside domain, code and sentence, the
 * figure that the standard or the library below gives it (lpa_error_get_figure()); the error book
 * is keyed by both. Cancelling is always G_IO_ERROR_CANCELLED. LPA_TLV_ERROR stands in lpa-tlv.h.
 */

/**
 * LpaChannelError:
 * @LPA_CHANNEL_ERROR_FAILED: none of the others
 * @LPA_CHANNEL_ERROR_NO_SERVICE: the service that holds the readers (pcscd) does not run
 * @LPA_CHANNEL_ERROR_NOT_PERMITTED: it runs but refuses this user or session
 * @LPA_CHANNEL_ERROR_NO_READER: the reader is not, or no longer, there
 * @LPA_CHANNEL_ERROR_NO_CARD: the reader is empty
 * @LPA_CHANNEL_ERROR_REMOVED: the card was taken out during an operation
 * @LPA_CHANNEL_ERROR_MUTE: the card does not answer to power
 * @LPA_CHANNEL_ERROR_RESET: the card was reset or unpowered behind our back; what was open is gone
 * @LPA_CHANNEL_ERROR_IN_USE: another program holds the card
 * @LPA_CHANNEL_ERROR_PROTOCOL: the card speaks neither T=0 nor T=1
 * @LPA_CHANNEL_ERROR_COMMUNICATION: the exchange broke on the wire
 * @LPA_CHANNEL_ERROR_TIMEOUT: no answer within the time given
 * @LPA_CHANNEL_ERROR_UNSUPPORTED: the device does not let programs speak to the card, or not so
 *
 * What goes wrong between the computer and the card. Figure: the PC/SC code or the status of MBIM,
 * eight hexadecimal digits, or `mbim/` or `helper/` (the modem helper) and a word.
 */
typedef enum
{
  LPA_CHANNEL_ERROR_FAILED,
  LPA_CHANNEL_ERROR_NO_SERVICE,
  LPA_CHANNEL_ERROR_NOT_PERMITTED,
  LPA_CHANNEL_ERROR_NO_READER,
  LPA_CHANNEL_ERROR_NO_CARD,
  LPA_CHANNEL_ERROR_REMOVED,
  LPA_CHANNEL_ERROR_MUTE,
  LPA_CHANNEL_ERROR_RESET,
  LPA_CHANNEL_ERROR_IN_USE,
  LPA_CHANNEL_ERROR_PROTOCOL,
  LPA_CHANNEL_ERROR_COMMUNICATION,
  LPA_CHANNEL_ERROR_TIMEOUT,
  LPA_CHANNEL_ERROR_UNSUPPORTED,
} LpaChannelError;
#define LPA_CHANNEL_ERROR (lpa_channel_error_quark ())
GQuark lpa_channel_error_quark (void);

/**
 * LpaCardError:
 * @LPA_CARD_ERROR_STATUS: a command ended with an error status word
 * @LPA_CARD_ERROR_NO_CHANNEL: no logical channel can be opened
 * @LPA_CARD_ERROR_NO_ISDR: no ISD-R answers under any known AID: not an eUICC
 * @LPA_CARD_ERROR_M2M_ONLY: an eUICC that knows SGP.02 alone and has no interface for an LPA
 * @LPA_CARD_ERROR_HELD: the ISD-R is held on a channel that could not be freed
 * @LPA_CARD_ERROR_MALFORMED: the card's answer is not what the standard says
 * @LPA_CARD_ERROR_TOO_LONG: a request or an answer beyond every bound
 * @LPA_CARD_ERROR_NOT_OPEN: used outside lpa_card_begin() and lpa_card_end()
 *
 * What the card says to commands. Figure: the status word, four hexadecimal digits.
 */
typedef enum
{
  LPA_CARD_ERROR_STATUS,
  LPA_CARD_ERROR_NO_CHANNEL,
  LPA_CARD_ERROR_NO_ISDR,
  LPA_CARD_ERROR_M2M_ONLY,
  LPA_CARD_ERROR_HELD,
  LPA_CARD_ERROR_MALFORMED,
  LPA_CARD_ERROR_TOO_LONG,
  LPA_CARD_ERROR_NOT_OPEN,
} LpaCardError;
#define LPA_CARD_ERROR (lpa_card_error_quark ())
GQuark lpa_card_error_quark (void);

/**
 * LpaEs10Error:
 *
 * A function of the eUICC was carried out and answered with an error result. The code names the
 * function; the figure is `FUNCTION/RESULT` as in `enable/3`, for a package `load/COMMAND/REASON`
 * as in `load/5/12`.
 */
typedef enum
{
  LPA_ES10_ERROR_AUTHENTICATE,
  LPA_ES10_ERROR_PREPARE,
  LPA_ES10_ERROR_LOAD,
  LPA_ES10_ERROR_CANCEL,
  LPA_ES10_ERROR_LIST,
  LPA_ES10_ERROR_ENABLE,
  LPA_ES10_ERROR_DISABLE,
  LPA_ES10_ERROR_DELETE,
  LPA_ES10_ERROR_NICKNAME,
  LPA_ES10_ERROR_RESET,
  LPA_ES10_ERROR_DEFAULT_SMDP,
  LPA_ES10_ERROR_NOTIFICATION,
} LpaEs10Error;
#define LPA_ES10_ERROR (lpa_es10_error_quark ())
GQuark lpa_es10_error_quark (void);

/**
 * LpaCodeError:
 *
 * Why a text is not an activation code. Figure: the field. The message names character and reason.
 */
typedef enum
{
  LPA_CODE_ERROR_EMPTY,
  LPA_CODE_ERROR_NOT_A_CODE,
  LPA_CODE_ERROR_CUT_BY_SHELL,
  LPA_CODE_ERROR_VERSION,
  LPA_CODE_ERROR_ADDRESS,
  LPA_CODE_ERROR_MATCHING_ID,
  LPA_CODE_ERROR_OID,
  LPA_CODE_ERROR_FLAG,
  LPA_CODE_ERROR_TOO_LONG,
} LpaCodeError;
#define LPA_CODE_ERROR (lpa_code_error_quark ())
GQuark lpa_code_error_quark (void);

/**
 * LpaHttpError:
 * @LPA_HTTP_ERROR_FAILED: none of the others
 * @LPA_HTTP_ERROR_OFFLINE: this computer has no network
 * @LPA_HTTP_ERROR_RESOLVE: the server's name cannot be resolved
 * @LPA_HTTP_ERROR_CONNECT: the server cannot be reached or refuses the connection
 * @LPA_HTTP_ERROR_TLS: the server and this computer know no common way to encrypt
 * @LPA_HTTP_ERROR_TIMEOUT: no answer within the time of the function
 * @LPA_HTTP_ERROR_LOST: the connection broke after the request was sent; the server may have acted
 * on it
 * @LPA_HTTP_ERROR_PROXY: the proxy refuses or cannot be reached
 * @LPA_HTTP_ERROR_PORTAL: a web page or a redirection instead of an answer: a captive portal or a
 * filter
 * @LPA_HTTP_ERROR_STATUS: an HTTP status other than 2xx. Figure: the status
 * @LPA_HTTP_ERROR_TOO_LARGE: an answer beyond the bound of the function
 */
typedef enum
{
  LPA_HTTP_ERROR_FAILED,
  LPA_HTTP_ERROR_OFFLINE,
  LPA_HTTP_ERROR_RESOLVE,
  LPA_HTTP_ERROR_CONNECT,
  LPA_HTTP_ERROR_TLS,
  LPA_HTTP_ERROR_TIMEOUT,
  LPA_HTTP_ERROR_LOST,
  LPA_HTTP_ERROR_PROXY,
  LPA_HTTP_ERROR_PORTAL,
  LPA_HTTP_ERROR_STATUS,
  LPA_HTTP_ERROR_TOO_LARGE,
} LpaHttpError;
#define LPA_HTTP_ERROR (lpa_http_error_quark ())
GQuark lpa_http_error_quark (void);

/**
 * LpaTrustError:
 *
 * Why a server's TLS certificate is not believed. The first reason that applies, most telling
 * first.
 */
typedef enum
{
  LPA_TRUST_ERROR_NO_CERTIFICATE,
  LPA_TRUST_ERROR_WRONG_HOST,
  LPA_TRUST_ERROR_SELF_SIGNED,
  LPA_TRUST_ERROR_TEST_ISSUER,
  LPA_TRUST_ERROR_UNKNOWN_ISSUER,
  LPA_TRUST_ERROR_BAD_SIGNATURE,
  LPA_TRUST_ERROR_EXPIRED,
  LPA_TRUST_ERROR_NOT_YET_VALID,
  LPA_TRUST_ERROR_WRONG_PURPOSE,
  LPA_TRUST_ERROR_ISSUER_FILE,
} LpaTrustError;
#define LPA_TRUST_ERROR (lpa_trust_error_quark ())
GQuark lpa_trust_error_quark (void);

/**
 * LpaServerError:
 * @LPA_SERVER_ERROR_REFUSED: the server's functionExecutionStatus is Failed or Expired. Figure:
 * `SUBJECT/REASON`
 * @LPA_SERVER_ERROR_MALFORMED: the answer is no JSON, or lacks what the function must answer
 * @LPA_SERVER_ERROR_TRANSACTION: a transactionId that is not this session's
 * @LPA_SERVER_ERROR_ADDRESS: the server signed another address than the one asked
 * @LPA_SERVER_ERROR_CHALLENGE: the server signed another challenge than the card's
 * @LPA_SERVER_ERROR_OID: the object identifier in the code is not the one in the server's
 * certificate
 * @LPA_SERVER_ERROR_ISSUER: the server chose an issuer that the card did not name
 * @LPA_SERVER_ERROR_METADATA: the package holds another profile than the one announced
 *
 * What the server answers, SGP.22 5.6 and 6.5.
 */
typedef enum
{
  LPA_SERVER_ERROR_REFUSED,
  LPA_SERVER_ERROR_MALFORMED,
  LPA_SERVER_ERROR_TRANSACTION,
  LPA_SERVER_ERROR_ADDRESS,
  LPA_SERVER_ERROR_CHALLENGE,
  LPA_SERVER_ERROR_OID,
  LPA_SERVER_ERROR_ISSUER,
  LPA_SERVER_ERROR_METADATA,
} LpaServerError;
#define LPA_SERVER_ERROR (lpa_server_error_quark ())
GQuark lpa_server_error_quark (void);

/**
 * LpaPolicyError:
 * @LPA_POLICY_ERROR_RULES_NOT_ALLOWED: the profile's rules are not allowed on this card
 * (SGP.22 2.9.2.1)
 * @LPA_POLICY_ERROR_CONSENT_NEEDED: they are, once the person has agreed to them
 * @LPA_POLICY_ERROR_ALREADY_INSTALLED: the announced profile is on the card
 * @LPA_POLICY_ERROR_CONFIRMATION_CODE: a confirmation code is needed and none was given, or not of
 * 1 to 32 characters
 * @LPA_POLICY_ERROR_DISABLE_FORBIDDEN: the provider does not allow this profile to be disabled
 * @LPA_POLICY_ERROR_DELETE_FORBIDDEN: the provider does not allow this profile to be deleted
 * @LPA_POLICY_ERROR_ENABLED: the profile is in use and must be disabled before it can be deleted
 * @LPA_POLICY_ERROR_NO_SUCH_PROFILE: no profile on the card answers to the name
 * @LPA_POLICY_ERROR_NO_DEFAULT_SERVER: the code names no server and the card has no default one
 * @LPA_POLICY_ERROR_NOT_THIS_STATE: the download is not at the step that the call belongs to
 *
 * Refused by this program, before anything was sent.
 */
typedef enum
{
  LPA_POLICY_ERROR_RULES_NOT_ALLOWED,
  LPA_POLICY_ERROR_CONSENT_NEEDED,
  LPA_POLICY_ERROR_ALREADY_INSTALLED,
  LPA_POLICY_ERROR_CONFIRMATION_CODE,
  LPA_POLICY_ERROR_DISABLE_FORBIDDEN,
  LPA_POLICY_ERROR_DELETE_FORBIDDEN,
  LPA_POLICY_ERROR_ENABLED,
  LPA_POLICY_ERROR_NO_SUCH_PROFILE,
  LPA_POLICY_ERROR_NO_DEFAULT_SERVER,
  LPA_POLICY_ERROR_NOT_THIS_STATE,
} LpaPolicyError;
#define LPA_POLICY_ERROR (lpa_policy_error_quark ())
GQuark lpa_policy_error_quark (void);

/**
 * LpaNetworkError:
 * @LPA_NETWORK_ERROR_NO_SERVICE: ModemManager does not run
 * @LPA_NETWORK_ERROR_NO_MODEM: the modem is not, or no longer, there. Figure `no-modem/off` while
 *   it was to notice a profile that is switched off
 * @LPA_NETWORK_ERROR_NOT_PERMITTED: this session may not control modems or connections
 * @LPA_NETWORK_ERROR_NOT_NOTICED: whatever was done, the modem does not show the profile. Figure
 *   `not-noticed/helper` where the modem helper could have done more
 * @LPA_NETWORK_ERROR_CAME_BACK: the card went back to the profile before by itself. Figure
 *   `came-back/on` of one that was switched off
 * @LPA_NETWORK_ERROR_PIN: the profile asks for its PIN. Figure `pin/wrong` after a wrong one
 * @LPA_NETWORK_ERROR_PUK: the profile asks for its PUK. Figure `puk/wrong` after a wrong one
 * @LPA_NETWORK_ERROR_BLOCKED: too many wrong PUKs
 * @LPA_NETWORK_ERROR_LOCKED: the modem is tied to an operator
 * @LPA_NETWORK_ERROR_RADIO_OFF: the modem's radio cannot be switched on. Figure `radio-off/fcc`
 *   where the modem itself refuses
 * @LPA_NETWORK_ERROR_NO_COVERAGE: the modem searches and hears no network that it may use
 * @LPA_NETWORK_ERROR_NOT_SEARCHING: the modem does not search for a network
 * @LPA_NETWORK_ERROR_DENIED: networks answer and refuse. Figure `denied/CAUSE` with the cause of
 *   3GPP TS 24.008 or 24.301, where the modem tells it
 * @LPA_NETWORK_ERROR_ROAMING_OFF: the network is a foreign one, and roaming is switched off
 * @LPA_NETWORK_ERROR_NO_MANAGER: NetworkManager does not run
 * @LPA_NETWORK_ERROR_APN_NEEDED: the access point is not known, or there are several
 * @LPA_NETWORK_ERROR_APN: the network does not know the access point
 * @LPA_NETWORK_ERROR_PLAN: the contract does not include this, or not yet
 * @LPA_NETWORK_ERROR_REFUSED: the connection failed, with no reason that says more
 * @LPA_NETWORK_ERROR_NO_ANSWER: the connection did not come about in time
 * @LPA_NETWORK_ERROR_NO_ADDRESS: the network gave no address
 * @LPA_NETWORK_ERROR_NO_INTERNET: connected, but nothing comes back
 * @LPA_NETWORK_ERROR_PORTAL: connected, but the network shows a page of its own
 *
 * What keeps an enabled profile in a modem from a connection.
 */
typedef enum
{
  LPA_NETWORK_ERROR_NO_SERVICE,
  LPA_NETWORK_ERROR_NO_MODEM,
  LPA_NETWORK_ERROR_NOT_PERMITTED,
  LPA_NETWORK_ERROR_NOT_NOTICED,
  LPA_NETWORK_ERROR_CAME_BACK,
  LPA_NETWORK_ERROR_PIN,
  LPA_NETWORK_ERROR_PUK,
  LPA_NETWORK_ERROR_BLOCKED,
  LPA_NETWORK_ERROR_LOCKED,
  LPA_NETWORK_ERROR_RADIO_OFF,
  LPA_NETWORK_ERROR_NO_COVERAGE,
  LPA_NETWORK_ERROR_NOT_SEARCHING,
  LPA_NETWORK_ERROR_DENIED,
  LPA_NETWORK_ERROR_ROAMING_OFF,
  LPA_NETWORK_ERROR_NO_MANAGER,
  LPA_NETWORK_ERROR_APN_NEEDED,
  LPA_NETWORK_ERROR_APN,
  LPA_NETWORK_ERROR_PLAN,
  LPA_NETWORK_ERROR_REFUSED,
  LPA_NETWORK_ERROR_NO_ANSWER,
  LPA_NETWORK_ERROR_NO_ADDRESS,
  LPA_NETWORK_ERROR_NO_INTERNET,
  LPA_NETWORK_ERROR_PORTAL,
} LpaNetworkError;
#define LPA_NETWORK_ERROR (lpa_network_error_quark ())
GQuark lpa_network_error_quark (void);

/**
 * LpaJournalError:
 * @LPA_JOURNAL_ERROR_AWAY: the journal is shared with others and cannot be reached, so nobody can
 *   say whose the code is
 * @LPA_JOURNAL_ERROR_CLAIMED: the journal is shared, and the code belongs to another
 * @LPA_JOURNAL_ERROR_BUSY: another program that has the journal open is using the code
 * @LPA_JOURNAL_ERROR_RELEASED: what was being done was given to somebody else by a person
 * @LPA_JOURNAL_ERROR_NEWER: the journal was written by a later version of the program
 *
 * Why a journal does not let an operation begin. Nothing was sent.
 */
typedef enum
{
  LPA_JOURNAL_ERROR_AWAY,
  LPA_JOURNAL_ERROR_CLAIMED,
  LPA_JOURNAL_ERROR_BUSY,
  LPA_JOURNAL_ERROR_RELEASED,
  LPA_JOURNAL_ERROR_NEWER,
} LpaJournalError;
#define LPA_JOURNAL_ERROR (lpa_journal_error_quark ())
GQuark lpa_journal_error_quark (void);

GError *lpa_error_new (GQuark domain, int code, const char *figure, const char *format, ...)
    G_GNUC_PRINTF (4, 5) G_GNUC_WARN_UNUSED_RESULT;
void lpa_error_set (GError **error,
                    GQuark domain,
                    int code,
                    const char *figure,
                    const char *format,
                    ...) G_GNUC_PRINTF (5, 6);
char *lpa_error_dup_key (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
GError *lpa_error_new_from_key (const char *key) G_GNUC_WARN_UNUSED_RESULT;
const char *lpa_error_get_figure (const GError *error);
void lpa_error_set_detail (GError *error, const char *detail);
gboolean lpa_error_is_never_sent (const GError *error);
const char *lpa_error_get_detail (const GError *error);
const char *lpa_error_domain_name (GQuark domain);
const char *lpa_error_code_nick (const GError *error);

G_END_DECLS
