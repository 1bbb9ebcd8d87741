/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-demo-profiles.h"

#include "sim-demo-resources.h"
#include "sim/sim-metadata.h"

#define PREFIX "/io/github/ternesim/sim/demo/"
#define PROFILE_SIZE (24 * 1024)

static const guint8 test_network[] = { 0x00, 0xF1, 0x10 };

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

/**
 * sim_demo_profiles_add:
 * @store: an empty store
 * @count: how many
 *
 * Puts profiles onto a new card, the first of them enabled.
 */
void
sim_demo_profiles_add (SimProfileStore *store, int count)
{
  static const struct
  {
    const char *provider;
    const char *name;
    const char *icon;
  } kinds[] = {
    { "Halden Telecom", "Business line", "halden.png" },
    { "Roamwell", "Europe 20 GB", "roamwell.png" },
    { "Kumo Mobile", "Japan 5 GB, 30 days", "kumo.png" },
    { "Brisa Móvil", "Verano 3 GB", "brisa.png" },
  };

  for (int i = 0; i < count; i++)
    {
      gsize kind = (gsize) i % G_N_ELEMENTS (kinds);
      g_autofree char *iccid = number_iccid (i + 1);
      g_autoptr (GBytes) icon = load_icon (kinds[kind].icon);
      SimMetadata metadata = {
        .iccid = iccid,
        .provider = kinds[kind].provider,
        .name = kinds[kind].name,
        .icon = icon,
        .profile_class = SIM_PROFILE_CLASS_OPERATIONAL,
        .owner = test_network,
        .address = "smdp.example.com",
      };
      g_autoptr (GBytes) encoded = sim_metadata_encode (&metadata);
      SimProfile *profile = sim_profile_store_add (store, encoded, PROFILE_SIZE);

      profile->enabled = i == 0;
    }
}
