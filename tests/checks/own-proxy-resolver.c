/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-proxy-resolver.h"

static char *own_proxy;

typedef GObject OwnProxyResolver;
typedef GObjectClass OwnProxyResolverClass;
static void own_proxy_resolver_iface (GProxyResolverInterface *iface);
GType own_proxy_resolver_get_type (void);
G_DEFINE_TYPE_WITH_CODE (OwnProxyResolver,
                         own_proxy_resolver,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, own_proxy_resolver_iface))

static gboolean
always (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
look_up_proxy (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  const char *const found[] = { own_proxy != NULL ? own_proxy : "direct://", NULL };

  return g_strdupv ((char **) found);
}

static void
look_up_proxy_async (GProxyResolver *resolver,
                     const char *uri,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, look_up_proxy (resolver, uri, NULL, NULL),
                         (GDestroyNotify) g_strfreev);
}

static char **
look_up_proxy_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
own_proxy_resolver_iface (GProxyResolverInterface *iface)
{
  iface->is_supported = always;
  iface->lookup = look_up_proxy;
  iface->lookup_async = look_up_proxy_async;
  iface->lookup_finish = look_up_proxy_finish;
}

static void
own_proxy_resolver_class_init (OwnProxyResolverClass *klass)
{
}

static void
own_proxy_resolver_init (OwnProxyResolver *self)
{
}

void
own_proxy_resolver_use (void)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "own", TRUE);
  g_vfs_get_default (); /* registers the extension points */
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME,
                                  own_proxy_resolver_get_type (), "own", 1000);
}

void
own_proxy_resolver_set (const char *proxy)
{
  g_free (own_proxy);
  own_proxy = g_strdup (proxy);
}
