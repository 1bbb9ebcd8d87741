/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-wishes.h"

#include <string.h>

#include "modem-helper/tern-helper-manager.h"

#define UID_MAX 1024
#define SLOTS_MAX 16
#define MODEM_PATHS "/org/freedesktop/ModemManager1/Modem/"

struct _TernHelperWishes
{
  GDBusConnection *bus;
  GHashTable *inhibitors; /* the TernHelperGuest of each modem that ModemManager has let go of */
};

typedef struct
{
  TernHelperWishes *wishes;
  TernHelperCall *call;
  char *uid;
} Wish;

static Wish *
wish_new (TernHelperWishes *wishes, TernHelperCall *call, const char *uid)
{
  Wish *self = g_new0 (Wish, 1);

  self->wishes = wishes;
  self->call = call;
  self->uid = g_strdup (uid);
  return self;
}

static void
wish_end (Wish *self, const GError *error)
{
  tern_helper_call_finish (self->call, NULL, error);
  g_free (self->uid);
  g_free (self);
}

static void
on_uninhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;

  tern_helper_manager_finish (result, &error);
  g_hash_table_remove (wish->wishes->inhibitors, wish->uid);
  wish_end (wish, error);
}

static void
uninhibit (TernHelperWishes *self, TernHelperCall *call, const char *uid)
{
  tern_helper_manager_inhibit_async (self->bus, uid, FALSE, on_uninhibited,
                                     wish_new (self, call, uid));
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  TernHelperGuest *guest = wish->call->guest;
  g_autoptr (GError) error = NULL;

  if (!tern_helper_manager_finish (result, &error))
    g_hash_table_remove (wish->wishes->inhibitors, wish->uid);
  else if (g_cancellable_is_cancelled (guest->gone))
    uninhibit (wish->wishes, tern_helper_call_new (guest, NULL), wish->uid);
  wish_end (wish, error);
}

static void
inhibit (TernHelperWishes *self, TernHelperCall *call, const char *uid)
{
  if (*uid == '\0' || strlen (uid) > UID_MAX)
    tern_helper_call_refuse (call, "This names no modem");
  else if (g_hash_table_contains (self->inhibitors, uid))
    tern_helper_call_refuse (call, "ModemManager has let go of this modem already");
  else
    {
      g_hash_table_insert (self->inhibitors, g_strdup (uid), call->guest);
      tern_helper_manager_inhibit_async (self->bus, uid, TRUE, on_inhibited,
                                         wish_new (self, call, uid));
    }
}

/**
 * tern_helper_wishes_set_inhibited:
 * @self: the wishes
 * @call: (transfer full): (sb): the modem, whether ModemManager is to let go of it
 */
void
tern_helper_wishes_set_inhibited (TernHelperWishes *self, TernHelperCall *call)
{
  const char *uid;
  gboolean inhibited;

  g_variant_get (tern_helper_call_get_arguments (call), "(&sb)", &uid, &inhibited);
  if (inhibited)
    inhibit (self, call, uid);
  else if (g_hash_table_lookup (self->inhibitors, uid) == call->guest)
    uninhibit (self, call, uid);
  else
    tern_helper_call_refuse (call, "The caller has not asked for this");
}

static void
on_slot_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  tern_helper_manager_finish (result, &error);
  tern_helper_call_finish (user_data, NULL, error);
}

/**
 * tern_helper_wishes_set_sim_slot:
 * @self: the wishes
 * @call: (transfer full): (ou): the modem, its slot
 */
void
tern_helper_wishes_set_sim_slot (TernHelperWishes *self, TernHelperCall *call)
{
  const char *modem;
  guint slot;

  g_variant_get (tern_helper_call_get_arguments (call), "(&ou)", &modem, &slot);
  if (!g_str_has_prefix (modem, MODEM_PATHS) || slot < 1 || slot > SLOTS_MAX)
    tern_helper_call_refuse (call, "This is no slot of a modem of ModemManager's");
  else
    tern_helper_manager_set_slot_async (self->bus, modem, slot, on_slot_set, call);
}

/**
 * tern_helper_wishes_leave:
 * @self: the wishes
 * @guest: who has left the bus
 *
 * ModemManager gets back what it has let go of for the guest. What it is being asked for at this
 * moment is taken back as soon as it has answered.
 */
void
tern_helper_wishes_leave (TernHelperWishes *self, TernHelperGuest *guest)
{
  GHashTableIter iter;
  gpointer uid, inhibitor;

  g_hash_table_iter_init (&iter, self->inhibitors);
  while (g_hash_table_iter_next (&iter, &uid, &inhibitor))
    if (inhibitor == guest)
      uninhibit (self, tern_helper_call_new (guest, NULL), uid);
}

/**
 * tern_helper_wishes_are_idle:
 * @self: the wishes
 *
 * Returns: whether ModemManager has all modems
 */
gboolean
tern_helper_wishes_are_idle (TernHelperWishes *self)
{
  return g_hash_table_size (self->inhibitors) == 0;
}

/**
 * tern_helper_wishes_new:
 * @bus: the system bus
 *
 * Returns: (transfer full): the wishes, none yet
 */
TernHelperWishes *
tern_helper_wishes_new (GDBusConnection *bus)
{
  TernHelperWishes *self = g_new0 (TernHelperWishes, 1);

  self->bus = g_object_ref (bus);
  self->inhibitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * tern_helper_wishes_free:
 * @self: (transfer full): the wishes
 *
 * ModemManager takes its modems back by itself when the helper leaves the bus.
 */
void
tern_helper_wishes_free (TernHelperWishes *self)
{
  g_hash_table_unref (self->inhibitors);
  g_object_unref (self->bus);
  g_free (self);
}
