/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-order.h"

#include "lpa/lpa-hex.h"

#include <string.h>

static const char *const classes[] = { "test", "provisioning", "operational", NULL };
static const char *const states[] = {
  "released", "downloaded", "installed",   "used", "expired",
  "error",    "unreleased", "unavailable", NULL,
};
static const char *const rules[] = { "ppr1", "ppr2", NULL };
static const char *const reports[] = { "enable", "disable", "delete", NULL };
static const char *const types[] = { "install", "enable", "disable", "delete", NULL };
static const char *const functions[] = {
  "authenticateClient", "getBoundProfilePackage", "handleNotification", "cancelSession", NULL,
};

#define MEMBER(type, name) G_STRUCT_OFFSET (type, name)

static const SimField owner_fields[] = {
  { "mccmnc", SIM_FIELD_DIGITS, 0, NULL, 5, 6, .help = "country and network code, 5 or 6 digits" },
  { "gid1", SIM_FIELD_STRING, sizeof (char *), .help = "group identifier 1, hexadecimal" },
  { "gid2", SIM_FIELD_STRING, 2 * sizeof (char *), .help = "group identifier 2, hexadecimal" },
  { NULL },
};

static const SimField refuse_fields[] = {
  { "function", SIM_FIELD_STRING, 0, .help = "the ES9+ function that is refused" },
  { "subject", SIM_FIELD_STRING, sizeof (char *), .help = "subject code, such as 8.2.6" },
  { "reason", SIM_FIELD_STRING, 2 * sizeof (char *), .help = "reason code, such as 3.8" },
  { "message", SIM_FIELD_STRING, 3 * sizeof (char *), .help = "the message that goes with it" },
  { NULL },
};

static const SimField binding_fields[] = {
  { "transaction_id", SIM_FIELD_STRING, 0, .help = "of the download" },
  { "eid", SIM_FIELD_STRING, sizeof (char *), .help = "of the card" },
  { "euicc_otpk", SIM_FIELD_STRING, 2 * sizeof (char *), .help = "the card's one-time public key" },
  { "euicc_certificate", SIM_FIELD_STRING, 3 * sizeof (char *), .help = "of the card, in base64" },
  { NULL },
};

/* What an order is made of: read, written, checked and documented from here. */
const SimField sim_order_fields[] = {
  { "matching_id", SIM_FIELD_STRING, MEMBER (SimOrder, matching_id), "\"\"",
    .help = "empty: waits for the eid by itself" },
  { "iccid", SIM_FIELD_DIGITS, MEMBER (SimOrder, iccid), NULL, 18, 20,
    .help = "18 to 20 digits (default: made up)" },
  { "provider", SIM_FIELD_STRING, MEMBER (SimOrder, provider), "\"Tern Mobile\"",
    .help = "name of the provider, up to 32 bytes" },
  { "profile", SIM_FIELD_STRING, MEMBER (SimOrder, profile), "\"Test profile\"",
    .help = "name of the profile, up to 64 bytes" },
  { "class", SIM_FIELD_NICK, MEMBER (SimOrder, profile_class), "\"operational\"", .nicks = classes,
    .help = "profile class" },
  { "state", SIM_FIELD_NICK, MEMBER (SimOrder, state), "\"released\"", .nicks = states,
    .help = "where the order stands" },
  { "eid", SIM_FIELD_DIGITS, MEMBER (SimOrder, eid), NULL, 32, 32,
    .help = "the only card that may have it (set by the first download)" },
  { "confirmation_code", SIM_FIELD_STRING, MEMBER (SimOrder, confirmation_code), NULL,
    .help = "asked for when set" },
  { "confirmation_tries", SIM_FIELD_INTEGER, MEMBER (SimOrder, confirmation_tries), "3", 0, 1000,
    .help = "wrong codes that end the order" },
  { "download_tries", SIM_FIELD_INTEGER, MEMBER (SimOrder, download_tries), "-1", -1, 1000,
    .help = "downloads that may be begun; -1: no limit" },
  { "size", SIM_FIELD_INTEGER, MEMBER (SimOrder, size), "11800", 1000, 2000000,
    .help = "of the profile package in bytes" },
  { "ppr", SIM_FIELD_SET, MEMBER (SimOrder, ppr), "[]", .nicks = rules, .help = "policy rules" },
  { "owner", SIM_FIELD_OBJECT, MEMBER (SimOrder, owner), NULL, .fields = owner_fields,
    .help = "the operator who owns the profile (needed for policy rules)" },
  { "icon", SIM_FIELD_STRING, MEMBER (SimOrder, icon), NULL,
    .help = "PNG or JPEG file of up to 1024 bytes; a relative path starts at the orders file" },
  { "notifications", SIM_FIELD_SET, MEMBER (SimOrder, notifications),
    "[\"enable\",\"disable\",\"delete\"]", .nicks = reports,
    .help = "what the card reports besides the installation" },
  { "notification_address", SIM_FIELD_STRING, MEMBER (SimOrder, notification_address), NULL,
    .help = "where to (default: this server)" },
  { "imei_tac", SIM_FIELD_DIGITS, MEMBER (SimOrder, imei_tac), NULL, 8, 8,
    .help = "the only kind of device that is allowed, 8 digits" },
  { "session_keys", SIM_FIELD_BOOLEAN, MEMBER (SimOrder, session_keys), "false",
    .help = "protect the profile with the session keys instead of its own" },
  { "unknown_pe", SIM_FIELD_BOOLEAN, MEMBER (SimOrder, unknown_pe), "false",
    .help = "the profile has an element that the card does not know" },
  { "wrong_iccid", SIM_FIELD_BOOLEAN, MEMBER (SimOrder, wrong_iccid), "false",
    .help = "the profile has another ICCID than was announced" },
  { "reusable", SIM_FIELD_BOOLEAN, MEMBER (SimOrder, reusable), "false",
    .help = "released again when the card reports the profile deleted" },
  { "refuse", SIM_FIELD_OBJECT, MEMBER (SimOrder, refuse), NULL, .fields = refuse_fields,
    .help = "refuse one function of the download" },
  { "binding", SIM_FIELD_OBJECT, MEMBER (SimOrder, binding), NULL, .fields = binding_fields,
    .help = "written by the server: the download that is under way" },
  { NULL },
};

const SimField sim_event_fields[] = {
  { "event_id", SIM_FIELD_STRING, MEMBER (SimEvent, event_id), NULL,
    .help = "is the matching ID of an order on the server named in address" },
  { "eid", SIM_FIELD_DIGITS, MEMBER (SimEvent, eid), NULL, 32, 32, .help = "the card it is for" },
  { "address", SIM_FIELD_STRING, MEMBER (SimEvent, address), NULL,
    .help = "of the server, HOST[:PORT]" },
  { NULL },
};

const SimField sim_received_fields[] = {
  { "type", SIM_FIELD_NICK, MEMBER (SimReceived, type), NULL, .nicks = types,
    .help = "what was done" },
  { "iccid", SIM_FIELD_STRING, MEMBER (SimReceived, iccid), NULL, .help = "to which profile" },
  { "seq", SIM_FIELD_INTEGER, MEMBER (SimReceived, sequence), NULL, 0, G_MAXINT64,
    .help = "sequence number" },
  { "address", SIM_FIELD_STRING, MEMBER (SimReceived, address), NULL,
    .help = "the server that the card named" },
  { "transaction_id", SIM_FIELD_STRING, MEMBER (SimReceived, transaction_id), NULL,
    .help = "of the download" },
  { "result", SIM_FIELD_STRING, MEMBER (SimReceived, result), NULL,
    .help = "ok, or COMMAND/REASON of an installation that failed" },
  { "signature_valid", SIM_FIELD_BOOLEAN, MEMBER (SimReceived, signature_valid), NULL,
    .help = "whether the card's signature and certificates are good" },
  { NULL },
};

/**
 * sim_order_state_to_string:
 * @state: a state
 *
 * Returns: its word in the orders file
 */
const char *
sim_order_state_to_string (SimOrderState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states) - 1, NULL);

  return states[state];
}

static gboolean
wrong (GError **error, const char *where, const char *what)
{
  g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE, "%s: %s", where, what);
  return FALSE;
}

static gboolean
is_figure (const char *text)
{
  return text && g_regex_match_simple ("^[0-9]+(\\.[0-9]+){1,3}$", text, 0, 0);
}

static gboolean
is_hex (const char *text)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode (text);

  return bytes != NULL;
}

/**
 * sim_order_check:
 * @self: an order that was read
 * @where: what to call it in an error
 * @error: return location for an error of %SIM_RECORD_ERROR
 *
 * Checks what the types alone do not say.
 *
 * Returns: whether the order makes sense
 */
gboolean
sim_order_check (SimOrder *self, const char *where, GError **error)
{
  gboolean refuses =
      self->refuse.function || self->refuse.subject || self->refuse.reason || self->refuse.message;

  if (!self->matching_id || !self->provider || !self->profile)
    return wrong (error, where, "matching_id, provider and profile cannot be null");
  if (strlen (self->provider) > 32 || strlen (self->profile) > 64)
    return wrong (error, where, "provider takes 32 bytes and profile 64");
  if (self->matching_id[0] == '\0' && !self->eid)
    return wrong (error, where, "an order without a matching_id needs an eid");
  if (self->ppr && !self->owner.mccmnc)
    return wrong (error, where, "policy rules need an owner with mccmnc");
  if (!self->owner.mccmnc && (self->owner.gid1 || self->owner.gid2))
    return wrong (error, where, "an owner needs mccmnc");
  if ((self->owner.gid1 && !is_hex (self->owner.gid1)) ||
      (self->owner.gid2 && !is_hex (self->owner.gid2)))
    return wrong (error, where, "gid1 and gid2 are hexadecimal");
  if (refuses && !(self->refuse.function && g_strv_contains (functions, self->refuse.function)))
    return wrong (error, where, "refuse.function is not a function that knows the order");
  if (refuses && !(is_figure (self->refuse.subject) && is_figure (self->refuse.reason)))
    return wrong (error, where, "refuse needs a subject and a reason such as 8.2.6 and 3.8");
  return TRUE;
}

/**
 * sim_order_free:
 * @self: (nullable): an order
 */
void
sim_order_free (SimOrder *self)
{
  if (!self)
    return;
  sim_record_clear (self, sim_order_fields);
  g_free (self);
}

/**
 * sim_event_free:
 * @self: (nullable): an event record
 */
void
sim_event_free (SimEvent *self)
{
  if (!self)
    return;
  sim_record_clear (self, sim_event_fields);
  g_free (self);
}

/**
 * sim_received_free:
 * @self: (nullable): a notification
 */
void
sim_received_free (SimReceived *self)
{
  if (!self)
    return;
  sim_record_clear (self, sim_received_fields);
  g_free (self);
}
