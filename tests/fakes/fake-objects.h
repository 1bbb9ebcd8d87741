/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FakeObjects:
 *
 * Objects on a bus with interfaces and properties, and an object manager above them; methods are
 * somebody else's. Main thread.
 */
typedef struct _FakeObjects FakeObjects;

/* Returns the answer of a method, floating, or sets an error. */
typedef GVariant *(*FakeMethod) (gpointer data,
                                 const char *path,
                                 GVariant *arguments,
                                 GError **error);

typedef struct
{
  const char *interface;
  const char *name;
  FakeMethod call;
} FakeMethodRow;

FakeObjects *fake_objects_new (GDBusConnection *bus,
                               const char *root,
                               const FakeMethodRow *methods,
                               gsize n_methods,
                               gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void fake_objects_free (FakeObjects *self);
void fake_objects_set (FakeObjects *self,
                       const char *path,
                       const char *interface,
                       const char *name,
                       GVariant *value);
GVariant *fake_objects_get (FakeObjects *self,
                            const char *path,
                            const char *interface,
                            const char *name);
void fake_objects_show (FakeObjects *self, const char *path);
void fake_objects_remove (FakeObjects *self, const char *path);
gboolean fake_objects_has (FakeObjects *self, const char *path);
void fake_objects_emit (FakeObjects *self,
                        const char *path,
                        const char *interface,
                        const char *signal,
                        GVariant *arguments);
GVariant *fake_objects_list (FakeObjects *self, const char *interface);

G_END_DECLS
