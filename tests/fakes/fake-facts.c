/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-facts.h"

#include <libmm-glib.h>

#include "fake-steps.h"
#include "fake-words.h"

#define MAX_SLOTS 4
#define MAX_DELAY 60000

typedef enum
{
  KIND_TEXT,
  KIND_NUMBER,
  KIND_SWITCH,
  KIND_NICK,
  KIND_FLAGS,
  KIND_STEP,
} Kind;

typedef struct
{
  const char *key;
  Kind kind;
  const char *usual;
  const char *help;
  GType (*type) (void);
  guint most;
} Key;

/* A usual value of "" of something that has names means: as it follows from the rest. */
static const Key keys[] = {
  { "manufacturer", KIND_TEXT, "Acme", "who made it" },
  { "model", KIND_TEXT, "M1", "what it is called" },
  { "revision", KIND_TEXT, "1.0", "its firmware" },
  { "imei", KIND_TEXT, "490154203237518", "its number" },
  { "device", KIND_TEXT, "/sys/devices/fake/usb1/1-1", "what InhibitDevice calls it" },
  { "port", KIND_TEXT, "cdc-wdm0", "the name of its control port, or a path that ends in it" },
  { "port-type", KIND_NICK, "mbim", "what that port speaks", mm_modem_port_type_get_type },
  { "net", KIND_TEXT, "wwan0", "its network interface" },
  { "address", KIND_TEXT, "", "that it has there, as 10.0.0.2/30; otherwise there is DHCP" },
  { "gateway", KIND_TEXT, "", "with an address: the way to all others" },
  { "state", KIND_NICK, "", "where it stands; otherwise as follows", mm_modem_state_get_type },
  { "failed-reason", KIND_NICK, "", "why it failed; otherwise as follows",
    mm_modem_state_failed_reason_get_type },
  { "power", KIND_NICK, "on", "of its radio", mm_modem_power_state_get_type },
  { "enabled", KIND_SWITCH, "yes", "as by the method Enable" },
  { "fcc-lock", KIND_SWITCH, "no", "cannot be enabled, and is not" },
  { "lock", KIND_NICK, "none", "of the modem itself: ph-net-pin and so on",
    mm_modem_lock_get_type },
  { "lock-tries", KIND_NUMBER, "10", "how often its code may be wrong", NULL, 255 },
  { "unlock-code", KIND_TEXT, "", "what opens it" },
  { "facilities", KIND_FLAGS, "", "locks that are on: net-pers and so on",
    mm_modem_3gpp_facility_get_type },
  { "registration", KIND_NICK, "", "otherwise that of the profile",
    mm_modem_3gpp_registration_state_get_type },
  { "operator-code", KIND_TEXT, "", "otherwise that of the profile" },
  { "operator-name", KIND_TEXT, "", "otherwise that of the profile" },
  { "signal", KIND_NUMBER, "60", "in per cent", NULL, 100 },
  { "technology", KIND_FLAGS, "lte", "lte, 5gnr …", mm_modem_access_technology_get_type },
  { "slots", KIND_NUMBER, "1", "how many it has; fixed once it is there", NULL, MAX_SLOTS },
  { "primary-slot", KIND_NUMBER, "1", "which one it uses", NULL, MAX_SLOTS },
  { "rereads", KIND_STEP, "now",
    "after which step it sees another profile: now, uicc-reset, enable, inhibit, reset, never; "
    "a later step does too" },
  { "recreate", KIND_SWITCH, "yes", "another profile makes it another object" },
  { "delay", KIND_NUMBER, "0", "milliseconds until it is back", NULL, MAX_DELAY },
  { "log", KIND_TEXT, "",
    "the log of `tern-sim modem`: a reset in it is the step uicc-reset, and its end unplugs it" },
};

typedef struct
{
  char *text;
  int number;
} Fact;

struct _FakeFacts
{
  GHashTable *told;
};

static void
fact_free (gpointer data)
{
  g_free (((Fact *) data)->text);
  g_free (data);
}

static const Key *
find_key (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].key, name))
      return &keys[i];

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "A modem has no “%s”", name);
  return NULL;
}

static gboolean
read_number (const Key *key, const char *text, int *number, GError **error)
{
  guint value = 0;
  gboolean good;

  *number = 0;
  if (key->kind == KIND_TEXT)
    return TRUE;
  if (key->kind == KIND_STEP)
    return fake_step_parse (text, (FakeStep *) number, error);
  if (key->kind == KIND_NICK)
    return *text == '\0' || fake_words_nick (key->type (), text, number, error);

  good = key->kind == KIND_SWITCH  ? fake_words_switch (text, number, error)
         : key->kind == KIND_FLAGS ? fake_words_flags (key->type (), text, &value, error)
                                   : fake_words_number (text, key->most, &value, error);
  if (key->kind != KIND_SWITCH)
    *number = (int) value;
  return good;
}

static Fact *
fact_new (const Key *key, const char *text, GError **error)
{
  Fact *fact = g_new0 (Fact, 1);

  fact->text = g_strdup (text);
  if (read_number (key, text, &fact->number, error))
    return fact;

  fact_free (fact);
  return NULL;
}

/**
 * fake_facts_new:
 *
 * Returns: (transfer full): the facts of an ordinary modem
 */
FakeFacts *
fake_facts_new (void)
{
  FakeFacts *self = g_new0 (FakeFacts, 1);

  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, fact_free);
  return self;
}

/**
 * fake_facts_free:
 * @self: (transfer full): facts
 */
void
fake_facts_free (FakeFacts *self)
{
  g_hash_table_unref (self->told);
  g_free (self);
}

/**
 * fake_facts_set:
 * @self: facts
 * @key: which
 * @value: what it is from now on
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether there is such a fact, and it can be so
 */
gboolean
fake_facts_set (FakeFacts *self, const char *key, const char *value, GError **error)
{
  const Key *known = find_key (key, error);
  Fact *fact = known != NULL ? fact_new (known, value, error) : NULL;

  if (fact == NULL)
    return FALSE;

  g_hash_table_replace (self->told, (gpointer) known->key, fact);
  return TRUE;
}

/**
 * fake_facts_reset:
 * @self: facts
 * @key: which
 *
 * Makes it what it usually is.
 */
void
fake_facts_reset (FakeFacts *self, const char *key)
{
  g_hash_table_remove (self->told, key);
}

static const Fact *
look_up (FakeFacts *self, const char *name)
{
  const Fact *fact = g_hash_table_lookup (self->told, name);
  const Key *key;

  if (fact != NULL)
    return fact;

  key = find_key (name, NULL);
  g_assert (key != NULL);
  fake_facts_set (self, name, key->usual, NULL);
  return g_hash_table_lookup (self->told, name);
}

/**
 * fake_facts_get:
 * @self: facts
 * @key: which
 *
 * Returns: what it is, in words
 */
const char *
fake_facts_get (FakeFacts *self, const char *key)
{
  return look_up (self, key)->text;
}

/**
 * fake_facts_get_number:
 * @self: facts
 * @key: which, other than a text
 *
 * Returns: what it is, as ModemManager's number
 */
int
fake_facts_get_number (FakeFacts *self, const char *key)
{
  return look_up (self, key)->number;
}

/**
 * fake_facts_has:
 * @self: facts
 * @key: which
 *
 * Returns: whether it is anything
 */
gboolean
fake_facts_has (FakeFacts *self, const char *key)
{
  return *look_up (self, key)->text != '\0';
}

/**
 * fake_facts_describe:
 *
 * Returns: (transfer full): a line about each key
 */
char *
fake_facts_describe (void)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (text, "  %-16s%s%s%s%s\n", keys[i].key, keys[i].help,
                            *keys[i].usual != '\0' ? " (" : "", keys[i].usual,
                            *keys[i].usual != '\0' ? ")" : "");
  return g_string_free (text, FALSE);
}
