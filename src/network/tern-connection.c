/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-connection.h"

#include <glib/gi18n-lib.h>

/**
 * tern_connection_clear:
 * @self: a connection
 *
 * Makes it one of which nothing is known.
 */
void
tern_connection_clear (TernConnection *self)
{
  g_free (self->operator);
  g_free (self->technology);
  g_free (self->apn);
  g_free (self->interface);
  *self = (TernConnection){ 0 };
}

/**
 * tern_connection_dup_network:
 * @self: a connection, once a network has taken the profile in
 *
 * Returns: (transfer full): which, and how well, for people
 */
char *
tern_connection_dup_network (const TernConnection *self)
{
  const char *name = self->operator;
  g_autofree char *how =
      self->technology != NULL
          /* Translators: technology and strength of the signal, such as “LTE, 60 %” */
          ? g_strdup_printf (C_ ("network", "%s, %u %%"), self->technology, self->signal)
          : g_strdup_printf (C_ ("network", "%u %%"), self->signal);

  if (self->roaming)
    /* Translators: first the network’s name, then technology and strength of the signal */
    return g_strdup_printf (C_ ("network", "Registered with %s, roaming (%s)."), name, how);
  return g_strdup_printf (C_ ("network", "Registered with %s (%s)."), name, how);
}

/**
 * tern_connection_get_reach_sentence:
 * @self: a connection that is there
 *
 * Returns: (transfer none): how far it goes, for people
 */
const char *
tern_connection_get_reach_sentence (const TernConnection *self)
{
  static const char *const reaches[] = {
    [TERN_REACH_UNKNOWN] = NC_ ("network", "Connected. Whether the internet answers was not "
                                           "looked into."),
    [TERN_REACH_NONE] = NC_ ("network", "Nothing comes back from the internet."),
    [TERN_REACH_PORTAL] = NC_ ("network", "The provider shows a page of its own first."),
    [TERN_REACH_INTERNET] = NC_ ("network", "Connected, and the internet answers."),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "network", reaches[self->reach]);
}

/**
 * tern_connection_dup_sentence:
 * @self: a connection, as far as it came about
 *
 * Returns: (transfer full) (nullable): how far it came, for people; %NULL if no network has taken
 * the profile in
 */
char *
tern_connection_dup_sentence (const TernConnection *self)
{
  g_autofree char *network = NULL;

  if (self->operator== NULL)
    return NULL;
  network = tern_connection_dup_network (self);
  if (self->interface == NULL || self->reach == TERN_REACH_NONE || self->reach == TERN_REACH_PORTAL)
    return g_steal_pointer (&network);
  return g_strdup_printf ("%s %s", network, tern_connection_get_reach_sentence (self));
}
