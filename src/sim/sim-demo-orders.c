/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-demo-orders.h"

#include "sim-demo-resources.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX "/io/github/ternesim/sim/demo/"
#define OTHER_EID "89049032007008882600042697031862"

/* Which of the orders shows what. The rest stand in orders.json alone. */
static const struct
{
  const char *name;
  const char *matching_id;
  gboolean asks_confirmation_code;
} codes[] = {
  { "good", "FJRD-10GB-7Q2K-55TN", FALSE },      { "confirmation", "HLDN-BUS1-C0DE-X3M8", TRUE },
  { "used", "KUMO-05GB-USED-9RW1", FALSE },      { "expired", "BRSA-03GB-2023-LATE", FALSE },
  { "other-eid", "RMWL-20GB-OTHR-4HZ6", FALSE },
};

static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return g_file_set_contents (path, data, (gssize) length, error);
}

static gboolean
write_orders (const char *path, GBytes *template, const char *eid, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (template, &length);
  g_autoptr (GString) text = g_string_new_len (data, (gssize) length);

  g_string_replace (text, "@EID@", eid, 0);
  g_string_replace (text, "@OTHER_EID@", OTHER_EID, 0);
  return g_file_set_contents (path, text->str, (gssize) text->len, error);
}

/**
 * sim_demo_orders_write:
 * @path: (type filename): the orders file to make; the icons go into the same folder
 * @eid: the card of the demonstration
 * @error: return location for an error of %G_FILE_ERROR
 *
 * Writes the orders of the demonstration and of the lab: several providers, one order that asks for
 * the confirmation code 1234, one used, one expired, one for another card.
 *
 * Returns: whether everything was written
 */
gboolean
sim_demo_orders_write (const char *path, const char *eid, GError **error)
{
  GResource *resource = sim_demo_get_resource ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (GStrv) names = g_resource_enumerate_children (resource, PREFIX, 0, error);

  for (gsize i = 0; names && names[i]; i++)
    {
      g_autofree char *source = g_strconcat (PREFIX, names[i], NULL);
      g_autofree char *icon = g_build_filename (folder, names[i], NULL);
      g_autoptr (GBytes) data = g_resource_lookup_data (resource, source, 0, error);
      gboolean is_orders = g_str_equal (names[i], "orders.json");

      if (!data ||
          !(is_orders ? write_orders (path, data, eid, error) : write_bytes (icon, data, error)))
        return FALSE;
    }
  return names != NULL;
}

/**
 * sim_demo_orders_add_codes:
 * @builder: where the next value goes
 * @address: HOST:PORT of the server that has the orders
 *
 * Adds an object of activation codes: good, confirmation, used, expired and other-eid.
 */
void
sim_demo_orders_add_codes (JsonBuilder *builder, const char *address)
{
  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *code = g_strdup_printf ("LPA:1$%s$%s%s", address, codes[i].matching_id,
                                               codes[i].asks_confirmation_code ? "$$1" : "");

      json_builder_set_member_name (builder, codes[i].name);
      json_builder_add_string_value (builder, code);
    }
  json_builder_end_object (builder);
}
