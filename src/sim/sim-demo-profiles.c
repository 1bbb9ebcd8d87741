/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-demo-profiles.h"

#include "sim-demo-resources.h"
#include "sim/sim-metadata.h"

#define PREFIX "/io/github/ternesim/sim/demo/"
#define PROFILE_SIZE (24 * 1024)

/* Networks that nobody has, of countries that there are (TS 24.008, 10.5.1.3). */
typedef struct
{
  const char *provider;
  const char *name;
  const char *icon;
  guint8 network[3];
} Kind;

static const Kind KINDS[] = {
  { "Halden Telecom", "Business line", "halden.png", { 0x42, 0xF2, 0x79 } },
  { "Roamwell", "Europe 20 GB", "roamwell.png", { 0x62, 0xF2, 0x79 } },
  { "Kumo Mobile", "Japan 5 GB, 30 days", "kumo.png", { 0x44, 0xF0, 0x19 } },
  { "Brisa Móvil", "Verano 3 GB", "brisa.png", { 0x12, 0xF4, 0x79 } },
};

static const Kind TEST_KIND = { "Halden Telecom", "Test profile", NULL, { 0x00, 0xF1, 0x10 } };

/* Nineteen digits and the check digit of ISO/IEC 7812. */
static char *
number_iccid (int number)
{
  g_autofree char *digits = g_strdup_printf ("8944990000000000%03d", number);
  int sum = 0;

  for (int i = 0; digits[i] != '\0'; i++)
    {
      int digit = g_ascii_digit_value (digits[i]) * (i % 2 == 0 ? 2 : 1);

      sum += digit > 9 ? digit - 9 : digit;
    }

  return g_strdup_printf ("%s%d", digits, (10 - sum % 10) % 10);
}

static GBytes *
load_icon (const char *name)
{
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);

  return g_resource_lookup_data (sim_demo_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 NULL);
}

static SimProfile *
add (SimProfileStore *store, const Kind *kind, SimProfileClass profile_class, int number)
{
  g_autofree char *iccid = number_iccid (number);
  g_autoptr (GBytes) icon = kind->icon ? load_icon (kind->icon) : NULL;
  SimMetadata metadata = {
    .iccid = iccid,
    .provider = kind->provider,
    .name = kind->name,
    .icon = icon,
    .profile_class = profile_class,
    .owner = kind->network,
    .address = "smdp.example.com",
  };
  g_autoptr (GBytes) encoded = sim_metadata_encode (&metadata);

  return sim_profile_store_add (store, encoded, PROFILE_SIZE);
}

/**
 * sim_demo_profiles_add:
 * @store: an empty store
 * @count: how many profiles
 * @tests: how many test profiles besides
 *
 * Puts profiles onto a new card, the first of them enabled.
 */
void
sim_demo_profiles_add (SimProfileStore *store, int count, int tests)
{
  for (int i = 0; i < count; i++)
    {
      const Kind *kind = &KINDS[(gsize) i % G_N_ELEMENTS (KINDS)];
      SimProfile *profile = add (store, kind, SIM_PROFILE_CLASS_OPERATIONAL, i + 1);

      profile->enabled = i == 0;
    }
  for (int i = 0; i < tests; i++)
    add (store, &TEST_KIND, SIM_PROFILE_CLASS_TEST, count + i + 1);
}
