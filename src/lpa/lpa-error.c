/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-error.h"

#include <string.h>

#include "lpa/lpa-tlv.h"

/* What an error of this library carries beside the three members of GError. */
typedef struct
{
  char *figure;
  char *detail;
} LpaErrorPrivate;

static void
lpa_error_private_clear (LpaErrorPrivate *self)
{
  g_clear_pointer (&self->figure, g_free);
  g_clear_pointer (&self->detail, g_free);
}

static void
lpa_error_private_copy (const LpaErrorPrivate *from, LpaErrorPrivate *to)
{
  to->figure = g_strdup (from->figure);
  to->detail = g_strdup (from->detail);
}

/* Every domain has the same private part; GLib wants its functions named after the domain. */
#define LPA_DEFINE_ERROR(Type, type)                                                         \
  typedef LpaErrorPrivate Type##Private;                                                     \
  static void type##_private_init (Type##Private *self) {}                                   \
  static void type##_private_copy (const Type##Private *from, Type##Private *to)             \
  {                                                                                          \
    lpa_error_private_copy (from, to);                                                       \
  }                                                                                          \
  static void type##_private_clear (Type##Private *self) { lpa_error_private_clear (self); } \
  G_DEFINE_EXTENDED_ERROR (Type, type)

LPA_DEFINE_ERROR (LpaChannelError, lpa_channel_error)
LPA_DEFINE_ERROR (LpaCardError, lpa_card_error)
LPA_DEFINE_ERROR (LpaEs10Error, lpa_es10_error)
LPA_DEFINE_ERROR (LpaCodeError, lpa_code_error)
LPA_DEFINE_ERROR (LpaHttpError, lpa_http_error)
LPA_DEFINE_ERROR (LpaTrustError, lpa_trust_error)
LPA_DEFINE_ERROR (LpaServerError, lpa_server_error)
LPA_DEFINE_ERROR (LpaPolicyError, lpa_policy_error)
LPA_DEFINE_ERROR (LpaNetworkError, lpa_network_error)
LPA_DEFINE_ERROR (LpaJournalError, lpa_journal_error)

static const char *const channel_nicks[] = {
  [LPA_CHANNEL_ERROR_FAILED] = "failed",
  [LPA_CHANNEL_ERROR_NO_SERVICE] = "no-service",
  [LPA_CHANNEL_ERROR_NOT_PERMITTED] = "not-permitted",
  [LPA_CHANNEL_ERROR_NO_READER] = "no-reader",
  [LPA_CHANNEL_ERROR_NO_CARD] = "no-card",
  [LPA_CHANNEL_ERROR_REMOVED] = "removed",
  [LPA_CHANNEL_ERROR_MUTE] = "mute",
  [LPA_CHANNEL_ERROR_RESET] = "reset",
  [LPA_CHANNEL_ERROR_IN_USE] = "in-use",
  [LPA_CHANNEL_ERROR_PROTOCOL] = "protocol",
  [LPA_CHANNEL_ERROR_COMMUNICATION] = "communication",
  [LPA_CHANNEL_ERROR_TIMEOUT] = "timeout",
  [LPA_CHANNEL_ERROR_UNSUPPORTED] = "unsupported",
};

static const char *const card_nicks[] = {
  [LPA_CARD_ERROR_STATUS] = "status",     [LPA_CARD_ERROR_NO_CHANNEL] = "no-channel",
  [LPA_CARD_ERROR_NO_ISDR] = "no-isdr",   [LPA_CARD_ERROR_M2M_ONLY] = "m2m-only",
  [LPA_CARD_ERROR_HELD] = "held",         [LPA_CARD_ERROR_MALFORMED] = "malformed",
  [LPA_CARD_ERROR_TOO_LONG] = "too-long", [LPA_CARD_ERROR_NOT_OPEN] = "not-open",
};

static const char *const es10_nicks[] = {
  [LPA_ES10_ERROR_AUTHENTICATE] = "authenticate",
  [LPA_ES10_ERROR_PREPARE] = "prepare",
  [LPA_ES10_ERROR_LOAD] = "load",
  [LPA_ES10_ERROR_CANCEL] = "cancel",
  [LPA_ES10_ERROR_LIST] = "list",
  [LPA_ES10_ERROR_ENABLE] = "enable",
  [LPA_ES10_ERROR_DISABLE] = "disable",
  [LPA_ES10_ERROR_DELETE] = "delete",
  [LPA_ES10_ERROR_NICKNAME] = "nickname",
  [LPA_ES10_ERROR_RESET] = "reset",
  [LPA_ES10_ERROR_DEFAULT_SMDP] = "default-smdp",
  [LPA_ES10_ERROR_NOTIFICATION] = "notification",
};

static const char *const code_nicks[] = {
  [LPA_CODE_ERROR_EMPTY] = "empty",
  [LPA_CODE_ERROR_NOT_A_CODE] = "not-a-code",
  [LPA_CODE_ERROR_CUT_BY_SHELL] = "cut-by-shell",
  [LPA_CODE_ERROR_VERSION] = "version",
  [LPA_CODE_ERROR_ADDRESS] = "address",
  [LPA_CODE_ERROR_MATCHING_ID] = "matching-id",
  [LPA_CODE_ERROR_OID] = "oid",
  [LPA_CODE_ERROR_FLAG] = "flag",
  [LPA_CODE_ERROR_TOO_LONG] = "too-long",
};

static const char *const http_nicks[] = {
  [LPA_HTTP_ERROR_FAILED] = "failed",
  [LPA_HTTP_ERROR_OFFLINE] = "offline",
  [LPA_HTTP_ERROR_RESOLVE] = "resolve",
  [LPA_HTTP_ERROR_CONNECT] = "connect",
  [LPA_HTTP_ERROR_TLS] = "tls",
  [LPA_HTTP_ERROR_TIMEOUT] = "timeout",
  [LPA_HTTP_ERROR_LOST] = "lost",
  [LPA_HTTP_ERROR_PROXY] = "proxy",
  [LPA_HTTP_ERROR_PORTAL] = "portal",
  [LPA_HTTP_ERROR_STATUS] = "status",
  [LPA_HTTP_ERROR_TOO_LARGE] = "too-large",
};

static const char *const trust_nicks[] = {
  [LPA_TRUST_ERROR_NO_CERTIFICATE] = "no-certificate",
  [LPA_TRUST_ERROR_WRONG_HOST] = "wrong-host",
  [LPA_TRUST_ERROR_SELF_SIGNED] = "self-signed",
  [LPA_TRUST_ERROR_TEST_ISSUER] = "test-issuer",
  [LPA_TRUST_ERROR_UNKNOWN_ISSUER] = "unknown-issuer",
  [LPA_TRUST_ERROR_BAD_SIGNATURE] = "bad-signature",
  [LPA_TRUST_ERROR_EXPIRED] = "expired",
  [LPA_TRUST_ERROR_NOT_YET_VALID] = "not-yet-valid",
  [LPA_TRUST_ERROR_WRONG_PURPOSE] = "wrong-purpose",
  [LPA_TRUST_ERROR_ISSUER_FILE] = "issuer-file",
};

static const char *const server_nicks[] = {
  [LPA_SERVER_ERROR_REFUSED] = "refused",         [LPA_SERVER_ERROR_MALFORMED] = "malformed",
  [LPA_SERVER_ERROR_TRANSACTION] = "transaction", [LPA_SERVER_ERROR_ADDRESS] = "address",
  [LPA_SERVER_ERROR_CHALLENGE] = "challenge",     [LPA_SERVER_ERROR_OID] = "oid",
  [LPA_SERVER_ERROR_ISSUER] = "issuer",           [LPA_SERVER_ERROR_METADATA] = "metadata",
};

static const char *const policy_nicks[] = {
  [LPA_POLICY_ERROR_RULES_NOT_ALLOWED] = "rules-not-allowed",
  [LPA_POLICY_ERROR_CONSENT_NEEDED] = "consent-needed",
  [LPA_POLICY_ERROR_ALREADY_INSTALLED] = "already-installed",
  [LPA_POLICY_ERROR_CONFIRMATION_CODE] = "confirmation-code",
  [LPA_POLICY_ERROR_DISABLE_FORBIDDEN] = "disable-forbidden",
  [LPA_POLICY_ERROR_DELETE_FORBIDDEN] = "delete-forbidden",
  [LPA_POLICY_ERROR_ENABLED] = "enabled",
  [LPA_POLICY_ERROR_NO_SUCH_PROFILE] = "no-such-profile",
  [LPA_POLICY_ERROR_NO_DEFAULT_SERVER] = "no-default-server",
  [LPA_POLICY_ERROR_NOT_THIS_STATE] = "not-this-state",
};

static const char *const network_nicks[] = {
  [LPA_NETWORK_ERROR_NO_SERVICE] = "no-service",
  [LPA_NETWORK_ERROR_NO_MODEM] = "no-modem",
  [LPA_NETWORK_ERROR_NOT_PERMITTED] = "not-permitted",
  [LPA_NETWORK_ERROR_NOT_NOTICED] = "not-noticed",
  [LPA_NETWORK_ERROR_CAME_BACK] = "came-back",
  [LPA_NETWORK_ERROR_PIN] = "pin",
  [LPA_NETWORK_ERROR_PUK] = "puk",
  [LPA_NETWORK_ERROR_BLOCKED] = "blocked",
  [LPA_NETWORK_ERROR_LOCKED] = "locked",
  [LPA_NETWORK_ERROR_RADIO_OFF] = "radio-off",
  [LPA_NETWORK_ERROR_NO_COVERAGE] = "no-coverage",
  [LPA_NETWORK_ERROR_NOT_SEARCHING] = "not-searching",
  [LPA_NETWORK_ERROR_DENIED] = "denied",
  [LPA_NETWORK_ERROR_ROAMING_OFF] = "roaming-off",
  [LPA_NETWORK_ERROR_NO_MANAGER] = "no-manager",
  [LPA_NETWORK_ERROR_APN_NEEDED] = "apn-needed",
  [LPA_NETWORK_ERROR_APN] = "apn",
  [LPA_NETWORK_ERROR_PLAN] = "plan",
  [LPA_NETWORK_ERROR_REFUSED] = "refused",
  [LPA_NETWORK_ERROR_NO_ANSWER] = "no-answer",
  [LPA_NETWORK_ERROR_NO_ADDRESS] = "no-address",
  [LPA_NETWORK_ERROR_NO_INTERNET] = "no-internet",
  [LPA_NETWORK_ERROR_PORTAL] = "portal",
};

static const char *const journal_nicks[] = {
  [LPA_JOURNAL_ERROR_AWAY] = "away",   [LPA_JOURNAL_ERROR_CLAIMED] = "claimed",
  [LPA_JOURNAL_ERROR_BUSY] = "busy",   [LPA_JOURNAL_ERROR_RELEASED] = "released",
  [LPA_JOURNAL_ERROR_NEWER] = "newer",
};

static const char *const tlv_nicks[] = {
  [LPA_TLV_ERROR_TRUNCATED] = "truncated",   [LPA_TLV_ERROR_TAG] = "tag",
  [LPA_TLV_ERROR_LENGTH] = "length",         [LPA_TLV_ERROR_TRAILING] = "trailing",
  [LPA_TLV_ERROR_UNEXPECTED] = "unexpected", [LPA_TLV_ERROR_MISSING] = "missing",
  [LPA_TLV_ERROR_VALUE] = "value",
};

typedef struct
{
  const char *name;
  GQuark (*quark) (void);
  LpaErrorPrivate *(*get_private) (const GError *error);
  const char *const *nicks;
  guint n_nicks;
} Domain;

/* clang-format off */
#define DOMAIN(name, type) \
  { #name, type##_quark, type##_get_private, name##_nicks, G_N_ELEMENTS (name##_nicks) }

static const Domain domains[] = {
  DOMAIN (channel, lpa_channel_error),
  DOMAIN (card, lpa_card_error),
  DOMAIN (es10, lpa_es10_error),
  DOMAIN (code, lpa_code_error),
  DOMAIN (http, lpa_http_error),
  DOMAIN (trust, lpa_trust_error),
  DOMAIN (server, lpa_server_error),
  DOMAIN (policy, lpa_policy_error),
  DOMAIN (network, lpa_network_error),
  DOMAIN (journal, lpa_journal_error),
  { "tlv", lpa_tlv_error_quark, NULL, tlv_nicks, G_N_ELEMENTS (tlv_nicks) },
};
/* clang-format on */

static const Domain *
find_domain (GQuark quark)
{
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (domains[i].quark () == quark)
      return &domains[i];
  return NULL;
}

static LpaErrorPrivate *
get_private (const GError *error)
{
  const Domain *domain = find_domain (error->domain);

  return domain && domain->get_private ? domain->get_private (error) : NULL;
}

static GError *new_valist (GQuark domain,
                           int code,
                           const char *figure,
                           const char *format,
                           va_list arguments) G_GNUC_PRINTF (4, 0);

static GError *
new_valist (GQuark domain, int code, const char *figure, const char *format, va_list arguments)
{
  GError *error = g_error_new_valist (domain, code, format, arguments);
  LpaErrorPrivate *private = get_private (error);

  if (private)
  private->figure = g_strdup (figure);
  return error;
}

/**
 * lpa_error_new:
 * @domain: one of the domains of this library
 * @code: one of its codes
 * @figure: (nullable): what the standard or the library below calls it, such as `6A82` or
 * `8.2.6/3.8`
 * @format: a plain English sentence for the log, as for printf()
 * @...: its arguments
 *
 * Returns: (transfer full): a new error
 */
GError *
lpa_error_new (GQuark domain, int code, const char *figure, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = new_valist (domain, code, figure, format, arguments);
  va_end (arguments);
  return error;
}

/**
 * lpa_error_set:
 * @error: (nullable): return location for the error; %NULL means that nobody wants to know
 * @domain: one of the domains of this library
 * @code: one of its codes
 * @figure: (nullable): as in lpa_error_new()
 * @format: a plain English sentence for the log, as for printf()
 * @...: its arguments
 *
 * As g_set_error(), with a figure.
 */
void
lpa_error_set (GError **error, GQuark domain, int code, const char *figure, const char *format, ...)
{
  va_list arguments;

  if (!error)
    return;
  va_start (arguments, format);
  g_propagate_error (error, new_valist (domain, code, figure, format, arguments));
  va_end (arguments);
}

static const Domain *
find_domain_by_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (g_str_equal (domains[i].name, name))
      return &domains[i];
  return NULL;
}

/* The code that a nick names, or that a figure of the form `NICK/…` begins with; otherwise that of
 * errors whose figure comes from outside. */
static int
code_from_figure (const Domain *domain, const char *figure, gboolean *is_nick)
{
  gsize length = strcspn (figure, "/");

  *is_nick = FALSE;
  for (guint i = 0; i < domain->n_nicks; i++)
    if (strlen (domain->nicks[i]) == length && strncmp (domain->nicks[i], figure, length) == 0)
      {
        *is_nick = figure[length] == '\0';
        return (int) i;
      }
  return domain->quark () == LPA_HTTP_ERROR ? LPA_HTTP_ERROR_STATUS : 0;
}

static GError *
new_foreign (const char *name, const char *figure)
{
  gint64 code = 0;

  if (!g_ascii_string_to_signed (figure, 10, 0, G_MAXINT, &code, NULL))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "%s/%s", name, figure);
  return g_error_new (g_quark_from_string (name), (int) code, "%s/%s", name, figure);
}

/**
 * lpa_error_dup_key:
 * @error: an error
 *
 * Any thread.
 *
 * Returns: (transfer full): `DOMAIN/FIGURE` or `DOMAIN/NICK`, as a journal keeps it; see
 * lpa_error_new_from_key()
 */
char *
lpa_error_dup_key (const GError *error)
{
  const char *domain = lpa_error_domain_name (error->domain);
  const char *figure = lpa_error_get_figure (error);

  if (domain == NULL)
    return g_strdup_printf ("%s/%d", g_quark_to_string (error->domain), error->code);
  return g_strconcat (domain, "/", figure ? figure : lpa_error_code_nick (error), NULL);
}

/**
 * lpa_error_new_from_key:
 * @key: `DOMAIN/FIGURE` or `DOMAIN/NICK`, as a journal keeps it of an operation that failed
 *
 * Makes an error again of what was kept of it, so that the error book can explain it. Any thread.
 *
 * Returns: (transfer full): the error; %G_IO_ERROR_FAILED when @key means nothing here
 */
GError *
lpa_error_new_from_key (const char *key)
{
  g_auto (GStrv) halves = g_strsplit (key, "/", 2);
  const char *figure = halves[0] && halves[1] ? halves[1] : "";
  const Domain *domain = halves[0] ? find_domain_by_name (halves[0]) : NULL;
  gboolean is_nick;
  int code;

  if (!domain)
    return new_foreign (halves[0] ? halves[0] : "", figure);
  code = code_from_figure (domain, figure, &is_nick);
  return lpa_error_new (domain->quark (), code, is_nick || *figure == '\0' ? NULL : figure, "%s",
                        key);
}

/**
 * lpa_error_get_figure:
 * @error: any error
 *
 * Returns: (nullable): the figure that was given with the error; it lives as long as @error
 */
const char *
lpa_error_get_figure (const GError *error)
{
  const LpaErrorPrivate *private = get_private (error);

  return private ? private->figure : NULL;
}

/**
 * lpa_error_set_detail:
 * @error: an error of a domain of this library other than %LPA_TLV_ERROR; with any other nothing
 * happens
 * @detail: (nullable): raw text for the details, such as the server's own message; replaces what
 * was there
 */
void
lpa_error_set_detail (GError *error, const char *detail)
{
  LpaErrorPrivate *private = get_private (error);
  char *copy = g_strdup (detail);

  if (!private)
    {
      g_free (copy);
      return;
    }
  g_free (private->detail);
  private->detail = copy;
}

/**
 * lpa_error_is_never_sent:
 * @error: what a call to a server failed with
 *
 * Any thread.
 *
 * Returns: whether nothing of the call can have reached the server
 */
gboolean
lpa_error_is_never_sent (const GError *error)
{
  if (error->domain != LPA_HTTP_ERROR)
    return error->domain == LPA_TRUST_ERROR;

  switch ((LpaHttpError) error->code)
    {
    case LPA_HTTP_ERROR_OFFLINE:
    case LPA_HTTP_ERROR_RESOLVE:
    case LPA_HTTP_ERROR_CONNECT:
    case LPA_HTTP_ERROR_TLS:
    case LPA_HTTP_ERROR_PROXY:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * lpa_error_get_detail:
 * @error: any error
 *
 * Returns: (nullable): what lpa_error_set_detail() left; it lives as long as @error
 */
const char *
lpa_error_get_detail (const GError *error)
{
  const LpaErrorPrivate *private = get_private (error);

  return private ? private->detail : NULL;
}

/**
 * lpa_error_domain_name:
 * @domain: the domain of an error
 *
 * Returns: (nullable): the layer's short name, as in keys of the error book and in JSON: `channel`,
 * `card`, `es10`, `code`, `http`, `trust`, `server`, `policy`, `network` or `tlv`; %NULL for a
 * domain of another library
 */
const char *
lpa_error_domain_name (GQuark domain)
{
  const Domain *found = find_domain (domain);

  return found ? found->name : NULL;
}

/**
 * lpa_error_code_nick:
 * @error: any error
 *
 * Returns: (nullable): the nick of its code, such as `no-card`; %NULL for an error of another
 * library
 */
const char *
lpa_error_code_nick (const GError *error)
{
  const Domain *domain = find_domain (error->domain);

  if (!domain || error->code < 0 || (guint) error->code >= domain->n_nicks)
    return NULL;
  return domain->nicks[error->code];
}
