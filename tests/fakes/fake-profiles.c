/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-profiles.h"

#include <libmm-glib.h>

#include "fake-words.h"

#define PIN_TRIES 3
#define PUK_TRIES 10

struct _FakeProfiles
{
  GHashTable *by_iccid;
};

static void
profile_free (gpointer data)
{
  FakeProfile *self = data;

  g_free (self->imsi);
  g_free (self->pin);
  g_free (self->puk);
  g_free (self->operator_code);
  g_free (self->operator_name);
  g_free (self->apn);
  g_free (self);
}

static FakeProfile *
profile_new (void)
{
  FakeProfile *self = g_new0 (FakeProfile, 1);

  self->imsi = g_strdup ("001010000000001");
  self->puk = g_strdup ("12345678");
  self->pin_tries = PIN_TRIES;
  self->puk_tries = PUK_TRIES;
  self->registration = MM_MODEM_3GPP_REGISTRATION_STATE_HOME;
  self->operator_code = g_strdup ("00101");
  self->operator_name = g_strdup ("Test network");
  return self;
}

/**
 * fake_profiles_new:
 *
 * Returns: (transfer full): a world in which nothing is special
 */
FakeProfiles *
fake_profiles_new (void)
{
  FakeProfiles *self = g_new0 (FakeProfiles, 1);

  self->by_iccid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, profile_free);
  return self;
}

/**
 * fake_profiles_free:
 * @self: (transfer full): the world
 */
void
fake_profiles_free (FakeProfiles *self)
{
  g_hash_table_unref (self->by_iccid);
  g_free (self);
}

/**
 * fake_profiles_get:
 * @self: the world
 * @iccid: digits; empty for a card without a profile
 *
 * Returns: (transfer none): the subscription
 */
FakeProfile *
fake_profiles_get (FakeProfiles *self, const char *iccid)
{
  FakeProfile *profile = g_hash_table_lookup (self->by_iccid, iccid);

  if (profile == NULL)
    {
      profile = profile_new ();
      g_hash_table_insert (self->by_iccid, g_strdup (iccid), profile);
    }
  return profile;
}

static gboolean
set_text (char **place, const char *value)
{
  g_free (*place);
  *place = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
set_refusal (FakeProfile *self, const char *nick, GError **error)
{
  self->refuses = 0;
  return *nick == '\0' ||
         fake_words_nick (MM_TYPE_MOBILE_EQUIPMENT_ERROR, nick, &self->refuses, error);
}

/**
 * fake_profile_set:
 * @self: a subscription
 * @key: the name of a member, with dashes
 * @value: what it is from now on
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it is now so
 */
gboolean
fake_profile_set (FakeProfile *self, const char *key, const char *value, GError **error)
{
  const struct
  {
    const char *key;
    char **place;
  } texts[] = {
    { "imsi", &self->imsi },
    { "pin", &self->pin },
    { "puk", &self->puk },
    { "operator-code", &self->operator_code },
    { "operator-name", &self->operator_name },
    { "apn", &self->apn },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (key, texts[i].key))
      return set_text (texts[i].place, value);
  if (g_str_equal (key, "pin-tries"))
    return fake_words_number (value, PIN_TRIES, &self->pin_tries, error);
  if (g_str_equal (key, "puk-tries"))
    return fake_words_number (value, PUK_TRIES, &self->puk_tries, error);
  if (g_str_equal (key, "rejection"))
    return fake_words_number (value, 255, &self->rejection, error);
  if (g_str_equal (key, "hides"))
    return fake_words_switch (value, &self->hides, error);
  if (g_str_equal (key, "refuses"))
    return set_refusal (self, value, error);
  if (g_str_equal (key, "registration"))
    return fake_words_nick (MM_TYPE_MODEM_3GPP_REGISTRATION_STATE, value, &self->registration,
                            error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "A profile has no “%s”", key);
  return FALSE;
}
