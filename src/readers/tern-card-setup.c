/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-card-setup.h"

#include "lpa/lpa-isdr-aids.h"

/* The person's own list of AIDs, when there is one: a text file, one AID a line. */
static GPtrArray *
load_aids (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "tern", "isdr-aids", NULL);
  GPtrArray *aids;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return lpa_isdr_aids_new_default ();
  aids = lpa_isdr_aids_load (path, error);
  if (aids == NULL)
    g_prefix_error (error, "%s: ", path);
  return aids;
}

/**
 * tern_card_setup_new:
 * @trust: which servers are believed
 * @journal: (nullable): where operations are written down
 * @trace: (nullable): a record of every exchange
 * @error: return location for an error in the person's list of AIDs
 *
 * The set-up that window and command line share: AIDs from `tern/isdr-aids` in the configuration
 * folder, else the built-in list; what worked is remembered in the state folder.
 *
 * Returns: (transfer full) (nullable): the set-up
 */
TernCardSetup *
tern_card_setup_new (LpaTrust *trust, LpaJournal *journal, LpaTrace *trace, GError **error)
{
  g_autofree char *memory = g_build_filename (g_get_user_state_dir (), "tern", "cards", NULL);
  g_autoptr (GPtrArray) aids = load_aids (error);
  TernCardSetup *self;

  if (aids == NULL)
    return NULL;

  self = g_new0 (TernCardSetup, 1);
  self->trust = g_object_ref (trust);
  g_set_object (&self->journal, journal);
  g_set_object (&self->trace, trace);
  self->memory = lpa_card_memory_new (memory);
  self->aids = g_steal_pointer (&aids);
  return self;
}

/**
 * tern_card_setup_copy:
 * @self: a set-up
 *
 * Returns: (transfer full): another with the same in it
 */
TernCardSetup *
tern_card_setup_copy (const TernCardSetup *self)
{
  TernCardSetup *copy = g_new0 (TernCardSetup, 1);

  g_set_object (&copy->trust, self->trust);
  g_set_object (&copy->journal, self->journal);
  g_set_object (&copy->trace, self->trace);
  g_set_object (&copy->memory, self->memory);
  copy->aids = g_ptr_array_ref (self->aids);
  return copy;
}

/**
 * tern_card_setup_free:
 * @self: (transfer full): what tern_card_setup_new() or tern_card_setup_copy() made
 */
void
tern_card_setup_free (TernCardSetup *self)
{
  g_clear_object (&self->trust);
  g_clear_object (&self->journal);
  g_clear_object (&self->trace);
  g_clear_object (&self->memory);
  g_clear_pointer (&self->aids, g_ptr_array_unref);
  g_free (self);
}
