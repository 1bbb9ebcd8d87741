/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-card-memory.h"

#include <string.h>

#include "lpa/lpa-hex.h"

#define SEGMENT_SIZE_DEFAULT 255
#define KEY_AIDS "aids"
#define KEY_FORGETS "forgets-empty"
#define KEY_P2 "select-p2"
#define KEY_RUNG "after-switch"
#define KEY_SEGMENT_SIZE "segment-size"

struct _LpaCardMemory
{
  GObject parent_instance;

  GMutex mutex;
  GKeyFile *file;
  char *path;
};

G_DEFINE_FINAL_TYPE (LpaCardMemory, lpa_card_memory, G_TYPE_OBJECT)

static void
lpa_card_memory_finalize (GObject *object)
{
  LpaCardMemory *self = LPA_CARD_MEMORY (object);

  g_clear_pointer (&self->file, g_key_file_unref);
  g_clear_pointer (&self->path, g_free);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (lpa_card_memory_parent_class)->finalize (object);
}

static void
lpa_card_memory_class_init (LpaCardMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_card_memory_finalize;
}

static void
lpa_card_memory_init (LpaCardMemory *self)
{
  g_mutex_init (&self->mutex);
  self->file = g_key_file_new ();
}

/* A group name that holds whatever the key is, brackets and all. */
static char *
group_name (const char *kind, const void *key, gsize length)
{
  g_autofree char *hex = lpa_hex_encode (key, length);

  return g_strconcat (kind, " ", hex, NULL);
}

static char *
card_group (GBytes *atr)
{
  gsize length;
  const void *data = g_bytes_get_data (atr, &length);

  return group_name ("card", data, length);
}

static char *
reader_group (const char *reader)
{
  return group_name ("reader", reader, strlen (reader));
}

/* Losing what was learnt costs a few exchanges next time, so a full disk is no reason to fail. */
static void
save (LpaCardMemory *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (!self->path)
    return;
  folder = g_path_get_dirname (self->path);
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_key_file_save_to_file (self->file, self->path, &error))
    g_debug ("What worked with a card is not kept: %s", error ? error->message : folder);
}

/**
 * lpa_card_memory_new:
 * @path: (nullable): the key file; made when something is first learnt. %NULL keeps nothing beyond
 * the object's life
 *
 * Returns: (transfer full): a memory with what the file holds; empty when it cannot be read
 */
LpaCardMemory *
lpa_card_memory_new (const char *path)
{
  LpaCardMemory *self = g_object_new (LPA_TYPE_CARD_MEMORY, NULL);

  self->path = g_strdup (path);
  if (path)
    g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, NULL);
  return self;
}

/**
 * lpa_card_memory_get_aids:
 * @self: a memory
 * @atr: the answer to reset of a card
 *
 * Returns: (transfer full) (element-type GBytes): the AIDs under which such a card answered, in
 * order; often none
 */
GPtrArray *
lpa_card_memory_get_aids (LpaCardMemory *self, GBytes *atr)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = card_group (atr);
  g_auto (GStrv) texts = g_key_file_get_string_list (self->file, group, KEY_AIDS, NULL, NULL);
  GPtrArray *aids = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; texts && texts[i]; i++)
    {
      GBytes *aid = lpa_hex_decode (texts[i]);

      if (aid)
        g_ptr_array_add (aids, aid);
    }
  return aids;
}

/**
 * lpa_card_memory_set_aids:
 * @self: a memory
 * @atr: the answer to reset of a card
 * @aids: (element-type GBytes): the AIDs under which it answered, at least one, in order
 */
void
lpa_card_memory_set_aids (LpaCardMemory *self, GBytes *atr, GPtrArray *aids)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = card_group (atr);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  g_return_if_fail (aids->len > 0);

  for (guint i = 0; i < aids->len; i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (aids->pdata[i], &length);

      g_ptr_array_add (texts, lpa_hex_encode (data, length));
    }
  g_key_file_set_string_list (self->file, group, KEY_AIDS, (const char *const *) texts->pdata,
                              texts->len);
  save (self);
}

static void
set_integer (LpaCardMemory *self, const char *group, const char *key, int value)
{
  g_key_file_set_integer (self->file, group, key, value);
  save (self);
}

/**
 * lpa_card_memory_get_segment_size:
 * @self: a memory
 * @reader: the name of a reader, or the model of a modem, firmware included
 *
 * Returns: how many bytes of data this reader takes in one command, 1 to 255
 */
guint
lpa_card_memory_get_segment_size (LpaCardMemory *self, const char *reader)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = reader_group (reader);
  int size = g_key_file_get_integer (self->file, group, KEY_SEGMENT_SIZE, NULL);

  return size >= 1 && size <= SEGMENT_SIZE_DEFAULT ? (guint) size : SEGMENT_SIZE_DEFAULT;
}

/**
 * lpa_card_memory_set_segment_size:
 * @self: a memory
 * @reader: the name of a reader, or the model of a modem, firmware included
 * @size: how many bytes of data it takes in one command, 1 to 255
 */
void
lpa_card_memory_set_segment_size (LpaCardMemory *self, const char *reader, guint size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = reader_group (reader);

  set_integer (self, group, KEY_SEGMENT_SIZE, (int) size);
}

/**
 * lpa_card_memory_get_select_p2:
 * @self: a memory
 * @atr: the answer to reset of a card
 *
 * Returns: the P2 with which such a card takes SELECT; 00 when nothing is known
 */
guint8
lpa_card_memory_get_select_p2 (LpaCardMemory *self, GBytes *atr)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = card_group (atr);

  return (guint8) g_key_file_get_integer (self->file, group, KEY_P2, NULL);
}

/**
 * lpa_card_memory_set_select_p2:
 * @self: a memory
 * @atr: the answer to reset of a card
 * @p2: the P2 with which it takes SELECT
 */
void
lpa_card_memory_set_select_p2 (LpaCardMemory *self, GBytes *atr, guint8 p2)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = card_group (atr);

  set_integer (self, group, KEY_P2, p2);
}

/**
 * lpa_card_memory_get_model_p2:
 * @self: a memory
 * @model: of a modem, firmware included
 * @fallback: what to begin with when nothing is known
 *
 * Returns: the P2 with which such a modem selects applications
 */
guint8
lpa_card_memory_get_model_p2 (LpaCardMemory *self, const char *model, guint8 fallback)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  g_autoptr (GError) error = NULL;
  int p2 = g_key_file_get_integer (self->file, group, KEY_P2, &error);

  return error ? fallback : (guint8) p2;
}

/**
 * lpa_card_memory_set_model_p2:
 * @self: a memory
 * @model: of a modem, firmware included
 * @p2: the P2 with which it selects applications
 */
void
lpa_card_memory_set_model_p2 (LpaCardMemory *self, const char *model, guint8 p2)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  set_integer (self, group, KEY_P2, p2);
}

/**
 * lpa_card_memory_dup_model_rung:
 * @self: a memory
 * @model: of a modem, firmware included
 *
 * Returns: (transfer full) (nullable): what made such a modem notice that a profile was switched
 */
char *
lpa_card_memory_dup_model_rung (LpaCardMemory *self, const char *model)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  return g_key_file_get_string (self->file, group, KEY_RUNG, NULL);
}

/**
 * lpa_card_memory_set_model_rung:
 * @self: a memory
 * @model: of a modem, firmware included
 * @rung: what made it notice that a profile was switched
 */
void
lpa_card_memory_set_model_rung (LpaCardMemory *self, const char *model, const char *rung)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  g_key_file_set_string (self->file, group, KEY_RUNG, rung);
  save (self);
}

/**
 * lpa_card_memory_get_model_forgets:
 * @self: a memory
 * @model: of a modem, firmware included
 *
 * Returns: whether such a modem is known to take an eUICC without an enabled profile for no card
 */
gboolean
lpa_card_memory_get_model_forgets (LpaCardMemory *self, const char *model)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  return g_key_file_get_boolean (self->file, group, KEY_FORGETS, NULL);
}

/**
 * lpa_card_memory_set_model_forgets:
 * @self: a memory
 * @model: of a modem, firmware included, that has just done so
 */
void
lpa_card_memory_set_model_forgets (LpaCardMemory *self, const char *model)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *group = group_name ("modem", model, strlen (model));

  g_key_file_set_boolean (self->file, group, KEY_FORGETS, TRUE);
  save (self);
}
