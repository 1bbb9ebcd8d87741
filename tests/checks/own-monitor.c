/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-monitor.h"

typedef struct
{
  GObject parent_instance;

  gboolean available;
  GNetworkConnectivity connectivity;
} OwnMonitor;
typedef GObjectClass OwnMonitorClass;

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY
};

static void own_monitor_iface (GNetworkMonitorInterface *iface);
static void own_monitor_initable (GInitableIface *iface);
GType own_monitor_get_type (void);
G_DEFINE_TYPE_WITH_CODE (OwnMonitor,
                         own_monitor,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, own_monitor_initable)
                             G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, own_monitor_iface))

static void
own_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OwnMonitor *self = (OwnMonitor *) object;

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, (int) self->connectivity);
      break;
    default:
      g_value_set_boolean (value, FALSE);
    }
}

static void
own_monitor_iface (GNetworkMonitorInterface *iface)
{
}

static void
own_monitor_initable (GInitableIface *iface)
{
}

static void
own_monitor_class_init (OwnMonitorClass *klass)
{
  klass->get_property = own_monitor_get_property;
  g_object_class_override_property (klass, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (klass, PROP_METERED, "network-metered");
  g_object_class_override_property (klass, PROP_CONNECTIVITY, "connectivity");
}

static void
own_monitor_init (OwnMonitor *self)
{
}

GNetworkMonitor *
own_monitor_new (gboolean available, GNetworkConnectivity connectivity)
{
  OwnMonitor *self = g_object_new (own_monitor_get_type (), NULL);

  self->available = available;
  self->connectivity = connectivity;
  return G_NETWORK_MONITOR (self);
}

void
own_monitor_set_available (GNetworkMonitor *monitor, gboolean available)
{
  OwnMonitor *self = (OwnMonitor *) monitor;

  self->available = available;
  g_object_notify (G_OBJECT (self), "network-available");
  g_signal_emit_by_name (self, "network-changed", available);
}
