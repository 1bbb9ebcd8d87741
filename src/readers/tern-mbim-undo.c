/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-undo.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "lpa/lpa-error.h"

#define GROUP "modem"
#define KEY_DEVICE "device"
#define KEY_MODEL "model"
#define KEY_BEFORE "slots-before"
#define KEY_AFTER "slots-after"
#define KEY_PASS_THROUGH "pass-through"

#define SLOTS_MAX 16

struct _TernMbimUndo
{
  GKeyFile *file;
  char *path; /* (nullable) */
  char *device;
  char *model;
};

/**
 * tern_mbim_undo_new:
 * @path: (nullable): where it is kept; %NULL to keep it in memory alone
 *
 * Returns: (transfer full): what the file says is still to be put back; nothing when there is none
 */
TernMbimUndo *
tern_mbim_undo_new (const char *path)
{
  TernMbimUndo *self = g_new0 (TernMbimUndo, 1);

  self->file = g_key_file_new ();
  self->path = g_strdup (path);
  if (path != NULL)
    g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, NULL);
  self->device = g_key_file_get_string (self->file, GROUP, KEY_DEVICE, NULL);
  self->model = g_key_file_get_string (self->file, GROUP, KEY_MODEL, NULL);
  return self;
}

/**
 * tern_mbim_undo_free:
 * @self: (transfer full): a record; its file stays
 */
void
tern_mbim_undo_free (TernMbimUndo *self)
{
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self->device);
  g_free (self->model);
  g_free (self);
}

/**
 * tern_mbim_undo_is_empty:
 * @self: a record
 *
 * Returns: whether there is nothing to put back
 */
gboolean
tern_mbim_undo_is_empty (TernMbimUndo *self)
{
  return !g_key_file_has_key (self->file, GROUP, KEY_BEFORE, NULL) &&
         !tern_mbim_undo_get_pass_through (self);
}

/**
 * tern_mbim_undo_set_modem:
 * @self: a record
 * @device: path of the modem's device node
 * @model: its kind and firmware
 *
 * Says which modem the record is about, to be written down with the first change.
 */
void
tern_mbim_undo_set_modem (TernMbimUndo *self, const char *device, const char *model)
{
  g_free (self->device);
  g_free (self->model);
  self->device = g_strdup (device);
  self->model = g_strdup (model);
  g_key_file_set_string (self->file, GROUP, KEY_DEVICE, device);
  g_key_file_set_string (self->file, GROUP, KEY_MODEL, model);
}

/**
 * tern_mbim_undo_get_device:
 * @self: a record
 *
 * Returns: (nullable): path of the device node of the modem it is about
 */
const char *
tern_mbim_undo_get_device (TernMbimUndo *self)
{
  return self->device;
}

/**
 * tern_mbim_undo_get_model:
 * @self: a record
 *
 * Returns: (nullable): kind and firmware of the modem it is about
 */
const char *
tern_mbim_undo_get_model (TernMbimUndo *self)
{
  return self->model;
}

/* A change that could not be put back after an accident is not made. */
static gboolean
save (TernMbimUndo *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (self->path == NULL)
    return TRUE;
  if (tern_mbim_undo_is_empty (self))
    {
      if (g_unlink (self->path) == 0 || errno == ENOENT)
        return TRUE;
      g_set_error (&cause, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
    }
  else if (g_key_file_save_to_file (self->file, self->path, &cause))
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED, "mbim/record",
                 "What is changed on the modem cannot be written down: %s", cause->message);
  return FALSE;
}

static void
set_list (TernMbimUndo *self, const char *key, GArray *slots)
{
  g_key_file_set_integer_list (self->file, GROUP, key, (int *) (gpointer) slots->data, slots->len);
}

static GArray *
get_list (TernMbimUndo *self, const char *key)
{
  gsize length = 0;
  g_autofree int *slots = g_key_file_get_integer_list (self->file, GROUP, key, &length, NULL);
  GArray *list;

  if (slots == NULL || length == 0 || length > SLOTS_MAX)
    return NULL;

  list = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize i = 0; i < length; i++)
    {
      guint32 slot = (guint32) slots[i];

      g_array_append_val (list, slot);
    }
  return list;
}

/**
 * tern_mbim_undo_set_slots:
 * @self: a record
 * @before: (nullable) (element-type guint32): the slot of each executor, from 0, as it was; %NULL
 * when it is so again
 * @after: (nullable) (element-type guint32): as it will be
 * @error: return location for %LPA_CHANNEL_ERROR_FAILED
 *
 * Returns: whether it is written down
 */
gboolean
tern_mbim_undo_set_slots (TernMbimUndo *self, GArray *before, GArray *after, GError **error)
{
  if (before == NULL)
    {
      g_key_file_remove_key (self->file, GROUP, KEY_BEFORE, NULL);
      g_key_file_remove_key (self->file, GROUP, KEY_AFTER, NULL);
      return save (self, error);
    }

  set_list (self, KEY_BEFORE, before);
  set_list (self, KEY_AFTER, after);
  return save (self, error);
}

/**
 * tern_mbim_undo_get_slots:
 * @self: a record
 * @before: (out) (transfer full): as they were
 * @after: (out) (transfer full): what they were changed to
 *
 * Returns: whether slots are to be put back
 */
gboolean
tern_mbim_undo_get_slots (TernMbimUndo *self, GArray **before, GArray **after)
{
  g_autoptr (GArray) old = get_list (self, KEY_BEFORE);
  g_autoptr (GArray) new = get_list (self, KEY_AFTER);

  if (old == NULL || new == NULL || old->len != new->len)
    return FALSE;

  *before = g_steal_pointer (&old);
  *after = g_steal_pointer (&new);
  return TRUE;
}

/**
 * tern_mbim_undo_set_pass_through:
 * @self: a record
 * @pass_through: whether the modem is about to keep its hands off the card
 * @error: return location for %LPA_CHANNEL_ERROR_FAILED
 *
 * Returns: whether it is written down
 */
gboolean
tern_mbim_undo_set_pass_through (TernMbimUndo *self, gboolean pass_through, GError **error)
{
  if (pass_through)
    g_key_file_set_boolean (self->file, GROUP, KEY_PASS_THROUGH, TRUE);
  else
    g_key_file_remove_key (self->file, GROUP, KEY_PASS_THROUGH, NULL);
  return save (self, error);
}

/**
 * tern_mbim_undo_get_pass_through:
 * @self: a record
 *
 * Returns: whether the modem is to be told to use the card again
 */
gboolean
tern_mbim_undo_get_pass_through (TernMbimUndo *self)
{
  return g_key_file_get_boolean (self->file, GROUP, KEY_PASS_THROUGH, NULL);
}
