/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-words.h"

#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

/* What a usual profile takes on a card, for "about n more"; real ones lie between 30 and 90 kB. */
#define USUAL_PROFILE_SIZE 64000

/**
 * tern_words_dup_in_order:
 * @text: dots and digits
 *
 * Returns: (transfer full): the same, to be shown in this order among words that are written from
 * right to left, too
 */
char *
tern_words_dup_in_order (const char *text)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  return g_strconcat (rtl ? "\u2066" : "", text, rtl ? "\u2069" : "", NULL);
}

/**
 * tern_words_dup_eid:
 * @eid: an EID, 32 digits
 * @masked: whether only the last four digits are to be seen
 *
 * Returns: (transfer full): the EID in groups of four
 */
char *
tern_words_dup_eid (const char *eid, gboolean masked)
{
  gsize length = strlen (eid);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      if (masked && i + 4 < length)
        g_string_append (text, "•");
      else
        g_string_append_c (text, eid[i]);
    }
  return tern_words_dup_in_order (text->str);
}

/**
 * tern_words_dup_tail:
 * @digits: (nullable): an EID or ICCID
 *
 * Returns: (transfer full): its last four digits, so that it can be told from others
 */
char *
tern_words_dup_tail (const char *digits)
{
  gsize length = digits ? strlen (digits) : 0;
  g_autofree char *tail = NULL;

  if (length == 0)
    return g_strdup ("");
  tail = g_strconcat ("…", digits + (length > 4 ? length - 4 : 0), NULL);
  return tern_words_dup_in_order (tail);
}

/**
 * tern_words_count_room:
 * @free_memory: free memory of a card in bytes
 *
 * Returns: for about how many profiles that is enough
 */
guint
tern_words_count_room (gint64 free_memory)
{
  return (guint) CLAMP (free_memory / USUAL_PROFILE_SIZE, 0, 999);
}

/**
 * tern_words_dup_room:
 * @free_memory: free memory of a card in bytes, or -1 where it does not say
 *
 * Returns: (transfer full): how much that is, and for how much it is enough
 */
char *
tern_words_dup_room (gint64 free_memory)
{
  g_autofree char *size = NULL;
  guint profiles;

  if (free_memory < 0)
    return g_strdup (C_ ("card", "The card does not say"));
  size = g_format_size ((guint64) free_memory);
  profiles = tern_words_count_room (free_memory);
  if (profiles == 0)
    return g_strdup_printf (C_ ("card", "%s free, hardly enough for another profile"), size);
  return g_strdup_printf (lpa_plural ("card", "%s free, enough for about %u more profile",
                                      "%s free, enough for about %u more profiles", profiles),
                          size, profiles);
}

/**
 * tern_words_dup_rules:
 * @rules: a profile's policy rules
 *
 * Returns: (transfer full): one sentence a rule, or that there are none
 */
char *
tern_words_dup_rules (LpaPolicyRules rules)
{
  static const struct
  {
    LpaPolicyRules rule;
    const char *sentence;
  } SENTENCES[] = {
    { LPA_POLICY_RULES_NO_DISABLE,
      NC_ ("rule", "The provider does not allow this profile to be switched off.") },
    { LPA_POLICY_RULES_NO_DELETE,
      NC_ ("rule", "The provider does not allow this profile to be deleted.") },
    { LPA_POLICY_RULES_UPDATE_CONTROL, NC_ ("rule", "The provider may change these rules later.") },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (SENTENCES); i++)
    if (rules & SENTENCES[i].rule)
      g_string_append_printf (text, "%s%s", text->len ? " " : "",
                              g_dpgettext2 (NULL, "rule", SENTENCES[i].sentence));
  if (text->len == 0)
    g_string_append (text, C_ ("rule", "None: it can be switched off and deleted at any time."));
  return g_string_free (text, FALSE);
}

/**
 * tern_words_dup_trust:
 * @verdict: on whose word a server is believed
 *
 * Returns: (transfer full): that as one sentence
 */
char *
tern_words_dup_trust (const LpaTrustVerdict *verdict)
{
  static const char *const SENTENCES[] = {
    [LPA_TRUST_KIND_CARD_ISSUER] =
        NC_ ("trust", "Trusted on the word of %s, an issuer that this card names."),
    [LPA_TRUST_KIND_PRODUCTION_ISSUER] =
        NC_ ("trust", "Trusted on the word of %s, an issuer of the eSIM industry."),
    [LPA_TRUST_KIND_WEB] = NC_ (
        "trust", "The connection is trusted on the word of %s, an issuer of ordinary websites, as "
                 "newer servers use them. The card checked the server’s eSIM certificate itself."),
    [LPA_TRUST_KIND_ADDED] =
        NC_ ("trust", "Trusted on the word of %s, a test issuer that was added by hand."),
  };

  /* The sentences are constant; only the issuer's name goes in. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (g_dpgettext2 (NULL, "trust", SENTENCES[verdict->kind]), verdict->issuer);
#pragma GCC diagnostic pop
}

/* The name of an issuer that is not known is a mere number. */
static char *
dup_issuer (GBytes *key_id)
{
  g_autofree char *name = lpa_trust_issuer_name (key_id);

  if (lpa_trust_issuer_is_production (key_id) || lpa_trust_issuer_is_test (key_id))
    return g_steal_pointer (&name);
  return g_strdup_printf (C_ ("card", "one that Tern does not know (%s)"), name);
}

/**
 * tern_words_dup_issuers:
 * @keys: (element-type GBytes): key identifiers of issuers
 *
 * Returns: (transfer full): their names, in their order
 */
char *
tern_words_dup_issuers (GPtrArray *keys)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *name = dup_issuer (g_ptr_array_index (keys, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (keys->len == 0)
    g_string_append (text, C_ ("card", "None"));
  return g_string_free (text, FALSE);
}

/**
 * tern_words_dup_time:
 * @time: (nullable): a time
 *
 * Returns: (transfer full): date and minute where this computer is; empty when there is none
 */
char *
tern_words_dup_time (GDateTime *time)
{
  g_autoptr (GDateTime) local = time ? g_date_time_to_local (time) : NULL;

  return local ? g_date_time_format (local, "%x %H:%M") : g_strdup ("");
}

/**
 * tern_words_get_kind:
 * @kind: the class of a profile
 *
 * Returns: (transfer none): what it is for
 */
const char *
tern_words_get_kind (LpaProfileKind kind)
{
  static const char *const WORDS[] = {
    [LPA_PROFILE_KIND_TEST] = NC_ ("profile-kind", "Test profile"),
    [LPA_PROFILE_KIND_PROVISIONING] =
        NC_ ("profile-kind", "Provisioning profile, for downloading others"),
    [LPA_PROFILE_KIND_OPERATIONAL] = NC_ ("profile-kind", "Ordinary profile"),
  };

  return g_dpgettext2 (NULL, "profile-kind", WORDS[kind]);
}
