/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-guide.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "guide/tern-guide-private.h"
#include "tern-guide-resources.h"

#define RESOURCE "/io/github/ternesim/guide/guide.xml"
#define MAX_SIZE (1024 * 1024)

G_DEFINE_QUARK (tern_guide_error, tern_guide_error)
G_DEFINE_FINAL_TYPE (TernGuide, tern_guide, G_TYPE_OBJECT)

static void
device_free (gpointer data)
{
  TernGuideDevice *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self);
}

static void
topic_free (gpointer data)
{
  TernGuideTopic *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->start);
  g_strfreev (self->devices);
  g_free (self);
}

static void
tern_guide_finalize (GObject *object)
{
  TernGuide *self = TERN_GUIDE (object);

  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->topics);
  g_hash_table_unref (self->steps_by_id);
  g_ptr_array_unref (self->steps);

  G_OBJECT_CLASS (tern_guide_parent_class)->finalize (object);
}

static void
tern_guide_class_init (TernGuideClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_guide_finalize;
}

static void
tern_guide_init (TernGuide *self)
{
  self->devices = g_ptr_array_new_with_free_func (device_free);
  self->topics = g_ptr_array_new_with_free_func (topic_free);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_guide_step_free);
  self->steps_by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * tern_guide_device_new:
 * @id: its name
 * @line: where it stands in the file
 *
 * Returns: (transfer full): a device without words, for the guide's array
 */
TernGuideDevice *
tern_guide_device_new (const char *id, int line)
{
  TernGuideDevice *self = g_new0 (TernGuideDevice, 1);

  self->id = g_strdup (id);
  self->line = line;
  return self;
}

/**
 * tern_guide_topic_new:
 * @id: its name
 * @start: the step that it begins with
 * @devices: (nullable) (transfer full): the devices that it is for
 * @line: where it stands in the file
 *
 * Returns: (transfer full): a topic without words, for the guide's array
 */
TernGuideTopic *
tern_guide_topic_new (const char *id, const char *start, GStrv devices, int line)
{
  TernGuideTopic *self = g_new0 (TernGuideTopic, 1);

  self->id = g_strdup (id);
  self->start = g_strdup (start);
  self->devices = devices;
  self->line = line;
  return self;
}

/**
 * tern_guide_new_from_data:
 * @data: a guide, as in data/guide/guide.xml
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location for a #TernGuideError
 *
 * Returns: (transfer full) (nullable): the guide, or %NULL when there is anything wrong with it
 */
TernGuide *
tern_guide_new_from_data (const char *data, gssize length, GError **error)
{
  g_autoptr (TernGuide) self = g_object_new (TERN_TYPE_GUIDE, NULL);
  gsize size = length < 0 ? strlen (data) : (gsize) length;

  if (size > MAX_SIZE)
    {
      g_set_error (error, TERN_GUIDE_ERROR, TERN_GUIDE_ERROR_TOO_LARGE,
                   "The file has more than %d bytes", MAX_SIZE);
      return NULL;
    }
  if (!tern_guide_parse (self, data, size, error) || !tern_guide_validate (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * tern_guide_new_from_file:
 * @path: a file like data/guide/guide.xml
 * @error: return location for a #TernGuideError or a #GFileError
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the guide, or %NULL when there is anything wrong with it
 */
TernGuide *
tern_guide_new_from_file (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  return tern_guide_new_from_data (data, (gssize) length, error);
}

/**
 * tern_guide_new:
 *
 * Returns: (transfer full): the guide that comes with Tern
 */
TernGuide *
tern_guide_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tern_guide_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  TernGuide *self = NULL;
  gsize length = 0;
  const char *data;

  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &length);
      self = tern_guide_new_from_data (data, (gssize) length, &error);
    }
  if (self == NULL)
    g_error ("The guide inside this program is damaged: %s", error->message);
  return self;
}

/**
 * tern_guide_get_devices:
 * @self: the guide
 *
 * Returns: (transfer none) (element-type TernGuideDevice): what an eSIM can live in, in the order
 * of the file
 */
GPtrArray *
tern_guide_get_devices (TernGuide *self)
{
  return self->devices;
}

/**
 * tern_guide_get_topics:
 * @self: the guide
 *
 * Returns: (transfer none) (element-type TernGuideTopic): what to begin with, in the order of the
 * file
 */
GPtrArray *
tern_guide_get_topics (TernGuide *self)
{
  return self->topics;
}

/**
 * tern_guide_get_steps:
 * @self: the guide
 *
 * Returns: (transfer none) (element-type TernGuideStep): all steps and ends, in the order of the
 * file
 */
GPtrArray *
tern_guide_get_steps (TernGuide *self)
{
  return self->steps;
}

/**
 * tern_guide_find_device:
 * @self: the guide
 * @id: a name
 *
 * Returns: (transfer none) (nullable): the device of that name
 */
const TernGuideDevice *
tern_guide_find_device (TernGuide *self, const char *id)
{
  for (guint i = 0; i < self->devices->len; i++)
    if (g_str_equal (((TernGuideDevice *) self->devices->pdata[i])->id, id))
      return self->devices->pdata[i];
  return NULL;
}

/**
 * tern_guide_find_topic:
 * @self: the guide
 * @id: a name
 *
 * Returns: (transfer none) (nullable): the topic of that name
 */
const TernGuideTopic *
tern_guide_find_topic (TernGuide *self, const char *id)
{
  for (guint i = 0; i < self->topics->len; i++)
    if (g_str_equal (((TernGuideTopic *) self->topics->pdata[i])->id, id))
      return self->topics->pdata[i];
  return NULL;
}

/**
 * tern_guide_find_step:
 * @self: the guide
 * @id: a name
 *
 * Returns: (transfer none) (nullable): the step or end of that name
 */
const TernGuideStep *
tern_guide_find_step (TernGuide *self, const char *id)
{
  return g_hash_table_lookup (self->steps_by_id, id);
}

/**
 * tern_guide_device_get_label:
 * @self: a device
 *
 * Returns: what a person reads of it, translated
 */
const char *
tern_guide_device_get_label (const TernGuideDevice *self)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "guide", self->label);
}

/**
 * tern_guide_topic_get_title:
 * @self: a topic
 *
 * Returns: what a person reads of it, translated
 */
const char *
tern_guide_topic_get_title (const TernGuideTopic *self)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "guide", self->title);
}

/**
 * tern_guide_topic_get_summary:
 * @self: a topic
 *
 * Returns: one sentence more about it, translated
 */
const char *
tern_guide_topic_get_summary (const TernGuideTopic *self)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "guide", self->summary);
}

/**
 * tern_guide_topic_is_for:
 * @self: a topic
 * @device: name of a device
 *
 * Returns: whether the topic can come up on that device
 */
gboolean
tern_guide_topic_is_for (const TernGuideTopic *self, const char *device)
{
  return tern_guide_devices_include (self->devices, device);
}
