/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-rules.h"

#include "sim/sim-profile-store.h"

#define OPERATOR_SIZE 3
#define CONSENT_REQUIRED 0x80
#define WILDCARD 0x0E

typedef struct
{
  guint8 rule;
  guint8 network[OPERATOR_SIZE];
} Entry;

/* The rules authorisation table of the simulated card: PPR1 for the test operator 001-01 alone,
 * PPR2 for all. */
static const Entry table[] = {
  { SIM_PPR1, { 0x00, 0xF1, 0x10 } },
  { SIM_PPR2, { 0xEE, 0xEE, 0xEE } },
};

/**
 * sim_rules_append_table:
 * @out: where to write
 *
 * Writes the entries of the rules authorisation table (SGP.22 2.9.2.1), each with the person's
 * consent required.
 */
void
sim_rules_append_table (GByteArray *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint entry = lpa_tlv_open (out, 0x30);
      guint networks, network;

      sim_bit_string_append (out, 0x80, table[i].rule);
      networks = lpa_tlv_open (out, 0xA1);
      network = lpa_tlv_open (out, 0x30);
      lpa_tlv_append (out, 0x80, table[i].network, OPERATOR_SIZE);
      lpa_tlv_close (out, network);
      lpa_tlv_close (out, networks);
      sim_bit_string_append (out, 0x82, CONSENT_REQUIRED);
      lpa_tlv_close (out, entry);
    }
}

static gboolean
nibble_matches (guint8 allowed, guint8 actual)
{
  return allowed == WILDCARD || allowed == actual;
}

static gboolean
network_matches (const guint8 *allowed, const LpaTlv *actual)
{
  for (gsize i = 0; i < OPERATOR_SIZE; i++)
    if (!nibble_matches (allowed[i] & 0x0F, actual->value[i] & 0x0F) ||
        !nibble_matches (allowed[i] >> 4, actual->value[i] >> 4))
      return FALSE;

  return TRUE;
}

static gboolean
rule_allowed (guint8 rule, const LpaTlv *network)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].rule == rule && network_matches (table[i].network, network))
      return TRUE;

  return FALSE;
}

/**
 * sim_rules_allow:
 * @rules: a profile's policy rules, as bits like %SIM_PPR1
 * @owner: (nullable): the profileOwner (B7) of its metadata
 *
 * Returns: whether the table allows each of the rules to that owner
 */
gboolean
sim_rules_allow (guint8 rules, const LpaTlv *owner)
{
  LpaTlv network;

  if ((rules & (SIM_PPR1 | SIM_PPR2)) == 0)
    return TRUE;
  if (owner == NULL || !lpa_tlv_find (owner, 0x80, &network) || network.length != OPERATOR_SIZE)
    return FALSE;

  return ((rules & SIM_PPR1) == 0 || rule_allowed (SIM_PPR1, &network)) &&
         ((rules & SIM_PPR2) == 0 || rule_allowed (SIM_PPR2, &network));
}
