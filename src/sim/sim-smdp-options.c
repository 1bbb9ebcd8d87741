/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-options.h"

#include "sim/sim-pki.h"

#include <string.h>

/* One option on the command line and the member that it sets. */
typedef struct
{
  const char *name;
  GOptionArg arg;
  gsize offset;
  const char *help;
  const char *value;
} Option;

#define OPTION(name, arg, member, help, value)                                      \
  {                                                                                 \
    name, G_OPTION_ARG_##arg, G_STRUCT_OFFSET (SimSmdpOptions, member), help, value \
  }

static const Option table[] = {
  OPTION ("listen", STRING, listen, "Where to listen; port 0 is any free one", "HOST:PORT"),
  OPTION ("address", STRING, address, "The server's own name (default: where it listens)", "NAME"),
  OPTION ("smds", NONE, smds, "Be a discovery server (SM-DS)", NULL),
  OPTION ("oid", STRING, oid, "Certificates with this OID", "OID"),
  OPTION (
      "tls-flaw",
      STRING,
      tls_flaw,
      "A TLS certificate with something wrong: expired, not-yet-valid, other-host, self-signed, "
      "other-issuer or wrong-usage",
      "FLAW"),
  OPTION ("refuse", STRING_ARRAY, refuse, "Refuse a function", "FUNCTION=SUBJECT/REASON"),
  OPTION ("only", STRING, only, "Let the options below apply to one function", "FUNCTION"),
  OPTION ("times",
          INT,
          times,
          "Let the options below apply to the first N calls of a function",
          "N"),
  OPTION ("header-last", NONE, header_last, "Put the JSON header last", NULL),
  OPTION ("charset", NONE, charset, "Name a charset in the content type", NULL),
  OPTION ("missing-header", NONE, missing_header, "Leave the JSON header out on success", NULL),
  OPTION ("bare-refusals", NONE, bare_refusals, "Refuse without subject and reason", NULL),
  OPTION ("base64-lines", NONE, base64_lines, "Break lines within base64", NULL),
  OPTION ("base64-unpadded", NONE, base64_unpadded, "Leave out the padding of base64", NULL),
  OPTION ("misspelt-issuer", NONE, misspelt_issuer, "Write euiccCiPKIdTobeUsed", NULL),
  OPTION ("lower-transaction-id",
          NONE,
          lower_transaction_id,
          "Transaction IDs in lower case",
          NULL),
  OPTION ("wrong-transaction-id",
          NONE,
          wrong_transaction_id,
          "Another transaction ID than the signed one",
          NULL),
  OPTION ("wrong-address", NONE, wrong_address, "Sign another server's address", NULL),
  OPTION ("wrong-challenge", NONE, wrong_challenge, "Sign another challenge", NULL),
  OPTION ("status", INT, status, "Answer with this HTTP status", "CODE"),
  OPTION ("html", NONE, html, "Answer with a web page, as captive portals do", NULL),
  OPTION ("redirect", STRING, redirect, "Answer with a redirection", "URL"),
  OPTION ("slow", INT, slow, "Wait before answering", "MILLISECONDS"),
  OPTION ("hang", NONE, hang, "Never answer", NULL),
  OPTION ("close-after", STRING, close_after, "Do what is asked, then lose the answer", "FUNCTION"),
  OPTION ("retry-after",
          INT,
          retry_after,
          "Answer the first call with 503 and this Retry-After",
          "SECONDS"),
  OPTION ("big-reply", NONE, big_reply, "Answer with 4 MiB of padding", NULL),
  OPTION ("fail-notifications",
          INT,
          fail_notifications,
          "Answer the first N notifications with 500",
          "N"),
};

static const char *const functions[SIM_SMDP_N_FUNCTIONS] = {
  [SIM_SMDP_INITIATE_AUTHENTICATION] = "initiateAuthentication",
  [SIM_SMDP_AUTHENTICATE_CLIENT] = "authenticateClient",
  [SIM_SMDP_GET_BOUND_PROFILE_PACKAGE] = "getBoundProfilePackage",
  [SIM_SMDP_HANDLE_NOTIFICATION] = "handleNotification",
  [SIM_SMDP_CANCEL_SESSION] = "cancelSession",
};

/**
 * sim_smdp_function_get_name:
 * @function: a function
 *
 * Returns: the last part of its path
 */
const char *
sim_smdp_function_get_name (SimSmdpFunction function)
{
  g_return_val_if_fail (function < SIM_SMDP_N_FUNCTIONS, NULL);

  return functions[function];
}

/**
 * sim_smdp_function_from_name:
 * @name: the last part of a path
 * @function: (out): the function
 *
 * Returns: whether there is one of that name
 */
gboolean
sim_smdp_function_from_name (const char *name, SimSmdpFunction *function)
{
  for (SimSmdpFunction i = 0; i < SIM_SMDP_N_FUNCTIONS; i++)
    if (g_str_equal (name, functions[i]))
      {
        *function = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * sim_smdp_options_copy:
 * @self: options
 * @copy: (out caller-allocates): a copy of them, for sim_smdp_options_clear()
 */
void
sim_smdp_options_copy (const SimSmdpOptions *self, SimSmdpOptions *copy)
{
  *copy = *self;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      char **slot = G_STRUCT_MEMBER_P (copy, table[i].offset);

      if (table[i].arg == G_OPTION_ARG_STRING)
        *slot = g_strdup (*slot);
    }
  copy->refuse = g_strdupv (self->refuse);
}

/**
 * sim_smdp_options_clear:
 * @self: options
 *
 * Frees what the members own.
 */
void
sim_smdp_options_clear (SimSmdpOptions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].arg == G_OPTION_ARG_STRING)
      g_clear_pointer ((char **) G_STRUCT_MEMBER_P (self, table[i].offset), g_free);
  g_clear_pointer (&self->refuse, g_strfreev);
}

static gboolean
wrong (GError **error, const char *option, const char *value)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s: “%s” is not allowed here",
               option, value);
  return FALSE;
}

static gboolean
is_refusal (const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals ? g_strndup (text, (gsize) (equals - text)) : NULL;
  SimSmdpFunction function;

  return name && sim_smdp_function_from_name (name, &function) &&
         g_regex_match_simple ("^[0-9]+(\\.[0-9]+){1,3}/[0-9]+(\\.[0-9]+)+$", equals + 1, 0, 0);
}

static gboolean
check_numbers (const SimSmdpOptions *self, GError **error)
{
  if (self->status != 0 && (self->status < 200 || self->status > 599))
    return wrong (error, "status", "a number outside of 200 to 599");
  if (self->times < 0 || self->slow < 0 || self->retry_after < 0 || self->fail_notifications < 0)
    return wrong (error, "times, --slow, --retry-after, --fail-notifications", "a number below 0");
  return TRUE;
}

/**
 * sim_smdp_options_check:
 * @self: options
 * @error: return location for an error of %G_OPTION_ERROR
 *
 * Returns: whether the values make sense
 */
gboolean
sim_smdp_options_check (const SimSmdpOptions *self, GError **error)
{
  SimSmdpFunction function;
  SimTlsFlaw flaw;

  for (guint i = 0; self->refuse && self->refuse[i]; i++)
    if (!is_refusal (self->refuse[i]))
      return wrong (error, "refuse", self->refuse[i]);
  if (self->only && !sim_smdp_function_from_name (self->only, &function))
    return wrong (error, "only", self->only);
  if (self->close_after && !sim_smdp_function_from_name (self->close_after, &function))
    return wrong (error, "close-after", self->close_after);
  if (self->tls_flaw && !sim_tls_flaw_from_nick (self->tls_flaw, &flaw))
    return wrong (error, "tls-flaw", self->tls_flaw);
  if (self->oid && !g_regex_match_simple ("^[0-2](\\.(0|[1-9][0-9]{0,9}))+$", self->oid, 0, 0))
    return wrong (error, "oid", self->oid);
  return check_numbers (self, error);
}

/**
 * sim_smdp_options_add_to_context:
 * @self: all zeroes; parsing @context fills it
 * @context: where to add the options of the command line
 */
void
sim_smdp_options_add_to_context (SimSmdpOptions *self, GOptionContext *context)
{
  GOptionEntry entries[G_N_ELEMENTS (table) + 1] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      entries[i].long_name = table[i].name;
      entries[i].arg = table[i].arg;
      entries[i].arg_data = G_STRUCT_MEMBER_P (self, table[i].offset);
      entries[i].description = table[i].help;
      entries[i].arg_description = table[i].value;
    }
  g_option_context_add_main_entries (context, entries, NULL);
}

/**
 * sim_smdp_options_is_on:
 * @self: options
 * @function: the function that is called
 * @call: the how manieth time, from 1
 *
 * Returns: whether the options that `--only` and `--times` narrow apply to this call
 */
gboolean
sim_smdp_options_is_on (const SimSmdpOptions *self, SimSmdpFunction function, guint call)
{
  return (!self->only || g_str_equal (self->only, functions[function])) &&
         (self->times == 0 || call <= (guint) self->times);
}

/**
 * sim_smdp_options_get_refusal:
 * @self: options
 * @function: the function that is called
 *
 * Returns: (nullable): the figure with which `--refuse` has @function refused
 */
const char *
sim_smdp_options_get_refusal (const SimSmdpOptions *self, SimSmdpFunction function)
{
  gsize length = strlen (functions[function]);

  for (guint i = 0; self->refuse && self->refuse[i]; i++)
    if (g_str_has_prefix (self->refuse[i], functions[function]) && self->refuse[i][length] == '=')
      return self->refuse[i] + length + 1;
  return NULL;
}
