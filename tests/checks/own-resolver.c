/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-resolver.h"

typedef GResolver OwnResolver;
typedef GResolverClass OwnResolverClass;
GType own_resolver_get_type (void);
G_DEFINE_TYPE (OwnResolver, own_resolver, G_TYPE_RESOLVER)

static GList *
look_up (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  if (g_str_equal (name, "localhost"))
    return g_list_append (NULL, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  if (g_str_equal (name, "v4.example"))
    return g_list_append (NULL, g_inet_address_new_from_string ("192.0.2.1"));
  if (g_str_equal (name, "broken.example"))
    g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "Try again");
  else
    g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
  return NULL;
}

static GList *
look_up_with_flags (GResolver *resolver,
                    const char *name,
                    GResolverNameLookupFlags flags,
                    GCancellable *cancellable,
                    GError **error)
{
  if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) == 0)
    return look_up (resolver, name, cancellable, error);
  g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No IPv6 address");
  return NULL;
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
look_up_with_flags_async (GResolver *resolver,
                          const char *name,
                          GResolverNameLookupFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *found = look_up_with_flags (resolver, name, flags, NULL, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, free_addresses);
  else
    g_task_return_error (task, error);
}

static void
look_up_async (GResolver *resolver,
               const char *name,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  look_up_with_flags_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                            callback, user_data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
own_resolver_class_init (OwnResolverClass *klass)
{
  klass->lookup_by_name = look_up;
  klass->lookup_by_name_async = look_up_async;
  klass->lookup_by_name_finish = look_up_finish;
  klass->lookup_by_name_with_flags = look_up_with_flags;
  klass->lookup_by_name_with_flags_async = look_up_with_flags_async;
  klass->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
own_resolver_init (OwnResolver *self)
{
}

void
own_resolver_use (void)
{
  g_autoptr (GResolver) resolver = g_object_new (own_resolver_get_type (), NULL);

  g_resolver_set_default (resolver);
}
